// A newly adopted calendar moves due dates, record by record: only those that really change, before
// anything is judged by them, a bounded number a turn, and on from where a crash left it.
//
// Calendar "1" is in force from the start (tests/support/house.hpp). Five working days from Monday
// 2027-12-27 end with Monday 2028-01-03, provisional under "1", which ends with 2027; under "2" the
// third and the fourth rest, so they end with Wednesday 2028-01-05.
#include "tests/engine/audited.hpp"
#include "tests/engine/calendars.hpp"

namespace vermilion::test {
namespace {

constexpr const char* under_1 = "2028-01-03T23:59:59.999999+08:00";
constexpr const char* under_2 = "2028-01-05T23:59:59.999999+08:00";

OpenDuty open(const Hall& hall, const CaseId& id, std::string_view name) {
  const auto kase = hall.load(id);
  const auto* duty = kase.duty_named(name);
  EXPECT_NE(duty, nullptr) << name;
  return duty == nullptr ? OpenDuty{} : *duty;
}

void expect_good_audit(Hall& hall) {
  const auto report = audited(hall);
  EXPECT_TRUE(report.good()) << texts(report);
}

TEST(OwnerDuesTest, AProvisionalDeadlineBecomesCertainAndThenHasItsConsequence) {
  Hall hall{"2027-12-27 09:00"};
  const auto id = hall.submit("permit");
  EXPECT_EQ(to_text(hall.due(id, "accept")), under_1);
  EXPECT_TRUE(open(hall, id, "accept").provisional);
  hall.now = at("2028-01-06 09:00");
  EXPECT_EQ(hall.node.owner().fire_deadlines(hall.now).value(), 0U) << "it has no consequence yet";
  EXPECT_FALSE(hall.node.owner().next_deadline().set());

  adopt(hall, "2");
  review(hall);
  EXPECT_EQ(to_text(hall.due(id, "accept")), under_2);
  EXPECT_FALSE(open(hall, id, "accept").provisional);
  EXPECT_EQ(hall.node.owner().next_deadline(), hall.due(id, "accept"));
  EXPECT_EQ(hall.node.owner().fire_deadlines(hall.now).value(), 1U);
  hall.settle();
  EXPECT_EQ(hall.history(id),
            (std::vector<std::string>{"Submitted", "DueMoved", "DeemedAccepted"}));
  const auto deemed = hall.records().back().body;
  EXPECT_EQ(to_text(deemed.effective_at), under_2);
  expect_good_audit(hall);
}

TEST(OwnerDuesTest, TheRecordSaysByWhichCalendarAndChangesNeitherStateNorMaterialVersion) {
  Hall hall{"2027-12-27 09:00"};
  const auto id = hall.submit("permit");
  const auto before = hall.load(id);
  const auto deadline = open(hall, id, "accept").id;
  adopt(hall, "2");
  review(hall);
  const auto record = hall.records().back();
  EXPECT_EQ(record.header.kind, RecordKind::accepted);
  EXPECT_EQ(record.body.principal.who, "system/calendar");
  EXPECT_EQ(record.body.basis.edition.name, "approval");
  EXPECT_EQ(record.body.basis.calendar.digest, hall.node.owner().references().calendar->digest());
  EXPECT_FALSE(record.body.row.has_value());
  const auto fact = read_fact<DueMoved>(record.body.schema, record.body.payload).value();
  EXPECT_EQ(fact.deadline, deadline);
  EXPECT_EQ(to_text(fact.from), under_1);
  EXPECT_EQ(to_text(fact.to), under_2);
  const auto after = hall.load(id);
  EXPECT_EQ(after.states, before.states);
  EXPECT_EQ(after.version, before.version + 1);
  EXPECT_EQ(after.material_version, before.material_version);
  EXPECT_EQ(open(hall, id, "precheck").due, fact.to) << "the task bears its deadline's date";
}

TEST(OwnerDuesTest, OnlyDatesThatChangeAreMoved) {
  Hall hall{"2027-12-20 09:00"};
  const auto early = hall.submit("permit");  // ends with Monday 2027-12-27, before the holiday
  hall.now = at("2027-12-27 08:00");
  hall.by("w1", early, Accepted{});  // ten working days: 2028-01-10, provisional
  const auto late = hall.submit("permit");
  adopt(hall, "1");
  review(hall);
  EXPECT_EQ(hall.history(late).size(), 1U) << "the same calendar again is no record";
  adopt(hall, "4");
  review(hall);
  EXPECT_EQ(to_text(hall.due(late, "accept")), under_1) << "the same day, and certain now";
  EXPECT_FALSE(open(hall, late, "accept").provisional);
  EXPECT_EQ(hall.history(early), (std::vector<std::string>{"Submitted", "Accepted", "DueMoved"}));
  expect_good_audit(hall);
}

TEST(OwnerDuesTest, ACertainDateMovesWhenAHolidayIsDecreedAndOneBeforeItStays) {
  Hall hall{"2027-12-20 09:00"};
  const auto before = hall.submit("permit");  // 2027-12-27
  hall.now = at("2027-12-24 09:00");
  const auto across = hall.submit("permit");  // Friday 2027-12-31
  EXPECT_FALSE(open(hall, across, "accept").provisional);
  const auto was = hall.due(before, "accept");
  adopt(hall, "3");
  review(hall);
  EXPECT_EQ(hall.due(before, "accept"), was);
  EXPECT_EQ(hall.history(before).size(), 1U);
  EXPECT_EQ(to_text(hall.due(across, "accept")), under_1);
  EXPECT_TRUE(open(hall, across, "accept").provisional) << "it reaches into the unknown year now";
  EXPECT_FALSE(was < hall.node.owner().next_deadline()) << "the earlier one must not be missed";
  expect_good_audit(hall);
}

TEST(OwnerDuesTest, AfterSilenceTheDecisionIsCountedFromReceiptAgain) {
  Hall hall{"2027-12-20 09:00"};
  const auto id = hall.submit("permit");
  hall.now = at("2027-12-28 09:00");
  ASSERT_EQ(hall.node.owner().fire_deadlines(hall.now).value(), 1U);
  hall.settle();
  EXPECT_EQ(to_text(hall.due(id, "decide")), under_1) << "ten working days from 2027-12-20";
  adopt(hall, "2");
  review(hall);
  EXPECT_EQ(to_text(hall.due(id, "decide")), under_2);
  hall.now = at("2028-01-06 00:00");
  ASSERT_EQ(hall.node.owner().fire_deadlines(hall.now).value(), 1U);
  hall.settle();
  EXPECT_EQ(hall.history(id).back(), "DecisionOverdue");
  expect_good_audit(hall);
}

TEST(OwnerDuesTest, ACaseThatWasNotLookedAtYetIsMovedBeforeAnythingIsJudgedOnIt) {
  Hall hall{"2027-12-27 09:00"};
  const auto id = hall.submit("permit");
  adopt(hall, "4");  // due 2028-01-03, certain
  review(hall);
  adopt(hall, "2");  // due 2028-01-05, and nobody has looked yet
  hall.now = at("2028-01-04 09:00");
  const auto frames = hall.log->size(0);
  EXPECT_TRUE(Hall::accepted(hall.propose(applicant("applicant"), id, Withdrawn{"更换材料"})));
  EXPECT_EQ(hall.log->size(0), frames + 1);
  EXPECT_EQ(hall.history(id),
            (std::vector<std::string>{"Submitted", "DueMoved", "DueMoved", "Withdrawn"}))
      << "by the old date silence would have accepted it first";
  expect_good_audit(hall);
}

TEST(OwnerDuesTest, ADeadlineThatIsDueByTheOldCalendarOnlyDoesNotFire) {
  Hall hall{"2027-12-27 09:00"};
  const auto id = hall.submit("permit");
  adopt(hall, "4");
  review(hall);
  adopt(hall, "2");
  hall.now = at("2028-01-04 09:00");
  EXPECT_EQ(hall.node.owner().fire_deadlines(hall.now).value(), 1U) << "the moving alone";
  hall.settle();
  EXPECT_EQ(hall.history(id), (std::vector<std::string>{"Submitted", "DueMoved", "DueMoved"}));
  expect_good_audit(hall);
}

TEST(OwnerDuesTest, OneTurnLooksAtABoundedNumberAndACrashLosesAndDoublesNone) {
  for (const auto core : {Node::Core::kept, Node::Core::lagging, Node::Core::lost}) {
    Hall hall{"2027-12-27 09:00"};
    std::vector<CaseId> cases;
    for (int i = 0; i < 150; ++i) cases.push_back(hall.submit("permit"));
    hall.node.remember_core();
    adopt(hall, "2");
    // The first turn looks at the certain dates, of which there are none.
    EXPECT_EQ(hall.node.owner().review_dues(hall.now).value(), 0U);
    EXPECT_EQ(hall.node.owner().review_dues(hall.now).value(), dues_reviewed_max);
    hall.settle();
    EXPECT_EQ(hall.node.owner().review_dues(hall.now).value(), dues_reviewed_max);
    EXPECT_TRUE(hall.node.owner().reviews_dues());
    hall.node.restart(core);  // the second frame was never written
    ASSERT_TRUE(hall.node.reign(hall.now));
    hall.settle();
    EXPECT_TRUE(hall.node.owner().reviews_dues());
    review(hall);
    for (const auto& id : cases) {
      ASSERT_EQ(hall.history(id), (std::vector<std::string>{"Submitted", "DueMoved"}));
      ASSERT_EQ(to_text(hall.due(id, "accept")), under_2);
    }
    expect_good_audit(hall);
    if (core == Node::Core::lost) break;
  }
}

TEST(OwnerDuesTest, ARecordOfTheOlderFormFoldsAndIsJudgedAsItWas) {
  Hall hall{"2027-12-27 09:00"};
  hall.submit("permit");
  adopt(hall, "2");
  review(hall);
  Sequence moved = 0;
  for (const auto& record : hall.records()) {
    if (record.body.fact == DueMoved::name) moved = record.header.sequence;
  }
  const auto older = [](Header&, Body& body) {
    const auto fact = read_fact<DueMoved>(body.schema, body.payload).value();
    body.schema = DueMoved1::schema;
    body.payload = encode(DueMoved1{fact.deadline, fact.to, fact.provisional});
  };
  const auto report = audited(hall, moved, older);
  EXPECT_TRUE(report.good()) << texts(report);
  const auto wrong = audited(hall, moved, [&](Header& header, Body& body) {
    older(header, body);
    auto fact = decode<DueMoved1>(body.payload).value();
    fact.provisional = !fact.provisional;
    body.payload = encode(fact);
  });
  EXPECT_FALSE(wrong.good()) << "what the older form does say is judged";
}

TEST(OwnerDuesTest, TheAuditorNamesAMoveThatIsWrongAndOneThatIsMissing) {
  Hall hall{"2027-12-27 09:00"};
  const auto id = hall.submit("permit");
  adopt(hall, "4");
  review(hall);
  adopt(hall, "2");
  review(hall);
  hall.by("w1", id, Accepted{});
  Sequence moved = 0;
  for (const auto& record : hall.records()) {
    if (record.body.fact == DueMoved::name) moved = record.header.sequence;
  }
  const auto report = audited(hall, moved, [](Header&, Body& body) {
    auto fact = decode<DueMoved>(body.payload).value();
    fact.to = fact.to + hour;
    body.payload = encode(fact);
  });
  EXPECT_FALSE(report.good());
  EXPECT_NE(texts(report).find("DueMoved cause: payload"), std::string::npos) << texts(report);
  // The next act finds the date where it should not be.
  EXPECT_NE(texts(report).find("Accepted due_first: "), std::string::npos) << texts(report);
}

}  // namespace
}  // namespace vermilion::test
