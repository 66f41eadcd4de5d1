// What staff say of a case among themselves, and what they were told of.
#include "app/api/read_parts.hpp"
#include "app/api/reading.hpp"

namespace vermilion::api {
namespace {

namespace json = boost::json;

// Staff only: the applicant is not to know what the office deliberates, whatever else he may see.
ReadAnswer comments(const ReadParts&, const Reading& reading) {
  const auto seen = seen_case(reading);
  if (!seen) return problem_of(seen.error());
  const auto& row = seen.value().row;
  const bool own = row.applicant == reading.principal.who;
  if (own || eyes_of(reading, row) == Eyes::applicant) return not_there();
  const auto rows = snapshot_of(reading, "cases");
  if (!rows) return problem_of(rows.error());
  Parameters asked{reading};
  const auto request = asked.page();
  if (asked.fault()) return *asked.fault();
  const auto page = projections::notes_of_case(*rows.value(), seen.value().id, request);
  if (!page) return problem_of(page.error());
  json::array said;
  for (const auto& note : page.value().rows) {
    auto data = fact_to_json(note.fact, note.schema, note.payload, opener_of(reading));
    if (!data) return problem_of(data.error());
    said.push_back(json::object{{"seq", note.sequence},
                                {"fact", note.fact},
                                {"title", title_json(note.fact)},
                                {"by", note.who},
                                {"role", note.role},
                                {"at", to_text(note.effective_at)},
                                {"data", std::move(data.value())}});
  }
  return page_json(std::move(said), page.value().next);
}

ReadAnswer copies(const ReadParts& parts, const Reading& reading) {
  if (!reading.is_staff()) return not_there();
  const auto rows = snapshot_of(reading, "cases");
  if (!rows) return problem_of(rows.error());
  Parameters asked{reading};
  const auto request = asked.page();
  if (asked.fault()) return *asked.fault();
  const auto scopes = scopes_of(reading.grants);
  const auto page = projections::copies_for(*rows.value(), reading.principal.who, scopes, request);
  if (!page) return problem_of(page.error());
  json::array listed;
  for (const auto& one : page.value().rows) {
    const auto& row = one.kase.row;
    listed.push_back(json::object{{"case", one.kase.id.text()},
                                  {"item", row.item},
                                  {"by", one.copy.by},
                                  {"at", to_text(one.at)},
                                  {"note", one.copy.note},
                                  {"states", parts.words.states(row.edition, row.states)}});
  }
  return page_json(std::move(listed), page.value().next);
}

}  // namespace

std::vector<Route> note_routes(const ReadKit& kit) {
  std::vector<Route> routes;
  routes.push_back(read_route(kit, "/v1/cases/{id}/comments", "getComments",
                              {"备注、催办、委托与加签意见，仅工作人员可见",
                               "notes, urgings, delegations and co-signers' opinions: staff only"},
                              comments, "SaidPage", page_parameters()));
  routes.push_back(read_route(kit, "/v1/my/copies", "getMyCopies",
                              {"抄送给我的办件，新的在前", "cases I was told of, newest first"},
                              copies, "CopyPage", page_parameters()));
  return routes;
}

}  // namespace vermilion::api
