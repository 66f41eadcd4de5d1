// A hall that issues bills: a unit with numbers and a key, and supervision with its own.
#pragma once

#include "events/billing.hpp"
#include "tests/engine/agent_hall.hpp"

namespace vermilion::test {

inline constexpr const char* code = "33060126";
inline constexpr const char* supervisor = "11339099PDY000108H";

struct BillsHall : AgentHall {
  Sm2Key unit_key = Sm2Key::generate().value();
  Sm2Key seal = Sm2Key::generate().value();

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
  CaseId prepare(const char* key, const char* item = "bill") {
    BillPrepared fact;
    fact.item = item;
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
    BillText text;
    std::string check_code;
    for (const auto& record : hall.records()) {
      const auto& body = record.body;
      if (body.case_id != id) continue;
      const auto& version = body.basis.item.version;
      if (body.fact == BillPrepared::name) {
        const auto fact = read_fact<BillPrepared>(body.schema, body.payload).value();
        text = text_of(fact, version);
        check_code = fact.check_code;
      } else if (body.fact == RedPrepared::name) {
        const auto fact = read_fact<RedPrepared>(body.schema, body.payload).value();
        text = text_of(fact, version);
        check_code = fact.check_code;
      } else if (body.fact == ReversalGranted::name) {
        name_original(text, read_fact<ReversalGranted>(body.schema, body.payload).value());
      }
    }
    return signed_text(text, *number_of(id), check_code, china_day(hall.now));
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

inline std::string signature_in(const Decided& decided) {
  return read_fact<BillSigned>(decided.body->schema, decided.body->payload).value().signature;
}

}  // namespace vermilion::test
