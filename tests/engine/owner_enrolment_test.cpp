// Enrolments through the owner: every seat once, money never dropped, holds that return; and an
// auditor who judges all of it again.
#include "events/sessions.hpp"
#include "tests/engine/audited.hpp"

namespace vermilion::test {
namespace {

Principal payment_system() {
  auto principal = public_security();
  principal.who = principal.person = "system/payment";
  principal.role = "payment";
  return principal;
}

struct OwnerEnrolmentTest : ::testing::Test {
  Hall hall{"2026-03-02 09:00"};
  int keys = 0;

  CaseId open(const char* item, const char* session, std::uint32_t seats,
              const char* subject = "law") {
    SessionOpened fact;
    fact.item = item;
    fact.session = session;
    fact.subject = subject;
    fact.tree = "accounting";
    fact.office = office;
    fact.venue = "第一考点";
    fact.starts = at("2026-05-16 09:00");
    fact.ends = at("2026-05-16 11:00");
    fact.choose_until = at("2026-04-30 18:00");
    fact.seats = seats;
    const auto id = case_of_session(item, session);
    const auto opened = open(id, fact);
    EXPECT_TRUE(Hall::accepted(opened)) << Hall::said(opened);
    return id;
  }
  Decided open(const CaseId& id, const SessionOpened& fact) {
    auto proposal = proposal_of(staff("e1"), id, "open " + std::to_string(++keys), fact);
    proposal.opens = true;
    return hall.propose(proposal);
  }
  CaseId enrol(const char* item, std::uint32_t person, const char* subject = "law") {
    Enrolled fact;
    fact.item = item;
    fact.office = office;
    fact.subject = subject;
    fact.id_number.lookup = person_number(person);
    fact.id_number.check_holds = true;
    fact.pledged = true;
    const auto who = "candidate-" + std::to_string(person);
    const auto key = "enrol " + std::to_string(++keys);
    auto proposal = proposal_of(applicant(who), case_of(who, key), key, fact);
    proposal.opens = true;
    proposal.item = item;
    proposal.office = office;
    const auto decided = hall.propose(proposal);
    EXPECT_TRUE(Hall::accepted(decided)) << Hall::said(decided);
    whose[proposal.case_id] = who;
    return proposal.case_id;
  }
  template <class F>
  Decided by_candidate(const CaseId& id, const F& fact) {
    return hall.propose(applicant(whose.at(id)), id, fact);
  }
  Decided pay(const CaseId& id, const DutyId& request, Instant paid_at,
              std::uint64_t amount = 6500) {
    return hall.propose(payment_system(), id, FeePaid{request, amount, "P1", paid_at});
  }
  Decided pay(const CaseId& id) { return pay(id, hall.task(id, "collect_fee"), hall.now); }
  void fire() {
    ASSERT_GE(hall.node.owner().fire_deadlines(hall.now).value(), 1U);
    hall.settle();
  }
  std::uint32_t seat_of(const CaseId& id) {
    std::uint32_t seat = 0;
    for (const auto& record : hall.records()) {
      if (record.body.case_id != id || record.body.fact != SeatGranted::name) continue;
      seat = read_fact<SeatGranted>(record.body.schema, record.body.payload).value().seat;
    }
    return seat;
  }
  std::string why_refused(const CaseId& id) {
    std::string why;
    for (const auto& record : hall.records()) {
      if (record.body.case_id != id || record.body.fact != SeatRefused::name) continue;
      why = read_fact<SeatRefused>(record.body.schema, record.body.payload).value().why;
    }
    return why;
  }
  Session session(const CaseId& id) {
    return core::load<Session>(hall.node.core(), core::session_key(id)).value().value();
  }
  // Confirmed, and with a ticket.
  CaseId seated(const char* item, std::uint32_t person, const char* session_code) {
    const auto id = enrol(item, person);
    if (hall.state(id) == "PAYMENT_PENDING") {
      EXPECT_TRUE(Hall::accepted(pay(id)));
    }
    EXPECT_TRUE(Hall::accepted(by_candidate(id, SeatChosen{session_code})));
    if (hall.state(id) == "SEAT_HELD_UNPAID") {
      EXPECT_TRUE(Hall::accepted(pay(id)));
    } else {
      EXPECT_TRUE(Hall::accepted(by_candidate(id, SeatConfirmed{})));
    }
    EXPECT_EQ(hall.state(id), "SEAT_CONFIRMED");
    return id;
  }
  void expect_good_audit() {
    const auto report = audited(hall);
    EXPECT_TRUE(report.good()) << texts(report);
  }
  std::map<CaseId, std::string> whose;
};

TEST_F(OwnerEnrolmentTest, PaysThenChoosesThenSitsAndPasses) {
  open("exam", "a1", 2);
  const auto id = enrol("exam", 1);
  EXPECT_EQ(hall.state(id), "PAYMENT_PENDING");
  EXPECT_TRUE(Hall::refused(by_candidate(id, SeatChosen{"a1"}))) << "choosing only after paying";
  EXPECT_TRUE(
      Hall::refused_by(pay(id, hall.task(id, "collect_fee"), hall.now, 6499), "AmountIsFee"));
  ASSERT_TRUE(Hall::accepted(pay(id)));
  ASSERT_TRUE(Hall::accepted(by_candidate(id, SeatChosen{"a1"})));
  EXPECT_EQ(hall.state(id), "SEAT_HELD");
  EXPECT_EQ(seat_of(id), 1U);
  ASSERT_TRUE(Hall::accepted(by_candidate(id, SeatConfirmed{})));
  EXPECT_TRUE(Hall::refused_by(hall.by("k1", id, AttendanceRecorded{"sat", ""}), "HasBegun"));
  hall.now = at("2026-05-16 09:30");
  ASSERT_TRUE(Hall::accepted(hall.by("k1", id, AttendanceRecorded{"sat", ""})));
  EXPECT_TRUE(Hall::refused_by(hall.by("k2", id, Scored{101}), "ScoreInRange"));
  ASSERT_TRUE(Hall::accepted(hall.by("e2", id, Scored{60})));
  EXPECT_TRUE(Hall::refused_by(hall.by("e2", id, ResultPublished{}), "OtherThanMarker"));
  ASSERT_TRUE(Hall::accepted(hall.by("e1", id, ResultPublished{})));
  EXPECT_EQ(hall.state(id), "PASSED");
  EXPECT_TRUE(hall.load(id).open.empty());
  expect_good_audit();
}

TEST_F(OwnerEnrolmentTest, OneEnrolmentAPersonAndSubjectAtATime) {
  open("walk", "a1", 5);
  const auto first = enrol("walk", 1);
  EXPECT_EQ(hall.state(enrol("walk", 1)), "DUPLICATE");
  EXPECT_EQ(hall.state(enrol("walk", 1, "practice")), "CHOOSING") << "of another subject";
  EXPECT_EQ(hall.state(enrol("walk", 2)), "CHOOSING") << "another person";
  ASSERT_TRUE(Hall::accepted(by_candidate(first, EnrolmentCancelled{})));
  EXPECT_EQ(hall.state(enrol("walk", 1)), "CHOOSING") << "the first was cancelled";
  expect_good_audit();
}

TEST_F(OwnerEnrolmentTest, EverySeatOnceAndTheRestAreTold) {
  const auto session_case = open("walk", "a1", 3);
  std::set<std::uint32_t> seats;
  for (std::uint32_t person = 1; person <= 5; ++person) {
    const auto id = enrol("walk", person);
    ASSERT_TRUE(Hall::accepted(by_candidate(id, SeatChosen{"a1"})));
    if (hall.state(id) == "SEAT_HELD") {
      EXPECT_TRUE(seats.insert(seat_of(id)).second);
    } else {
      EXPECT_EQ(hall.state(id), "CHOOSING");
      EXPECT_EQ(why_refused(id), "full");
    }
  }
  EXPECT_EQ(seats, (std::set<std::uint32_t>{1, 2, 3}));
  EXPECT_EQ(session(session_case).next(), 0U);
  expect_good_audit();
}

TEST_F(OwnerEnrolmentTest, EachReasonForNoSeatIsTold) {
  const auto closed = open("walk", "closed", 3);
  open("walk", "other", 3, "practice");
  open("walk", "over", 3);
  ASSERT_TRUE(Hall::accepted(hall.by("e1", closed, SessionClosed{})));
  const auto id = enrol("walk", 1);
  const auto told = [&](const char* code) {
    EXPECT_TRUE(Hall::accepted(by_candidate(id, SeatChosen{code})));
    EXPECT_EQ(hall.state(id), "CHOOSING");
    return why_refused(id);
  };
  EXPECT_EQ(told("nowhere"), "unknown");
  EXPECT_EQ(told("closed"), "closed");
  EXPECT_EQ(told("other"), "subject");
  hall.now = at("2026-04-30 18:01");
  EXPECT_EQ(told("over"), "over");
  EXPECT_TRUE(Hall::refused_by(by_candidate(id, SeatChosen{"No Code"}), "CodeOfSession"));
  expect_good_audit();
}

TEST_F(OwnerEnrolmentTest, AHoldThatIsNotConfirmedReturnsItsSeat) {
  const auto session_case = open("walk", "a1", 1);
  const auto first = enrol("walk", 1);
  const auto second = enrol("walk", 2);
  ASSERT_TRUE(Hall::accepted(by_candidate(first, SeatChosen{"a1"})));
  hall.now = at("2026-03-02 09:16");
  ASSERT_TRUE(Hall::accepted(by_candidate(first, SeatChosen{"a1"}))) << "lapsed first, then again";
  EXPECT_EQ(hall.history(first),
            (std::vector<std::string>{"Enrolled", "PlaceGranted", "SeatChosen", "SeatGranted",
                                      "HoldLapsed", "SeatChosen", "SeatGranted"}));
  hall.now = at("2026-03-02 09:40");
  fire();
  EXPECT_EQ(hall.state(first), "CHOOSING");
  EXPECT_EQ(session(session_case).taken(), 0U);
  ASSERT_TRUE(Hall::accepted(by_candidate(second, SeatChosen{"a1"})));
  EXPECT_EQ(seat_of(second), 1U);
  expect_good_audit();
}

TEST_F(OwnerEnrolmentTest, ConfirmedInTimeAndKnownLaterHasASeatAgain) {
  open("walk", "a1", 1);
  const auto id = enrol("walk", 1);
  ASSERT_TRUE(Hall::accepted(by_candidate(id, SeatChosen{"a1"})));
  hall.now = at("2026-03-02 09:20");
  fire();
  auto late = proposal_of(applicant(whose.at(id)), id, "late", SeatConfirmed{});
  late.received_at = at("2026-03-02 09:14");
  ASSERT_TRUE(Hall::accepted(hall.propose(late)));
  EXPECT_EQ(hall.state(id), "SEAT_HELD");
  EXPECT_EQ(seat_of(id), 1U);
  expect_good_audit();
}

TEST_F(OwnerEnrolmentTest, MoneyForAHoldThatLapsedCountsForTheNext) {
  open("course", "a1", 2);
  const auto id = enrol("course", 1);
  ASSERT_TRUE(Hall::accepted(by_candidate(id, SeatChosen{"a1"})));
  EXPECT_EQ(hall.state(id), "SEAT_HELD_UNPAID");
  const auto order = hall.task(id, "collect_fee");
  hall.now = at("2026-03-02 09:16");
  fire();
  EXPECT_EQ(hall.state(id), "CHOOSING");
  EXPECT_EQ(hall.task(id, "collect_fee"), order) << "the order is still waited for";
  ASSERT_TRUE(Hall::accepted(pay(id, order, hall.now)));
  ASSERT_TRUE(Hall::accepted(by_candidate(id, SeatChosen{"a1"})));
  EXPECT_EQ(hall.state(id), "SEAT_HELD") << "nothing is to be paid any more";
  expect_good_audit();
}

TEST_F(OwnerEnrolmentTest, AnOrderThatEndsWhileASeatIsHeldIsFollowedByAnother) {
  open("course", "a1", 2);
  const auto id = enrol("course", 1);
  ASSERT_TRUE(Hall::accepted(by_candidate(id, SeatChosen{"a1"})));
  const auto order = hall.task(id, "collect_fee");
  ASSERT_TRUE(Hall::accepted(hall.propose(payment_system(), id, FeeNotPaid{order, "expired"})));
  EXPECT_EQ(hall.state(id), "SEAT_HELD_UNPAID");
  EXPECT_NE(hall.task(id, "collect_fee"), order);
  EXPECT_TRUE(Hall::refused(pay(id, order, hall.now))) << "that order has ended";
  ASSERT_TRUE(Hall::accepted(pay(id)));
  EXPECT_EQ(hall.state(id), "SEAT_CONFIRMED");
  expect_good_audit();
}

TEST_F(OwnerEnrolmentTest, PaidInTimeAndKnownLaterGoesOn) {
  const auto id = enrol("exam", 1);
  const auto order = hall.task(id, "collect_fee");
  hall.now = at("2026-03-03 09:10");
  fire();
  EXPECT_EQ(hall.state(id), "LAPSED");
  ASSERT_TRUE(Hall::accepted(pay(id, order, at("2026-03-03 08:59"))));
  EXPECT_EQ(hall.state(id), "CHOOSING");
  expect_good_audit();
}

TEST_F(OwnerEnrolmentTest, PaidLateOrAfterEnrollingAnewIsPaidBack) {
  const auto late = enrol("exam", 1);
  const auto order = hall.task(late, "collect_fee");
  const auto anew = enrol("exam", 2);
  const auto order_of_anew = hall.task(anew, "collect_fee");
  hall.now = at("2026-03-03 09:10");
  fire();
  ASSERT_TRUE(Hall::accepted(pay(late, order, at("2026-03-03 09:05"))));
  EXPECT_EQ(hall.state(late), "REFUNDING");
  EXPECT_EQ(hall.state(enrol("exam", 2)), "PAYMENT_PENDING") << "may enrol again at once";
  ASSERT_TRUE(Hall::accepted(pay(anew, order_of_anew, at("2026-03-03 08:50"))));
  EXPECT_EQ(hall.state(anew), "REFUNDING") << "its place is another enrolment's by now";
  const auto refund = hall.task(late, "refund_fee");
  EXPECT_TRUE(Hall::refused_by(hall.propose(payment_system(), late, FeeRefunded{refund, 1, "R"}),
                               "AmountIsPaid"));
  ASSERT_TRUE(Hall::accepted(hall.propose(payment_system(), late, FeeRefunded{refund, 6500, "R"})));
  EXPECT_EQ(hall.state(late), "REFUNDED");
  expect_good_audit();
}

TEST_F(OwnerEnrolmentTest, CancellingPaysBackUntilTheCutOff) {
  const auto session_case = open("exam", "a1", 2);
  const auto early = seated("exam", 1, "a1");
  const auto late = seated("exam", 2, "a1");
  hall.now = at("2026-05-13 09:00");
  ASSERT_TRUE(Hall::accepted(by_candidate(early, EnrolmentCancelled{"change of plan"})));
  EXPECT_EQ(hall.state(early), "REFUNDING");
  EXPECT_EQ(session(session_case).taken(), 1U);
  hall.now = at("2026-05-13 09:01");
  EXPECT_TRUE(Hall::refused_by(by_candidate(late, EnrolmentCancelled{}), "BeforeCutOff"));
  expect_good_audit();
}

TEST_F(OwnerEnrolmentTest, CancellingWaitsForAnOrderThatIsOpen) {
  const auto id = enrol("exam", 1);
  const auto order = hall.task(id, "collect_fee");
  ASSERT_TRUE(Hall::accepted(by_candidate(id, EnrolmentCancelled{})));
  EXPECT_EQ(hall.state(id), "LAPSED");
  ASSERT_TRUE(Hall::accepted(hall.propose(payment_system(), id, FeeNotPaid{order, "cancelled"})));
  EXPECT_EQ(hall.state(id), "ENDED");
  expect_good_audit();
}

TEST_F(OwnerEnrolmentTest, WhatThePaymentSystemCannotSayIsSettledByHand) {
  const auto id = enrol("exam", 1);
  const auto order = hall.task(id, "collect_fee");
  const FeePaid by_hand{order, 6500, "收据 1", hall.now};
  EXPECT_TRUE(Hall::refused_by(hall.by("w1", id, by_hand), "AskedOfThem"))
      << "while the payment system is asked";
  ASSERT_TRUE(
      Hall::accepted(hall.propose(payment_system(), id, CheckUnavailable{order, 6, "no answer"})));
  const auto task = hall.task(id, "collect_by_hand");
  EXPECT_TRUE(Hall::refused_by(pay(id, task, hall.now), "AskedOfThem"));
  ASSERT_TRUE(Hall::accepted(hall.by("w1", id, FeePaid{task, 6500, "收据 1", hall.now})));
  EXPECT_EQ(hall.state(id), "CHOOSING");
  expect_good_audit();
}

TEST_F(OwnerEnrolmentTest, WhereverItIsAskedThePaymentSystemMayBeGivenUp) {
  open("course", "a1", 4);
  open("exam", "e1", 4);
  const auto given_up = [&](const CaseId& id, const char* request, const char* state,
                            const char* by_hand) {
    EXPECT_EQ(hall.state(id), state);
    const auto asked = hall.task(id, request);
    const auto decided =
        hall.propose(payment_system(), id, CheckUnavailable{asked, 6, "no answer"});
    EXPECT_TRUE(Hall::accepted(decided)) << state << Hall::said(decided);
    EXPECT_EQ(hall.state(id), state);
    return hall.task(id, by_hand);
  };
  const auto held = enrol("course", 1);
  const auto chosen = enrol("course", 2);
  for (const auto& id : {held, chosen}) {
    ASSERT_TRUE(Hall::accepted(by_candidate(id, SeatChosen{"a1"})));
  }
  const auto of_held = given_up(held, "collect_fee", "SEAT_HELD_UNPAID", "collect_by_hand");
  ASSERT_TRUE(Hall::accepted(hall.by("w1", held, FeePaid{of_held, 6500, "收据", hall.now})));
  EXPECT_EQ(hall.state(held), "SEAT_CONFIRMED");
  hall.now = at("2026-03-02 09:16");
  fire();
  const auto of_chosen = given_up(chosen, "collect_fee", "CHOOSING", "collect_by_hand");
  ASSERT_TRUE(Hall::accepted(hall.by("w1", chosen, FeeNotPaid{of_chosen, "未缴"})));
  EXPECT_EQ(hall.state(chosen), "CHOOSING");
  EXPECT_EQ(hall.load(chosen).duty_named("collect_by_hand"), nullptr);

  const auto lapsed = enrol("exam", 3);
  ASSERT_TRUE(Hall::accepted(by_candidate(lapsed, EnrolmentCancelled{})));
  const auto of_lapsed = given_up(lapsed, "collect_fee", "LAPSED", "collect_by_hand");
  ASSERT_TRUE(Hall::accepted(hall.by("w1", lapsed, FeeNotPaid{of_lapsed, "未缴"})));
  EXPECT_EQ(hall.state(lapsed), "ENDED");
  const auto refunded = enrol("exam", 4);
  ASSERT_TRUE(Hall::accepted(pay(refunded)));
  ASSERT_TRUE(Hall::accepted(by_candidate(refunded, EnrolmentCancelled{})));
  const auto of_refund = given_up(refunded, "refund_fee", "REFUNDING", "refund_by_hand");
  ASSERT_TRUE(Hall::accepted(hall.by("w1", refunded, FeeRefunded{of_refund, 6500, "转账 1"})));
  EXPECT_EQ(hall.state(refunded), "REFUNDED");
  expect_good_audit();
}

TEST_F(OwnerEnrolmentTest, AnOrderThatEndsUnpaidEndsTheEnrolment) {
  const auto id = enrol("exam", 1);
  ASSERT_TRUE(Hall::accepted(
      hall.propose(payment_system(), id, FeeNotPaid{hall.task(id, "collect_fee"), "expired"})));
  EXPECT_EQ(hall.state(id), "ENDED");
  EXPECT_EQ(hall.state(enrol("exam", 1)), "PAYMENT_PENDING") << "its place was given back";
  expect_good_audit();
}

TEST_F(OwnerEnrolmentTest, CancelledInTimeAndKnownLaterStaysLapsed) {
  const auto id = enrol("exam", 1);
  hall.now = at("2026-03-03 09:10");
  fire();
  auto late = proposal_of(applicant(whose.at(id)), id, "late", EnrolmentCancelled{});
  late.received_at = at("2026-03-03 08:50");
  const auto decided = hall.propose(late);
  ASSERT_TRUE(Hall::accepted(decided)) << Hall::said(decided);
  EXPECT_EQ(hall.state(id), "LAPSED") << "its order is open still";
  EXPECT_TRUE(Hall::refused(by_candidate(id, EnrolmentCancelled{}))) << "too late for that";
  expect_good_audit();
}

TEST_F(OwnerEnrolmentTest, ASeatForWhichNothingIsDueIsGivenBackWithoutMoney) {
  const auto session_case = open("walk", "a1", 1);
  const auto id = enrol("walk", 1);
  ASSERT_TRUE(Hall::accepted(by_candidate(id, SeatChosen{"a1"})));
  EXPECT_EQ(hall.state(id), "SEAT_HELD");
  ASSERT_TRUE(Hall::accepted(by_candidate(id, EnrolmentCancelled{})));
  EXPECT_EQ(hall.state(id), "CANCELLED");
  EXPECT_EQ(session(session_case).taken(), 0U);
  EXPECT_TRUE(hall.load(id).open.empty());
  expect_good_audit();
}

TEST_F(OwnerEnrolmentTest, SeatsAreNeverFewerThanAreHeld) {
  const auto session_case = open("walk", "a1", 4);
  const auto first = seated("walk", 1, "a1");
  const auto second = seated("walk", 2, "a1");
  const auto third = seated("walk", 3, "a1");
  ASSERT_TRUE(Hall::accepted(by_candidate(second, EnrolmentCancelled{})));
  EXPECT_TRUE(Hall::refused_by(hall.by("e1", session_case, SeatsSet{2, ""}), "KeepsWhatIsHeld"))
      << "somebody holds seat 3";
  ASSERT_TRUE(Hall::accepted(by_candidate(third, EnrolmentCancelled{})));
  ASSERT_TRUE(Hall::accepted(hall.by("e1", session_case, SeatsSet{2, ""})));
  const auto fourth = enrol("walk", 4);
  ASSERT_TRUE(Hall::accepted(by_candidate(fourth, SeatChosen{"a1"})));
  EXPECT_EQ(seat_of(fourth), 2U) << "what came back goes first";
  const auto fifth = enrol("walk", 5);
  ASSERT_TRUE(Hall::accepted(by_candidate(fifth, SeatChosen{"a1"})));
  EXPECT_EQ(why_refused(fifth), "full");
  EXPECT_EQ(hall.state(first), "SEAT_CONFIRMED");
  expect_good_audit();
}

TEST_F(OwnerEnrolmentTest, ASessionIsOfAnItemThatHasThem) {
  SessionOpened fact;
  fact.item = "licence";
  fact.session = "a1";
  fact.subject = "law";
  fact.tree = "accounting";
  fact.office = office;
  fact.starts = at("2026-05-16 09:00");
  fact.ends = at("2026-05-16 11:00");
  fact.choose_until = fact.starts;
  fact.seats = 1;
  EXPECT_EQ(open(case_of_session("licence", "a1"), fact).place, "/item");
  fact.item = "exam";
  fact.subject = "cooking";
  EXPECT_EQ(open(case_of_session("exam", "a1"), fact).place, "/subject");
  fact.subject = "law";
  EXPECT_TRUE(Hall::refused_by(open(case_of_session("exam", "a2"), fact), "NamesItsCase"));
  fact.seats = 0;
  EXPECT_TRUE(Hall::refused_by(open(case_of_session("exam", "a1"), fact), "SeatsInBounds"));
  fact.seats = 1;
  EXPECT_TRUE(Hall::accepted(open(case_of_session("exam", "a1"), fact)))
      << "what was refused before does not stand in the way";
}

TEST_F(OwnerEnrolmentTest, AnAlteredSeatIsFoundByAnAuditor) {
  open("walk", "a1", 3);
  seated("walk", 1, "a1");
  for (const auto& record : hall.records()) {
    if (record.body.fact != SeatGranted::name) continue;
    const auto report = audited(hall, record.header.sequence, [](Header&, Body& body) {
      auto fact = read_fact<SeatGranted>(body.schema, body.payload).value();
      fact.seat = 2;
      body.payload = encode(fact);
    });
    EXPECT_FALSE(report.good());
  }
}

}  // namespace
}  // namespace vermilion::test
