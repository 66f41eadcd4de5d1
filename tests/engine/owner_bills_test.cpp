// Bills through the owner: numbers that no two bills share, signatures that rules verify, and an
// auditor who judges, and so verifies, all of it again.
#include "tests/engine/bills_hall.hpp"

namespace vermilion::test {
namespace {

struct OwnerBillsTest : BillsHall {};

TEST_F(OwnerBillsTest, EachTakesTheNextNumberInTheFrameOfItsPreparing) {
  stock(2);
  const auto first = prepare("one");
  const auto second = prepare("two");
  const auto third = prepare("three");
  EXPECT_EQ(number_of(first)->number, 1U);
  EXPECT_EQ(number_of(second)->number, 2U);
  EXPECT_FALSE(number_of(third).has_value());
  EXPECT_EQ(hall.state(third), "UNNUMBERED");
  EXPECT_EQ(hall.history(first), (std::vector<std::string>{"BillPrepared", "NumberAllotted"}));
  EXPECT_EQ(hall.history(third), (std::vector<std::string>{"BillPrepared", "NumbersExhausted"}));
  give(1);
  EXPECT_EQ(number_of(prepare("four"))->number, 3U);
  expect_good_audit();
}

TEST_F(OwnerBillsTest, IsIssuedByTwoSignaturesAndByNoOthers) {
  stock(5);
  bind(unit, unit_key);
  bind(supervisor, seal);
  const auto id = prepare("one");
  EXPECT_TRUE(Hall::refused_by(sign(id, seal), "UnitSignatureHolds"));
  const auto signed_by_unit = sign(id, unit_key);
  ASSERT_TRUE(Hall::accepted(signed_by_unit)) << Hall::said(signed_by_unit);
  const auto signature = signature_in(signed_by_unit);
  EXPECT_TRUE(Hall::refused_by(supervise(id, unit_key, signature), "SupervisionSignatureHolds"));
  auto other = signature;
  other[10] = other[10] == '0' ? '1' : '0';
  EXPECT_TRUE(Hall::refused_by(supervise(id, seal, other), "SupervisionSignatureHolds"));
  const auto done = supervise(id, seal, signature);
  ASSERT_TRUE(Hall::accepted(done)) << Hall::said(done);
  EXPECT_EQ(hall.state(id), "ISSUED");
  expect_good_audit();
}

TEST_F(OwnerBillsTest, IsDiscardedUntilItIsSupervised) {
  stock(2);
  bind(unit, unit_key);
  const auto numbered = prepare("numbered");
  const auto signed_by_unit = prepare("signed");
  ASSERT_TRUE(Hall::accepted(sign(signed_by_unit, unit_key)));
  for (const auto& id : {numbered, signed_by_unit}) {
    ASSERT_TRUE(Hall::accepted(hall.propose(
        proposal_of(agent(), id, "discard " + std::to_string(++keys), BillDiscarded{"取消"}))));
    EXPECT_EQ(hall.state(id), "DISCARDED");
    EXPECT_TRUE(hall.load(id).open.empty()) << "nobody is asked to supervise it";
  }
}

TEST_F(OwnerBillsTest, OneDigitAlteredInTheJournalIsFoundByAnAuditor) {
  stock(5);
  bind(unit, unit_key);
  const auto id = prepare("one");
  ASSERT_TRUE(Hall::accepted(sign(id, unit_key)));
  for (const auto& record : hall.records()) {
    if (record.body.fact != BillPrepared::name) continue;
    const auto report = audited(hall, record.header.sequence, [](Header&, Body& body) {
      auto fact = read_fact<BillPrepared>(body.schema, body.payload).value();
      fact.check_code = "a1b2c4";
      body.payload = encode(fact);
    });
    EXPECT_FALSE(report.good()) << "the signature is of another text now";
  }
}

TEST_F(OwnerBillsTest, AnotherUnitsSignerSignsNoBillOfThisOne) {
  stock(5);
  mandate_of("91339099PDY000079X");
  bind("91339099PDY000079X", unit_key);
  const auto id = prepare("one");
  auto other = agent();
  other.on_behalf_of = "91339099PDY000079X";
  const BillSigned fact{to_hex(unit_key.sign(text_of_bill(id)).value())};
  const auto decided = hall.propose(proposal_of(other, id, "sign other", fact));
  EXPECT_FALSE(Hall::accepted(decided)) << "the bill is not that unit's";
  EXPECT_EQ(hall.state(id), "NUMBERED");
}

}  // namespace
}  // namespace vermilion::test
