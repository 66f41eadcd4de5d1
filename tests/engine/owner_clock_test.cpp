// What stops and extends the limits of a case, through the owner: remaining time is kept, the one
// extension comes before expiry and from another person, dates move by records behind the fact, and
// an auditor says so of each.
//
// The house's calendar knows no holidays until 2027 (tests/support/house.hpp). Ten working days
// from Monday 2026-03-02 end with Monday 2026-03-16.
#include "tests/engine/audited.hpp"

namespace vermilion::test {
namespace {

std::string day_of_due(const Hall& hall, const CaseId& id, std::string_view name = "decide") {
  return to_text(china_day(hall.due(id, name)));
}

struct Accepting : ::testing::Test {
  Hall hall{"2026-03-02 09:00"};
  CaseId id = hall.submit("permit");

  void SetUp() override {
    ASSERT_TRUE(Hall::accepted(hall.by("w1", id, Accepted{})));
    ASSERT_EQ(day_of_due(hall, id), "2026-03-16");
  }
  void expect_good_audit() {
    const auto report = audited(hall);
    EXPECT_TRUE(report.good()) << texts(report);
  }
  bool provisional() {
    const auto kase = hall.load(id);
    return kase.duty_named("decide")->provisional;
  }
};
using OwnerClockTest = Accepting;

const ProcedureStarted hearing{"hearing", "decide", "申请人要求听证"};
const ProcedureEnded ended{"听证笔录已附卷"};

TEST_F(OwnerClockTest, AProcedureKeepsWhatWasLeftOfTheLimit) {
  hall.now = at("2026-03-05 10:00");
  const auto started = hall.by("h1", id, hearing);
  ASSERT_TRUE(Hall::accepted(started)) << Hall::said(started);
  EXPECT_EQ(hall.state(id), "HANDLING") << "the case's own states stay";
  EXPECT_TRUE(provisional());
  EXPECT_EQ(day_of_due(hall, id), "2026-04-14") << "as if it ended on its own last day, 2026-04-02";
  EXPECT_EQ(day_of_due(hall, id, "procedure"), "2026-04-02");
  const auto kase = hall.load(id);
  EXPECT_EQ(kase.duty_named("handle")->due, kase.duty_named("decide")->due)
      << "the task bears its deadline's date";

  hall.now = at("2026-03-20 10:00");  // past the date that it would have had
  EXPECT_EQ(hall.node.owner().fire_deadlines(hall.now).value(), 0U);
  const auto over = hall.by("h1", id, ended);
  ASSERT_TRUE(Hall::accepted(over)) << Hall::said(over);
  EXPECT_FALSE(provisional());
  EXPECT_EQ(day_of_due(hall, id), "2026-04-01") << "two days were used, eight from the 20th on";
  EXPECT_EQ(hall.load(id).duty_named("procedure"), nullptr);
  EXPECT_EQ(hall.history(id), (std::vector<std::string>{"Submitted", "Accepted", "ProcedureStarted",
                                                        "DueMoved", "ProcedureEnded", "DueMoved"}));
  hall.now = at("2026-04-02 00:01");
  EXPECT_EQ(hall.node.owner().fire_deadlines(hall.now).value(), 1U);
  hall.settle();
  EXPECT_EQ(hall.history(id).back(), "DecisionOverdue");
  expect_good_audit();
}

TEST_F(OwnerClockTest, NothingIsDecidedBeforeTheProcedureEndsAndTheApplicantMayStillWithdraw) {
  ASSERT_TRUE(Hall::accepted(hall.by("h1", id, Proposed{true, "拟准予"})));
  ASSERT_TRUE(Hall::accepted(hall.by("h1", id, hearing)));
  const auto early = hall.by("p1", id, Approved{});
  EXPECT_TRUE(Hall::refused_by(early, "ProcedureHasEnded")) << Hall::said(early);
  EXPECT_EQ(hall.state(id), "REVIEW");
  const auto other = hall.submit("permit", {4, 5, 6}, "someone");
  ASSERT_TRUE(Hall::accepted(hall.by("w1", other, Accepted{})));
  ASSERT_TRUE(Hall::accepted(hall.by("h1", other, hearing)));
  ASSERT_TRUE(Hall::accepted(
      hall.propose(proposal_of(applicant("someone"), other, "key w", Withdrawn{"不再需要"}))));
  EXPECT_TRUE(hall.load(other).open.empty());
  ASSERT_TRUE(Hall::accepted(hall.by("h1", id, ended)));
  EXPECT_TRUE(Hall::accepted(hall.by("p1", id, Approved{})));
  expect_good_audit();
}

TEST_F(OwnerClockTest, OnlyWhatTheItemListsStopsALimitThatRuns) {
  const auto refused = [&](const ProcedureStarted& fact, std::string_view rule) {
    const auto decided = hall.by("h1", id, fact);
    EXPECT_TRUE(Hall::refused_by(decided, rule)) << Hall::said(decided);
  };
  refused({"lunch", "decide", "x"}, "ItemKnowsProcedure");
  refused({"hearing", "accept", "x"}, "ItemKnowsProcedure");
  refused({"hearing", "decide", ""}, "ReasonGiven");
  const auto other = hall.submit("permit", {4, 5, 6}, "someone");
  const auto early = hall.by("h1", other, hearing);
  EXPECT_TRUE(Hall::refused_by(early, "LimitRuns")) << "it is not accepted yet";
  ASSERT_TRUE(Hall::accepted(hall.by("h1", id, hearing)));
  const auto twice = hall.by("h1", id, hearing);
  EXPECT_TRUE(Hall::refused(twice)) << "one goes on";
  expect_good_audit();
}

TEST_F(OwnerClockTest, AProcedureThatTakesTooLongIsAMatterOfSupervisionAndTheLimitStaysStopped) {
  ASSERT_TRUE(Hall::accepted(hall.by("h1", id, ProcedureStarted{"review", "decide", "疑难"})));
  hall.now = at("2026-03-10 09:00");
  EXPECT_EQ(hall.node.owner().fire_deadlines(hall.now).value(), 1U);
  hall.settle();
  EXPECT_EQ(hall.history(id).back(), "ProcedureOverdue");
  EXPECT_TRUE(provisional());
  ASSERT_TRUE(Hall::accepted(hall.by("h1", id, ended)));
  EXPECT_EQ(day_of_due(hall, id), "2026-03-24");
  expect_good_audit();
}

TEST_F(OwnerClockTest, TheOneExtensionComesFromTheHeadBeforeExpiry) {
  const LimitExtended by_ten{10, "案情复杂"};
  EXPECT_TRUE(Hall::refused(hall.by("d1", id, by_ten))) << "nobody asked";
  ASSERT_TRUE(Hall::accepted(hall.by("h1", id, ExtensionAsked{"decide", "案情复杂"})));
  EXPECT_EQ(hall.load(id).duty_named("decide_extension")->due, hall.due(id, "decide"));
  EXPECT_TRUE(Hall::refused_by(hall.by("p1", id, by_ten), "role"));
  EXPECT_TRUE(Hall::refused_by(hall.by("d1", id, LimitExtended{11, "x"}), "WithinExtension"));
  EXPECT_TRUE(Hall::refused_by(hall.by("d1", id, LimitExtended{10, ""}), "ReasonGiven"));
  hall.now = at("2026-03-16 17:00");
  ASSERT_TRUE(Hall::accepted(hall.by("d1", id, by_ten)));
  EXPECT_EQ(day_of_due(hall, id), "2026-03-30");
  EXPECT_TRUE(Hall::refused(hall.by("h1", id, ExtensionAsked{"decide", "再次"}))) << "once";
  expect_good_audit();
}

TEST_F(OwnerClockTest, WhoeverAsksForAnExtensionDoesNotGrantIt) {
  ASSERT_TRUE(Hall::accepted(hall.by("d2", id, ExtensionAsked{"decide", "案情复杂"})));
  const auto own = hall.by("d2", id, LimitExtended{5, "案情复杂"});
  EXPECT_TRUE(Hall::refused_by(own, "OtherThanAsker")) << Hall::said(own);
  EXPECT_TRUE(Hall::refused_by(hall.by("d2", id, ExtensionDenied{"x"}), "OtherThanAsker"));
  EXPECT_TRUE(Hall::accepted(hall.by("d1", id, LimitExtended{5, "案情复杂"})));
  expect_good_audit();
}

TEST_F(OwnerClockTest, ALimitThatIsOverIsNotExtendedAndOneThatIsMetTakesTheQuestionWithIt) {
  ASSERT_TRUE(Hall::accepted(hall.by("h1", id, ExtensionAsked{"decide", "案情复杂"})));
  hall.now = at("2026-03-17 09:00");
  const auto late = hall.by("d1", id, LimitExtended{10, "案情复杂"});
  EXPECT_TRUE(Hall::refused_by(late, "LimitRuns")) << Hall::said(late);
  ASSERT_TRUE(Hall::accepted(hall.by("d1", id, ExtensionDenied{"已逾期"})));

  const auto other = hall.submit("permit", {4, 5, 6}, "someone");
  ASSERT_TRUE(Hall::accepted(hall.by("w1", other, Accepted{})));
  ASSERT_TRUE(Hall::accepted(hall.by("h1", other, ExtensionAsked{"decide", "案情复杂"})));
  ASSERT_TRUE(Hall::accepted(hall.by("h1", other, Proposed{true, "拟准予"})));
  ASSERT_TRUE(Hall::accepted(hall.by("p1", other, Approved{})));
  EXPECT_EQ(hall.load(other).duty_named("decide_extension"), nullptr);
  expect_good_audit();
}

// Received on the last day, known after its end was recorded: the limit runs again from its own
// start (DESIGN §5.4).
TEST_F(OwnerClockTest, WhatWasReceivedInTimeTakesUpAgainALimitWhoseEndWasRecorded) {
  ASSERT_TRUE(Hall::accepted(hall.by("h1", id, ExtensionAsked{"decide", "案情复杂"})));
  hall.now = at("2026-03-17 00:01");
  ASSERT_EQ(hall.node.owner().fire_deadlines(hall.now).value(), 1U);
  hall.settle();
  ASSERT_EQ(hall.load(id).duty_named("decide"), nullptr);
  auto proposal = proposal_of(staff("d1"), id, "key late", LimitExtended{5, "案情复杂"});
  proposal.received_at = at("2026-03-16 23:59");
  const auto late = hall.propose(proposal);
  ASSERT_TRUE(Hall::accepted(late)) << Hall::said(late);
  EXPECT_EQ(day_of_due(hall, id), "2026-03-23");
  hall.now = at("2026-03-18 09:00");
  ASSERT_TRUE(Hall::accepted(hall.by("h1", id, ProcedureStarted{"review", "decide", "疑难"})));
  hall.now = at("2026-03-20 09:00");
  ASSERT_TRUE(Hall::accepted(hall.by("h1", id, ended)));
  EXPECT_EQ(day_of_due(hall, id), "2026-03-26") << "eleven of fifteen were used by the 17th";
  expect_good_audit();

  const auto other = hall.submit("permit", {4, 5, 6}, "someone");
  ASSERT_TRUE(Hall::accepted(hall.by("w1", other, Accepted{})));  // 2026-04-03
  hall.now = at("2026-04-04 00:01");
  ASSERT_TRUE(hall.node.owner().fire_deadlines(hall.now));
  hall.settle();
  auto stop = proposal_of(staff("h1"), other, "key stop", hearing);
  stop.received_at = at("2026-04-03 16:00");
  ASSERT_TRUE(Hall::accepted(hall.propose(stop)));
  hall.now = at("2026-04-10 09:00");
  ASSERT_TRUE(Hall::accepted(hall.by("h1", other, ended)));
  EXPECT_EQ(day_of_due(hall, other), "2026-04-13") << "one day was left";
  expect_good_audit();
}

// Version 2 of "permit" decides in fifteen days and knows no hearing; version 3 is of another
// shape.
TEST_F(OwnerClockTest, AnOpenCaseGoesOverToAnotherVersionOnlyWhenItIsMovedAndItsDatesWithIt) {
  EXPECT_EQ(hall.load(id).item_version, 1U) << "it stays on its own";
  EXPECT_TRUE(Hall::refused_by(hall.by("h1", id, ItemVersionChanged{2, "x"}), "role"));
  EXPECT_TRUE(Hall::refused_by(hall.by("d1", id, ItemVersionChanged{1, "x"}), "VersionIsThere"));
  EXPECT_TRUE(Hall::refused_by(hall.by("d1", id, ItemVersionChanged{9, "x"}), "VersionIsThere"));
  EXPECT_TRUE(Hall::refused_by(hall.by("d1", id, ItemVersionChanged{3, "x"}), "SameShape"));
  EXPECT_TRUE(Hall::refused_by(hall.by("d1", id, ItemVersionChanged{2, ""}), "ReasonGiven"));
  ASSERT_TRUE(Hall::accepted(hall.by("h1", id, hearing)));
  EXPECT_TRUE(Hall::refused_by(hall.by("d1", id, ItemVersionChanged{2, "x"}), "VersionServesCase"));
  ASSERT_TRUE(Hall::accepted(hall.by("h1", id, ended)));
  EXPECT_EQ(day_of_due(hall, id), "2026-03-16");
  const auto moved = hall.by("d1", id, ItemVersionChanged{2, "改革后版本"});
  ASSERT_TRUE(Hall::accepted(moved)) << Hall::said(moved);
  EXPECT_EQ(hall.load(id).item_version, 2U);
  EXPECT_EQ(hall.load(id).item_digest, sha256("item permit 2"));
  EXPECT_EQ(day_of_due(hall, id), "2026-03-23");
  EXPECT_EQ(hall.history(id).back(), "DueMoved");
  ASSERT_TRUE(Hall::accepted(hall.by("h1", id, Proposed{true, "拟准予"})));
  expect_good_audit();
}

TEST_F(OwnerClockTest, AnAuditorFindsADateThatWasNotMoved) {
  ASSERT_TRUE(Hall::accepted(hall.by("h1", id, hearing)));
  Sequence moved = 0;
  for (const auto& record : hall.records()) {
    if (record.body.fact == DueMoved::name) moved = record.header.sequence;
  }
  const auto report = audited(hall, moved, [](Header&, Body& body) {
    auto fact = read_fact<DueMoved>(body.schema, body.payload).value();
    fact.to = fact.to + day;
    body.payload = encode(fact);
  });
  EXPECT_FALSE(report.good());
}

}  // namespace
}  // namespace vermilion::test
