// Boost.MSM against the plain interpreter, over seeded random scenes: the same row, the same
// refusals, and never two rows that hold. And the tables of registers and tasks.
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "editions.hpp"
#include "engine/table/roles.hpp"
#include "events/facts/requests.hpp"
#include "scene.hpp"

namespace vermilion::scenes {
namespace {

using table::Answer;

// Judges by both and says what differs; the machine's judgement.
Judgement judge_twice(const Edition& edition, const JudgeInput& input) {
  auto judged = edition.judge(input).value();
  const auto plain = edition.interpret(input).value();
  EXPECT_NE(plain.answer, Answer::ambiguous) << "two rows hold";
  EXPECT_EQ(judged.answer, plain.answer);
  if (judged.answer == Answer::recorded && plain.answer == Answer::recorded) {
    EXPECT_EQ(*judged.row, plain.row);
  }
  if (judged.answer == Answer::refused && plain.answer == Answer::refused) {
    const auto& tried = judged.refusal->tried;
    const auto rows = edition.info().rows;
    EXPECT_EQ(tried.size(), plain.tried.size());
    for (std::size_t i = 0; i < std::min(tried.size(), plain.tried.size()); ++i) {
      EXPECT_EQ(tried[i].row, plain.tried[i].row);
      const auto rule = plain.tried[i].rule;
      const auto name = rule < 0 ? "role" : rows[plain.tried[i].row].rules[std::size_t(rule)].name;
      EXPECT_EQ(tried[i].rule, name);
    }
    EXPECT_EQ(judged.refusal->place, plain.finding.place);
    EXPECT_EQ(judged.refusal->found, plain.finding.found);
  }
  return judged;
}

template <class T>
const T& pick(const std::vector<T>& from, std::mt19937& random) {
  return from[random() % from.size()];
}

TEST(machine, answers_as_the_interpreter_over_5000_random_scenes_of_approval_1) {
  const auto edition = make_approval_1();
  std::set<std::string> states;
  std::set<std::string> checks;
  std::set<std::string> facts;
  for (const auto& row : edition->info().rows) {
    for (const auto name : {row.from.name, row.to.name}) {
      (name.starts_with("CHECK_") ? checks : states).emplace(name);
    }
    facts.emplace(row.fact);
  }
  const std::vector<std::string> all_states{states.begin(), states.end()};
  const std::vector<std::string> all_checks{checks.begin(), checks.end()};
  const std::vector<std::string> all_facts{facts.begin(), facts.end()};
  std::vector<std::string> all_words;
  for (const auto& [name, word] : words()) all_words.push_back(name);
  std::mt19937 random{20261122};
  std::map<Answer, int> answers;
  for (int i = 0; i < 5000; ++i) {
    // Half of the draws take state, fact and role from one row, so that rules are reached.
    const auto& row = edition->info().rows[random() % edition->info().rows.size()];
    const bool aimed = random() % 2 == 0;
    const bool of_check = row.from.name.starts_with("CHECK_");
    auto state = pick(all_states, random);
    auto check = pick(all_checks, random);
    if (aimed) (of_check ? check : state) = row.from.name;
    auto scene = scene_at(state, check);
    scene.fact = aimed ? std::string{row.fact} : pick(all_facts, random);
    const auto& role = row.who[random() % row.who.size()];
    enter(scene, std::string{role.name} + (random() % 3 == 0 ? " li" : ""));
    if (random() % 8 == 0) scene.roles.emplace_back("window");
    for (auto n = random() % 4; n > 0; --n) words().at(pick(all_words, random))(scene);
    SCOPED_TRACE(testing::Message()
                 << "draw " << i << ": " << state << " " << check << " " << scene.fact);
    const auto judged =
        with_input(scene, [&](const JudgeInput& input) { return judge_twice(*edition, input); });
    ++answers[judged.answer];
  }
  // The draws must reach every kind of answer, or they show nothing.
  EXPECT_GT(answers[Answer::recorded], 500);
  EXPECT_GT(answers[Answer::refused], 500);
  EXPECT_GT(answers[Answer::not_here], 500);
}

struct RegisterScene {
  Case kase;
  RegisterView places;
  PlaceTaken taken{"full_time_post", digest_number(1), 1, {}};
  PlaceReturned returned;

  RegisterScene() { kase.states = {"OPEN"}; }
  Judgement judge(const Edition& edition, bool takes, const char* role = "register") {
    const auto payload = takes ? encode(taken) : encode(returned);
    const std::string fact{takes ? PlaceTaken::name : PlaceReturned::name};
    const std::vector<RoleHeld> roles{{role, {}}};
    const Principal principal;
    const Moments moments;
    return judge_twice(edition, {kase, fact, 1, payload, principal, roles, moments, nullptr,
                                 nullptr, nullptr, &places});
  }
};

TEST(register_1, gives_a_place_once_names_the_holder_and_takes_it_back) {
  const auto edition = make_register_1();
  RegisterScene scene;
  EXPECT_EQ(scene.judge(*edition, true).answer, Answer::recorded);
  EXPECT_EQ(scene.judge(*edition, true, "window").refusal->tried[0].rule, "role");
  scene.places.taken = 1;
  scene.places.first_holder.octets[15] = 0xab;
  const auto second = scene.judge(*edition, true);
  EXPECT_EQ(second.answer, Answer::refused);
  EXPECT_EQ(second.refusal->tried[0].rule, "PlaceLeft");
  EXPECT_EQ(second.refusal->found, scene.places.first_holder.text());
  scene.places.held_by_asker = true;
  EXPECT_EQ(scene.judge(*edition, true).answer, Answer::recorded) << "a retry finds its place";
  EXPECT_EQ(scene.judge(*edition, false).answer, Answer::recorded);
  scene.places.held_by_asker = false;
  EXPECT_EQ(scene.judge(*edition, false).refusal->tried[0].rule, "PlaceHeld");
}

TEST(register_1, keeps_its_kind_key_and_capacity) {
  const auto edition = make_register_1();
  RegisterScene scene;
  Body body;
  body.fact = PlaceTaken::name;
  body.schema = PlaceTaken::schema;
  body.payload = encode(scene.taken);
  ASSERT_TRUE(edition->fold(scene.kase, body));
  EXPECT_EQ(scene.judge(*edition, true).answer, Answer::recorded);
  scene.taken.capacity = 2;
  EXPECT_EQ(scene.judge(*edition, true).refusal->tried[0].rule, "SameRegister");
}

TEST(register_1, answers_as_the_interpreter_over_2000_random_inputs) {
  const auto edition = make_register_1();
  std::mt19937 random{7};
  for (int i = 0; i < 2000; ++i) {
    RegisterScene scene;
    scene.taken.capacity = random() % 4;
    scene.places.taken = random() % 4;
    scene.places.held_by_asker = random() % 2 == 0;
    scene.taken.key = digest_number(static_cast<std::uint8_t>(random() % 2));
    if (random() % 2 == 0) {
      Body body;
      body.fact = PlaceTaken::name;
      body.schema = PlaceTaken::schema;
      body.payload = encode(PlaceTaken{"full_time_post", digest_number(1), 1, {}});
      ASSERT_TRUE(edition->fold(scene.kase, body));
    }
    scene.judge(*edition, random() % 2 == 0, random() % 5 == 0 ? "window" : "register");
  }
}

struct TaskScene {
  Case kase;
  OpenDuty task;
  Principal principal;
  std::vector<std::string> roles;
  std::string assignee = "zhao";

  explicit TaskScene(const std::string& holder = "") {
    task.kind = DutyKind::task;
    task.name = "review";
    task.to = "approver";
    task.detail = "Proposed,Accepted";
    task.holder = holder;
    kase.states = {holder.empty() ? "FREE" : "HELD"};
    kase.data = "octets of the case's own edition";
  }
  void enter(const std::string& who, std::vector<std::string> held, const std::string& person) {
    principal.who = who;
    principal.person = person;
    roles = std::move(held);
  }
  Judgement judge(const Edition& edition, std::string_view fact) {
    Bytes payload = encode(TaskClaimed{task.id});
    if (fact == TaskAssigned::name) payload = encode(TaskAssigned{task.id, assignee});
    std::vector<RoleHeld> held;
    for (const auto& role : roles) held.push_back({role, {}});
    const Moments moments;
    return judge_twice(edition, {kase, fact, 1, payload, principal, held, moments, nullptr, nullptr,
                                 &task, nullptr});
  }
  std::string refusal(const Edition& edition, std::string_view fact) {
    const auto judged = judge(edition, fact);
    if (judged.answer == Answer::recorded) return "";
    return judged.refusal->tried.empty() ? judged.refusal->reason : judged.refusal->tried[0].rule;
  }
};

TEST(worklist_1, lets_the_role_of_the_task_claim_unless_an_earlier_act_bars) {
  const auto edition = make_worklist_1();
  TaskScene scene;
  scene.enter("wang", {"approver"}, "wang");
  const auto claimed = scene.judge(*edition, TaskClaimed::name);
  EXPECT_EQ(claimed.to, std::vector<std::string>{"HELD"});
  EXPECT_EQ(claimed.role, "approver");
  EXPECT_FALSE(claimed.changes_material);
  scene.enter("wang", {"window"}, "wang");
  EXPECT_EQ(scene.refusal(*edition, TaskClaimed::name), "RoleOfTaskHeld");
  scene.kase.acts.push_back({"Proposed", "li", "p-li", "handler", 1});
  scene.enter("li-second", {"approver"}, "p-li");
  EXPECT_EQ(scene.refusal(*edition, TaskClaimed::name), "NotInConflict");
  TaskScene held{"zhao"};
  held.enter("wang", {"approver"}, "wang");
  EXPECT_EQ(held.refusal(*edition, TaskClaimed::name), "not_here");
}

TEST(worklist_1, lets_holder_or_supervisor_release_and_assign_but_to_nobody_in_conflict) {
  const auto edition = make_worklist_1();
  TaskScene scene{"wang"};
  scene.enter("li", {"approver"}, "li");
  EXPECT_EQ(scene.refusal(*edition, TaskReleased::name), "HolderOrSupervisor");
  EXPECT_EQ(scene.refusal(*edition, TaskAssigned::name), "HolderOrSupervisor");
  scene.enter("li", {"supervisor"}, "li");
  EXPECT_EQ(scene.refusal(*edition, TaskReleased::name), "");
  scene.enter("wang", {"approver"}, "wang");
  EXPECT_EQ(scene.refusal(*edition, TaskReleased::name), "");
  EXPECT_EQ(scene.refusal(*edition, TaskAssigned::name), "");
  scene.kase.acts.push_back({"Accepted", "zhao", "p-zhao", "window", 1});
  EXPECT_EQ(scene.refusal(*edition, TaskAssigned::name), "AssigneeNotInConflict");
  scene.kase.acts.push_back({"SentBack", "zhao-second", "p-zhao", "approver", 2});
  scene.assignee = "zhao-second";
  EXPECT_EQ(scene.refusal(*edition, TaskAssigned::name), "AssigneeNotInConflict");
  TaskScene free;
  free.enter("wang", {"approver"}, "wang");
  EXPECT_EQ(free.refusal(*edition, TaskAssigned::name), "HolderOrSupervisor");
}

TEST(worklist_1, answers_as_the_interpreter_over_2000_random_inputs) {
  const auto edition = make_worklist_1();
  std::mt19937 random{11};
  const std::vector<std::string> people{"li", "wang", "zhao"};
  const std::vector<std::string> roles{"approver", "window", "supervisor", "handler", "applicant"};
  const std::vector<std::string_view> acts{TaskClaimed::name, TaskReleased::name,
                                           TaskAssigned::name};
  std::map<Answer, int> answers;
  for (int i = 0; i < 2000; ++i) {
    TaskScene scene{random() % 2 == 0 ? pick(people, random) : ""};
    scene.task.to = pick(roles, random);
    scene.assignee = random() % 9 == 0 ? "" : pick(people, random);
    const auto& who = pick(people, random);
    scene.enter(who, {pick(roles, random)}, random() % 2 == 0 ? who : "p-" + who);
    for (auto n = random() % 3; n > 0; --n) {
      const auto& actor = pick(people, random);
      scene.kase.acts.push_back({random() % 2 == 0 ? "Proposed" : "SentBack", actor,
                                 random() % 2 == 0 ? actor : "p-" + actor, "", n});
    }
    ++answers[scene.judge(*edition, pick(acts, random)).answer];
  }
  EXPECT_GT(answers[Answer::recorded], 100);
  EXPECT_GT(answers[Answer::refused], 500);
}

// Whoever asked, or signs himself, might stand in for a co-signer.
TEST(worklist_2, lets_nobody_sign_in_anothers_stead) {
  const auto edition = make_worklist_2();
  TaskScene scene{"absent"};
  scene.enter("wang", {"approver"}, "wang");
  scene.principal.on_behalf_of = "absent";
  EXPECT_EQ(scene.refusal(*edition, TaskTakenOver::name), "");
  scene.task.name = cosign_task;
  EXPECT_EQ(scene.refusal(*edition, TaskTakenOver::name), "NoCosignature");
  for (const auto fact : {TaskReleased::name, TaskAssigned::name}) {
    scene.enter("absent", {"approver"}, "absent");
    EXPECT_EQ(scene.refusal(*edition, fact), "NoCosignature") << fact;
  }
}

// Every act over random tasks, colleagues and co-signatures; the cases of each act are owner
// tests'.
TEST(worklist_2, answers_as_the_interpreter_over_8000_random_inputs) {
  const auto edition = make_worklist_2();
  std::mt19937 random{13};
  const std::vector<std::string> people{"li", "wang", "zhao"};
  const std::vector<std::string> roles{"approver", "window", "supervisor", "applicant"};
  std::map<std::string_view, std::map<Answer, int>> answers;
  for (int i = 0; i < 8000; ++i) {
    TaskScene scene{random() % 4 == 0 ? "" : pick(people, random)};
    scene.task.to = pick(roles, random);
    if (!scene.task.holder.empty() && random() % 3 == 0) {
      scene.task.delegated_by = pick(people, random);
      scene.kase.states = {"DELEGATED"};
    } else if (!scene.task.holder.empty() && random() % 3 == 0) {
      scene.task.name = cosign_task;
      scene.kase.cosigns.push_back(
          {DutyId{}, pick(people, random), random() % 2 == 0, 1, 0, 0, {scene.task.id}});
    }
    const auto& who = pick(people, random);
    scene.enter(who, {pick(roles, random), pick(roles, random)}, who);
    if (random() % 3 == 0) scene.principal.on_behalf_of = pick(people, random);
    if (random() % 2 == 0) scene.kase.acts.push_back({"Proposed", pick(people, random), "", "", 1});
    const auto& other = pick(people, random);
    const std::vector<NamedPerson> named{
        {other, other, {{pick(roles, random), {}}, {pick(roles, random), {}}}}};
    const auto task = scene.task.id;
    const auto needed = static_cast<std::uint16_t>(random() % 3);
    const std::vector<std::pair<std::string_view, Bytes>> acts{
        {TaskClaimed::name, encode(TaskClaimed{task})},
        {TaskReleased::name, encode(TaskReleased{task})},
        {TaskAssigned::name, encode(TaskAssigned{task, other})},
        {TaskTakenOver::name, encode(TaskTakenOver{task})},
        {TaskDelegated::name, encode(TaskDelegated{task, other, ""})},
        {TaskReturned::name, encode(TaskReturned{task, ""})},
        {TaskUrged::name, encode(TaskUrged{task, ""})},
        {TaskNoted::name, encode(TaskNoted{task, "x"})},
        {TaskCopied::name, encode(TaskCopied{task, {other}, ""})},
        {CosignAsked::name, encode(CosignAsked{task, {other}, needed, true, ""})},
        {CosignGiven::name, encode(CosignGiven{task, true, ""})},
        {CosignWithdrawn::name, encode(CosignWithdrawn{task, ""})}};
    const auto& [fact, payload] = acts[random() % acts.size()];
    std::vector<RoleHeld> held;
    for (const auto& role : scene.roles) held.push_back({role, {}});
    const Moments moments;
    JudgeInput input{scene.kase, fact,    1,       payload, scene.principal,
                     held,       moments, nullptr, nullptr, &scene.task};
    input.named = named;
    ++answers[fact][judge_twice(*edition, input).answer];
  }
  EXPECT_EQ(answers.size(), 12U);
  for (auto& [fact, counts] : answers) {
    EXPECT_GT(counts[Answer::recorded], 5) << fact;
    EXPECT_GT(counts[Answer::refused] + counts[Answer::not_here], 20) << fact;
    EXPECT_EQ(counts[Answer::ambiguous], 0) << fact;
  }
}

}  // namespace
}  // namespace vermilion::scenes
