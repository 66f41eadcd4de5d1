// What describes the public topics to whoever wants to read them: for anyone, without a token.
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "app/api/api.hpp"
#include "app/api/public_json.hpp"

namespace vermilion::api {
namespace {

namespace json = boost::json;

Response document(const json::object& object, const char* type = "application/json") {
  Response response;
  response.content_type = type;
  response.body = json::serialize(object);
  return response;
}

Route open(std::string pattern, std::string operation, Text summary, std::string schema,
           RouteHandler handle) {
  Route route;
  route.method = "GET";
  route.pattern = std::move(pattern);
  route.operation = std::move(operation);
  route.summary = std::move(summary);
  route.needs_token = false;
  route.response_schema = std::move(schema);
  route.handle = std::move(handle);
  return route;
}

void schema(const Call& call, Responder responder) {
  if (call.parameter("name") == CaseChanged::name &&
      call.parameter("version") == std::to_string(CaseChanged::schema)) {
    return responder.send(document(public_schema(), "application/schema+json"));
  }
  Problem problem;
  problem.type = ProblemType::not_found;
  problem.detail = {"没有这一数据模式", "there is no such schema"};
  responder.send(response_of(problem, call.language));
}

// What is shared, with whom and how, in the words of the catalogue of government data resources
// (政务信息资源目录编制指南: 共享类型, 共享条件, 共享方式).
json::object entry(std::string name, const Text& title, const char* kind, const Text& sharing,
                   const Text& condition, const Text& method, Language language) {
  return {{"name", std::move(name)},
          {"kind", kind},
          {"description", title.in(language)},
          {"sharing_type", sharing.in(language)},
          {"sharing_condition", condition.in(language)},
          {"secrecy_level", Text{"非涉密", "not classified"}.in(language)},
          {"sharing_method", method.in(language)}};
}

json::array entries(const Api& api, Language language) {
  const Text unconditional{"无条件共享", "without condition"};
  const Text conditional{"有条件共享", "on a condition"};
  json::array all;
  if (!api.journal_topic.empty()) {
    for (const auto family : public_families) {
      all.push_back(entry(public_topic(api.journal_topic, family),
                          {"办件变动：哪一办件、由何状态到何状态、何时；不含个人信息",
                           "steps of cases: which, from and to which state, when; nothing of a "
                           "person"},
                          "topic", unconditional, {"取得该主题的读权限", "leave to read the topic"},
                          {"Kafka 主题，CloudEvents 1.0.2，见 /asyncapi.json",
                           "a Kafka topic, CloudEvents 1.0.2; see /asyncapi.json"},
                          language));
    }
  }
  struct View {
    const char* name;
    const char* route;
    Text title;
  };
  static const std::array views = {
      View{"worklist", "/v1/tasks", {"待办任务", "open tasks"}},
      View{"cases", "/v1/cases", {"办件", "cases"}},
      View{"timeline", "/v1/cases/{id}/timeline", {"办件经过", "every record of a case"}},
      View{"deadlines", "/v1/deadlines", {"期限", "deadlines"}},
      View{"outbox", "/v1/incidents", {"待外部机构答复的请求", "requests that offices owe"}},
      View{"materials", "/v1/materials/{digest}", {"申请材料", "materials handed in"}},
      View{"directory", "/v1/admin/staff", {"人员与授权", "staff and what they may do"}},
      View{"bills", "/v1/bills", {"票据与号段", "bills and their numbers"}},
      View{"sessions", "/v1/sessions", {"考试场次", "sessions of examinations"}},
      View{"registrants",
           "/v1/cases/{id}/registrant",
           {"登记簿与库比对", "registers of persons and comparisons"}},
      View{"filings", "/v1/public/filings", {"备案与重点关注名单", "filings and the watch list"}},
      View{"notices", "/v1/public/notices", {"公示", "public notices"}}};
  for (const auto& view : views) {
    all.push_back(entry(view.name, view.title, "view", conditional,
                        {"凭身份与授权，限于授权范围", "by identity and grant, within its scope"},
                        {std::string{"HTTP 接口 "} + view.route, std::string{"HTTP "} + view.route},
                        language));
  }
  return all;
}

}  // namespace

std::vector<Route> public_routes(Api& api) {
  std::vector<Route> routes;
  routes.push_back(open("/v1/schemas/{name}/{version}", "getPublicSchema",
                        {"公开事件的数据模式（JSON Schema 2020-12）",
                         "the schema of a public event, JSON Schema 2020-12"},
                        "PublicSchema", schema));
  routes.push_back(open("/asyncapi.json", "getAsyncApi",
                        {"公开主题说明（AsyncAPI 3）", "the public topics, as AsyncAPI 3"},
                        "AsyncApi", [&api](const Call& call, Responder responder) {
                          responder.send(document(asyncapi(api.journal_topic, "1",
                                                           call.language == Language::english)));
                        }));
  routes.push_back(open("/v1/catalogue", "getSharingCatalogue",
                        {"政务信息资源目录：主题与视图，及其共享方式",
                         "the catalogue of what is shared: topics and views, and how"},
                        "SharingCatalogue", [&api](const Call& call, Responder responder) {
                          responder.send(
                              document(json::object{{"resources", entries(api, call.language)}}));
                        }));
  return routes;
}

}  // namespace vermilion::api
