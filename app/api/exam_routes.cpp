// Examinations (考试): sessions and their seats, the roll of one, where an enrolment stands, and
// the payment system's hint that an order has changed.
#include <boost/json/array.hpp>

#include "app/api/clock_json.hpp"
#include "app/api/json.hpp"
#include "app/api/read_parts.hpp"
#include "app/api/reading.hpp"
#include "app/api/writing.hpp"
#include "events/facts/all.hpp"
#include "projections/query/cases.hpp"
#include "projections/query/page.hpp"
#include "projections/views/sessions.hpp"

namespace vermilion::api {
namespace {

namespace json = boost::json;
using namespace projections;

constexpr std::size_t sessions_shown_max = 1'000;
constexpr std::size_t seat_octets = 8;

json::object session_json(const Session& one, Instant now) {
  const auto left = one.seats - std::min(one.seats, one.taken());
  const bool over = now > one.choose_until;
  return {{"item", one.item},
          {"session", one.session},
          {"subject", one.subject},
          {"tree", one.tree},
          {"office", one.office},
          {"venue", one.venue},
          {"address", one.address},
          {"starts", to_text(one.starts)},
          {"ends", to_text(one.ends)},
          {"choose_until", to_text(one.choose_until)},
          {"seats", one.seats},
          {"taken", one.taken()},
          {"left", left},
          {"state", one.closed  ? "closed"
                    : over      ? "over"
                    : left == 0 ? "full"
                                : "open"}};
}

// An item's sessions; with `free`, only those in which a seat can be had now.
ReadAnswer sessions(const ReadParts&, const Reading& reading) {
  const auto item = reading.text("item");
  if (item.empty()) return bad_parameter("item", {"请写明考试事项", "is needed: of which item?"});
  const auto subject = reading.text("subject");
  const bool only_free = reading.text("free") == "true";
  const auto rows = snapshot_of(reading, "sessions");
  if (!rows) return problem_of(rows.error());
  json::array listed;
  std::string fault;
  const auto prefix = sessions_prefix(item);
  const auto scanned =
      rows.value()->scan(prefix, after_prefix(prefix), [&](BytesView, BytesView id) {
        const auto row =
            read_row<Session>(*rows.value(), session_row_key(CaseId{octets_of<16>(id)}));
        if (!row || !row.value()) {
          fault = "a session has no row";
          return false;
        }
        const auto& one = *row.value();
        auto object = session_json(one, reading.now);
        const bool wanted = (subject.empty() || one.subject == subject) &&
                            (!only_free || object["state"] == "open");
        if (wanted) listed.push_back(std::move(object));
        return listed.size() < sessions_shown_max;
      });
  if (!scanned) return problem_of(scanned.error());
  if (!fault.empty()) return problem_of(Error{Code::corrupt, fault});
  return json::object{{"item", item}, {"rows", std::move(listed)}, {"next", nullptr}};
}

// Who sits where: for the office that answers for the session, and for those above it.
ReadAnswer roll(const ReadParts&, const Reading& reading) {
  const auto id = case_of_session(reading.parameters[0], reading.parameters[1]);
  Parameters asked{reading};
  const auto request = asked.page();
  if (asked.fault()) return *asked.fault();
  const auto rows = snapshot_of(reading, "sessions");
  if (!rows) return problem_of(rows.error());
  const auto session = read_row<Session>(*rows.value(), session_row_key(id));
  if (!session) return problem_of(session.error());
  if (!session.value()) return not_there();
  const auto& one = *session.value();
  const auto references = reading.hall.loop().references();
  const auto* path =
      references->scopes ? references->scopes->path_of(one.tree, one.office) : nullptr;
  if (path == nullptr || !sees(scopes_of(reading.grants), one.tree, *path, one.item)) {
    return not_there();
  }
  const auto cases = snapshot_of(reading, "cases");
  if (!cases) return problem_of(cases.error());
  const Range range{{{roll_prefix(id), {}}}, seat_octets, {}};
  const auto page = page_of(*rows.value(), range, request,
                            [](std::size_t, BytesView, BytesView) -> Result<bool> { return true; });
  if (!page) return problem_of(page.error());
  json::array listed;
  for (const auto& hit : page.value().rows) {
    const CaseId holder{octets_of<16>(hit.value)};
    const auto row = read_row<CaseRow>(*cases.value(), case_row_key(holder));
    if (!row) return problem_of(row.error());
    const auto seat = static_cast<std::uint32_t>(get_big<std::uint64_t>(hit.suffix.data()));
    json::object place{{"seat", seat},
                       {"ticket", ticket_number(one.session, seat)},
                       {"case", holder.text()},
                       {"state", nullptr}};
    if (row.value()) place["state"] = row.value()->states.front();
    listed.push_back(std::move(place));
  }
  json::object object{{"session", session_json(one, reading.now)}, {"rows", std::move(listed)}};
  const auto& next = page.value().next;
  object["next"] = next ? json::value(*next) : json::value(nullptr);
  return object;
}

const CaseDuty* open_in(const CaseRow& row, std::string_view name) {
  const auto found = std::find_if(row.open.begin(), row.open.end(),
                                  [&](const CaseDuty& duty) { return duty.name == name; });
  return found == row.open.end() ? nullptr : &*found;
}

// What is to be paid and until when, which seat is held and until when, the result.
ReadAnswer enrolment(const ReadParts&, const Reading& reading) {
  const auto seen = seen_case(reading);
  if (!seen) return problem_of(seen.error());
  const auto& [id, row] = seen.value();
  if (!row.edition.starts_with("enrolment/")) return not_there();
  const auto cases = snapshot_of(reading, "cases");
  if (!cases) return problem_of(cases.error());
  const auto facts = facts_of_case(*cases.value(), id);
  if (!facts) return problem_of(facts.error());
  json::object object{{"case", id.text()},  {"item", row.item},   {"state", row.states.front()},
                      {"subject", nullptr}, {"order", nullptr},   {"paid", nullptr},
                      {"seat", nullptr},    {"refused", nullptr}, {"score", nullptr}};
  for (const auto& one : facts.value()) {
    const auto read = with_fact(one.fact, one.schema, one.payload, [&](const auto& fact) {
      using F = std::decay_t<decltype(fact)>;
      if constexpr (std::is_same_v<F, Enrolled>) {
        object["subject"] = fact.subject;
      } else if constexpr (std::is_same_v<F, FeePaid>) {
        object["paid"] = json::object{{"amount", fact.amount},
                                      {"reference", fact.reference},
                                      {"paid_at", to_text(fact.paid_at)}};
      } else if constexpr (std::is_same_v<F, SeatGranted>) {
        object["refused"] = nullptr;
        object["seat"] = json::object{{"session", fact.session},
                                      {"seat", fact.seat},
                                      {"ticket", ticket_number(fact.session, fact.seat)},
                                      {"venue", fact.venue},
                                      {"address", fact.address},
                                      {"starts", to_text(fact.starts)},
                                      {"ends", to_text(fact.ends)}};
      } else if constexpr (std::is_same_v<F, SeatRefused>) {
        object["refused"] = json::object{{"session", fact.session}, {"why", fact.why}};
      } else if constexpr (std::is_same_v<F, HoldLapsed> || std::is_same_v<F, EnrolmentCancelled>) {
        object["seat"] = nullptr;
      } else if constexpr (std::is_same_v<F, FeeRefunded>) {
        object["paid"] = nullptr;
      } else if constexpr (std::is_same_v<F, Scored>) {
        // Not before it is published.
        if (row.states.front() == "PASSED" || row.states.front() == "FAILED") {
          object["score"] = fact.score;
        }
      }
      return Result<void>{ok()};
    });
    if (!read) return problem_of(read.error());
  }
  if (const auto* order = open_in(row, "collect_fee")) {
    const auto* until = open_in(row, "pay_in_time");
    if (until == nullptr) until = open_in(row, "hold_ends");
    json::object asked{{"request", order->id.text()}, {"amount", nullptr}, {"until", nullptr}};
    const auto references = reading.hall.loop().references();
    const auto* item = item_of(*references, row);
    if (item != nullptr && item->enrolment) asked["amount"] = item->enrolment->fee;
    if (until != nullptr) asked["until"] = to_text(until->due);
    object["order"] = std::move(asked);
  }
  if (const auto* hold = open_in(row, "hold_ends"); hold != nullptr && object["seat"].is_object()) {
    object["seat"].get_object()["held_until"] = to_text(hold->due);
  }
  return object;
}

// ---- writing

void open_session(Api& api, const Call& call, Responder responder) {
  const auto body = body_of(call, responder);
  if (!body) return;
  const Aim aim{case_of_session(text_at(*body, "/item"), text_at(*body, "/session")), true};
  take_proposal(api, call, std::move(responder), aim, SessionOpened::name, *body, "");
}

template <class F>
void about_session(Api& api, const Call& call, Responder responder) {
  const auto body = body_of(call, responder);
  if (!body) return;
  const Aim aim{case_of_session(call.parameter("item"), call.parameter("session")), false};
  take_proposal(api, call, std::move(responder), aim, F::name, *body, "");
}

void add_writes(Api& api, std::vector<Route>& routes) {
  const auto add = [&](const char* pattern, const char* operation, Text summary,
                       void (*handle)(Api&, const Call&, Responder), const char* schema,
                       int success) {
    routes.push_back(write_route(
        api, pattern, operation, std::move(summary),
        [&api, handle](const Call& call, Responder responder) {
          handle(api, call, std::move(responder));
        },
        schema, success));
  };
  add("/v1/sessions", "openSession", {"开放考试场次", "open a session of an examination"},
      open_session, "SessionOpened", 201);
  add("/v1/sessions/{item}/{session}/seats", "setSeats",
      {"调整座位数，不少于已占的", "change the number of its seats, to no fewer than are held"},
      about_session<SeatsSet>, "SeatsSet", 200);
  add("/v1/sessions/{item}/{session}/close", "closeSession",
      {"关闭场次：不再给座，已占的保留", "give no more of its seats; those that are held stay"},
      about_session<SessionClosed>, "SessionClosed", 200);
}

}  // namespace

std::vector<Route> exam_routes(Api& api) {
  const ReadKit kit{api};
  std::vector<Route> routes;
  routes.push_back(read_route(
      kit, "/v1/sessions", "getSessions", {"考试场次与余座", "sessions of an item, and seats left"},
      sessions, "Sessions",
      {query_parameter("item", {"事项代码", "code of the item"}),
       query_parameter("subject", {"科目", "of one subject only"}),
       query_parameter("free", {"true：只列有余座的", "true: only those with a seat left"}),
       min_position_parameter()}));
  routes.push_back(read_route(kit, "/v1/sessions/{item}/{session}/roll", "getRoll",
                              {"考场名册，按座位号", "the roll of a session, by seat"}, roll,
                              "Roll", page_parameters()));
  routes.push_back(read_route(
      kit, "/v1/cases/{id}/enrolment", "getEnrolment",
      {"报名：待缴、座位和成绩", "an enrolment: what is to be paid, its seat, its result"},
      enrolment, "Enrolment", {min_position_parameter()}));
  add_writes(api, routes);
  return routes;
}

}  // namespace vermilion::api
