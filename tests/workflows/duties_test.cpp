// What the rows of approval/1 owe: due dates from the item's limits, tasks by its links, places and
// checks by its needs; what the fold keeps; and that no chain of assignments lets one person decide
// alone.
#include <gtest/gtest.h>

#include <set>

#include "editions.hpp"
#include "events/facts/requests.hpp"
#include "scene.hpp"

namespace vermilion::scenes {
namespace {

std::vector<Duty> owed(Scene scene, const char* fact, const char* who,
                       std::vector<std::string> said = {}) {
  static const auto edition = make_approval_1();
  scene.fact = fact;
  enter(scene, who);
  for (const auto& word : said) words().at(word)(scene);
  const auto judged =
      with_input(scene, [&](const JudgeInput& input) { return edition->judge(input).value(); });
  EXPECT_EQ(judged.answer, table::Answer::recorded) << fact;
  return judged.duties;
}

std::vector<Duty> named(const std::vector<Duty>& duties, std::string_view name) {
  std::vector<Duty> found;
  for (const auto& duty : duties) {
    if (duty.name == name) found.push_back(duty);
  }
  return found;
}

std::string due_day(const std::vector<Duty>& duties, std::string_view name) {
  const auto found = named(duties, name);
  return found.size() == 1 ? to_text(china_day(found[0].due)) : "not owed once";
}

TEST(duties_of_approval_1, run_from_the_fact_and_after_silence_from_receipt) {
  // Received on Wednesday 2026-03-04; this scene's fact on Friday the 6th.
  EXPECT_EQ(due_day(owed(scene_at("DRAFT", "CHECK_OPEN"), "Submitted", "applicant"), "accept"),
            "2026-03-13");
  const auto accepted = owed(scene_at("PRECHECK", "CHECK_PASSED"), "Accepted", "window");
  EXPECT_EQ(due_day(accepted, "decide"), "2026-03-20");
  EXPECT_EQ(due_day(accepted, "handle"), "2026-03-20") << "a task bears its deadline's date";
  const auto deemed = owed(scene_at("PRECHECK", "CHECK_OPEN"), "DeemedAccepted", "timer");
  EXPECT_EQ(due_day(deemed, "decide"), "2026-03-18") << "ten working days from receipt";
  EXPECT_EQ(named(deemed, "alert_supervision").size(), 1U);
  const auto listed = owed(scene_at("PRECHECK", "CHECK_OPEN"), "SupplementRequested", "window");
  EXPECT_EQ(due_day(listed, "supply"), "2026-03-27");
  EXPECT_EQ(due_day(listed, "supply_materials"), "2026-03-27");
  EXPECT_EQ(due_day(owed(scene_at("REVIEW", "CHECK_PASSED"), "Approved", "approver"), "deliver"),
            "2026-03-20");
  auto later = scene_at("HANDLING", "CHECK_PASSED");
  EXPECT_EQ(due_day(owed(later, "Proposed", "handler"), "review"), "2026-03-11")
      << "a handed-on task keeps the running deadline";
}

TEST(duties_of_approval_1, take_a_post_for_each_full_time_person_before_acceptance_is_judged) {
  const auto duties = owed(scene_at("DRAFT", "CHECK_OPEN"), "Submitted", "applicant");
  const auto takes = named(duties, "take_post");
  ASSERT_EQ(takes.size(), 3U);
  EXPECT_EQ(takes[0].to, "full_time_post");
  EXPECT_EQ(takes[2].detail, Bytes{view_of(digest_number(3))});
  const auto check = named(duties, "check");
  ASSERT_EQ(check.size(), 1U);
  EXPECT_EQ(decode<CheckRequest>(check[0].detail), CheckRequest{1});
  EXPECT_TRUE(named(duties, "accept_at_once").empty());
  const auto by_rule = owed(scene_at("DRAFT", "CHECK_OPEN"), "Submitted", "applicant",
                            {"accepted by rule", "no check"});
  ASSERT_FALSE(by_rule.empty());
  EXPECT_EQ(by_rule.back().name, "accept_at_once") << "after the places were asked for";
  EXPECT_EQ(by_rule.back().detail, "Accepted");
  EXPECT_TRUE(named(by_rule, "check").empty());
  // With a check, the rule waits for its answer.
  EXPECT_TRUE(
      named(owed(scene_at("DRAFT", "CHECK_OPEN"), "Submitted", "applicant", {"accepted by rule"}),
            "accept_at_once")
          .empty());
  EXPECT_EQ(named(owed(scene_at("PRECHECK", "CHECK_OPEN"), "CheckPassed", "public_security",
                       {"accepted by rule"}),
                  "accept_at_once")
                .size(),
            1U);
}

TEST(duties_of_approval_1, give_back_every_post_that_was_granted) {
  for (const auto& [state, fact, who] : {std::tuple{"PRECHECK", "NotAccepted", "window"},
                                         {"SUPPLEMENT", "LapsedUnsupplied", "timer"},
                                         {"REVIEW", "RefusedToGrant", "approver"},
                                         {"HANDLING", "Withdrawn", "applicant"}}) {
    const auto all = owed(scene_at(state, "CHECK_PASSED"), fact, who);
    EXPECT_EQ(named(all, "give_back_post").size(), 3U) << fact;
    const auto two = owed(scene_at(state, "CHECK_PASSED"), fact, who, {"post held elsewhere"});
    EXPECT_EQ(named(two, "give_back_post").size(), 2U) << fact;
  }
  EXPECT_TRUE(named(owed(scene_at("TERMINATED", "CHECK_OPEN"), "Withdrawn", "applicant",
                         {"lapse recorded first"}),
                    "give_back_post")
                  .empty());
}

TEST(duties_of_approval_1, follow_the_links_of_the_item) {
  const auto two = owed(scene_at("PRECHECK", "CHECK_PASSED"), "Accepted", "window");
  EXPECT_EQ(named(two, "handle").size(), 1U);
  EXPECT_TRUE(named(two, "review").empty());
  const auto one = owed(scene_at("PRECHECK", "CHECK_PASSED"), "Accepted", "window", {"one link"});
  EXPECT_TRUE(named(one, "handle").empty());
  ASSERT_EQ(named(one, "review").size(), 1U);
  const auto review =
      named(owed(scene_at("HANDLING", "CHECK_PASSED"), "Proposed", "handler"), "review");
  ASSERT_EQ(review.size(), 1U);
  EXPECT_TRUE(task_bars(review[0].detail, "Proposed"));
  EXPECT_TRUE(task_bars(review[0].detail, "Accepted"));
  EXPECT_TRUE(task_bars(review[0].detail, "Submitted")) << "the applicant's own case";
  EXPECT_TRUE(task_bars(named(two, "handle")[0].detail, "Submitted"));
  EXPECT_FALSE(task_bars(review[0].detail, "Propose"));
  EXPECT_FALSE(task_bars("", ""));
}

TEST(duties_of_approval_1, are_owed_again_when_a_lapse_was_none) {
  const auto again = owed(scene_at("TERMINATED", "CHECK_OPEN"), "Supplemented", "applicant",
                          {"lapse recorded first"});
  EXPECT_EQ(named(again, "take_post").size(), 3U);
  EXPECT_EQ(named(again, "check").size(), 1U);
  EXPECT_TRUE(named(again, "check_by_hand").empty());
  const auto by_hand = owed(scene_at("TERMINATED", "CHECK_MANUAL"), "Supplemented", "applicant",
                            {"lapse recorded first"});
  EXPECT_TRUE(named(by_hand, "check").empty());
  EXPECT_EQ(named(by_hand, "check_by_hand").size(), 1U);
}

Body body_of(const Scene& scene, const char* fact) {
  Body body;
  body.fact = fact;
  body.received_at = scene.moments.received_at;
  body.effective_at = scene.moments.effective_at;
  each_fact([&](auto empty) {
    if (empty.name == fact) {
      body.payload = encode(std::get<decltype(empty)>(scene.facts));
      body.schema = empty.schema;
    }
  });
  return body;
}

TEST(fold_of_approval_1, keeps_what_rules_ask_for) {
  const auto edition = make_approval_1();
  auto scene = scene_at("DRAFT", "CHECK_OPEN");
  Case kase;
  auto body = body_of(scene, "Submitted");
  body.duties = owed(scene, "Submitted", "applicant");
  ASSERT_TRUE(edition->fold(kase, body));
  ASSERT_TRUE(edition->fold(kase, body_of(scene, "PlaceGranted")));
  scene.of<PlaceRefused>().key = digest_number(2);
  ASSERT_TRUE(edition->fold(kase, body_of(scene, "PlaceRefused")));
  auto data = decode<approval_1::Data>(kase.data).value();
  EXPECT_EQ(data.received, scene.moments.effective_at);
  EXPECT_EQ(data.lead, 1U);
  ASSERT_EQ(data.posts.size(), 3U);
  EXPECT_TRUE(data.posts[0].granted);
  EXPECT_TRUE(data.posts[1].refused);
  EXPECT_EQ(data.posts[1].first_holder, scene.of<PlaceRefused>().first_holder);
  EXPECT_EQ(data.materials.size(), 2U);
  ASSERT_TRUE(edition->fold(kase, body_of(scene, "SupplementRequested")));
  scene.of<Supplemented>().materials[0].grade = "D";
  ASSERT_TRUE(edition->fold(kase, body_of(scene, "Supplemented")));
  data = decode<approval_1::Data>(kase.data).value();
  EXPECT_EQ(data.listed, std::vector<std::string>{"rules"});
  EXPECT_EQ(data.materials[0].grade, "D");
  EXPECT_EQ(data.materials.size(), 2U);
  body.payload += 'x';
  EXPECT_EQ(edition->fold(kase, body).error().code, Code::corrupt);
}

TEST(fold_of_approval_1, does_not_call_a_decision_overdue_that_was_received_in_time) {
  const auto edition = make_approval_1();
  auto scene = scene_at("REVIEW", "CHECK_PASSED");
  const auto overdue_after = [&](Instant received) {
    Case kase;
    kase.data = encode(scene.data);
    EXPECT_TRUE(edition->fold(kase, body_of(scene, "DecisionOverdue")));
    auto body = body_of(scene, "Approved");
    body.received_at = received;
    EXPECT_TRUE(edition->fold(kase, body));
    return decode<approval_1::Data>(kase.data)->decision_overdue;
  };
  EXPECT_FALSE(overdue_after(scene.data.decide_due));
  EXPECT_TRUE(overdue_after(scene.data.decide_due + 1));
}

// ---- three persons, each with every role and a second account, in every order of six acts

struct Walk {
  Scene scene;
  std::string trail;
};

std::string key_of(const Scene& scene) {
  std::set<std::string> acts;
  for (const auto& act : scene.kase.acts) acts.insert(act.fact + act.person);
  std::string key = scene.kase.states[0];
  for (const auto& duty : scene.kase.open) key += "|" + duty.name + ":" + duty.holder;
  for (const auto& act : acts) key += "|" + act;
  return key;
}

// One act by one account, as the engine would evolve it; false when it is refused.
bool step(Scene& scene, const Editions& editions, const std::string& fact, const std::string& who,
          const std::string& to) {
  Case kase = scene.kase;
  kase.data = encode(scene.data);
  const bool of_list = fact.starts_with("Task");
  OpenDuty* task = nullptr;
  for (auto& duty : scene.kase.open) {
    if (duty.kind == DutyKind::task) task = &duty;
  }
  if (of_list && task == nullptr) return false;
  auto body = body_of(scene, fact.c_str());
  if (fact == "TaskAssigned") body.payload = encode(TaskAssigned{task->id, to});
  if (of_list) kase.states = {task->holder.empty() ? "FREE" : "HELD"};
  scene.principal.who = who;
  scene.principal.person = who.substr(0, 1);
  const std::vector<RoleHeld> roles{
      {"window", {}}, {"handler", {}}, {"approver", {}}, {"supervisor", {}}};
  const JudgeInput input{kase,   fact,          body.schema, body.payload, scene.principal,
                         roles,  scene.moments, &scene.item, &calendar(),  of_list ? task : nullptr,
                         nullptr};
  const auto judged = editions.find(of_list ? "worklist/1" : "approval/1")->judge(input).value();
  if (judged.answer != table::Answer::recorded) return false;
  scene.kase.acts.push_back({fact, who, scene.principal.person, judged.role, 1});
  if (of_list) {
    task->holder = fact == "TaskReleased" ? "" : fact == "TaskClaimed" ? who : to;
    return true;
  }
  scene.kase.states = judged.to;
  std::erase_if(scene.kase.open, [&](const OpenDuty& duty) {
    return std::find(judged.met.begin(), judged.met.end(), duty.id) != judged.met.end();
  });
  for (const auto& duty : judged.duties) {
    if (duty.kind != DutyKind::task) continue;
    OpenDuty open;
    open.id.index = static_cast<std::uint16_t>(100 + scene.kase.acts.size());
    open.kind = duty.kind;
    open.name = duty.name;
    open.to = duty.to;
    open.detail = duty.detail;
    scene.kase.open.push_back(open);
  }
  return true;
}

TEST(second_look, no_order_of_six_acts_by_three_persons_lets_a_handler_decide) {
  const auto editions = all_editions();
  const std::vector<std::string> accounts{"a", "a2", "b", "c"};
  const std::vector<std::string> facts{"TaskClaimed", "TaskReleased", "TaskAssigned",  "Proposed",
                                       "SentBack",    "Approved",     "RefusedToGrant"};
  std::vector<Walk> level{{scene_at("HANDLING", "CHECK_PASSED"), ""}};
  std::set<std::string> seen;
  int decided = 0;
  for (int depth = 0; depth < 6; ++depth) {
    std::vector<Walk> next;
    for (const auto& walk : level) {
      for (const auto& who : accounts) {
        for (const auto& fact : facts) {
          for (const auto& to : fact == "TaskAssigned" ? accounts : std::vector<std::string>{""}) {
            auto after = walk;
            if (!step(after.scene, editions, fact, who, to)) continue;
            after.trail += fact + "(" + who + (to.empty() ? "" : ">" + to) + ") ";
            if (fact == "Approved" || fact == "RefusedToGrant") {
              ++decided;
              for (const auto& act : walk.scene.kase.acts) {
                ASSERT_FALSE(act.fact == "Proposed" && act.person == who.substr(0, 1))
                    << after.trail;
              }
              continue;
            }
            if (seen.insert(key_of(after.scene)).second) next.push_back(std::move(after));
          }
        }
      }
    }
    level = std::move(next);
  }
  EXPECT_GT(decided, 100) << "the walks must reach decisions, or they show nothing";
  EXPECT_GT(seen.size(), 500U);
}

}  // namespace
}  // namespace vermilion::scenes
