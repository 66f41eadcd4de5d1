#include <fmt/format.h>

#include <algorithm>

#include "app/api/case_json.hpp"
#include "app/api/case_then.hpp"
#include "app/api/disclosure.hpp"
#include "app/api/done_late.hpp"
#include "app/api/json.hpp"
#include "app/api/read_parts.hpp"
#include "base/identifiers.hpp"

namespace vermilion::api {
namespace {

namespace json = boost::json;
using namespace projections;

// What a fact said, as far as these eyes may read it; null when it is kept from them or was erased.
struct Withheld {
  bool erased = false;
  bool restricted = false;
};
json::value data_json(const Reading& reading, Eyes eyes, std::string_view fact,
                      std::uint16_t schema, BytesView payload, Withheld* withheld = nullptr) {
  if (eyes == Eyes::applicant && is_internal_fact(fact)) return nullptr;
  const auto open = opener_of(reading);
  const auto noting = [&](const Sealed& sealed) {
    auto opened = open(sealed);
    if (!opened && withheld != nullptr) {
      const bool restricted = reading.hall.is_restricted(sealed.key);
      (restricted ? withheld->restricted : withheld->erased) = true;
    }
    return opened;
  };
  auto data = fact_to_json(fact, schema, payload, noting, reading.shown);
  if (!data) return nullptr;
  return std::move(data.value());
}

// The Submitted of a case: among its facts, or, when more facts came than are kept at hand, from
// the journal. Errors: the journal's.
Result<PassedFact> submission_of(const Reading& reading, const std::vector<PassedFact>& facts,
                                 const CaseRow& row) {
  for (const auto& fact : facts) {
    if (fact.sequence == row.first) return fact;
  }
  VERMILION_TRY(const auto octets, reading.hall.journal().read_one(Hall::partition, row.first));
  VERMILION_TRY(auto body, read_body(octets));
  PassedFact fact;
  fact.sequence = row.first;
  fact.fact = std::move(body.fact);
  fact.schema = body.schema;
  fact.payload = std::move(body.payload);
  return fact;
}

Result<json::object> whole_case(const Reading& reading, const RowReader& cases,
                                const CaseShown& shown, const CaseId& id, const CaseRow& row) {
  auto object = case_json(shown, id, row);
  VERMILION_TRY(const auto facts, facts_of_case(cases, id));
  VERMILION_TRY(const auto submitted, submission_of(reading, facts, row));
  Withheld withheld;
  object["submitted"] = data_json(reading, shown.eyes, submitted.fact, submitted.schema,
                                  submitted.payload, &withheld);
  json::array said;
  for (const auto& fact : facts) {
    if (fact.sequence == submitted.sequence) continue;
    if (shown.eyes == Eyes::applicant && is_internal_fact(fact.fact)) continue;
    auto data = data_json(reading, shown.eyes, fact.fact, fact.schema, fact.payload, &withheld);
    if (fact.sequence != 0 && fact.fact == row.outcome)
      object["outcome"].get_object()["data"] = data;
    said.push_back(json::object{{"seq", fact.sequence},
                                {"fact", fact.fact},
                                {"title", title_json(fact.fact)},
                                {"role", fact.role},
                                {"at", to_text(fact.effective_at)},
                                {"data", std::move(data)}});
  }
  object["facts"] = std::move(said);
  // What was about a person is null.
  if (withheld.erased) object["erased"] = true;
  if (withheld.restricted) object["restricted"] = true;
  json::array passed;
  for (const auto& deadline : row.passed) {
    passed.push_back(json::object{{"name", deadline.name},
                                  {"title", shown.words.duty(row.edition, deadline.name)},
                                  {"due", to_text(deadline.due)},
                                  {"seq", deadline.sequence}});
  }
  object["passed_deadlines"] = std::move(passed);
  return object;
}

// Who may see it today sees it as it stood.
ReadAnswer one_case_then(const ReadParts& parts, const Reading& reading, const CaseId& id,
                         Instant as_of, Instant known_at) {
  const auto then = case_then(reading, id, as_of, known_at);
  if (!then) return problem_of(then.error());
  const auto& row = then.value().row;
  if (!row) return not_there();
  const auto references = reading.hall.loop().references();
  const CaseShown shown{parts.words, *references, eyes_of(reading, *row)};
  auto object = whole_case(reading, *then.value().rows, shown, id, *row);
  if (!object) return problem_of(object.error());
  object.value()["as_of"] = time_json(as_of);
  object.value()["known_at"] = time_json(known_at);
  return ReadAnswer{std::move(object.value())};
}

ReadAnswer one_case(const ReadParts& parts, const Reading& reading) {
  const auto seen = seen_case(reading);
  if (!seen) return problem_of(seen.error());
  Parameters asked{reading};
  const auto as_of = asked.instant("at");
  const auto known_at = asked.instant("known_at");
  if (asked.fault()) return *asked.fault();
  if (as_of.set() || known_at.set()) {
    return one_case_then(parts, reading, seen.value().id, as_of, known_at);
  }
  const auto& [id, row] = seen.value();
  const auto cases = snapshot_of(reading, "cases");
  if (!cases) return problem_of(cases.error());
  const auto references = reading.hall.loop().references();
  const CaseShown shown{parts.words, *references, eyes_of(reading, row)};
  auto object = whole_case(reading, *cases.value(), shown, id, row);
  if (!object) return problem_of(object.error());
  ReadAnswer answer{std::move(object.value())};
  answer.etag = fmt::format("\"{}\"", row.material_version);
  return answer;
}

// The same with every personal value whole: for a purpose, on record first.
ReadAnswer unmasked(const ReadParts& parts, const Reading& reading) {
  const auto seen = seen_case(reading);
  if (!seen) return problem_of(seen.error());
  if (auto refused = disclose(parts, reading, of_case(reading, seen.value(), "case"))) {
    return *refused;
  }
  auto whole = reading;
  whole.shown = Shown::whole;
  return one_case(parts, whole);
}

ReadAnswer list_of(const ReadParts& parts, const Reading& reading, Result<Page<ListedCase>> page) {
  if (!page) return problem_of(page.error());
  const auto references = reading.hall.loop().references();
  json::array rows;
  for (const auto& listed : page.value().rows) {
    const CaseShown shown{parts.words, *references, eyes_of(reading, listed.row)};
    rows.push_back(case_json(shown, listed.id, listed.row));
  }
  return page_json(std::move(rows), page.value().next);
}

ReadAnswer my_cases(const ReadParts& parts, const Reading& reading) {
  const auto cases = snapshot_of(reading, "cases");
  if (!cases) return problem_of(cases.error());
  Parameters asked{reading};
  const auto request = asked.page();
  if (asked.fault()) return *asked.fault();
  return list_of(parts, reading,
                 cases_of_applicant(*cases.value(), reading.principal.who, request));
}

ReadAnswer search(const ReadParts& parts, const Reading& reading) {
  const auto cases = snapshot_of(reading, "cases");
  if (!cases) return problem_of(cases.error());
  Parameters asked{reading};
  const auto request = asked.page();
  const auto settled = asked.flag("settled");
  if (asked.fault()) return *asked.fault();
  CaseFilter filter;
  filter.item = reading.text("item");
  filter.state = reading.text("state");
  filter.settled = settled;
  const auto scopes = scopes_asked_for(reading, scopes_of(reading.grants));
  return list_of(parts, reading, search_cases(*cases.value(), scopes, filter, request));
}

// A number never stands in an address: that is what servers and proxies write down.
ReadAnswer search_by_identity(const ReadParts& parts, const Reading& reading) {
  if (!reading.is_staff()) return not_there();
  const auto body = read_json(reading.body);
  const auto* object = body.good ? body.value.if_object() : nullptr;
  const auto* number = object == nullptr ? nullptr : object->if_contains("id_number");
  const bool is_text = number != nullptr && number->is_string() && object->size() == 1;
  const auto checked = identifiers::check_resident_number(
      is_text ? std::string_view{number->get_string()} : std::string_view{});
  if (!checked) {
    Problem problem;
    problem.type = ProblemType::content;
    problem.detail = {"应为 {id_number}，且号码校验相符",
                      "expected: {id_number}, a number that checks"};
    problem.place = "/id_number";
    problem.has_place = true;
    return problem;
  }
  Parameters asked{reading};
  const auto request = asked.page();
  if (asked.fault()) return *asked.fault();
  const auto lookup = lookup_hash(reading.hall.keys(), "person_number", checked.value().text);
  const auto what = "search by identity " + to_hex(view_of(lookup).substr(0, 16));
  if (auto refused = disclose(parts, reading, {{}, {}, false, what})) return *refused;
  const auto cases = snapshot_of(reading, "cases");
  if (!cases) return problem_of(cases.error());
  const auto scopes = scopes_asked_for(reading, scopes_of(reading.grants));
  return list_of(parts, reading, cases_of_person(*cases.value(), lookup, scopes, request));
}

// The record's own words, read by its seq: also what was refused.
json::value recorded_data(const Reading& reading, Eyes eyes, const TimelineRow& row) {
  const auto octets = reading.hall.journal().read_one(Hall::partition, row.sequence);
  if (!octets) return nullptr;
  const auto body = read_body(octets.value());
  if (!body) return nullptr;
  return data_json(reading, eyes, row.fact, body.value().schema, body.value().payload);
}

// What the office tried in vain is its own affair; what the applicant was refused is not.
bool is_kept_from_applicants(const TimelineRow& row) {
  const bool of_office = row.principal == PrincipalKind::staff;
  return is_internal_fact(row.fact) || (of_office && row.kind == RecordKind::refused);
}

ReadAnswer timeline(const ReadParts& parts, const Reading& reading) {
  const auto seen = seen_case(reading);
  if (!seen) return problem_of(seen.error());
  return timeline_of(parts, reading, seen.value(), eyes_of(reading, seen.value().row));
}

std::vector<RouteParameter> with_page(std::vector<RouteParameter> own) {
  for (auto& parameter : page_parameters()) own.push_back(std::move(parameter));
  return own;
}

}  // namespace

ReadAnswer timeline_of(const ReadParts& parts, const Reading& reading, const SeenCase& seen,
                       Eyes eyes) {
  const auto& [id, row] = seen;
  const auto rows = snapshot_of(reading, "timeline");
  if (!rows) return problem_of(rows.error());
  Parameters asked{reading};
  const auto request = asked.page();
  if (asked.fault()) return *asked.fault();
  const auto page = timeline_page(*rows.value(), id, request);
  if (!page) return problem_of(page.error());
  const auto references = reading.hall.loop().references();
  const CaseShown shown{parts.words, *references, eyes};
  json::array records;
  for (const auto& record : page.value().rows) {
    if (shown.eyes == Eyes::applicant && is_kept_from_applicants(record.row)) continue;
    auto object = record_json(shown, row.edition, record);
    object["data"] = recorded_data(reading, shown.eyes, record.row);
    records.push_back(std::move(object));
  }
  return page_json(std::move(records), page.value().next);
}

std::vector<Route> case_routes(const ReadKit& kit) {
  std::vector<Route> routes;
  const auto item = query_parameter("item", {"事项编码", "item code"});
  routes.push_back(read_route(
      kit, "/v1/cases/{id}", "getCase",
      {"查看办件，也可查看其当时情形", "a case, also as it stood"}, one_case, "Case",
      {query_parameter("at", {"截至此时生效的情形", "as of this instant: what had taken effect"},
                       "string", "date-time"),
       query_parameter("known_at", {"截至此时已记录的情形", "as the house knew it at this instant"},
                       "string", "date-time"),
       min_position_parameter()}));
  auto by_identity = read_route(
      kit, "/v1/cases/search", "searchByIdentity",
      {"按身份证件号码查询权限范围内的办件；须说明目的，记入查阅日志",
       "cases within one's scope that name a person; says why, and goes on record"},
      search_by_identity, "CasePage",
      with_page({query_parameter("office",
                                 {"机关节点，含其下级", "a node of the scope tree and all below"}),
                 purpose_parameter()}));
  by_identity.method = "POST";
  by_identity.request_schema = "IdentitySearch";
  by_identity.handle = done_late(std::make_shared<LateWork>(256), std::move(by_identity.handle));
  for (const auto type : {ProblemType::content, ProblemType::busy, ProblemType::too_large}) {
    by_identity.problems.push_back(type);
  }
  routes.push_back(std::move(by_identity));
  auto whole = read_route(kit, "/v1/cases/{id}/unmasked", "getCaseUnmasked",
                          {"查看办件，个人信息不隐去；须说明目的，记入查阅日志",
                           "a case with personal values whole; says why, and goes on record"},
                          unmasked, "Case", {purpose_parameter(), min_position_parameter()});
  whole.handle = done_late(std::make_shared<LateWork>(256), std::move(whole.handle));
  whole.problems.push_back(ProblemType::busy);
  routes.push_back(std::move(whole));
  routes.push_back(read_route(
      kit, "/v1/cases", "searchCases",
      {"在权限范围内查询办件，新的在前", "search cases within one's scope, newest first"}, search,
      "CasePage",
      with_page(
          {item, query_parameter("state", {"状态名", "name of a state"}),
           query_parameter("office",
                           {"机关节点，含其下级", "a node of the scope tree and all below"}),
           query_parameter("settled", {"是否已无未尽事项", "whether nothing is owed any more"},
                           "boolean")})));
  routes.push_back(read_route(kit, "/v1/my/cases", "getMyCases",
                              {"我的办件，新的在前", "the applicant's own cases, newest first"},
                              my_cases, "CasePage", page_parameters()));
  routes.push_back(read_route(kit, "/v1/cases/{id}/timeline", "getTimeline",
                              {"办件全部记录，按先后", "every record of a case, in order"},
                              timeline, "TimelinePage", page_parameters()));
  return routes;
}

}  // namespace vermilion::api
