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
  EXPECT_TRUE(task_acts_of(kase, approver("wang.two", "p-wang")).empty());
}

TEST(actions, on_a_task_are_claim_while_free_and_release_or_assign_while_held) {
  auto kase = under_review();
  const auto mine = approver("zhao.min", "p-zhao");
  ASSERT_EQ(task_acts_of(kase, mine).size(), 1U);
  EXPECT_EQ(task_acts_of(kase, mine)[0].acts, (std::vector<std::string>{"claim"}));
  kase.open[0].holder = "zhao.min";
  EXPECT_EQ(task_acts_of(kase, mine)[0].acts, (std::vector<std::string>{"release", "assign"}));
  kase.open[0].holder = "somebody";
  EXPECT_TRUE(task_acts_of(kase, mine).empty());
  const Actor supervisor{"sun.li", "p-sun", {"supervisor"}};
  EXPECT_EQ(task_acts_of(kase, supervisor)[0].acts,
            (std::vector<std::string>{"release", "assign"}));
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
