// Papers of a case (文书), and checking them: by a signed code, for anybody.
#include <fmt/format.h>

#include <boost/json/array.hpp>

#include "app/api/case_json.hpp"
#include "app/api/disclosure.hpp"
#include "app/api/done_late.hpp"
#include "app/api/peer_limits.hpp"
#include "app/api/read_parts.hpp"

namespace vermilion::api {
namespace {

namespace json = boost::json;

constexpr std::size_t case_records_seen_max = 4'096;

Problem no_papers() {
  Problem problem;
  problem.type = ProblemType::not_implemented;
  problem.detail = {"本厅不制作文书", "this hall makes no papers"};
  return problem;
}

// Every accepted record of the case, as its timeline lists it.
Result<std::vector<CaseRecord>> records_of(const Reading& reading, const CaseId& id) {
  VERMILION_TRY(const auto rows, snapshot_of(reading, "timeline"));
  std::vector<CaseRecord> records;
  projections::PageRequest request;
  request.limit = projections::page_rows_max;
  for (;;) {
    VERMILION_TRY(auto page, projections::timeline_page(*rows, id, request));
    for (auto& listed : page.rows) {
      if (listed.row.kind != RecordKind::accepted) continue;
      records.push_back(
          {listed.row.sequence, std::move(listed.row.fact), std::move(listed.row.duties)});
    }
    if (!page.next) return records;
    if (records.size() >= case_records_seen_max) {
      return fail(Code::full, "the case has too many records for its papers to be listed");
    }
    request.cursor = *page.next;
  }
}

ReadAnswer list(const ReadParts& parts, const Reading& reading) {
  if (!parts.api.paperwork) return no_papers();
  const auto seen = seen_case(reading);
  if (!seen) return problem_of(seen.error());
  const auto records = records_of(reading, seen.value().id);
  if (!records) return problem_of(records.error());
  const auto owed = parts.api.paperwork->papers->owed(records.value());
  if (!owed) return problem_of(owed.error());
  json::array rows;
  for (const auto& paper : owed.value()) {
    rows.push_back(json::object{
        {"name", paper.name},
        {"title", json::object{{"zh", paper.form->title.zh}, {"en", paper.form->title.en}}},
        {"number", paper.number},
        {"seq", paper.sequence},
        {"issued_at", to_text(paper.issued_at)},
        {"template", fmt::format("{}/{}", paper.form->name, paper.form->version)},
        {"href", fmt::format("/v1/cases/{}/documents/{}", seen.value().id.text(), paper.name)}});
  }
  return json::object{{"rows", std::move(rows)}, {"next", nullptr}};
}

Problem not_made(const Error& error) {
  if (error.code == Code::conflict) return restricted_problem();
  if (error.code != Code::unavailable && error.code != Code::not_found) return problem_of(error);
  Problem problem;
  problem.type = error.code == Code::not_found ? ProblemType::gone : ProblemType::busy;
  problem.detail =
      error.code == Code::not_found
          ? Text{"当事人的个人信息已依法删除，文书不能再提供",
                 "the person's data were erased; the paper can no longer be given"}
          : Text{"暂时无法制作文书：" + error.detail, "it cannot be made now: " + error.detail};
  return problem;
}

ReadAnswer one(const ReadParts& parts, const Reading& reading) {
  if (!parts.api.paperwork) return no_papers();
  const auto seen = seen_case(reading);
  if (!seen) return problem_of(seen.error());
  const auto& [id, row] = seen.value();
  const auto records = records_of(reading, id);
  if (!records) return problem_of(records.error());
  const auto& papers = *parts.api.paperwork->papers;
  const auto owed = papers.owed(records.value());
  if (!owed) return problem_of(owed.error());
  const auto paper =
      std::find_if(owed.value().begin(), owed.value().end(),
                   [&](const OwedPaper& one) { return one.name == reading.parameters[1]; });
  if (paper == owed.value().end()) return not_there();
  if (auto refused =
          disclose(parts, reading, of_case(reading, seen.value(), "document " + paper->name))) {
    return *refused;
  }
  const auto references = reading.hall.loop().references();
  auto octets = papers.open_paper(*paper, records.value(), *references->catalogue);
  if (!octets) return not_made(octets.error());
  Response response;
  response.content_type = "application/pdf";
  response.headers.emplace_back(
      "Content-Disposition",
      fmt::format("inline; filename=\"{}-{}.pdf\"", paper->name, id.text().substr(0, 12)));
  response.headers.emplace_back("Cache-Control", "private, no-store");
  ReadAnswer answer{std::move(response)};
  answer.etag = fmt::format("\"{}\"", to_hex(view_of(sha256(octets.value()))));
  answer.response->body = std::move(octets.value());
  return answer;
}

json::object titles_of(const json::object& told) {
  json::object titles;
  const auto* says = told.if_contains("says");
  if (says == nullptr || !says->is_object()) return titles;
  for (const auto& place : documents::places()) {
    const json::string_view name{place.name.data(), place.name.size()};
    if (says->get_object().contains(name)) titles[name] = std::string{place.zh};
  }
  return titles;
}

// Whether the record that the code names stands in the journal as it says; and how its case stands.
void compare_with_journal(const ReadParts& parts, const json::object& told, json::object& answer) {
  answer["on_record"] = false;
  const auto text = [&](const char* name) {
    const auto* value = told.if_contains(name);
    return value != nullptr && value->is_string() ? std::string{value->get_string()}
                                                  : std::string{};
  };
  const auto position = position_from_text(text("record"));
  auto& hall = parts.api.hall;
  if (!position || position->partition != Hall::partition ||
      position->sequence > hall.journal().last(Hall::partition)) {
    return;
  }
  const auto octets = hall.journal().read_one(Hall::partition, position->sequence);
  if (!octets || to_base64url(view_of(hash_of_record(octets.value()))) != text("hash")) return;
  answer["on_record"] = true;
  const auto body = read_body(octets.value());
  const auto cases = hall.projector().family("cases");
  if (!body || !cases) return;
  const auto row = cases.value()->get(projections::case_row_key(body.value().case_id));
  if (!row || !row.value()) return;
  if (const auto kase = decode<projections::CaseRow>(*row.value())) {
    answer["states"] = parts.words.states(kase->edition, kase->states);
  }
}

ReadAnswer verify(const ReadParts& parts, const Reading& reading) {
  if (!parts.api.paperwork) return no_papers();
  const auto code = reading.query.find("code");
  if (!code) return bad_parameter("code", {"应为二维码中的文字", "is the text of the QR code"});
  const auto told = check_code(*code, parts.api.paperwork->keys);
  if (!told) {
    return json::object{{"valid", false},
                        {"why", json::object{{"zh", "不是本厅出具的文书，或者内容已被改动"},
                                             {"en", told.error().detail}}}};
  }
  json::object answer{{"valid", true}, {"statement", told.value()}};
  answer["titles"] = titles_of(told.value());
  compare_with_journal(parts, told.value(), answer);
  return answer;
}

Route keys_route(Api& api) {
  Route route;
  route.method = "GET";
  route.pattern = "/v1/public/documents/keys";
  route.operation = "getDocumentKeys";
  route.summary = {"文书核验公钥（JWK 集）", "the public keys that papers are checked by"};
  route.needs_token = false;
  route.response_schema = "JwkSet";
  route.problems = {ProblemType::not_implemented};
  route.handle = [&api](const Call& call, Responder responder) {
    if (!api.paperwork) return responder.send(response_of(no_papers(), call.language));
    Response response;
    response.content_type = "application/jwk-set+json";
    response.body = api.paperwork->seal.jwks();
    responder.send(std::move(response));
  };
  route.response_type = "application/jwk-set+json";
  return route;
}

}  // namespace

std::vector<Route> document_routes(Api& api) {
  const ReadKit kit{api};
  const auto drawing = std::make_shared<LateWork>(256);
  std::vector<Route> routes;
  routes.push_back(read_route(kit, "/v1/cases/{id}/documents", "getDocuments",
                              {"办件的文书", "the papers of a case"}, list, "DocumentPage",
                              {min_position_parameter()}));
  auto paper = read_route(kit, "/v1/cases/{id}/documents/{name}", "getDocument",
                          {"文书（PDF，附电子签名）", "a paper, as sealed PDF"}, one, "",
                          {purpose_parameter(), min_position_parameter()});
  paper.response_type = "application/pdf";
  paper.handle = done_late(drawing, std::move(paper.handle));
  for (const auto type : {ProblemType::gone, ProblemType::busy, ProblemType::not_implemented}) {
    paper.problems.push_back(type);
  }
  routes.push_back(std::move(paper));
  auto checked = read_route(
      kit, "/v1/public/documents/verify", "verifyDocument",
      {"核验文书（任何人）", "check a paper by its code; for anybody"}, verify, "DocumentCheck",
      {query_parameter("code", {"二维码中的文字", "the text of the QR code"})});
  checked.needs_token = false;
  checked.problems.push_back(ProblemType::too_many_requests);
  checked.handle = limited(std::make_shared<PeerLimits>(offices::RateLimitOptions{5, 20}),
                           std::move(checked.handle));
  routes.push_back(std::move(checked));
  routes.push_back(keys_route(api));
  return routes;
}

}  // namespace vermilion::api
