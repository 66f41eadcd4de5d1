// Filings through the owner: closed on receipt, owed again each year, looked into, struck off when
// what is wrong is not set right; and an auditor who judges all of it again.
#include "tests/engine/agent_hall.hpp"
#include "tests/engine/calendars.hpp"

namespace vermilion::test {
namespace {

constexpr const char* other_unit = "91330106000000000A";  // its check digit is wrong

struct OwnerFilingTest : AgentHall {
  void SetUp() override { mandate_of(unit, "2029-03-01 00:00"); }

  Decided try_to_file(const std::string& item, FilingLodged fact) {
    fact.item = item;
    fact.office = office;
    const auto key = "file " + std::to_string(++keys);
    auto proposal = proposal_of(agent(), case_of(agent().who, key), key, fact);
    proposal.opens = true;
    proposal.item = item;
    proposal.office = office;
    lodged = proposal.case_id;
    return hall.propose(proposal);
  }
  static FilingLodged whole() {
    FilingLodged fact;
    fact.unit = {"代理记账公司", unit};
    fact.answers = {{"address", "文三路 1 号"}};
    return fact;
  }
  CaseId file(const std::string& item) {
    const auto decided = try_to_file(item, whole());
    EXPECT_TRUE(Hall::accepted(decided)) << Hall::said(decided);
    return lodged;
  }
  template <class F>
  Decided by_unit(const CaseId& id, const F& fact, Instant received = {}) {
    auto proposal = proposal_of(agent(), id, "unit " + std::to_string(++keys), fact);
    proposal.received_at = received;
    return hall.propose(proposal);
  }
  Decided file_year(const CaseId& id, int year, Instant received = {}) {
    return by_unit(id, PeriodFiled{static_cast<std::uint16_t>(year), {{"staff", "5"}}}, received);
  }
  Decided file_change(const CaseId& id, std::string_view happened) {
    return by_unit(id, EventFiled{"change", at(happened), {{"what", "地址"}}});
  }
  void fire() {
    ASSERT_GE(hall.node.owner().fire_deadlines(hall.now).value(), 1U);
    hall.settle();
  }
  void nothing_fires() { EXPECT_EQ(hall.node.owner().fire_deadlines(hall.now).value(), 0U); }
  std::string standing(const CaseId& id) { return hall.load(id).states.at(1); }
  bool has_open(const CaseId& id, std::string_view duty) {
    return hall.load(id).duty_named(duty) != nullptr;
  }
  CaseId ordered() {
    const auto id = file("watched");
    EXPECT_TRUE(Hall::accepted(hall.by("h1", id, FilingFoundWrong{"专职人员不足三人"})));
    EXPECT_EQ(hall.state(id), "ORDERED");
    return id;
  }
  void expect_good_audit() {
    const auto report = audited(hall);
    EXPECT_TRUE(report.good()) << texts(report);
  }
  CaseId lodged;
};

TEST_F(OwnerFilingTest, StandsOnReceiptWithoutAnybodyOfTheOffice) {
  const auto id = file("agency");
  EXPECT_EQ(hall.state(id), "FILED");
  EXPECT_EQ(standing(id), "UP_TO_DATE");
  EXPECT_EQ(hall.history(id),
            (std::vector<std::string>{"FilingLodged", "PlaceGranted", "PeriodBegun"}));
  const auto kase = hall.load(id);
  ASSERT_EQ(kase.open.size(), 1U) << "no task";
  EXPECT_EQ(kase.open[0].name, "yearly");
  EXPECT_EQ(to_text(kase.open[0].due), "2027-04-30T23:59:59.999999+08:00");
  EXPECT_EQ(hall.state(file("once")), "FILED");
  EXPECT_EQ(standing(lodged), "NO_PERIOD");
  EXPECT_TRUE(hall.load(lodged).open.empty());
  expect_good_audit();
}

TEST_F(OwnerFilingTest, OneAUnitAndItemUntilItIsCancelled) {
  const auto id = file("agency");
  EXPECT_EQ(hall.state(file("agency")), "DUPLICATE");
  ASSERT_TRUE(Hall::accepted(by_unit(id, FilingCancelled{})));
  EXPECT_TRUE(hall.load(id).open.empty());
  EXPECT_TRUE(Hall::refused_by(file_year(id, 2027), "FilingStands"));
  EXPECT_EQ(hall.state(file("agency")), "FILED");
  expect_good_audit();
}

TEST_F(OwnerFilingTest, WhatIsMissingIsToldAtOnce) {
  auto fact = whole();
  fact.unit.uscc = other_unit;
  EXPECT_TRUE(Hall::refused_by(try_to_file("agency", fact), "UnitHolds"));
  fact = whole();
  fact.answers.clear();
  EXPECT_TRUE(Hall::refused_by(try_to_file("agency", fact), "FormIsFilled"));
  const auto id = file("agency");
  hall.now = at("2027-01-04 09:00");
  EXPECT_TRUE(Hall::refused_by(by_unit(id, PeriodFiled{2027, {}}), "FormIsFilled"));
  EXPECT_TRUE(Hall::refused_by(by_unit(id, EventFiled{"merger", hall.now, {}}), "FormIsFilled"));
  EXPECT_TRUE(Hall::refused_by(file_change(id, "2027-01-05 09:00"), "HasHappened"));
}

TEST_F(OwnerFilingTest, EachYearByTheEndOfAprilAndNotBeforeItsYear) {
  const auto id = file("agency");
  EXPECT_TRUE(Hall::refused_by(file_year(id, 2027), "YearIsDue")) << "it has not begun";
  hall.now = at("2027-01-04 09:00");
  EXPECT_TRUE(Hall::refused_by(file_year(id, 2026), "YearIsDue"));
  EXPECT_TRUE(Hall::refused_by(file_year(id, 2028), "YearIsDue"));
  ASSERT_TRUE(Hall::accepted(file_year(id, 2027)));
  EXPECT_TRUE(hall.owes(id, "tell_filed"));
  EXPECT_EQ(hall.load(id).open.size(), 1U);
  // 30 April 2028 is a Sunday, in a year whose calendar is not out.
  EXPECT_EQ(to_text(hall.due(id, "yearly")), "2028-05-01T23:59:59.999999+08:00");
  EXPECT_TRUE(hall.load(id).duty_named("yearly")->provisional);
  EXPECT_TRUE(Hall::refused_by(file_year(id, 2027), "YearIsDue")) << "once a year";
  expect_good_audit();
}

TEST_F(OwnerFilingTest, LateIsOrderedThenOnTheWatchListUntilItIsFiled) {
  const auto id = file("agency");
  hall.now = at("2027-04-30 23:59");
  nothing_fires();
  hall.now = at("2027-05-01 00:00");
  fire();
  EXPECT_EQ(standing(id), "PERIOD_OVERDUE");
  EXPECT_TRUE(hall.owes(id, "tell_overdue"));
  // 31 May 2027 is a Monday: thirty days from 1 May.
  EXPECT_EQ(to_text(hall.due(id, "order")), "2027-05-31T23:59:59.999999+08:00");
  hall.now = at("2027-06-01 00:00");
  fire();
  EXPECT_EQ(standing(id), "WATCH_LISTED");
  EXPECT_TRUE(hall.owes(id, "publish_watch"));
  EXPECT_EQ(hall.state(id), "FILED") << "the filing itself stands";
  ASSERT_TRUE(Hall::accepted(file_year(id, 2027)));
  EXPECT_EQ(standing(id), "UP_TO_DATE");
  EXPECT_TRUE(hall.owes(id, "tell_late"));
  EXPECT_FALSE(has_open(id, "order"));
  EXPECT_TRUE(has_open(id, "yearly"));
  expect_good_audit();
}

TEST_F(OwnerFilingTest, InTimeButKnownLaterIsNotLate) {
  const auto id = file("agency");
  hall.now = at("2027-05-01 08:00");
  fire();
  ASSERT_TRUE(Hall::accepted(file_year(id, 2027, at("2027-04-30 20:00"))));
  EXPECT_EQ(standing(id), "UP_TO_DATE");
  EXPECT_TRUE(hall.owes(id, "tell_filed"));
  // The year after goes by its own day, not by the first that passed.
  adopt(hall, "2");
  review(hall);
  hall.now = at("2028-05-03 08:00");
  fire();
  EXPECT_EQ(standing(id), "PERIOD_OVERDUE");
  ASSERT_TRUE(Hall::accepted(file_year(id, 2028, at("2028-05-02 01:00"))));
  EXPECT_TRUE(hall.owes(id, "tell_late"));
  expect_good_audit();
}

TEST_F(OwnerFilingTest, AYearWhoseCalendarIsNotOutWaitsForIt) {
  const auto id = file("agency");
  hall.now = at("2027-01-04 09:00");
  ASSERT_TRUE(Hall::accepted(file_year(id, 2027)));
  ASSERT_TRUE(hall.load(id).duty_named("yearly")->provisional);
  adopt(hall, "2");
  review(hall);
  EXPECT_EQ(hall.history(id).back(), "DueMoved");
  EXPECT_FALSE(hall.load(id).duty_named("yearly")->provisional);
  EXPECT_EQ(to_text(hall.due(id, "yearly")), "2028-05-01T23:59:59.999999+08:00");
  expect_good_audit();
}

TEST_F(OwnerFilingTest, AnEventHasItsOwnLimit) {
  const auto id = file("agency");
  hall.now = at("2026-06-01 09:00");
  ASSERT_TRUE(Hall::accepted(file_change(id, "2026-05-02 09:00")));
  EXPECT_TRUE(hall.owes(id, "tell_filed")) << "the thirtieth day";
  EXPECT_TRUE(hall.owes(id, "event_receipt"));
  ASSERT_TRUE(Hall::accepted(file_change(id, "2026-04-28 09:00")));
  EXPECT_TRUE(hall.owes(id, "tell_late")) << "filed all the same";
  ASSERT_TRUE(Hall::accepted(by_unit(id, EventFiled{"remark", at("2025-01-01 09:00"), {}})));
  EXPECT_TRUE(hall.owes(id, "tell_filed")) << "no limit runs";
  expect_good_audit();
}

TEST_F(OwnerFilingTest, IsLookedIntoAndSetRight) {
  const auto id = file("watched");
  EXPECT_EQ(to_text(hall.due(id, "look_into")), "2026-05-04T23:59:59.999999+08:00");
  ASSERT_TRUE(Hall::accepted(file_change(id, "2026-03-01 09:00")));
  EXPECT_FALSE(hall.owes(id, "look_into")) << "it is being looked into as a whole";
  ASSERT_TRUE(Hall::accepted(hall.by("h1", id, PostCheckPassed{})));
  EXPECT_FALSE(has_open(id, "look_into"));
  EXPECT_TRUE(Hall::refused_by(hall.by("h1", id, PostCheckPassed{}), "TaskMineOrFree"));
  // Conditions may be found lost at any time.
  ASSERT_TRUE(Hall::accepted(hall.by("h1", id, FilingFoundWrong{"专职人员不足三人"})));
  EXPECT_TRUE(hall.owes(id, "correction_order"));
  EXPECT_EQ(to_text(hall.due(id, "correct")), "2026-05-01T23:59:59.999999+08:00");
  ASSERT_TRUE(Hall::accepted(by_unit(id, FilingCorrected{"已招聘一人"})));
  EXPECT_EQ(hall.state(id), "CHECKING");
  ASSERT_TRUE(Hall::accepted(hall.by("h2", id, FilingFoundWrong{"仍不足三人"})));
  ASSERT_TRUE(Hall::accepted(by_unit(id, FilingCorrected{"已招聘两人"})));
  ASSERT_TRUE(Hall::accepted(hall.by("h2", id, CorrectionConfirmed{})));
  EXPECT_EQ(hall.state(id), "FILED");
  EXPECT_FALSE(has_open(id, "correct"));
  expect_good_audit();
}

TEST_F(OwnerFilingTest, IsStruckOffByAnotherPersonWithReasons) {
  const auto id = ordered();
  hall.now = at("2026-05-02 00:00");
  fire();
  EXPECT_EQ(hall.state(id), "ORDER_LAPSED");
  EXPECT_TRUE(Hall::refused_by(by_unit(id, FilingCorrected{"太晚"}), "CorrectedInTime"));
  EXPECT_TRUE(Hall::refused_by(hall.by("p1", id, StruckOff{"逾期", ""}), "RemediesTold"));
  ASSERT_TRUE(Hall::accepted(hall.by("p1", id, StruckOff{"逾期未改正", "可以申请行政复议"})));
  EXPECT_EQ(hall.state(id), "STRUCK_OFF");
  EXPECT_TRUE(hall.owes(id, "strike_off_decision"));
  EXPECT_TRUE(hall.load(id).open.empty());
  EXPECT_EQ(hall.state(file("watched")), "FILED") << "its place is free";
  expect_good_audit();
}

TEST_F(OwnerFilingTest, WhoOrderedDoesNotDecide) {
  const auto id = file("watched");
  ASSERT_TRUE(Hall::accepted(hall.by("x1", id, FilingFoundWrong{"不足"})));
  hall.now = at("2026-05-02 00:00");
  fire();
  EXPECT_TRUE(
      Hall::refused_by(hall.by("x1-second", id, OrderLifted{"已改正"}), "OtherThanWhoOrdered"));
  ASSERT_TRUE(Hall::accepted(hall.by("x2", id, OrderLifted{"情有可原"})));
  EXPECT_EQ(hall.state(id), "FILED");
  expect_good_audit();
}

TEST_F(OwnerFilingTest, WhatIsOrderedIsNotLookedIntoBesides) {
  const auto id = ordered();
  ASSERT_TRUE(Hall::accepted(file_change(id, "2026-03-01 09:00")));
  EXPECT_FALSE(has_open(id, "look_into")) << "all of it is looked at when it is set right";
  ASSERT_TRUE(Hall::accepted(by_unit(id, FilingCorrected{"已改正"})));
  ASSERT_TRUE(Hall::accepted(hall.by("h1", id, CorrectionConfirmed{})));
  ASSERT_TRUE(Hall::accepted(file_change(id, "2026-03-01 09:00")));
  EXPECT_TRUE(has_open(id, "look_into"));
  expect_good_audit();
}

TEST_F(OwnerFilingTest, SetRightOnTheLastDayCounts) {
  const auto id = ordered();
  hall.now = at("2026-05-02 08:00");
  fire();
  ASSERT_TRUE(Hall::accepted(by_unit(id, FilingCorrected{"已改正"}, at("2026-05-01 22:00"))));
  EXPECT_EQ(hall.state(id), "CHECKING");
  EXPECT_FALSE(has_open(id, "decide_strike"));
  expect_good_audit();
}

// Agents change while a filing stands: whoever comes with the unit's mandate goes on with it, and
// nobody by the mandate of another unit.
TEST_F(OwnerFilingTest, IsItsUnitsWhoeverComesForIt) {
  const auto id = file("agency");
  auto successor = agent();
  successor.who = successor.person = std::string(32, 'b');
  const auto change = EventFiled{"change", hall.now, {{"what", "地址"}}};
  EXPECT_FALSE(Hall::accepted(hall.propose(successor, id, change))) << "he has no mandate";
  MandateGiven mandate;
  mandate.agent = successor.who;
  mandate.unit = {"代理记账公司", unit};
  mandate.items = {"agency"};
  mandate.until = at("2027-01-01 00:00");
  mandate.tree = "accounting";
  mandate.office = office;
  mandate.path = "/330000/330100/330106";
  mandate.evidence = "授权委托书";
  ASSERT_TRUE(Hall::accepted(house("w1", case_of_mandate(successor.who, unit), mandate)));
  EXPECT_TRUE(Hall::accepted(hall.propose(successor, id, change)));
  constexpr auto sister = "12441500196720244T";
  mandate_of(sister);
  EXPECT_FALSE(Hall::accepted(hall.propose(agent(sister), id, change)));
  EXPECT_FALSE(Hall::accepted(hall.propose(agent(sister), id, FilingCancelled{})));
  EXPECT_EQ(hall.state(id), "FILED");
  expect_good_audit();
}

// Whoever files cannot steer whether it is looked into, and an auditor draws the same.
TEST_F(OwnerFilingTest, NothingIsDrawnOfAnItemThatLooksIntoNothing) {
  const auto id = file("agency");
  for (int i = 0; i < 400; ++i) {
    ASSERT_TRUE(Hall::accepted(by_unit(id, EventFiled{"remark", hall.now, {}})));
  }
  EXPECT_FALSE(has_open(id, "look_into"));
  expect_good_audit();
}

}  // namespace
}  // namespace vermilion::test
