#include "events/sessions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "events/codec/upcast.hpp"
#include "events/house_case.hpp"

namespace vermilion {
namespace {

Result<void> give(Session& session) {
  const auto seat = session.next();
  if (seat == 0) return fail(Code::corrupt, "a session gives a seat that it has not");
  if (session.returned.empty()) {
    ++session.fresh;
  } else {
    session.returned.pop_back();
  }
  return ok();
}

Result<void> take_back(Session& session, std::uint32_t seat) {
  auto& free = session.returned;
  const auto place = std::lower_bound(free.begin(), free.end(), seat, std::greater<>{});
  if (seat == 0 || seat >= session.fresh || (place != free.end() && *place == seat)) {
    return fail(Code::corrupt, fmt::format("seat {} comes back that nobody holds", seat));
  }
  free.insert(place, seat);
  return ok();
}

// Seats above the new number are no longer there; the rule saw that nobody holds one.
void set_seats(Session& session, std::uint32_t seats) {
  session.seats = seats;
  if (session.fresh > seats + 1) session.fresh = seats + 1;
  std::erase_if(session.returned, [&](std::uint32_t seat) { return seat > seats; });
}

}  // namespace

std::uint32_t Session::next() const noexcept {
  if (!returned.empty()) return returned.back();
  return fresh <= seats ? fresh : 0;
}

std::uint32_t Session::highest_held() const noexcept {
  auto seat = fresh - 1;
  for (const auto free : returned) {
    if (free != seat) break;
    --seat;
  }
  return seat;
}

CaseId case_of_session(std::string_view item, std::string_view session) {
  return house_case({"session", item, session});
}
bool is_of_session(const Body& body) noexcept {
  return body.basis.edition.name == "session";
}
bool is_session_fact(std::string_view fact) noexcept {
  return fact == SessionOpened::name || fact == SeatsSet::name || fact == SessionClosed::name ||
         fact == SeatTaken::name || fact == SeatReturned::name;
}
bool is_session_code(std::string_view text) noexcept {
  return !text.empty() && text.size() <= 32 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

Result<void> fold_session(Session& session, const Body& body) {
  if (body.fact == SessionOpened::name) {
    VERMILION_TRY(auto fact, read_fact<SessionOpened>(body.schema, body.payload));
    session = {};
    session.item = std::move(fact.item);
    session.session = std::move(fact.session);
    session.subject = std::move(fact.subject);
    session.tree = std::move(fact.tree);
    session.office = std::move(fact.office);
    session.venue = std::move(fact.venue);
    session.address = std::move(fact.address);
    session.starts = fact.starts;
    session.ends = fact.ends;
    session.choose_until = fact.choose_until;
    session.seats = fact.seats;
    return ok();
  }
  if (body.fact == SeatsSet::name) {
    VERMILION_TRY(const auto fact, read_fact<SeatsSet>(body.schema, body.payload));
    set_seats(session, fact.seats);
    return ok();
  }
  if (body.fact == SessionClosed::name) {
    session.closed = true;
    return ok();
  }
  if (body.fact == SeatTaken::name) return give(session);
  VERMILION_TRY(const auto fact, read_fact<SeatReturned>(body.schema, body.payload));
  return take_back(session, fact.seat);
}

std::string ticket_number(std::string_view session, std::uint32_t seat) {
  return fmt::format("{}-{:05}", session, seat);
}

}  // namespace vermilion
