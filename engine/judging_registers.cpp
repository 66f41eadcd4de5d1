// Registers: what a duty takes from and gives back to, and what they answer: places, numbers,
// seats.
#include <algorithm>
#include <charconv>

#include "engine/judging.hpp"
#include "engine/register_kinds.hpp"
#include "events/facts/all.hpp"
#include "events/facts/requests.hpp"

namespace vermilion {
namespace {

constexpr std::string_view bill_number = "bill_number";
constexpr std::string_view seat = "seat";

std::uint32_t capacity_of(std::string_view kind) {
  return std::any_of(register_kinds.begin(), register_kinds.end(),
                     [&](const RegisterKind& one) { return one.name == kind && one.one_holder; })
             ? 1
             : 0;
}

Digest key_of(const Duty& duty) {
  return duty.detail.size() == 32 ? octets_of<32>(duty.detail) : sha256(duty.detail);
}

std::pair<std::string, std::string> parted(const std::string& text) {
  const auto slash = std::min(text.find('/'), text.size());
  return {text.substr(0, slash), text.substr(std::min(slash + 1, text.size()))};
}

// Of a duty that takes a number: the code and the unit, parted by a slash.
struct Wanted {
  std::string code;
  std::string unit;
};
Wanted wanted_in(const Duty& duty) {
  auto [code, unit] = parted(duty.detail);
  return {std::move(code), std::move(unit)};
}

// Of a duty that takes or gives back a seat: item, session, and the enrolment's subject or the
// seat.
struct WantedSeat {
  std::string item;
  std::string session;
  std::string last;
};
WantedSeat wanted_seat(const Duty& duty) {
  auto [item, rest] = parted(duty.detail);
  auto [session, last] = parted(rest);
  return {std::move(item), std::move(session), std::move(last)};
}

// What an enrolment is told: the first thing that stands against it.
std::string_view why_no_seat(const std::optional<Session>& session, std::string_view subject,
                             Instant received) {
  if (!session) return "unknown";
  if (session->closed) return "closed";
  if (received > session->choose_until) return "over";
  return session->subject != subject ? "subject" : "full";
}

std::string_view edition_of_register(std::string_view kind) {
  return kind == bill_number ? "numbers/1" : kind == seat ? "session/1" : "register/1";
}

}  // namespace

CaseId register_of(const Duty& duty) {
  if (duty.to == bill_number) return case_of_numbers(wanted_in(duty).code);
  if (duty.to == seat) {
    const auto wanted = wanted_seat(duty);
    return case_of_session(wanted.item, wanted.session);
  }
  return core::register_case_of(duty.to, duty.detail);
}

CaseId told_by(const Duty& duty) {
  const auto telling = decode<Telling>(duty.detail);
  return telling ? telling->to : CaseId{};
}

Result<Case> register_case(const RowReader& rows, const Editions& editions, const Duty& duty) {
  const auto id = register_of(duty);
  VERMILION_TRY(const auto found, core::find_case(rows, id));
  if (found) return *found;
  Case kase;
  kase.id = id;
  kase.edition = edition_of_register(duty.to);
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
  if (duty.to == seat) {
    VERMILION_TRY(places.session, core::load<Session>(rows, core::session_key(id)));
    return places;
  }
  VERMILION_TRY(const auto row, core::load<core::RegisterRow>(rows, core::register_key(id)));
  if (row) {
    places.taken = row->taken;
    places.first_holder = row->first;
  }
  return places;
}

Result<void> look_into_registers(const RowReader& rows, const References& references,
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
  if (is_session_fact(body.fact)) {
    VERMILION_TRY(asked.places.emplace().session,
                  core::load<Session>(rows, core::session_key(kase.id)));
    return ok();
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
  } else if (duty.to == seat) {
    body.principal = system_principal("register");
    const auto wanted = wanted_seat(duty);
    if (duty.kind == DutyKind::take) {
      set_fact(body, SeatTaken{wanted.item, wanted.session, wanted.last, owed.case_id});
    } else {
      SeatReturned returned{0, owed.case_id};
      const auto* end = wanted.last.data() + wanted.last.size();
      const auto read = std::from_chars(wanted.last.data(), end, returned.seat);
      if (read.ec != std::errc{} || read.ptr != end) {
        return fail(Code::corrupt, "a seat is to be given back that is no number");
      }
      set_fact(body, returned);
    }
  } else if (duty.kind == DutyKind::take) {
    body.principal = system_principal("register");
    set_fact(body, PlaceTaken{duty.to, key_of(duty), capacity_of(duty.to), owed.case_id});
  } else if (duty.kind == DutyKind::give_back) {
    body.principal = system_principal("register");
    set_fact(body, PlaceReturned{owed.case_id});
  } else if (duty.kind == DutyKind::tell) {
    body.principal = system_principal("rule");
    auto telling = decode<Telling>(duty.detail);
    if (!telling) return fail(Code::corrupt, "a case is to be told, and not what");
    body.fact = std::move(telling->fact);
    body.schema = telling->schema;
    body.payload = std::move(telling->payload);
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
  } else if (duty.to == seat) {
    const auto wanted = wanted_seat(duty);
    const auto& session = places.session;
    if (granted) {
      set_fact(body, SeatGranted{wanted.session, session->next(), session->venue, session->address,
                                 session->starts, session->ends});
    } else {
      set_fact(body, SeatRefused{wanted.session,
                                 std::string{why_no_seat(session, wanted.last, owed.received_at)}});
    }
  } else if (granted) {
    set_fact(body, PlaceGranted{duty.to, key_of(duty), register_id});
  } else {
    set_fact(body, PlaceRefused{duty.to, key_of(duty), register_id, places.first_holder});
  }
  return body;
}

}  // namespace vermilion
