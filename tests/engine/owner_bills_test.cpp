// Bills through the owner: numbers that no two bills share, signatures that rules verify, and an
// auditor who judges, and so verifies, all of it again.
#include "events/billing.hpp"
#include "tests/engine/audited.hpp"

namespace vermilion::test {
namespace {

constexpr const char* code = "33060126";
constexpr const char* unit = "91110000600037341L";
constexpr const char* supervisor = "11339099PDY000108H";

Principal agent() {
  auto principal = applicant(std::string(32, 'a'));
  principal.kind = PrincipalKind::agent;
  principal.on_behalf_of = unit;
  return principal;
}

struct OwnerBillsTest : ::testing::Test {
  Hall hall{"2026-03-02 09:00"};
  Sm2Key unit_key = Sm2Key::generate().value();
  Sm2Key seal = Sm2Key::generate().value();
  int keys = 0;

  template <class F>
  Decided house(const std::string& who, const CaseId& id, const F& fact) {
    auto proposal = proposal_of(staff(who), id, "house " + std::to_string(++keys), fact);
    proposal.opens = true;
    return hall.propose(proposal);
  }
  void SetUp() override { mandate_of(unit); }
  void mandate_of(const char* uscc) {
    MandateGiven mandate;
    mandate.agent = agent().who;
    mandate.unit = {"门诊部", uscc};
    mandate.items = {"*"};
    mandate.until = at("2027-01-01 00:00");
    mandate.tree = "accounting";
    mandate.office = office;
    mandate.path = "/330000/330100/330106";
    mandate.evidence = "授权委托书";
    const auto given = house("w1", case_of_mandate(mandate.agent, uscc), mandate);
    ASSERT_TRUE(Hall::accepted(given)) << Hall::said(given);
  }
  void stock(std::uint64_t count) {
    const auto id = case_of_numbers(code);
    const auto opened = house("b1", id, NumbersOpened{code, "accounting", "330000", 1, 1'000'000});
    ASSERT_TRUE(Hall::accepted(opened)) << Hall::said(opened);
    give(count);
  }
  void give(std::uint64_t count) {
    const auto given = house("b1", case_of_numbers(code),
                             NumbersHandedDown{code, "accounting", "330000", "", unit, count});
    ASSERT_TRUE(Hall::accepted(given)) << Hall::said(given);
  }
  void bind(const char* uscc, const Sm2Key& key) {
    const auto bound = house("b1", case_of_signer(uscc),
                             SignerBound{"accounting",
                                         office,
                                         {"单位", uscc},
                                         key.public_key(),
                                         "04B2",
                                         at("2027-01-01 00:00")});
    ASSERT_TRUE(Hall::accepted(bound)) << Hall::said(bound);
  }
  CaseId prepare(const char* key) {
    BillPrepared fact;
    fact.item = "bill";
    fact.office = office;
    fact.unit = {"门诊部", unit};
    fact.lines = {{"fee", 2, 250, 500}};
    fact.total = 500;
    fact.check_code = "a1b2c3";
    auto proposal = proposal_of(agent(), case_of(agent().who, key), key, fact);
    proposal.opens = true;
    proposal.item = fact.item;
    proposal.office = fact.office;
    const auto decided = hall.propose(proposal);
    EXPECT_TRUE(Hall::accepted(decided)) << Hall::said(decided);
    return proposal.case_id;
  }
  std::optional<NumberAllotted> number_of(const CaseId& id) {
    for (const auto& record : hall.records()) {
      if (record.body.case_id != id || record.body.fact != NumberAllotted::name) continue;
      return read_fact<NumberAllotted>(record.body.schema, record.body.payload).value();
    }
    return {};
  }
  std::string text_of_bill(const CaseId& id) {
    BillPrepared fact;
    std::string version;
    for (const auto& record : hall.records()) {
      if (record.body.case_id != id || record.body.fact != BillPrepared::name) continue;
      fact = read_fact<BillPrepared>(record.body.schema, record.body.payload).value();
      version = record.body.basis.item.version;
    }
    return signed_text(text_of(fact, version), *number_of(id), fact.check_code,
                       china_day(hall.now));
  }
  Decided sign(const CaseId& id, const Sm2Key& key) {
    const BillSigned fact{to_hex(key.sign(text_of_bill(id)).value())};
    return hall.propose(proposal_of(agent(), id, "sign " + std::to_string(++keys), fact));
  }
  // By whichever key, over whichever signature.
  Decided supervise(const CaseId& id, const Sm2Key& key, const std::string& unit_signature) {
    const auto request = hall.task(id, "supervise");
    Principal office_of_supervision;
    office_of_supervision.kind = PrincipalKind::system;
    office_of_supervision.who = office_of_supervision.person = "system/bill_supervision";
    office_of_supervision.role = "bill_supervision";
    const BillSupervised fact{
        request, to_hex(key.sign(supervised_text(text_of_bill(id), unit_signature)).value())};
    return hall.propose(
        proposal_of(office_of_supervision, id, "supervise " + std::to_string(++keys), fact));
  }
  void expect_good_audit() {
    const auto report = audited(hall);
    EXPECT_TRUE(report.good()) << texts(report);
  }
};

std::string signature_in(const Decided& decided) {
  return read_fact<BillSigned>(decided.body->schema, decided.body->payload).value().signature;
}

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
  EXPECT_TRUE(Hall::refused_by(decided, "UnitSignatureHolds")) << Hall::said(decided);
}

}  // namespace
}  // namespace vermilion::test
