// Filings (备案): what a unit has filed and is to file; and, for anybody, whether a filing stands.
#include <algorithm>
#include <array>
#include <boost/json/array.hpp>

#include "app/api/clock_json.hpp"
#include "app/api/json.hpp"
#include "app/api/peer_limits.hpp"
#include "app/api/read_parts.hpp"
#include "app/api/reading.hpp"
#include "projections/query/cases.hpp"
#include "projections/query/page.hpp"
#include "projections/views/filings.hpp"

namespace vermilion::api {
namespace {

namespace json = boost::json;
using namespace projections;

constexpr std::array<std::string_view, 4> statuses{"FILED", "WATCH_LISTED", "STRUCK_OFF",
                                                   "CANCELLED"};

json::object made_json(const FilingMade& made) {
  return {{"kind", made.kind},
          {"year", made.year == 0 ? json::value(nullptr) : json::value(made.year)},
          {"at", to_text(made.at)},
          {"late", made.late}};
}

json::value due_of(const CaseRow& row, std::string_view deadline) {
  for (const auto& duty : row.open) {
    if (duty.kind == DutyKind::deadline && duty.name == deadline) {
      return json::object{{"due", to_text(duty.due)}, {"provisional", duty.provisional}};
    }
  }
  return nullptr;
}

json::object of_unit(const CaseId& id, const FilingRow& one) {
  return {{"case", id.text()},
          {"item", one.item},
          {"unit", json::object{{"name", one.unit_name}, {"uscc", one.unit}}},
          {"state", one.state},
          {"standing", one.standing},
          {"filed", one.filed}};
}

ReadAnswer filing(const ReadParts&, const Reading& reading) {
  const auto seen = seen_case(reading);
  if (!seen) return problem_of(seen.error());
  const auto& [id, row] = seen.value();
  const auto rows = snapshot_of(reading, "filings");
  if (!rows) return problem_of(rows.error());
  const auto found = read_row<FilingRow>(*rows.value(), filing_key(id));
  if (!found) return problem_of(found.error());
  if (!found.value()) return not_there();
  json::array filings;
  for (const auto& made : found.value()->filings) filings.push_back(made_json(made));
  auto object = of_unit(id, *found.value());
  object["yearly"] = due_of(row, "yearly");
  object["order"] = due_of(row, "order");
  object["correct"] = due_of(row, "correct");
  object["filings"] = std::move(filings);
  return object;
}

// A page of the filings that an index names, each as `told` tells it; what it tells nothing of is
// left out.
template <class Told>
ReadAnswer page_of_filings(const Reading& reading, const PageRequest& request, Bytes prefix,
                           Told&& told) {
  const auto rows = snapshot_of(reading, "filings");
  if (!rows) return problem_of(rows.error());
  const Range range{{{std::move(prefix), {}}}, CaseId{}.bytes().size(), {}};
  const auto page = page_of(*rows.value(), range, request,
                            [](std::size_t, BytesView, BytesView) -> Result<bool> { return true; });
  if (!page) return problem_of(page.error());
  json::array listed;
  for (const auto& hit : page.value().rows) {
    const auto id = case_id_from_text(hit.value);
    if (!id) return problem_of(Error{Code::corrupt, "a row of filings does not decode"});
    const auto row = read_row<FilingRow>(*rows.value(), filing_key(*id));
    if (!row) return problem_of(row.error());
    if (!row.value()) continue;
    Result<std::optional<json::object>> one = told(*id, *row.value());
    if (!one) return problem_of(one.error());
    if (one.value()) listed.push_back(std::move(*one.value()));
  }
  json::object object{{"rows", std::move(listed)}};
  const auto& next = page.value().next;
  object["next"] = next ? json::value(*next) : json::value(nullptr);
  return object;
}

// Of the unit that an agent comes for, whoever filed them, as far as its mandate goes.
ReadAnswer my_filings(const ReadParts&, const Reading& reading) {
  Parameters asked{reading};
  const auto request = asked.page();
  if (asked.fault()) return *asked.fault();
  const auto& unit = reading.principal.on_behalf_of;
  if (reading.principal.kind != PrincipalKind::agent) {
    return json::object{{"rows", json::array{}}, {"next", nullptr}};
  }
  return page_of_filings(
      reading, request, filings_of_unit_prefix(unit),
      [&](const CaseId& id, const FilingRow& row) -> Result<std::optional<json::object>> {
        VERMILION_TRY(const auto acts, acts_for_unit(reading, row.item));
        if (!acts) return std::optional<json::object>{};
        return std::optional{of_unit(id, row)};
      });
}

json::object shown(const FilingRow& row) {
  return {{"item", row.item},
          {"unit", json::object{{"name", row.unit_name}, {"uscc", row.unit}}},
          {"status", row.status},
          {"since", to_text(row.since)}};
}

ReadAnswer checked(const ReadParts&, const Reading& reading) {
  const auto rows = snapshot_of(reading, "filings");
  if (!rows) return problem_of(rows.error());
  const auto key = filing_of_unit_key(reading.parameters[0], reading.parameters[1]);
  const auto octets = rows.value()->get(key);
  if (!octets) return problem_of(octets.error());
  if (!octets.value()) return not_there();
  const auto id = case_id_from_text(*octets.value());
  if (!id) return problem_of(Error{Code::corrupt, "a row of filings does not decode"});
  const auto row = read_row<FilingRow>(*rows.value(), filing_key(*id));
  if (!row) return problem_of(row.error());
  if (!row.value()) return not_there();
  return shown(*row.value());
}

ReadAnswer listed(const ReadParts&, const Reading& reading) {
  Parameters asked{reading};
  const auto request = asked.page();
  if (asked.fault()) return *asked.fault();
  const auto item = reading.text("item");
  const auto status = reading.text("status");
  if (item.empty()) return bad_parameter("item", {"请写明事项编码", "is needed: of which item?"});
  if (std::find(statuses.begin(), statuses.end(), status) == statuses.end()) {
    return bad_parameter("status", {"应为 FILED、WATCH_LISTED、STRUCK_OFF 或 CANCELLED",
                                    "is FILED, WATCH_LISTED, STRUCK_OFF or CANCELLED"});
  }
  return page_of_filings(
      reading, request, filings_by_status_prefix(item, status),
      [](const CaseId&, const FilingRow& row) -> Result<std::optional<json::object>> {
        return std::optional{shown(row)};
      });
}

// For anybody, as often as a person asks.
Route for_anybody(Route route) {
  route.needs_token = false;
  route.problems.push_back(ProblemType::too_many_requests);
  route.handle = limited(std::make_shared<PeerLimits>(offices::RateLimitOptions{5, 20}),
                         std::move(route.handle));
  return route;
}

}  // namespace

std::vector<Route> filing_routes(Api& api) {
  const ReadKit kit{api};
  std::vector<Route> routes;
  routes.push_back(read_route(kit, "/v1/cases/{id}/filing", "getFiling",
                              {"备案：已备案内容、下一年度备案期限、责令改正期限",
                               "a filing: what was filed, what is due next, what is ordered"},
                              filing, "Filing", {min_position_parameter()}));
  routes.push_back(read_route(kit, "/v1/my/filings", "getMyFilings",
                              {"本单位的备案", "the filings of the unit that one comes for"},
                              my_filings, "UnitFilingPage", page_parameters()));
  std::vector<RouteParameter> asked{
      query_parameter("item", {"事项编码", "item"}),
      query_parameter("status", {"公开状态", "FILED, WATCH_LISTED, STRUCK_OFF or CANCELLED"})};
  for (auto& parameter : page_parameters()) asked.push_back(std::move(parameter));
  routes.push_back(for_anybody(
      read_route(kit, "/v1/public/filings", "getPublicFilings",
                 {"备案公告与重点关注名单（任何人）", "filings announced, and the watch list"},
                 listed, "PublicFilingPage", std::move(asked))));
  routes.push_back(for_anybody(
      read_route(kit, "/v1/public/filings/{item}/{unit}", "getPublicFiling",
                 {"查询某单位是否备案（任何人）", "whether a unit's filing stands; for anybody"},
                 checked, "PublicFiling", {min_position_parameter()})));
  return routes;
}

}  // namespace vermilion::api
