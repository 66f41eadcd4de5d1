// Drafts (草稿): what an applicant has typed so far, kept for him alone.
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "app/api/api.hpp"
#include "app/api/done_late.hpp"
#include "app/api/json.hpp"

namespace vermilion::api {
namespace {

namespace json = boost::json;

Problem simple(ProblemType type, Text detail) {
  Problem problem;
  problem.type = type;
  problem.detail = std::move(detail);
  return problem;
}

struct Asked {
  Octets<16> owner{};
  std::string name;
};

// Who asks for which draft; answers the problem itself. Staff hand in nothing of their own.
std::optional<Asked> asked_for(Api& api, const Call& call, Responder& responder, bool named) {
  const auto refuse = [&](const Problem& problem) {
    responder.send(response_of(problem, call.language));
    return std::nullopt;
  };
  if (!api.drafts) {
    return refuse(
        simple(ProblemType::not_implemented, {"本厅不保存草稿", "this hall keeps no drafts"}));
  }
  const auto principal = api.caller(call);
  if (!principal || principal.value().kind == PrincipalKind::staff) {
    return refuse(
        simple(ProblemType::role, {"草稿只属于申请人", "drafts are the applicant's own"}));
  }
  Asked asked{owner_of(principal.value().who), named ? call.parameter("id") : std::string{}};
  if (named && !drafts::is_name(asked.name)) {
    return refuse(
        simple(ProblemType::not_found, {"草稿名应为 1 至 64 个小写字母、数字或连字符",
                                        "a draft's name is 1 to 64 of a-z, 0-9 and '-'"}));
  }
  return asked;
}

Problem problem_of_draft(const Error& error) {
  if (error.code == Code::not_found) {
    return simple(ProblemType::not_found, {"没有这一草稿", "there is no such draft"});
  }
  if (error.code == Code::conflict) {
    auto problem = simple(ProblemType::version, {"草稿已在别处改过，请先查看",
                                                 "the draft was changed elsewhere; read it first"});
    problem.members["current_version"] = error.detail;
    return problem;
  }
  if (error.code == Code::invalid) {
    return simple(ProblemType::state, {"草稿过多，请先丢弃一份", error.detail});
  }
  return simple(ProblemType::busy, {"暂时无法保存或查看草稿", "drafts cannot be kept now"});
}

json::object head_json(const std::string& name, Instant saved_at) {
  return {{"id", name},
          {"saved_at", to_text(saved_at)},
          {"kept_until", to_text(saved_at + drafts::life_s * microseconds_a_second)}};
}

// The version in quotes, or an empty text where none is said.
std::optional<std::string> expected_of(const Call& call) {
  const auto field = call.request.header("If-Match");
  if (!field || *field == "*") return std::nullopt;
  auto text = *field;
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    text = text.substr(1, text.size() - 2);
  }
  return std::string{text};
}

void save(Api& api, const Call& call, Responder responder) {
  const auto asked = asked_for(api, call, responder, true);
  if (!asked) return;
  const auto refuse = [&](const Problem& problem) {
    responder.send(response_of(problem, call.language));
  };
  const auto type = call.request.header("Content-Type");
  if (!type || !type->starts_with("application/json")) {
    return refuse(simple(ProblemType::media_type,
                         {"正文应为 application/json", "the body must be application/json"}));
  }
  const auto reading = read_json(call.request.body);
  if (!reading.good || !reading.value.is_object()) {
    return refuse(
        simple(ProblemType::malformed_json, {"草稿应为 JSON 对象", "a draft is a JSON object"}));
  }
  auto key = api.proposing.house.key_of(asked->owner);
  if (!key) key = api.drafts->key_of(asked->owner);
  if (!key) {
    const auto fresh = api.hall.keys().take();
    if (!fresh) return refuse(problem_of_draft(fresh.error()));
    key = fresh.value();
  }
  const auto saved = api.drafts->save(asked->owner, asked->name, call.request.body,
                                      expected_of(call), *key, api.real_now());
  if (!saved) return refuse(problem_of_draft(saved.error()));
  auto response = json_response(200, head_json(asked->name, saved.value().saved_at));
  response.headers.emplace_back("ETag", "\"" + saved.value().version + "\"");
  responder.send(std::move(response));
}

void read(Api& api, const Call& call, Responder responder) {
  const auto asked = asked_for(api, call, responder, true);
  if (!asked) return;
  auto draft = api.drafts->read(asked->owner, asked->name);
  if (!draft) return responder.send(response_of(problem_of_draft(draft.error()), call.language));
  Response response;
  response.content_type = "application/json";
  response.headers.emplace_back("ETag", "\"" + draft.value().version + "\"");
  response.headers.emplace_back("Cache-Control", "private, no-store");
  response.body = std::move(draft.value().text);
  responder.send(std::move(response));
}

void list(Api& api, const Call& call, Responder responder) {
  const auto asked = asked_for(api, call, responder, false);
  if (!asked) return;
  const auto listed = api.drafts->list(asked->owner);
  if (!listed) return responder.send(response_of(problem_of_draft(listed.error()), call.language));
  json::array rows;
  for (const auto& draft : listed.value()) rows.push_back(head_json(draft.name, draft.saved_at));
  responder.send(json_response(200, json::object{{"rows", std::move(rows)}, {"next", nullptr}}));
}

void discard(Api& api, const Call& call, Responder responder) {
  const auto asked = asked_for(api, call, responder, true);
  if (!asked) return;
  const auto gone = api.drafts->discard(asked->owner, asked->name);
  if (!gone) return responder.send(response_of(problem_of_draft(gone.error()), call.language));
  Response response;
  response.status = 204;
  responder.send(std::move(response));
}

}  // namespace

std::vector<Route> draft_routes(Api& api) {
  const auto late = std::make_shared<LateWork>(256);
  std::vector<Route> routes;
  const auto add = [&](const char* method, const char* pattern, const char* operation, Text summary,
                       void (*handle)(Api&, const Call&, Responder), std::string schema) -> Route& {
    Route route;
    route.method = method;
    route.pattern = pattern;
    route.operation = operation;
    route.summary = std::move(summary);
    route.handle = done_late(late, [&api, handle](const Call& call, Responder responder) {
      handle(api, call, std::move(responder));
    });
    route.success = schema.empty() ? 204 : 200;
    route.response_schema = std::move(schema);
    route.problems = {ProblemType::role, ProblemType::not_found, ProblemType::state,
                      ProblemType::not_implemented};
    routes.push_back(std::move(route));
    return routes.back();
  };
  auto& saved =
      add("PUT", "/v1/drafts/{id}", "saveDraft",
          {"保存草稿，只有本人可见", "keep a draft, for oneself alone"}, save, "DraftSaved");
  saved.request_schema = "Draft";
  saved.body_bytes_max = drafts::draft_max;
  saved.parameters = {{"If-Match",
                       RouteParameter::Place::header,
                       false,
                       "string",
                       {},
                       {"所见版本（ETag）", "the version that is overwritten (ETag)"}}};
  for (const auto type : {ProblemType::version, ProblemType::malformed_json,
                          ProblemType::media_type, ProblemType::too_large}) {
    saved.problems.push_back(type);
  }
  add("GET", "/v1/drafts/{id}", "getDraft", {"查看草稿", "a draft"}, read, "Draft");
  add("GET", "/v1/drafts", "getDrafts", {"我的草稿", "one's drafts"}, list, "DraftPage");
  add("DELETE", "/v1/drafts/{id}", "discardDraft", {"丢弃草稿", "discard a draft"}, discard, "");
  return routes;
}

}  // namespace vermilion::api
