// What an owner decides, as given, when, then; each test is one sentence of the regulation or of
// DESIGN §§3–5.

#include "tests/support/hall.hpp"

namespace vermilion::test {
namespace {

using ::testing::TestWithParam;

CaseId permit_in_review(Hall& hall, const std::string& window, const std::string& handler) {
  const auto id = hall.submit("permit");
  EXPECT_TRUE(Hall::accepted(hall.by(window, id, Accepted{})));
  EXPECT_TRUE(Hall::accepted(hall.by(handler, id, Proposed{true, "符合条件"})));
  EXPECT_EQ(hall.state(id), "REVIEW");
  return id;
}

TEST(OwnerTest, ALicenceGoesFromApplicationToDelivery) {
  Hall hall;
  const auto id = hall.submit("licence");
  EXPECT_EQ(hall.state(id), "PRECHECK");
  const auto request = hall.task(id, "check");
  EXPECT_TRUE(Hall::accepted(
      hall.propose(public_security(), id, CheckPassed{request, "ps-1", sha256("answer")})));
  EXPECT_TRUE(Hall::accepted(hall.by("w1", id, Accepted{})));
  EXPECT_TRUE(Hall::accepted(hall.by("h1", id, Proposed{true, "符合条件"})));
  EXPECT_TRUE(Hall::accepted(hall.by("p1", id, Approved{})));
  EXPECT_TRUE(Hall::accepted(hall.by("m1", id, CertificateMade{"DLJZ330106000001"})));
  EXPECT_TRUE(Hall::accepted(hall.by("w1", id, HandedOver{"窗口领取"})));
  EXPECT_EQ(hall.state(id), "CLOSED");
  EXPECT_TRUE(hall.load(id).open.empty()) << "a closed case owes nothing";
  EXPECT_EQ(hall.history(id),
            (std::vector<std::string>{"Submitted", "PlaceGranted", "PlaceGranted", "PlaceGranted",
                                      "CheckPassed", "Accepted", "Proposed", "Approved",
                                      "CertificateMade", "HandedOver"}));
  expect_chained(hall.node.journal(), 0);
}

TEST(OwnerTest, AnItemAcceptedByRuleIsAcceptedInTheSameFrame) {
  Hall hall;
  const auto before = hall.log->size(0);
  const auto id = hall.submit("quick");
  EXPECT_EQ(hall.log->size(0), before + 1) << "one frame";
  EXPECT_EQ(hall.history(id), (std::vector<std::string>{"Submitted", "Accepted"}));
  const auto records = hall.records();
  const auto& accepted = records.back();
  EXPECT_EQ(accepted.body.principal.who, "system/rule");
  EXPECT_TRUE(accepted.body.proposal_id.empty());
  const auto& submitted = records[records.size() - 2];
  ASSERT_TRUE(accepted.body.cause);
  EXPECT_EQ(accepted.body.cause->decision, name_of_decision(submitted.header, submitted.body));
  EXPECT_EQ(hall.state(id), "HANDLING");
}

TEST(OwnerTest, ARefusalIsRecordedWithRuleAndCitationAndChangesNothingMaterial) {
  Hall hall;
  const auto id = hall.submit("permit");
  const auto before = hall.load(id);
  const auto decided = hall.by("w1", id, NotAccepted{"", ""});
  ASSERT_TRUE(Hall::refused_by(decided, "ReasonGiven")) << Hall::said(decided);
  EXPECT_EQ(decided.body->refusal->place, "/reason");
  EXPECT_EQ(decided.body->refusal->tried.front().law, "行政许可法");
  EXPECT_EQ(decided.position.sequence, hall.node.owner().sequence());
  const auto after = hall.load(id);
  EXPECT_EQ(after.states, before.states);
  EXPECT_EQ(after.version, before.version + 1);
  EXPECT_EQ(after.material_version, before.material_version);
}

TEST(OwnerTest, AWrongSocialCreditCodeIsRefusedWithThePosition) {
  Hall hall;
  auto fact = application("licence");
  fact.unit->uscc.back() = fact.unit->uscc.back() == '0' ? '1' : '0';
  const auto decided = hall.propose(submission(applicant("applicant"), "k", fact));
  ASSERT_TRUE(Hall::refused_by(decided, "UnitHolds")) << Hall::said(decided);
  EXPECT_EQ(decided.body->refusal->place, "/unit/uscc");
  EXPECT_NE(decided.body->refusal->found.find("18"), std::string::npos)
      << decided.body->refusal->found;
}

TEST(OwnerTest, ASecondSupplementListIsRefusedWithArticle32) {
  Hall hall;
  const auto id = hall.submit("permit");
  const SupplementRequested list{{{"rules", "缺少页"}}};
  EXPECT_TRUE(Hall::accepted(hall.by("w1", id, list)));
  // The silence of the window, recorded before this list, would open the only way to a second one.
  EXPECT_EQ(hall.state(id), "SUPPLEMENT");
  const auto again = hall.by("w1", id, list);
  EXPECT_TRUE(Hall::refused(again));
  EXPECT_TRUE(Hall::accepted(hall.propose(applicant("applicant"), id,
                                          Supplemented{{{"rules", sha256("r"), "C", 1, ""}}})));
  const auto third = hall.by("w1", id, list);
  ASSERT_TRUE(Hall::refused_by(third, "FirstAndOnlyList")) << Hall::said(third);
  const auto& tried = third.body->refusal->tried.front();
  EXPECT_EQ(tried.law, "行政许可法");
  EXPECT_EQ(tried.article, "32(1)(4)");
}

// ---- who may see and do

TEST(OwnerTest, OutsideOnesScopeACaseIsNotThere) {
  Hall hall;
  const auto id = hall.submit("permit");
  const auto nowhere = case_of("nobody", "nothing");
  const auto records = hall.records().size();
  for (const auto& principal :
       {staff("sister-window"), staff("unknown"), applicant("somebody else")}) {
    const auto there = hall.propose(principal, id, Accepted{});
    const auto not_there = hall.propose(principal, nowhere, Accepted{});
    EXPECT_EQ(there.outcome, Outcome::not_found);
    EXPECT_EQ(not_there.outcome, Outcome::not_found);
    EXPECT_EQ(there.position, not_there.position);
    EXPECT_EQ(there.detail, not_there.detail);
  }
  EXPECT_EQ(hall.records().size(), records) << "nothing is recorded of it";
}

TEST(OwnerTest, TheGrantAndItsPositionStandInTheRecord) {
  Hall hall;
  const auto id = hall.submit("permit");
  const auto decided = hall.by("w1", id, Accepted{});
  ASSERT_TRUE(Hall::accepted(decided));
  EXPECT_EQ(decided.body->principal.role, "window");
  EXPECT_EQ(decided.body->principal.grant, "w1/window");
  bool found = false;
  for (const auto& record : hall.records()) {
    if (record.header.sequence != decided.body->principal.grant_position) continue;
    found = true;
    EXPECT_EQ(record.body.fact, "Adopted");
    EXPECT_EQ(decode<Adopted>(record.body.payload)->what, "grants");
  }
  EXPECT_TRUE(found);
}

TEST(OwnerTest, GrantsTakenBackCountFromTheRecordThatAdoptsThem) {
  Hall hall;
  const auto id = hall.submit("permit");
  ASSERT_TRUE(hall.node.owner().adopt(grants_of_version("2"), hall.now));
  EXPECT_EQ(hall.by("w1", id, Accepted{}).outcome, Outcome::not_found);
  EXPECT_TRUE(Hall::accepted(hall.by("w2", id, Accepted{})));
}

TEST(OwnerTest, WhoeverHandledACaseCannotApproveIt) {
  Hall hall;
  const auto id = permit_in_review(hall, "w1", "x1");
  EXPECT_TRUE(Hall::refused_by(hall.by("x1", id, Approved{}), "OtherThanHandler"));
  EXPECT_TRUE(Hall::refused_by(hall.by("x1-second", id, Approved{}), "OtherThanHandler"))
      << "a second account is the same person";
  EXPECT_TRUE(Hall::accepted(hall.by("x2", id, Approved{})));
}

TEST(OwnerTest, WithTwoLinksTheWindowThatAcceptedCannotApprove) {
  Hall hall;
  const auto id = permit_in_review(hall, "x2", "h1");
  EXPECT_TRUE(Hall::refused_by(hall.by("x2", id, Approved{}), "OtherThanWindow"));
  EXPECT_TRUE(Hall::accepted(hall.by("p1", id, Approved{})));
}

// Claim, release and assign among three persons who hold every role, one of whom handled the case
// and one of whom accepted it: in whatever order, neither comes to decide.
TEST(OwnerTest, TheReviewerCannotApproveInAnyOrderOfClaimReleaseAndAssign) {
  Hall hall;
  const auto id = permit_in_review(hall, "x2", "x1");
  const std::vector<std::string> persons{"x1", "x2", "x3"};
  struct Step {
    int act;  // 0 claim, 1 release, 2 … 4 assign to persons[act - 2]
    std::size_t who;
  };
  std::vector<Step> steps;
  for (int act = 0; act < 5; ++act) {
    for (std::size_t who = 0; who < 3; ++who) steps.push_back({act, who});
  }
  const auto review = hall.task(id, "review");
  // Breadth first over holder states: what can come next depends on the holder only, so each
  // holder is left by every step once, which covers every walk of any length.
  std::map<std::string, std::vector<Step>> ways{{"", {}}};
  std::vector<std::string> queue{""};
  const auto go = [&](const Step& step) {
    const auto& who = persons[step.who];
    if (step.act == 0) return hall.by(who, id, TaskClaimed{review});
    if (step.act == 1) return hall.by(who, id, TaskReleased{review});
    return hall.by(who, id, TaskAssigned{review, persons[static_cast<std::size_t>(step.act - 2)]});
  };
  const auto holder = [&] { return hall.load(id).duty(review)->holder; };
  const auto reset = [&] {
    hall.now = hall.now + 61 * second;  // refusals are counted by the minute
    hall.node.owner().set_pace(hall.now);
    if (!holder().empty()) {
      EXPECT_TRUE(Hall::accepted(hall.by("s1", id, TaskReleased{review})));
    }
  };
  int walks = 0;
  for (std::size_t at_node = 0; at_node < queue.size(); ++at_node) {
    const auto from = queue[at_node];
    for (const auto& step : steps) {
      reset();
      for (const auto& one : ways[from]) go(one);
      ASSERT_EQ(holder(), from);
      go(step);
      ++walks;
      const auto to = holder();
      EXPECT_TRUE(to.empty() || to == "x3") << to << " holds the review";
      for (const auto* barred : {"x1", "x2"}) {
        const auto decided = hall.by(barred, id, Approved{});
        EXPECT_TRUE(Hall::refused(decided)) << barred << " decided";
      }
      if (!ways.contains(to)) {
        ways[to] = ways[from];
        ways[to].push_back(step);
        queue.push_back(to);
      }
    }
  }
  EXPECT_EQ(walks, 30) << "free and x3, fifteen steps from each";
  EXPECT_EQ(hall.state(id), "REVIEW");
  EXPECT_TRUE(Hall::accepted(hall.by("x3", id, Approved{})));
}

TEST(OwnerTest, AFormerAssigneeCannotAct) {
  Hall hall;
  const auto id = permit_in_review(hall, "w1", "h1");
  const auto review = hall.task(id, "review");
  EXPECT_TRUE(Hall::accepted(hall.by("s1", id, TaskAssigned{review, "p1"})));
  EXPECT_TRUE(Hall::accepted(hall.by("s1", id, TaskAssigned{review, "p2"})));
  EXPECT_TRUE(Hall::refused_by(hall.by("p1", id, Approved{}), "TaskMineOrFree"));
  EXPECT_TRUE(Hall::refused(hall.by("p1", id, TaskReleased{review})));
  EXPECT_EQ(hall.load(id).duty(review)->former_holders, std::vector<std::string>{"p1"});
  EXPECT_TRUE(Hall::accepted(hall.by("p2", id, Approved{})));
}

TEST(OwnerTest, AWorklistActLeavesTheMaterialVersionAlone) {
  Hall hall;
  const auto id = hall.submit("permit");
  const auto before = hall.load(id);
  EXPECT_TRUE(Hall::accepted(hall.by("w1", id, TaskClaimed{hall.task(id, "precheck")})));
  const auto after = hall.load(id);
  EXPECT_EQ(after.material_version, before.material_version);
  EXPECT_EQ(after.states, before.states);
  EXPECT_EQ(after.open.front().holder, "w1");
}

TEST(OwnerTest, AnActOnATaskThatIsNotOpenIsNotFound) {
  Hall hall;
  const auto id = hall.submit("permit");
  const auto precheck = hall.task(id, "precheck");
  EXPECT_TRUE(Hall::accepted(hall.by("w1", id, Accepted{})));
  EXPECT_EQ(hall.by("w1", id, TaskClaimed{precheck}).outcome, Outcome::not_found);
}

// The task that is judged is the one that the fact names, whatever the envelope says.
TEST(OwnerTest, AnActCannotBeJudgedOnOneTaskAndRecordedOnAnother) {
  Hall hall;
  const auto first = permit_in_review(hall, "x2", "x1");
  const auto review = hall.task(first, "review");
  const auto other = hall.submit("permit");
  auto proposal = proposal_of(staff("x1"), other, "k", TaskClaimed{review});
  proposal.task = hall.task(other, "precheck");
  EXPECT_FALSE(Hall::accepted(hall.propose(proposal)));
}

// ---- idempotency

TEST(OwnerTest, TheSameKeyTwiceIsOneRecordAndTheSameAnswer) {
  Hall hall;
  const auto proposal = submission(applicant("applicant"), "key", application("permit"));
  const auto first = hall.take(proposal);
  const auto second = hall.take(proposal);  // while the first is forming
  hall.settle();
  const auto& a = hall.answers[first];
  const auto& b = hall.answers[second];
  EXPECT_EQ(a.outcome, Outcome::recorded);
  EXPECT_EQ(b.outcome, Outcome::repeated);
  EXPECT_EQ(a.position, b.position);
  EXPECT_EQ(hall.propose(proposal).position, a.position) << "and when it is committed";
  EXPECT_EQ(hall.history(proposal.case_id).size(), 1U);
}

TEST(OwnerTest, ARepeatIsNotAnsweredBeforeTheFirstIsRecorded) {
  Hall hall;
  const auto proposal = submission(applicant("applicant"), "key", application("permit"));
  hall.take(proposal);
  ASSERT_TRUE(hall.node.form(hall.now).value());
  hall.take(proposal);  // while the first is in flight
  hall.collect();
  EXPECT_TRUE(hall.answers.size() == 0U);
  ASSERT_EQ(hall.node.append().value(), Appended::done);
  hall.collect();
  EXPECT_EQ(hall.answers.size(), 2U);
}

TEST(OwnerTest, TheSameKeyIsAnsweredTheSameAfterARestartWithOrWithoutCore) {
  Hall hall;
  const auto proposal = submission(applicant("applicant"), "key", application("permit"));
  const auto first = hall.propose(proposal);
  hall.node.remember_core();
  const auto id = hall.submit("quick");
  for (const auto core : {Node::Core::kept, Node::Core::lost, Node::Core::lagging}) {
    hall.node.restart(core);
    ASSERT_TRUE(hall.node.reign(hall.now));
    const auto again = hall.propose(proposal);
    EXPECT_EQ(again.outcome, Outcome::repeated);
    EXPECT_EQ(again.position, first.position);
    EXPECT_EQ(hall.state(id), "HANDLING");
  }
  EXPECT_EQ(hall.history(proposal.case_id).size(), 1U);
}

TEST(OwnerTest, TheSameKeyForAnotherMeaningIsSaidSo) {
  Hall hall;
  const auto id = hall.submit("permit");
  ASSERT_TRUE(Hall::accepted(hall.propose(proposal_of(staff("w1"), id, "key", Accepted{"好"}))));
  const auto other = hall.propose(proposal_of(staff("w1"), id, "key", Accepted{"不同"}));
  EXPECT_EQ(other.outcome, Outcome::other_meaning);
}

TEST(OwnerTest, TheSameKeyOfTwoPrincipalsIsTwoCases) {
  Hall hall;
  const auto one = submission(applicant("first"), "key", application("permit"));
  const auto two = submission(applicant("second"), "key", application("permit"));
  EXPECT_TRUE(Hall::accepted(hall.propose(one)));
  EXPECT_TRUE(Hall::accepted(hall.propose(two)));
  EXPECT_NE(one.case_id, two.case_id);
}

TEST(OwnerTest, AKeyThatIsEmptyOrTooLongIsRefusedUnrecorded) {
  Hall hall;
  const auto id = hall.submit("permit");
  for (const auto& key : {std::string{}, std::string(129, 'k')}) {
    EXPECT_EQ(hall.propose(proposal_of(staff("w1"), id, key, Accepted{})).outcome,
              Outcome::invalid);
  }
}

TEST(OwnerTest, AnExpectedVersionThatIsNotTheMaterialVersionIsAnsweredWithTheCurrentOne) {
  Hall hall;
  const auto id = hall.submit("permit");
  auto proposal = proposal_of(staff("w1"), id, "key", Accepted{});
  proposal.expected = 7;
  const auto conflict = hall.propose(proposal);
  EXPECT_EQ(conflict.outcome, Outcome::version_conflict);
  EXPECT_EQ(conflict.current_version, 1U);
  proposal.expected = 1;
  EXPECT_TRUE(Hall::accepted(hall.propose(proposal)));
}

TEST(OwnerTest, AnItemOrOfficeThatIsNotInForceIsInvalid) {
  Hall hall;
  auto fact = application("permit");
  fact.office = "999999";
  const auto office_unknown = hall.propose(submission(applicant("a"), "1", fact));
  EXPECT_EQ(office_unknown.outcome, Outcome::invalid);
  EXPECT_EQ(office_unknown.place, "/office");
  auto unknown = submission(applicant("a"), "2", application("permit"));
  unknown.item = "no such item";
  const auto item_unknown = hall.propose(unknown);
  EXPECT_EQ(item_unknown.outcome, Outcome::invalid);
  EXPECT_EQ(item_unknown.place, "/item");
}

// ---- registers

TEST(OwnerTest, APersonWithAFullTimePostIsRefusedASecondOneNamingTheFirst) {
  Hall hall;
  const auto first = hall.submit("licence", {1, 2, 3});
  const auto second = hall.submit("licence", {4, 2, 5}, "another");
  EXPECT_EQ(hall.history(second), (std::vector<std::string>{"Submitted", "PlaceGranted",
                                                            "PlaceRefused", "PlaceGranted"}));
  for (const auto& record : hall.records()) {
    if (record.body.fact != "PlaceRefused") continue;
    EXPECT_EQ(decode<PlaceRefused>(record.body.payload)->first_holder, first);
  }
  EXPECT_TRUE(Hall::accepted(hall.propose(
      public_security(), second, CheckPassed{hall.task(second, "check"), "ps", Digest{}})));
  const auto decided = hall.by("w1", second, Accepted{});
  ASSERT_TRUE(Hall::refused_by(decided, "PostsAreHeld")) << Hall::said(decided);
  EXPECT_EQ(decided.body->refusal->found, first.text());
}

TEST(OwnerTest, AWithdrawnCaseReturnsItsPosts) {
  Hall hall;
  const auto first = hall.submit("licence", {1, 2, 3});
  EXPECT_TRUE(Hall::accepted(hall.propose(applicant("applicant"), first, Withdrawn{})));
  const auto second = hall.submit("licence", {1, 2, 3}, "another");
  EXPECT_EQ(hall.history(second), (std::vector<std::string>{"Submitted", "PlaceGranted",
                                                            "PlaceGranted", "PlaceGranted"}));
}

// ---- refusals, bounds

TEST(OwnerTest, BeyondTenRefusalsAMinuteThereIsNoJudgementAndOneRecordCountsThem) {
  Hall hall;
  const auto id = hall.submit("permit");
  hall.node.owner().set_pace(hall.now);
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(Hall::refused(hall.by("w1", id, NotAccepted{})));
  const auto records = hall.records().size();
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(hall.by("w1", id, NotAccepted{}).outcome, Outcome::too_many_refusals);
  }
  EXPECT_TRUE(Hall::accepted(hall.by("w2", id, TaskClaimed{hall.task(id, "precheck")})))
      << "others go on";
  EXPECT_EQ(hall.records().size(), records + 1);
  hall.now = hall.now + 61 * second;
  hall.node.owner().set_pace(hall.now);
  ASSERT_TRUE(hall.node.owner().tick(hall.now));
  hall.settle();
  const auto counted = hall.records().back();
  ASSERT_EQ(counted.body.fact, "RefusalsCounted");
  const auto fact = decode<RefusalsCounted>(counted.body.payload);
  EXPECT_EQ(fact->who, "w1");
  EXPECT_EQ(fact->count, 5U);
  EXPECT_TRUE(Hall::refused(hall.by("w1", id, NotAccepted{}))) << "judged again";
}

TEST(OwnerTest, ARehearsalRecordsAndCountsNothing) {
  Hall hall;
  const auto id = hall.submit("permit");
  hall.node.owner().set_pace(hall.now);
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(Hall::refused(hall.by("w1", id, NotAccepted{})));
  auto proposal = proposal_of(staff("w1"), id, "dry", Accepted{});
  proposal.received_at = hall.now;
  const auto records = hall.records().size();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(hall.node.owner().rehearse(proposal, hall.now).outcome, Outcome::too_many_refusals);
  }
  hall.now = hall.now + 61 * second;
  hall.node.owner().set_pace(hall.now);
  ASSERT_TRUE(hall.node.owner().tick(hall.now));
  hall.settle();
  EXPECT_EQ(hall.records().size(), records) << "nothing was left unjudged";
}

TEST(OwnerTest, QuestionsThatNeedNoRecordNeverFillTheFrame) {
  Hall hall;
  for (int i = 0; i < 600; ++i) {
    ASSERT_TRUE(hall.node.owner().has_room()) << "after " << i;
    EXPECT_EQ(hall.by("w1", case_of("nobody", std::to_string(i)), Accepted{}).outcome,
              Outcome::not_found);
  }
  hall.submit("permit");
}

TEST(OwnerTest, AFactThatIsTooLargeForARecordIsInvalidAndNothingStops) {
  Hall hall;
  const auto id = hall.submit("permit");
  const auto decided = hall.by("w1", id, Accepted{std::string(600'000, 'x')});
  EXPECT_EQ(decided.outcome, Outcome::invalid) << Hall::said(decided);
  EXPECT_TRUE(Hall::accepted(hall.by("w1", id, Accepted{})));
}

TEST(OwnerTest, LargeFactsFillFramesWithinTheirBoundAndNoneIsLost) {
  Hall hall;
  std::vector<CaseId> cases;
  for (int i = 0; i < 8; ++i) cases.push_back(hall.submit("permit", {}, "a" + std::to_string(i)));
  std::vector<std::uint64_t> tickets;
  for (const auto& id : cases) {
    if (!hall.node.owner().has_room()) {
      ASSERT_TRUE(hall.node.form(hall.now).value());
      EXPECT_LE(hall.node.formed()->frame.size(), frame_size_max);
      ASSERT_EQ(hall.node.append().value(), Appended::done);
    }
    tickets.push_back(
        hall.take(proposal_of(staff("w1"), id, "k", Accepted{std::string(200'000, 'x')})));
  }
  hall.settle();
  for (const auto ticket : tickets) {
    EXPECT_TRUE(Hall::accepted(hall.answers[ticket])) << Hall::said(hall.answers[ticket]);
  }
}

}  // namespace
}  // namespace vermilion::test
