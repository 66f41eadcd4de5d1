#include "app/api/router.hpp"

#include <gtest/gtest.h>

#include <boost/json/value.hpp>
#include <set>

#include "app/api/gate.hpp"
#include "app/api/json.hpp"
#include "app/api/openapi.hpp"
#include "app/api/query.hpp"

using namespace vermilion;
using namespace vermilion::api;

namespace {

const Instant now = *instant_from_text("2026-11-22T10:00:00+08:00");

void say(const Call& call, Responder responder) {
  std::string text = call.route.operation;
  for (const std::string& name : parameters_of(call.route.pattern)) {
    text += " " + name + "=" + call.parameter(name);
  }
  if (call.caller) text += " by " + call.caller->subject;
  responder.send(Response{.content_type = "text/plain", .body = text});
}

Route route(std::string method, std::string pattern, std::string operation, bool token = false) {
  return Route{.method = std::move(method),
               .pattern = std::move(pattern),
               .operation = std::move(operation),
               .summary = {"摘要", "summary"},
               .handle = say,
               .needs_token = token};
}

std::vector<Route> table() {
  std::vector<Route> all = {route("GET", "/v1/tasks/{id}", "task"),
                            route("POST", "/v1/tasks/batch", "batch"),
                            route("GET", "/v1/tasks/batch", "batch_form"),
                            route("POST", "/v1/cases/{id}/facts", "fact", true),
                            route("GET", "/v1/cases/{id}/documents/{name}", "document"),
                            route("GET", "/", "root"),
                            route("GET", "/metrics", "metrics")};
  all[3].body_bytes_max = 4096;
  all[3].request_schema = "Fact";
  all[3].response_schema = "Verdict";
  all[3].success = 201;
  all[3].problems = {ProblemType::rule, ProblemType::content, ProblemType::state};
  all[3].parameters = {{.name = "Idempotency-Key",
                        .place = RouteParameter::Place::header,
                        .required = true,
                        .summary = {"幂等键", "idempotency key"}}};
  all[6].listener = Listener::operations;
  return all;
}

TokenSigner& signer() {
  static TokenSigner one = TokenSigner::generate().value();
  return one;
}
TokenVerifier& verifier() {
  static TokenVerifier one(TokenRules{.issuer = "i", .audience = "a"},
                           KeySet::from_jwks(signer().jwks()).value());
  return one;
}

Response ask(std::string_view method, std::string_view path,
             std::vector<api::Header> headers = {}) {
  static const Router router(table(), Listener::open, bearer_gate(verifier(), [] { return now; }));
  Request request;
  request.method = method;
  request.path = path;
  request.headers = headers;
  std::optional<Response> answer;
  const auto mailbox = std::make_shared<Mailbox>([] {});
  const DirectAnswer direct(*mailbox, {0, 1}, answer);
  router.dispatch(request, Responder(mailbox, {0, 1}));
  return answer.value();
}

std::string field(const Response& response, std::string_view name) {
  for (const auto& [known, value] : response.headers) {
    if (known == name) return value;
  }
  return "";
}

}  // namespace

TEST(Router, FindsTheRouteOfAPathAndItsParameters) {
  EXPECT_EQ(ask("GET", "/v1/tasks/42").body, "task id=42");
  EXPECT_EQ(ask("HEAD", "/v1/tasks/42").body, "task id=42");
  EXPECT_EQ(ask("GET", "/v1/cases/p00-1/documents/%E8%AE%B8%E5%8F%AF%E8%AF%81").body,
            "document id=p00-1 name=许可证");
  EXPECT_EQ(ask("GET", "/").body, "root");
}

TEST(Router, ALiteralGoesBeforeAParameter) {
  EXPECT_EQ(ask("GET", "/v1/tasks/batch").body, "batch_form");
  EXPECT_EQ(ask("POST", "/v1/tasks/batch").body, "batch");
}

TEST(Router, APathThatNoRouteHasIsNotFound) {
  for (const char* path :
       {"/v1", "/v1/", "/v1/tasks", "/v1/tasks/", "/v1/tasks/1/", "//", "/v1//batch", "/V1/tasks/1",
        "/metrics", "*", "", "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o"}) {
    EXPECT_EQ(ask("GET", path).status, 404) << path;
  }
}

TEST(Router, AMethodThatThePathDoesNotHaveIsToldWhichItHas) {
  const Response response = ask("DELETE", "/v1/tasks/batch");
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(field(response, "Allow"), "POST, GET, HEAD");
  EXPECT_EQ(field(ask("POST", "/v1/tasks/7"), "Allow"), "GET, HEAD");
  EXPECT_EQ(ask("OPTIONS", "/v1/tasks/7").status, 405);
  EXPECT_EQ(ask("get", "/v1/tasks/7").status, 405);
}

TEST(Router, ABadlyEncodedParameterIsRefused) {
  for (const char* path : {"/v1/tasks/%", "/v1/tasks/%2", "/v1/tasks/%zz", "/v1/tasks/%00",
                           "/v1/tasks/a%2Fb", "/v1/tasks/%C0%AF", "/v1/tasks/%FF"}) {
    EXPECT_EQ(ask("GET", path).status, 400) << path;
  }
}

TEST(Router, AGuardedRouteNeedsATokenThatHolds) {
  const Response none = ask("POST", "/v1/cases/1/facts");
  EXPECT_EQ(none.status, 401);
  EXPECT_EQ(field(none, "WWW-Authenticate"), "Bearer");
  const Response wrong = ask("POST", "/v1/cases/1/facts", {{"authorization", "Bearer a.b.c"}});
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(field(wrong, "WWW-Authenticate"), "Bearer error=\"invalid_token\"");
  const std::string good =
      "Bearer " + signer().sign(TokenClaims{.subject = "li-si",
                                            .issuer = "i",
                                            .audience = "a",
                                            .issued_at = now,
                                            .expires_at = now + 60 * microseconds_a_second});
  EXPECT_EQ(ask("POST", "/v1/cases/1/facts", {{"Authorization", good}}).body, "fact id=1 by li-si");
}

TEST(Router, ARoutesOwnBoundOfTheBodyIsFound) {
  const Router router(table(), Listener::open, bearer_gate(verifier(), [] { return now; }));
  Request request;
  request.method = "POST";
  request.path = "/v1/cases/1/facts";
  EXPECT_EQ(router.body_bytes_max(request, 7), 4096);
  request.path = "/v1/tasks/batch";
  EXPECT_EQ(router.body_bytes_max(request, 7), 7);
}

TEST(RouterDeathTest, ATableThatContradictsItselfDoesNotStart) {
  const auto with = [](Route one, Route two) {
    std::vector<Route> all;
    all.push_back(std::move(one));
    all.push_back(std::move(two));
    const Router router(std::move(all), Listener::open, nullptr);
  };
  EXPECT_DEATH(with(route("GET", "/a/{x}", "one"), route("GET", "/a/{y}", "two")), "GET/a/");
  EXPECT_DEATH(with(route("GET", "/a", "one"), route("GET", "/b", "one")), "one");
  EXPECT_DEATH(with(route("GET", "/a", "one", true), route("GET", "/b", "two")), "one");
  EXPECT_DEATH(with(route("GET", "a", "one"), route("GET", "/b", "two")), "a");
}

TEST(OpenApi, DescribesEveryRouteOfTheTableAndNoOther) {
  const Router router(table(), Listener::open, bearer_gate(verifier(), [] { return now; }));
  boost::json::object schemas;
  schemas["Fact"] = boost::json::object{{"type", "object"}};
  schemas["Verdict"] = boost::json::object{{"type", "object"}};
  const boost::json::value document =
      openapi(router.routes(), {"朱批", "1"}, schemas, Language::english);
  std::size_t operations = 0;
  for (const auto& path : document.at("paths").as_object()) {
    operations += path.value().as_object().size();
  }
  EXPECT_EQ(operations, router.routes().size());
  const auto& fact = document.at("paths").at("/v1/cases/{id}/facts").at("post");
  EXPECT_EQ(fact.at("operationId"), "fact");
  EXPECT_EQ(fact.at("summary"), "summary");
  EXPECT_EQ(fact.at("parameters").at(0).at("in"), "path");
  EXPECT_EQ(fact.at("parameters").at(1).at("name"), "Idempotency-Key");
  EXPECT_EQ(fact.at("requestBody").at("content").at("application/json").at("schema").at("$ref"),
            "#/components/schemas/Fact");
  EXPECT_EQ(fact.at("responses").at("422").at("description"),
            "A rule refuses this; The content is wrong");
  EXPECT_TRUE(fact.at("responses").as_object().contains("201"));
  EXPECT_TRUE(fact.at("responses").as_object().contains("401"));
  EXPECT_EQ(fact.at("security").as_array().size(), 1);
  EXPECT_TRUE(document.at("components").at("schemas").as_object().contains("Problem"));
  const auto chinese = openapi(router.routes(), {"朱批", "1"}, schemas, Language::chinese);
  EXPECT_EQ(chinese.at("paths").at("/").at("get").at("summary"), "摘要");
}

TEST(Problem, SpeaksTheLanguageThatIsAskedFor) {
  EXPECT_EQ(language_of(std::string_view("")), Language::chinese);
  EXPECT_EQ(language_of(std::string_view("en")), Language::english);
  EXPECT_EQ(language_of(std::string_view("en-GB,zh;q=0.9")), Language::english);
  EXPECT_EQ(language_of(std::string_view("zh-CN,zh;q=0.9,en;q=0.8")), Language::chinese);
  EXPECT_EQ(language_of(std::string_view("en;q=0.1, zh;q=0.2")), Language::chinese);
  EXPECT_EQ(language_of(std::string_view("fr, *;q=0.1")), Language::chinese);
  EXPECT_EQ(language_of(std::string_view("en;q=0")), Language::chinese);
  EXPECT_EQ(language_of(std::string_view("enx")), Language::chinese);
}

TEST(Problem, EveryTypeOfTheCatalogueHasANameAStatusAndBothTitles) {
  std::set<std::string_view> names;
  for (const ProblemEntry& entry : problem_catalogue()) {
    EXPECT_EQ(&entry_of(entry.type), &entry);
    EXPECT_TRUE(names.insert(entry.name).second) << entry.name;
    EXPECT_GE(entry.status, 400);
    EXPECT_FALSE(entry.chinese.empty() || entry.english.empty());
  }
}

TEST(Problem, CarriesRuleCitationPlaceAndPosition) {
  const Response response = response_of(Problem{.type = ProblemType::rule,
                                                .detail = {"总数不足", "too few"},
                                                .rule = "enough_staff",
                                                .citation = "代理记账管理办法 第四条",
                                                .place = "/data/staff",
                                                .has_place = true,
                                                .position = "0:17"},
                                        Language::english);
  EXPECT_EQ(response.status, 422);
  EXPECT_EQ(response.content_type, "application/problem+json");
  const JsonReading reading = read_json(response.body);
  ASSERT_TRUE(reading.good);
  EXPECT_EQ(canonical(reading.value).value(),
            R"({"citation":"代理记账管理办法 第四条","detail":"too few","place":"/data/staff",)"
            R"("position":"0:17","rule":"enough_staff","status":422,"title":"A rule refuses this",)"
            R"("type":"urn:vermilion:problem:rule"})");
  EXPECT_EQ(field(response_of(Problem{.type = ProblemType::stopped, .retry_after_s = 9},
                              Language::chinese),
                  "Retry-After"),
            "9");
}

TEST(Query, IsReadStrictly) {
  const auto query = Query::parse("a=1&b=%E6%9C%B1+x&&c");
  ASSERT_TRUE(query);
  EXPECT_EQ(query.value().find("a"), "1");
  EXPECT_EQ(query.value().find("b"), "朱 x");
  EXPECT_EQ(query.value().find("c"), "");
  EXPECT_EQ(query.value().find("d"), std::nullopt);
  for (const char* wrong : {"a=1&a=2", "a=1&%61=2", "a=%", "a=%0", "a=%00", "a=%ff", "=1"}) {
    EXPECT_FALSE(Query::parse(wrong)) << wrong;
  }
  std::string many;
  for (int i = 0; i < 33; ++i) many += "p" + std::to_string(i) + "=1&";
  EXPECT_FALSE(Query::parse(many));
  EXPECT_EQ(percent_decoded(percent_encoded("a/b 朱%~")), "a/b 朱%~");
}
