// Red bills through the owner: what is taken back is asked of the original first, never more than
// there was, and comes back when the red bill comes to nothing; an auditor judges all of it again.
#include "tests/engine/bills_hall.hpp"

namespace vermilion::test {
namespace {

struct OwnerRedBillsTest : BillsHall {
  void SetUp() override {
    BillsHall::SetUp();
    stock(20);
    bind(unit, unit_key);
    bind(supervisor, seal);
  }
  void issue(const CaseId& id) {
    const auto signed_by_unit = sign(id, unit_key);
    ASSERT_TRUE(Hall::accepted(signed_by_unit)) << Hall::said(signed_by_unit);
    const auto done = supervise(id, seal, signature_in(signed_by_unit));
    ASSERT_TRUE(Hall::accepted(done)) << Hall::said(done);
  }
  // Of 5.00 yuan.
  CaseId issued(const char* key) {
    const auto id = prepare(key, "reversible");
    issue(id);
    EXPECT_EQ(hall.state(id), "ISSUED");
    return id;
  }
  CaseId red_of(const CaseId& original, std::uint64_t amount, const char* item = "reversible") {
    RedPrepared fact;
    fact.item = item;
    fact.office = office;
    fact.unit = {"门诊部", unit};
    fact.original = original;
    fact.lines = {{"fee", 1, amount, amount}};
    fact.total = amount;
    fact.check_code = "r1e2d3";
    fact.reason = "退费";
    const auto key = "red " + std::to_string(++keys);
    auto proposal = proposal_of(agent(), case_of(agent().who, key), key, fact);
    proposal.opens = true;
    proposal.item = fact.item;
    proposal.office = fact.office;
    const auto decided = hall.propose(proposal);
    EXPECT_TRUE(Hall::accepted(decided)) << Hall::said(decided);
    return proposal.case_id;
  }
  std::string why_not(const CaseId& red) {
    for (const auto& record : hall.records()) {
      if (record.body.case_id != red || record.body.fact != ReversalRefused::name) continue;
      return read_fact<ReversalRefused>(record.body.schema, record.body.payload).value().why;
    }
    return {};
  }
  Decided by_unit(const CaseId& id, const auto& fact) {
    return hall.propose(proposal_of(agent(), id, "unit " + std::to_string(++keys), fact));
  }
  Decided book(const CaseId& id) {
    auto employer = agent();
    employer.who = std::string(32, 'e');
    employer.on_behalf_of = supervisor;
    return hall.propose(proposal_of(employer, id, "book " + std::to_string(++keys),
                                    BillBooked{"a1b2c3", 500, "1"}));
  }
};

TEST_F(OwnerRedBillsTest, TakesBackAPartAndThenTheRest) {
  const auto id = issued("one");
  const auto part = red_of(id, 200);
  EXPECT_EQ(hall.state(part), "NUMBERED");
  EXPECT_EQ(hall.state(id), "ISSUED") << "until the red bill is issued";
  EXPECT_NE(text_of_bill(part).find("reverses 33060126 0000000001\nreason 退费\n"),
            std::string::npos);
  issue(part);
  EXPECT_EQ(hall.state(part), "RED_ISSUED");
  EXPECT_EQ(hall.state(id), "PARTLY_REVERSED");
  const auto too_much = red_of(id, 301);
  EXPECT_EQ(hall.state(too_much), "NOT_REVERSIBLE");
  EXPECT_EQ(why_not(too_much), "amount");
  issue(red_of(id, 300));
  EXPECT_EQ(hall.state(id), "REVERSED");
  EXPECT_EQ(why_not(red_of(id, 1)), "amount");
  EXPECT_EQ(why_not(red_of(part, 1)), "state") << "a red bill is not taken back itself";
  expect_good_audit();
}

TEST_F(OwnerRedBillsTest, WhatIsUnderWayIsKeptAndComesBack) {
  const auto id = issued("one");
  const auto first = red_of(id, 500);
  EXPECT_EQ(why_not(red_of(id, 1)), "amount");
  EXPECT_TRUE(Hall::refused_by(book(id), "NoReversalIsOpen"));
  EXPECT_TRUE(Hall::refused_by(by_unit(id, BillVoided{"金额有误"}), "NoReversalIsOpen"));
  ASSERT_TRUE(Hall::accepted(by_unit(first, BillDiscarded{"重开"})));
  ASSERT_TRUE(Hall::accepted(book(id)));
  const auto booked = red_of(id, 1);
  EXPECT_EQ(why_not(booked), "booked");
  EXPECT_TRUE(hall.load(booked).open.empty());
  auto employer = agent();
  employer.who = std::string(32, 'e');
  employer.on_behalf_of = supervisor;
  ASSERT_TRUE(Hall::accepted(
      hall.propose(proposal_of(employer, id, "withdraw", BookingWithdrawn{"重复报销"}))));
  issue(red_of(id, 500));
  EXPECT_EQ(hall.state(id), "REVERSED");
  EXPECT_TRUE(Hall::refused(book(id)));
  expect_good_audit();
}

TEST_F(OwnerRedBillsTest, WithoutANumberTheAmountComesBack) {
  const auto id = issued("one");
  for (int i = 0; i < 19; ++i) {
    prepare(("use up " + std::to_string(i)).c_str(), "reversible");
  }
  EXPECT_EQ(hall.state(red_of(id, 500)), "UNNUMBERED");
  give(1);
  EXPECT_EQ(hall.state(red_of(id, 500)), "NUMBERED");
  expect_good_audit();
}

TEST_F(OwnerRedBillsTest, WhoeverCannotAnswerKeepsNobodyWaiting) {
  const auto unissued = red_of(prepare("one", "reversible"), 100);
  const auto of_before = red_of(prepare("two"), 100);
  const auto of_nothing = red_of(CaseId{}, 100);
  for (const auto& red : {unissued, of_before, of_nothing}) {
    EXPECT_EQ(hall.state(red), "ASKING");
    EXPECT_TRUE(Hall::accepted(by_unit(red, BillDiscarded{"原票据未开具"})));
    EXPECT_EQ(hall.state(red), "DISCARDED");
  }
  const auto voided = issued("three");
  ASSERT_TRUE(Hall::accepted(by_unit(voided, BillVoided{"金额有误"})));
  EXPECT_EQ(why_not(red_of(voided, 100)), "voided");
  expect_good_audit();
}

}  // namespace
}  // namespace vermilion::test
