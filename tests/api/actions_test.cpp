// What is offered to whom, from a table and a case alone: tasks, holders, separation of duties.
#include "app/api/actions.hpp"

#include <gtest/gtest.h>

#include <set>

#include "workflows/approval/1/edition.hpp"

namespace vermilion::api {
namespace {

Case under_review() {
  Case kase;
  kase.states = {"REVIEW", "CHECK_PASSED"};
  kase.applicant = "applicant-1";
  OpenDuty review;
  review.id.index = 1;
  review.name = "review";
  review.to = "approver";
  review.detail = "Proposed,Accepted";
  kase.open = {review};
  kase.acts = {{"Accepted", "li.wei", "p-li", "window", 2},
               {"Proposed", "wang.fang", "p-wang", "handler", 3}};
  return kase;
}

Actor approver(const char* who, const char* person) {
  return {who, person, {"approver"}};
}

std::set<std::string> offered(const Case& kase, const Actor& actor) {
  std::set<std::string> facts;
  for (const auto& action : actions_of(make_approval_1()->info(), kase, actor)) {
    facts.insert(action.fact);
  }
  return facts;
}

const std::set<std::string> decisions{"Approved", "RefusedToGrant", "SentBack"};

TEST(actions, of_a_reviewer_are_the_decisions_while_the_task_is_free_or_his) {
  auto kase = under_review();
  EXPECT_EQ(offered(kase, approver("zhao.min", "p-zhao")), decisions);
  kase.open[0].holder = "zhao.min";
  EXPECT_EQ(offered(kase, approver("zhao.min", "p-zhao")), decisions);
  kase.open[0].holder = "sun.li";
  EXPECT_TRUE(offered(kase, approver("zhao.min", "p-zhao")).empty());
}

TEST(actions, are_not_offered_to_whom_an_earlier_act_bars_also_under_a_second_account) {
  const auto kase = under_review();
  EXPECT_TRUE(offered(kase, approver("wang.fang", "p-wang")).empty());
  EXPECT_TRUE(offered(kase, approver("wang.two", "p-wang")).empty());
  EXPECT_TRUE(offered(kase, approver("li.wei", "p-li")).empty());
  EXPECT_EQ(task_acts_of(kase, approver("wang.two", "p-wang"))[0].acts,
            (std::vector<std::string>{"urge", "comments", "copy"}));
}

TEST(actions, on_a_task_follow_from_whose_hands_it_is_in) {
  auto kase = under_review();
  const auto mine = approver("zhao.min", "p-zhao");
  ASSERT_EQ(task_acts_of(kase, mine).size(), 1U);
  using Acts = std::vector<std::string>;
  EXPECT_EQ(task_acts_of(kase, mine)[0].acts, (Acts{"claim", "urge", "comments", "copy"}));
  kase.open[0].holder = "zhao.min";
  EXPECT_EQ(task_acts_of(kase, mine)[0].acts,
            (Acts{"release", "assign", "delegate", "cosign", "comments", "copy"}));
  kase.open[0].holder = "somebody";
  EXPECT_EQ(task_acts_of(kase, mine)[0].acts, (Acts{"urge", "comments", "copy"}));
  const Actor supervisor{"sun.li", "p-sun", {"supervisor"}};
  EXPECT_EQ(task_acts_of(kase, supervisor)[0].acts,
            (Acts{"release", "assign", "urge", "comments", "copy"}));
  kase.open[0].delegated_by = "zhao.min";
  EXPECT_EQ(task_acts_of(kase, mine)[0].acts, (Acts{"return", "urge", "comments", "copy"}));
  EXPECT_EQ(task_acts_of(kase, {"a", "p-a", {"applicant"}})[0].acts, (Acts{"urge"}));
}

TEST(actions, wait_for_the_cosignatures_that_are_asked_for) {
  auto kase = under_review();
  kase.open[0].holder = "zhao.min";
  OpenDuty own;
  own.id.index = 2;
  own.name = cosign_task;
  own.to = "head";
  own.holder = "he.jun";
  kase.open.push_back(own);
  kase.cosigns.push_back({kase.open[0].id, "zhao.min", true, 1, 0, 0, {own.id}});
  EXPECT_TRUE(offered(kase, approver("zhao.min", "p-zhao")).empty());
  const auto of_asker = task_acts_of(kase, approver("zhao.min", "p-zhao"));
  ASSERT_EQ(of_asker.size(), 2U);
  EXPECT_EQ(of_asker[1].acts, (std::vector<std::string>{"unsign", "urge", "comments", "copy"}));
  const auto of_signer = task_acts_of(kase, {"he.jun", "p-he", {"head"}});
  EXPECT_EQ(of_signer[1].acts, (std::vector<std::string>{"sign", "comments", "copy"}));
  kase.cosigns[0].before = false;
  EXPECT_EQ(offered(kase, approver("zhao.min", "p-zhao")), decisions);
}

TEST(actions, of_the_applicant_need_no_task_but_where_one_was_set_him) {
  auto kase = under_review();
  const Actor applicant{"applicant-1", "applicant-1", {"applicant"}};
  EXPECT_EQ(offered(kase, applicant), (std::set<std::string>{"Withdrawn"}));
  kase.states[0] = "SUPPLEMENT";
  EXPECT_EQ(offered(kase, applicant), (std::set<std::string>{"Withdrawn"}));
  OpenDuty supply;
  supply.name = "supply_materials";
  supply.to = "applicant";
  kase.open.push_back(supply);
  EXPECT_EQ(offered(kase, applicant), (std::set<std::string>{"Supplemented", "Withdrawn"}));
}

TEST(actions, on_a_units_case_are_of_whoever_comes_for_that_unit) {
  auto kase = under_review();
  kase.unit = "unit-1";
  Principal agent;
  agent.kind = PrincipalKind::agent;
  agent.who = "colleague";
  agent.on_behalf_of = "unit-1";
  EXPECT_TRUE(actor_on(kase, agent, {}).holds("applicant"));
  agent.who = kase.applicant;
  agent.on_behalf_of = "unit-2";
  EXPECT_FALSE(actor_on(kase, agent, {}).holds("applicant"));
  agent.kind = PrincipalKind::person;
  agent.on_behalf_of.clear();
  EXPECT_FALSE(actor_on(kase, agent, {}).holds("applicant"));
}

TEST(actions, for_what_was_received_before_a_deadline_that_passed_are_left_out) {
  auto kase = under_review();
  kase.states[0] = "TERMINATED";
  kase.open.clear();
  EXPECT_TRUE(offered(kase, {"applicant-1", "applicant-1", {"applicant"}}).empty());
}

TEST(actions, that_do_a_task_are_read_off_the_table) {
  const auto facts =
      facts_of_task(make_approval_1()->info(), {"REVIEW", "CHECK_PASSED"}, "review", "approver");
  EXPECT_EQ(std::set<std::string>(facts.begin(), facts.end()), decisions);
}

}  // namespace
}  // namespace vermilion::api
