#include <algorithm>
#include <iterator>

#include "app/api/read_parts.hpp"
#include "projections/query/directory.hpp"

namespace vermilion::api {

Route read_route(const ReadKit& kit, std::string pattern, std::string operation, Text summary,
                 PartsRead read, std::string schema, std::vector<RouteParameter> parameters) {
  Route route;
  route.method = "GET";
  route.pattern = std::move(pattern);
  route.operation = std::move(operation);
  route.summary = std::move(summary);
  route.handle = reads_with(
      kit.parts->api, kit.late,
      [parts = kit.parts, read](const Reading& reading) { return read(*parts, reading); });
  route.parameters = std::move(parameters);
  route.response_schema = std::move(schema);
  route.problems = {ProblemType::bad_parameter, ProblemType::role, ProblemType::behind};
  if (!parameters_of(route.pattern).empty()) route.problems.push_back(ProblemType::not_found);
  return route;
}

Result<bool> acts_for_unit(const Reading& reading, std::string_view item) {
  const auto rows = snapshot_of(reading, "directory");
  if (!rows) return fail(rows.error().code, rows.error().detail);
  VERMILION_TRY(const auto mandates,
                projections::mandates_of(*rows.value(), reading.principal.who));
  const auto now = reading.hall.clock().now();
  return std::any_of(mandates.begin(), mandates.end(), [&](const Mandate& one) {
    return one.unit == reading.principal.on_behalf_of && one.covers(item, now);
  });
}

Result<SeenCase> seen_case(const Reading& reading) {
  const auto id = case_id_from_text(reading.parameters[0]);
  if (!id) return fail(Code::not_found, "no case has such an id");
  VERMILION_TRY(const auto* cases, reading.hall.projector().family("cases"));
  const auto scopes = scopes_of(reading.grants);
  const bool agent = reading.principal.kind == PrincipalKind::agent;
  const auto unit = agent ? reading.principal.on_behalf_of : std::string{};
  VERMILION_TRY(auto row,
                projections::find_case(*cases, {reading.principal.who, scopes, unit}, *id));
  bool seen = row.has_value();
  // What another agent of the unit opened is this one's to see while the unit's mandate holds.
  if (seen && agent && row->applicant != reading.principal.who) {
    VERMILION_TRY(seen, acts_for_unit(reading, row->item));
  }
  if (!seen) return fail(Code::not_found, "no such case, or not for this caller");
  return SeenCase{*id, std::move(*row)};
}

Eyes eyes_of(const Reading& reading, const projections::CaseRow& row) {
  const auto scopes = scopes_of(reading.grants);
  return projections::sees(scopes, row.tree, row.path, row.item) ? Eyes::staff : Eyes::applicant;
}

Opener opener_of(const Reading& reading) {
  return [&sealer = reading.hall.sealer()](const Sealed& sealed) -> std::optional<std::string> {
    auto opened = sealer.open(sealed);
    if (!opened) return std::nullopt;
    return std::move(opened.value());
  };
}

std::vector<Route> read_routes(Api& api) {
  const ReadKit kit{api};
  std::vector<Route> routes;
  for (auto* some : {case_routes, clock_routes, action_routes, task_routes, note_routes}) {
    auto made = some(kit);
    std::move(made.begin(), made.end(), std::back_inserter(routes));
  }
  return routes;
}

}  // namespace vermilion::api
