// A hall that an agent comes to for a unit, with the unit's mandate.
#pragma once

#include "tests/engine/audited.hpp"

namespace vermilion::test {

inline constexpr const char* unit = "91110000600037341L";

inline Principal agent(const char* of = unit) {
  auto principal = applicant(std::string(32, 'a'));
  principal.kind = PrincipalKind::agent;
  principal.on_behalf_of = of;
  return principal;
}

struct AgentHall : ::testing::Test {
  Hall hall{"2026-03-02 09:00"};
  int keys = 0;

  template <class F>
  Decided house(const std::string& who, const CaseId& id, const F& fact) {
    auto proposal = proposal_of(staff(who), id, "house " + std::to_string(++keys), fact);
    proposal.opens = true;
    return hall.propose(proposal);
  }
  void SetUp() override { mandate_of(unit); }
  void mandate_of(const char* uscc, std::string_view until = "2027-01-01 00:00") {
    MandateGiven mandate;
    mandate.agent = agent().who;
    mandate.unit = {"门诊部", uscc};
    mandate.items = {"*"};
    mandate.until = at(until);
    mandate.tree = "accounting";
    mandate.office = office;
    mandate.path = "/330000/330100/330106";
    mandate.evidence = "授权委托书";
    const auto given = house("w1", case_of_mandate(mandate.agent, uscc), mandate);
    ASSERT_TRUE(Hall::accepted(given)) << Hall::said(given);
  }
};

}  // namespace vermilion::test
