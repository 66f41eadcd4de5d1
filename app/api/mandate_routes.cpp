// Mandates (授权委托): recorded at a window, given up by the agent, seen by both.
#include <algorithm>
#include <boost/json/array.hpp>

#include "app/api/json.hpp"
#include "app/api/read_parts.hpp"
#include "app/api/writing.hpp"

namespace vermilion::api {
namespace {

namespace json = boost::json;
using namespace projections;

json::object mandate_json(const Mandate& mandate, Instant now) {
  return {{"id", case_of_mandate(mandate.agent, mandate.unit).text()},
          {"agent", mandate.agent},
          {"unit", json::object{{"name", mandate.unit_name}, {"uscc", mandate.unit}}},
          {"items", names_json(mandate.items)},
          {"from", time_json(mandate.from)},
          {"until", time_json(mandate.until)},
          {"holds", !mandate.ended && mandate.from <= now && now < mandate.until},
          {"tree", mandate.tree},
          {"office", mandate.path.substr(mandate.path.rfind('/') + 1)}};
}

// An agent's own; for staff an agent's whom they name, of the offices that they see.
ReadAnswer mandates(const ReadParts&, const Reading& reading) {
  const auto agent = reading.is_staff() ? reading.text("agent") : reading.principal.who;
  const auto rows = snapshot_of(reading, "directory");
  if (!rows) return problem_of(rows.error());
  const auto found = mandates_of(*rows.value(), agent);
  if (!found) return problem_of(found.error());
  const auto scopes = scopes_of(reading.grants);
  json::array listed;
  for (const auto& mandate : found.value()) {
    if (reading.is_staff() && !sees(scopes, mandate.tree, mandate.path, {})) continue;
    listed.push_back(mandate_json(mandate, reading.now));
  }
  return json::object{{"rows", std::move(listed)}, {"next", nullptr}};
}

std::string text_in(const json::value& body, std::string_view pointer) {
  boost::system::error_code error;
  const auto* found = body.find_pointer({pointer.data(), pointer.size()}, error);
  return found != nullptr && found->is_string() ? std::string{found->get_string()} : std::string{};
}

void give(Api& api, const Call& call, Responder responder) {
  const auto body = body_of(call, responder);
  if (!body) return;
  const Aim aim{case_of_mandate(text_in(*body, "/agent"), text_in(*body, "/unit/uscc")), true};
  take_proposal(api, call, std::move(responder), aim, MandateGiven::name, *body, "");
}

void end(Api& api, const Call& call, Responder responder) {
  const auto body = body_of(call, responder);
  if (!body) return;
  const auto id = case_id_from_text(call.parameter("id"));
  take_proposal(api, call, std::move(responder), {id.value_or(CaseId{})}, MandateEnded::name, *body,
                "");
}

}  // namespace

std::vector<Route> mandate_routes(Api& api) {
  const ReadKit kit{api};
  std::vector<Route> routes;
  routes.push_back(read_route(
      kit, "/v1/mandates", "getMandates",
      {"经办人的授权委托：本人的，或者窗口按经办人查询",
       "an agent's mandates: his own, or those of one whom a window names"},
      mandates, "MandatePage",
      {query_parameter("agent", {"经办人（/v1/me 的 who）", "the agent: `who` of his GET /v1/me"}),
       min_position_parameter()}));
  const auto handled_by = [&api](void (*handle)(Api&, const Call&, Responder)) {
    return [&api, handle](const Call& call, Responder responder) {
      handle(api, call, std::move(responder));
    };
  };
  routes.push_back(write_route(api, "/v1/mandates", "giveMandate",
                               {"窗口登记授权委托", "record a mandate, at a window"},
                               handled_by(give), "MandateGiven", 201));
  routes.push_back(write_route(api, "/v1/mandates/{id}/end", "endMandate",
                               {"终止授权委托", "end a mandate"}, handled_by(end), "MandateEnded",
                               200));
  return routes;
}

}  // namespace vermilion::api
