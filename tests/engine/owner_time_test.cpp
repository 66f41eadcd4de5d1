// Time as an owner keeps it: due first, three moments, late timers, segments sealed by a record.
// 2026-03-02 is a Monday; the calendar has weekends only, so five working days from it end with
// Monday 2026-03-09.

#include <set>

#include "engine/judging.hpp"
#include "tests/support/hall.hpp"

namespace vermilion::test {
namespace {

TEST(OwnerTimeTest, TheLimitForAcceptanceEndsWithTheFifthWorkingDay) {
  Hall hall{"2026-03-02 09:00"};
  const auto id = hall.submit("permit");
  EXPECT_EQ(to_text(hall.due(id, "accept")), "2026-03-09T23:59:59.999999+08:00");
}

TEST(OwnerTimeTest, ADeadlineIsJudgedInTheSameFrameBeforeAPersonWhoIsTooLate) {
  Hall hall{"2026-03-02 09:00"};
  const auto id = hall.submit("permit");
  hall.now = at("2026-03-10 00:00");
  const auto frames = hall.log->size(0);
  const auto decided = hall.by("w1", id, Accepted{});
  EXPECT_EQ(hall.log->size(0), frames + 1);
  EXPECT_TRUE(Hall::refused(decided)) << Hall::said(decided);
  EXPECT_EQ(hall.history(id),
            (std::vector<std::string>{"Submitted", "DeemedAccepted", "Accepted!"}));
}

TEST(OwnerTimeTest, AnActReceivedOnTheLastInstantIsTooLateAndOneMicrosecondBeforeIsNot) {
  for (const int early : {0, 1}) {
    Hall hall{"2026-03-02 09:00"};
    const auto id = hall.submit("permit");
    const auto due = hall.due(id, "accept");
    hall.now = due + -early;
    hall.by("w1", id, Accepted{});
    const auto facts = hall.history(id);
    EXPECT_EQ(facts[1], early == 1 ? "Accepted" : "DeemedAccepted");
  }
}

TEST(OwnerTimeTest, SeveralDeadlinesAreJudgedInOrderOfDueEachAtItsOwnInstant) {
  Hall hall{"2026-03-02 09:00"};
  const auto id = hall.submit("permit");
  const auto accept = hall.due(id, "accept");
  hall.now = at("2026-06-01 09:00");
  hall.by("h1", id, Proposed{true, "符合条件"});
  EXPECT_EQ(hall.history(id), (std::vector<std::string>{"Submitted", "DeemedAccepted",
                                                        "DecisionOverdue", "Proposed"}));
  const auto records = hall.records();  // the last seals the segment: months have passed
  const auto& deemed = records[records.size() - 4].body;
  const auto& overdue = records[records.size() - 3].body;
  EXPECT_EQ(deemed.effective_at, accept);
  EXPECT_EQ(deemed.received_at, accept);
  EXPECT_EQ(to_text(overdue.effective_at), "2026-03-16T23:59:59.999999+08:00")
      << "ten working days from receipt (行政许可法 32(1)(4))";
  EXPECT_EQ(overdue.recorded_at, hall.now);
}

TEST(OwnerTimeTest, OfSeveralOpenDeadlinesTheEarliestIsFirstAndProvisionalOnesAreNone) {
  const auto now = at("2026-03-10 09:00");
  Case kase;
  for (const int days : {-2, -5, -1, 3}) {
    OpenDuty open;
    open.kind = DutyKind::deadline;
    open.due = now + days * day;
    open.provisional = days == -5;
    kase.open.push_back(open);
  }
  const auto* first = first_due(kase, now);
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(first->due, now + -2 * day);
  EXPECT_EQ(first_due(kase, now + -3 * day), nullptr);
}

TEST(OwnerTimeTest, InTimeButKnownLaterIsJudgedByARowOfItsOwn) {
  Hall hall{"2026-03-02 09:00"};
  const auto id = hall.submit("permit");
  const auto due = hall.due(id, "accept");
  hall.now = due + hour;
  ASSERT_EQ(hall.node.owner().fire_deadlines(hall.now).value(), 1U);
  hall.settle();
  EXPECT_EQ(hall.state(id), "HANDLING");
  auto proposal = proposal_of(staff("w1"), id, "late", NotAccepted{"不需要取得行政许可", ""});
  proposal.received_at = due + -hour;
  EXPECT_TRUE(Hall::accepted(hall.propose(proposal)));
  EXPECT_EQ(hall.state(id), "NOT_ACCEPTED");
  const auto last = hall.records().back().body;
  EXPECT_EQ(last.received_at, due + -hour);
  EXPECT_EQ(last.recorded_at, hall.now);
}

TEST(OwnerTimeTest, AReceiptStampedInTheFutureCountsAsNow) {
  Hall hall{"2026-03-02 09:00"};
  const auto id = hall.submit("permit");
  auto proposal = proposal_of(staff("w1"), id, "k", Accepted{});
  proposal.received_at = hall.now + 30 * day;
  const auto decided = hall.propose(proposal);
  ASSERT_TRUE(Hall::accepted(decided)) << "no deadline has passed yet";
  EXPECT_EQ(decided.body->received_at, hall.now);
}

TEST(OwnerTimeTest, RecordedAtNeverDecreasesWhateverTheClockDoes) {
  Hall hall{"2026-03-02 09:00"};
  const auto id = hall.submit("permit");
  hall.now = hall.now + -3 * hour;
  EXPECT_TRUE(Hall::accepted(hall.by("w1", id, TaskClaimed{hall.task(id, "precheck")})));
  Instant last;
  for (const auto& record : hall.records()) {
    EXPECT_GE(record.body.recorded_at, last);
    last = record.body.recorded_at;
  }
}

// The same life, the timers once on time and once an hour late. The second deadline of one case is
// owed by the first, so late records are named by late ones.
std::vector<Bytes> timers_of_a_life(std::int64_t late) {
  Hall hall{"2026-03-02 09:00"};
  const auto licence = hall.submit("licence");
  hall.submit("permit", {}, "another");
  EXPECT_TRUE(Hall::accepted(hall.by("w1", licence, SupplementRequested{{{"rules", "缺少页"}}})));
  std::set<DecisionName> named_late;
  bool chained = false;
  std::vector<Bytes> timers;
  while (timers.size() < 3) {
    // Nothing is due yet; it looks for the next.
    EXPECT_EQ(hall.node.owner().fire_deadlines(hall.now).value(), 0U);
    const auto due = hall.node.owner().next_deadline();
    EXPECT_TRUE(due.set());
    hall.now = due + late;
    EXPECT_GT(hall.node.owner().fire_deadlines(hall.now).value(), 0U);
    EXPECT_TRUE(hall.node.form(hall.now).value());
    for (const auto& written : hall.node.formed()->written) {
      auto body = *written.body;
      if (body.principal.who != "system/timer") continue;
      EXPECT_EQ(body.recorded_at, hall.now);
      body.recorded_at = {};
      chained = chained || (body.cause && named_late.contains(body.cause->decision));
      timers.push_back(encode_record({}, body));
      named_late.insert(written.decision);
    }
    EXPECT_EQ(hall.node.append().value(), Appended::done);
  }
  EXPECT_TRUE(chained) << "no timer was owed by another's record";
  return timers;
}

TEST(OwnerTimeTest, TimersFiredAnHourLateGiveTheSameOctetsButForRecordedAt) {
  const auto on_time = timers_of_a_life(0);
  const auto late = timers_of_a_life(hour);
  ASSERT_EQ(on_time.size(), 3U);
  for (std::size_t i = 0; i < on_time.size(); ++i) {
    EXPECT_TRUE(on_time[i] == late[i]) << "timer " << i;
  }
}

TEST(OwnerTimeTest, TimersOfManyCasesAreFiredAFrameAtATime) {
  Hall hall{"2026-03-02 09:00"};
  std::vector<CaseId> cases;
  for (int i = 0; i < 300; ++i) {
    const auto proposal =
        submission(applicant("a" + std::to_string(i)), "k", application("permit"));
    if (!hall.node.owner().has_room()) hall.settle();
    hall.take(proposal);
    cases.push_back(proposal.case_id);
  }
  hall.settle();
  hall.now = at("2026-03-10 09:00");
  std::size_t fired = 0;
  for (int frames = 0; frames < 4; ++frames) {
    const auto now_fired = hall.node.owner().fire_deadlines(hall.now);
    ASSERT_TRUE(now_fired);
    EXPECT_LE(now_fired.value(), frame_proposals_max);
    fired += now_fired.value();
    hall.settle();
  }
  EXPECT_EQ(fired, 300U);
  for (const auto& id : cases) EXPECT_EQ(hall.state(id), "HANDLING");
  EXPECT_TRUE(hall.node.owner().stuck().empty());
}

TEST(OwnerTimeTest, AProvisionalDateHasNoConsequenceAndHidesNoOther) {
  Hall hall{"2027-12-30 09:00"};
  std::vector<CaseId> cases;
  for (std::size_t i = 0; i < frame_proposals_max; ++i) {
    if (!hall.node.owner().has_room()) hall.settle();
    const auto who = applicant("a" + std::to_string(i));
    hall.take(submission(who, "k", application("permit")));
    cases.push_back(case_of(who.who, "k"));
  }
  hall.settle();
  EXPECT_TRUE(hall.load(cases.front()).duty_named("accept")->provisional);
  hall.now = at("2028-03-01 09:00");
  for (int i = 0; i < 300; ++i) {
    ASSERT_EQ(hall.node.owner().fire_deadlines(hall.now).value(), 0U);
    ASSERT_TRUE(hall.node.owner().has_room());
  }
  EXPECT_FALSE(hall.node.owner().next_deadline().set());
}

// ---- segments

TEST(OwnerTimeTest, AMonthsEndIsSealedByARecordOnceAndRestartsDoNotSealAgain) {
  Hall hall{"2026-03-31 09:00"};
  const auto sealed = [&] {
    std::size_t count = 0;
    for (const auto& record : hall.records()) count += record.body.fact == "SegmentSealed";
    return count;
  };
  hall.submit("permit");
  EXPECT_EQ(sealed(), 0U);
  hall.now = at("2026-04-01 00:00");
  hall.submit("permit");
  EXPECT_EQ(sealed(), 1U);
  EXPECT_EQ(hall.records().back().body.fact, "SegmentSealed") << "the last of its segment";
  hall.submit("permit");
  EXPECT_EQ(sealed(), 1U);
  for (const auto core : {Node::Core::kept, Node::Core::lost}) {
    hall.node.restart(core);
    ASSERT_TRUE(hall.node.reign(hall.now));
    hall.submit("permit");
    EXPECT_EQ(sealed(), 1U);
  }
  hall.now = at("2026-03-31 23:59");  // another node's clock, a minute behind
  hall.submit("permit");
  EXPECT_EQ(sealed(), 1U) << "the month was over already";
}

TEST(OwnerTimeTest, ASegmentIsSealedBeforeItPasses65536Records) {
  Hall hall;
  const auto fact = encode(Placed{});
  Sequence sealed_at = 0;
  for (int frame = 0; frame < 80 && sealed_at == 0; ++frame) {
    for (int i = 0; i < 1'000; ++i) {
      ASSERT_TRUE(
          hall.node.owner().record_house_fact(Placed::name, Placed::schema, fact, hall.now));
    }
    ASSERT_TRUE(hall.node.form(hall.now).value());
    if (hall.node.formed()->seals) {
      const auto& last = hall.node.formed()->written.back();
      EXPECT_EQ(last.body->fact, "SegmentSealed");
      EXPECT_EQ(decode<SegmentSealed>(last.body->payload)->first, 1U);
      sealed_at = last.header.sequence;
    }
    ASSERT_EQ(hall.node.append().value(), Appended::done);
  }
  EXPECT_GT(sealed_at, 59'000U);
  EXPECT_LE(sealed_at, segment_records_max);
  hall.submit("permit");
}

}  // namespace
}  // namespace vermilion::test
