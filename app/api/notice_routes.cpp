// What is on public notice (公示), for anybody: who, by which office, until when.
#include <boost/json/array.hpp>

#include "app/api/case_json.hpp"
#include "app/api/json.hpp"
#include "app/api/peer_limits.hpp"
#include "app/api/read_parts.hpp"
#include "app/api/reading.hpp"
#include "projections/query/page.hpp"
#include "projections/views/notices.hpp"

namespace vermilion::api {
namespace {

namespace json = boost::json;
using namespace projections;

// Of whoever was erased, or is restricted, no name.
Result<json::value> name_of(const Hall& hall, const NoticeRow& row) {
  const auto& sealed = row.name.sealed();
  if (hall.is_restricted(sealed.key)) return json::value(nullptr);
  auto name = hall.sealer().open(sealed);
  if (name) return json::value(std::move(name.value()));
  if (name.error().code == Code::not_found) return json::value(nullptr);
  return fail(name.error().code, name.error().detail);
}

ReadAnswer notices(const ReadParts&, const Reading& reading) {
  Parameters asked{reading};
  const auto request = asked.page();
  if (asked.fault()) return *asked.fault();
  const auto item = reading.text("item");
  if (item.empty()) return bad_parameter("item", {"请写明事项编码", "is needed: of which item?"});
  const auto rows = snapshot_of(reading, "notices");
  if (!rows) return problem_of(rows.error());
  constexpr auto behind = sizeof(std::uint64_t) + sizeof(CaseId{}.octets);
  const Range range{{{notices_of_item_prefix(item), {}}}, behind, {}};
  const auto page = page_of(*rows.value(), range, request,
                            [](std::size_t, BytesView, BytesView) -> Result<bool> { return true; });
  if (!page) return problem_of(page.error());
  const auto references = reading.hall.loop().references();
  json::array listed;
  for (const auto& hit : page.value().rows) {
    const auto id = case_id_from_text(hit.value);
    if (!id) return problem_of(Error{Code::corrupt, "a row of notices does not decode"});
    const auto row = read_row<NoticeRow>(*rows.value(), notice_key(*id));
    if (!row) return problem_of(row.error());
    if (!row.value()) continue;
    const auto& one = *row.value();
    auto name = name_of(reading.hall, one);
    if (!name) return problem_of(name.error());
    listed.push_back(json::object{{"case", id->text()},
                                  {"item", item_json(*references, one.item, one.item_version)},
                                  {"name", std::move(name.value())},
                                  {"office", json::object{{"tree", one.tree}, {"path", one.path}}},
                                  {"since", to_text(one.since)},
                                  {"until", time_json(one.until)},
                                  {"provisional", one.provisional}});
  }
  return page_json(std::move(listed), page.value().next);
}

}  // namespace

std::vector<Route> notice_routes(Api& api) {
  const ReadKit kit{api};
  std::vector<RouteParameter> asked{query_parameter("item", {"事项编码", "item"})};
  for (auto& parameter : page_parameters()) asked.push_back(std::move(parameter));
  auto route = read_route(kit, "/v1/public/notices", "getPublicNotices",
                          {"公示：公示中和异议核查中的人员（任何人）",
                           "who is on public notice, or whose objections are looked into"},
                          notices, "PublicNoticePage", std::move(asked));
  route.needs_token = false;
  route.problems.push_back(ProblemType::too_many_requests);
  route.handle = limited(std::make_shared<PeerLimits>(offices::RateLimitOptions{5, 20}),
                         std::move(route.handle));
  std::vector<Route> routes;
  routes.push_back(std::move(route));
  return routes;
}

}  // namespace vermilion::api
