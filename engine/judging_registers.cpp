// Registers: what a duty takes from and gives back to, and what they answer: places, numbers.
#include "engine/judging.hpp"
#include "events/facts/all.hpp"

namespace vermilion {
namespace {

constexpr std::string_view bill_number = "bill_number";

std::uint32_t capacity_of(std::string_view kind) {
  return kind == "full_time_post" ? 1 : 0;
}

Digest key_of(const Duty& duty) {
  return duty.detail.size() == 32 ? octets_of<32>(duty.detail) : sha256(duty.detail);
}

// Of a duty that takes a number: the code and the unit, parted by a slash.
struct Wanted {
  std::string code;
  std::string unit;
};
Wanted wanted_in(const Duty& duty) {
  const auto slash = std::min(duty.detail.find('/'), duty.detail.size());
  return {duty.detail.substr(0, slash),
          duty.detail.substr(std::min(slash + 1, duty.detail.size()))};
}

}  // namespace

CaseId register_of(const Duty& duty) {
  return duty.to == bill_number ? case_of_numbers(wanted_in(duty).code)
                                : core::register_case_of(duty.to, duty.detail);
}

Result<Case> register_case(const RowReader& rows, const Editions& editions, const Duty& duty) {
  const auto id = register_of(duty);
  VERMILION_TRY(const auto found, core::find_case(rows, id));
  if (found) return *found;
  Case kase;
  kase.id = id;
  kase.edition = duty.to == bill_number ? "numbers/1" : "register/1";
  kase.scope_tree = "house";
  const auto* edition = editions.find(kase.edition);
  if (edition == nullptr) {
    return fail(Code::unsupported, "this program has no edition " + kase.edition);
  }
  kase.states = edition->initial();
  return kase;
}

Result<RegisterView> places_of(const RowReader& rows, const Duty& duty, const CaseId& asker) {
  const auto id = register_of(duty);
  VERMILION_TRY(const auto held, rows.get(core::holder_key(id, asker)));
  RegisterView places;
  places.held_by_asker = held.has_value();
  if (duty.to == bill_number) {
    VERMILION_TRY(
        const auto stock,
        core::load<Stock>(rows, core::stock_key(id, stock_of_unit(wanted_in(duty).unit))));
    if (stock && !stock->ranges.empty()) {
      places.left = stock->left();
      places.next = stock->ranges.front().next;
    }
    return places;
  }
  VERMILION_TRY(const auto row, core::load<core::RegisterRow>(rows, core::register_key(id)));
  if (row) {
    places.taken = row->taken;
    places.first_holder = row->first;
  }
  return places;
}

Result<void> look_into_billing(const RowReader& rows, const References& references,
                               const Body& body, const Case& kase, Asked& asked) {
  const auto signer_of = [&](const std::string& unit) -> Result<void> {
    VERMILION_TRY(asked.signer, core::load<Signer>(rows, core::signer_key(case_of_signer(unit))));
    return ok();
  };
  if (body.fact == BillSigned::name) return signer_of(body.principal.on_behalf_of);
  if (body.fact == BillSupervised::name && references.catalogue) {
    const auto* item = references.catalogue->find(kase.item, kase.item_version);
    return item != nullptr && item->bill ? signer_of(item->bill->supervisor) : ok();
  }
  const bool opens = body.fact == NumbersOpened::name;
  if (!opens && body.fact != NumbersHandedDown::name) return ok();
  asked.directory.emplace().scopes = references.scopes.get();
  auto& places = asked.places.emplace();
  // What does not decode is refused where it is judged.
  std::string giver;
  std::string receiver;
  if (opens) {
    const auto fact = read_fact<NumbersOpened>(body.schema, body.payload);
    if (fact) receiver = stock_of_office(fact.value().tree + "/" + fact.value().office);
  } else if (const auto fact = read_fact<NumbersHandedDown>(body.schema, body.payload)) {
    giver = stock_of_office(fact.value().tree + "/" + fact.value().office);
    receiver = fact.value().to_unit.empty()
                   ? stock_of_office(fact.value().tree + "/" + fact.value().to_office)
                   : stock_of_unit(fact.value().to_unit);
  }
  VERMILION_TRY(const auto opened, core::load<core::OpenedRow>(rows, core::opened_key(kase.id)));
  VERMILION_TRY(const auto gives, core::load<Stock>(rows, core::stock_key(kase.id, giver)));
  VERMILION_TRY(const auto receives, core::load<Stock>(rows, core::stock_key(kase.id, receiver)));
  places.highest = opened ? opened->highest : 0;
  places.left = gives ? gives->left() : 0;
  places.ranges = receives ? receives->ranges.size() : 0;
  return ok();
}

Result<Body> proposed_by(const Duty& duty, const DutyId& id, const Body& owed) {
  Body body;
  body.received_at = owed.received_at;
  body.effective_at = owed.effective_at;
  body.cause = id;
  if (duty.kind == DutyKind::take && duty.to == bill_number) {
    body.principal = system_principal("register");
    const auto wanted = wanted_in(duty);
    set_fact(body, NumberTaken{wanted.code, wanted.unit, owed.case_id});
  } else if (duty.kind == DutyKind::take) {
    body.principal = system_principal("register");
    set_fact(body, PlaceTaken{duty.to, key_of(duty), capacity_of(duty.to), owed.case_id});
  } else if (duty.kind == DutyKind::give_back) {
    body.principal = system_principal("register");
    set_fact(body, PlaceReturned{owed.case_id});
  } else {
    body.principal = system_principal("rule");
    VERMILION_TRY(set_empty_fact(body, duty.detail));
  }
  return body;
}

Body answer_of_register(const Duty& duty, const DutyId& id, const Body& owed, bool granted,
                        const RegisterView& places) {
  Body body;
  body.principal = system_principal("register");
  body.received_at = owed.received_at;
  body.effective_at = owed.effective_at;
  body.cause = id;
  const auto register_id = register_of(duty);
  if (duty.to == bill_number) {
    const auto code = wanted_in(duty).code;
    if (granted) {
      set_fact(body, NumberAllotted{code, places.next});
    } else {
      set_fact(body, NumbersExhausted{code});
    }
  } else if (granted) {
    set_fact(body, PlaceGranted{duty.to, key_of(duty), register_id});
  } else {
    set_fact(body, PlaceRefused{duty.to, key_of(duty), register_id, places.first_holder});
  }
  return body;
}

}  // namespace vermilion
