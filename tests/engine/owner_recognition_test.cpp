// Recognition through the owner: originals, public notice, objections, level by level; and an
// auditor who judges all of it again.
#include "tests/engine/agent_hall.hpp"
#include "tests/engine/calendars.hpp"

namespace vermilion::test {
namespace {

struct OwnerRecognitionTest : ::testing::Test {
  Hall hall{"2026-03-02 09:00"};
  int keys = 0;

  static Submitted whole() {
    Submitted fact;
    fact.office = office;
    Person person;
    person.id_number.lookup = person_number(7);
    person.id_number.check_holds = true;
    fact.people = {person};
    fact.materials = {{"degree", sha256("degree"), "C", 10, "application/pdf"}};
    fact.answers = {{"school", "某某财经大学"}};
    return fact;
  }
  Decided try_to_apply(Submitted fact, const std::string& item = "title") {
    fact.item = item;
    auto proposal = submission(applicant("applicant"), "apply " + std::to_string(++keys), fact);
    lodged = proposal.case_id;
    return hall.propose(proposal);
  }
  CaseId apply(const std::string& item = "title") {
    const auto decided = try_to_apply(whole(), item);
    EXPECT_TRUE(Hall::accepted(decided)) << Hall::said(decided);
    return lodged;
  }
  void accept(const Decided& decided) {
    ASSERT_TRUE(Hall::accepted(decided)) << Hall::said(decided);
  }
  CaseId on_notice(const std::string& item = "title") {
    const auto id = apply(item);
    accept(hall.by("w1", id, OriginalsSeen{"原件相符"}));
    EXPECT_EQ(hall.state(id), "NOTICE");
    return id;
  }
  Decided object(const CaseId& id, Instant received = {}) {
    auto proposal = proposal_of(applicant("somebody"), id, "object " + std::to_string(++keys),
                                ObjectionRaised{"学历不实"});
    proposal.received_at = received;
    return hall.propose(proposal);
  }
  void fire_at(std::string_view time) {
    hall.now = at(time);
    ASSERT_GE(hall.node.owner().fire_deadlines(hall.now).value(), 1U);
    hall.settle();
  }
  CaseId at_county(const std::string& item = "title") {
    const auto id = on_notice(item);
    fire_at("2026-04-03 00:00");
    EXPECT_EQ(hall.state(id), "AT_COUNTY");
    return id;
  }
  void expect_good_audit() {
    const auto report = audited(hall);
    EXPECT_TRUE(report.good()) << texts(report);
  }
  CaseId lodged;
};

TEST_F(OwnerRecognitionTest, IsRecognisedAfterAMonthOfNoticeByThreeOfficesOneAfterTheOther) {
  const auto id = on_notice();
  EXPECT_EQ(to_text(hall.due(id, "notice")), "2026-04-02T23:59:59.999999+08:00");
  EXPECT_TRUE(Hall::refused(hall.by("c1", id, LevelConfirmed{}))) << "the notice goes on";
  fire_at("2026-04-03 00:00");
  EXPECT_EQ(hall.state(id), "AT_COUNTY");
  EXPECT_TRUE(Hall::refused_by(hall.by("c3", id, LevelConfirmed{}), "role"));
  accept(hall.by("c1", id, LevelConfirmed{"同意"}));
  EXPECT_EQ(hall.state(id), "AT_CITY");
  accept(hall.by("c2", id, LevelConfirmed{}));
  EXPECT_EQ(hall.state(id), "AT_PROVINCE");
  accept(hall.by("c3", id, LevelConfirmed{}));
  EXPECT_EQ(hall.state(id), "RECOGNISED");
  EXPECT_TRUE(hall.load(id).duty_named("province") == nullptr);
  EXPECT_TRUE(hall.owes(id, "recognition_letter"));
  expect_good_audit();
}

TEST_F(OwnerRecognitionTest, ALevelThatTheItemDoesNotHaveIsPassedBy) {
  const auto id = at_county("merit");
  accept(hall.by("c1", id, LevelConfirmed{}));
  EXPECT_EQ(hall.state(id), "AT_PROVINCE");
  expect_good_audit();
}

TEST_F(OwnerRecognitionTest, NobodyLooksTwice) {
  const auto id = apply();
  accept(hall.by("c9", id, OriginalsSeen{"原件相符"}));
  fire_at("2026-04-03 00:00");
  EXPECT_TRUE(Hall::refused_by(hall.by("c9", id, LevelConfirmed{}), "OtherThanBefore"));
  accept(hall.by("c1", id, LevelConfirmed{}));
  EXPECT_TRUE(Hall::refused_by(hall.by("c9", id, LevelConfirmed{}), "OtherThanBefore"));
  EXPECT_TRUE(Hall::refused_by(hall.by("c9", id, RefusedToGrant{"不符合条件", "可以申请行政复议"}),
                               "OtherThanBefore"));
}

TEST_F(OwnerRecognitionTest, AnObjectionStopsTheNoticeAndTheDaysLeftAreKept) {
  const auto id = on_notice();
  hall.now = at("2026-03-12 09:00");  // twenty-one days are left
  accept(object(id));
  EXPECT_EQ(hall.state(id), "INVESTIGATING");
  EXPECT_EQ(hall.load(id).duty_named("notice"), nullptr);
  hall.now = at("2026-03-20 09:00");
  accept(object(id));  // another one changes nothing of that
  EXPECT_TRUE(Hall::refused_by(hall.by("h1", id, ObjectionDismissed{}), "FindingsGiven"));
  accept(hall.by("h1", id, ObjectionDismissed{"经核实学历属实"}));
  EXPECT_EQ(hall.state(id), "NOTICE");
  EXPECT_EQ(to_text(hall.due(id, "notice")), "2026-04-10T23:59:59.999999+08:00");
  fire_at("2026-04-11 00:00");
  EXPECT_EQ(hall.state(id), "AT_COUNTY");
  expect_good_audit();
}

TEST_F(OwnerRecognitionTest, AnObjectionThatHoldsEndsIt) {
  const auto id = on_notice();
  accept(object(id));
  EXPECT_TRUE(Hall::refused_by(hall.by("h1", id, ObjectionUpheld{"学历不实", ""}), "RemediesTold"));
  accept(hall.by("h1", id, ObjectionUpheld{"学历不实", "可以申请行政复议"}));
  EXPECT_EQ(hall.state(id), "REFUSED");
  const auto told = hall.history(id).size();
  EXPECT_FALSE(Hall::accepted(object(id)));
  EXPECT_EQ(hall.history(id).size(), told) << "what has ended is nobody else's to know of";
  EXPECT_EQ(hall.load(id).duty_named("look_into_objection"), nullptr);
  EXPECT_TRUE(hall.owes(id, "recognition_refusal"));
  expect_good_audit();
}

// Received on the last day, recorded after the notice had been recorded as ended.
TEST_F(OwnerRecognitionTest, AnObjectionInTimeThatIsKnownLaterStopsTheLevel) {
  const auto id = at_county();
  EXPECT_TRUE(Hall::refused_by(object(id, at("2026-04-03 00:01")), "ObjectedInTime"));
  accept(object(id, at("2026-04-02 23:59")));
  EXPECT_EQ(hall.state(id), "INVESTIGATING");
  EXPECT_EQ(hall.load(id).duty_named("confirm_county"), nullptr);
  accept(hall.by("h1", id, ObjectionDismissed{"属实"}));
  expect_good_audit();
}

TEST_F(OwnerRecognitionTest, BeforeTheNoticeNobodyElseIsToKnowOfIt) {
  const auto id = apply();
  EXPECT_FALSE(Hall::accepted(object(id)));
  EXPECT_EQ(hall.history(id), std::vector<std::string>{"Submitted"}) << "nothing is said of it";
  accept(hall.by("w1", id, OriginalsSeen{"原件相符"}));
  EXPECT_TRUE(Hall::refused(hall.propose(applicant("applicant"), id, ObjectionRaised{"本人"})));
}

TEST_F(OwnerRecognitionTest, WhatIsMissingIsToldAtOnceAndNothingIsAskedForLater) {
  auto fact = whole();
  fact.materials.clear();
  EXPECT_TRUE(Hall::refused_by(try_to_apply(fact), "MaterialsAsListed"));
  fact = whole();
  fact.materials.front().grade = "A";
  EXPECT_TRUE(Hall::refused_by(try_to_apply(fact), "MaterialsAsListed"));
  fact = whole();
  fact.people.push_back(fact.people.front());
  EXPECT_TRUE(Hall::refused_by(try_to_apply(fact), "OnePersonApplies"));
  fact = whole();
  fact.answers.clear();
  EXPECT_TRUE(Hall::refused_by(try_to_apply(fact), "FormIsFilled"));
}

TEST_F(OwnerRecognitionTest, AStepThatIsLateIsAMatterOfSupervisionAndNoDecision) {
  const auto id = apply();
  fire_at("2026-03-10 00:00");
  EXPECT_EQ(hall.state(id), "ORIGINALS");
  EXPECT_EQ(hall.history(id), (std::vector<std::string>{"Submitted", "RecognitionOverdue"}));
  accept(hall.by("w1", id, OriginalsSeen{"原件相符"}));
  expect_good_audit();
}

// The days of the new calendar count from where the notice went on, not from where it began.
TEST_F(OwnerRecognitionTest, AnotherCalendarMovesTheRestOfANotice) {
  const auto id = on_notice();
  hall.now = at("2026-03-12 09:00");
  accept(object(id));
  accept(hall.by("h1", id, ObjectionDismissed{"属实"}));
  const auto before = hall.due(id, "notice");
  EXPECT_EQ(to_text(before), "2026-04-02T23:59:59.999999+08:00");
  adopt(hall, "2");
  review(hall);
  EXPECT_EQ(hall.due(id, "notice"), before);
  expect_good_audit();
}

// An agent's cases are his unit's: by a token for another unit he goes on with none of them.
struct AgentsCasesTest : AgentHall {};

TEST_F(AgentsCasesTest, AreTheUnitsAndNotThoseOfAnotherUnitThatHeComesFor) {
  constexpr const char* another = "12441500196720244T";
  mandate_of(another);
  auto fact = application("permit", {});
  auto proposal = submission(agent(), "agent's", fact);
  ASSERT_TRUE(Hall::accepted(hall.propose(proposal)));
  const auto id = proposal.case_id;
  EXPECT_EQ(hall.load(id).unit, unit);
  EXPECT_FALSE(Hall::accepted(hall.propose(agent(another), id, Withdrawn{})));
  EXPECT_EQ(hall.state(id), "PRECHECK");
  auto colleague = agent();
  colleague.who = colleague.person = std::string(32, 'c');
  EXPECT_FALSE(Hall::accepted(hall.propose(colleague, id, Withdrawn{}))) << "no mandate of his own";
  EXPECT_TRUE(Hall::accepted(hall.propose(agent(), id, Withdrawn{})));
}

}  // namespace
}  // namespace vermilion::test
