// The served description against the served routes, in both directions, and its own structure.
#include <gmock/gmock.h>

#include <set>

#include "tests/api/served_hall.hpp"

namespace vermilion::tests {
namespace {

ServedHall& hall() {
  static ServedHall one;
  return one;
}

std::string lower(std::string text) {
  for (auto& c : text) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return text;
}

using Places = std::set<std::pair<std::string, std::string>>;

Places described(const json::object& document) {
  Places places;
  for (const auto& path : document.at("paths").get_object()) {
    for (const auto& method : path.value().get_object()) {
      places.emplace(std::string{path.key()}, std::string{method.key()});
    }
  }
  return places;
}

// Collects every "$ref" below a value.
void references(const json::value& value, std::set<std::string>& into) {
  if (value.is_array()) {
    for (const auto& one : value.get_array()) references(one, into);
  } else if (value.is_object()) {
    for (const auto& member : value.get_object()) {
      if (member.key() == "$ref") into.insert(std::string{member.value().get_string()});
      references(member.value(), into);
    }
  }
}

TEST(openapi_document, describes_every_route_that_is_served_and_no_other) {
  const auto document = hall().get_as_it_is("", "/openapi.json").document().get_object();
  Places served;
  for (const auto& route : api::all_routes(hall().api())) {
    served.emplace(route.pattern, lower(route.method));
  }
  EXPECT_EQ(described(document), served);
  EXPECT_GT(served.size(), 20U);
}

TEST(openapi_document, everything_described_is_answered_by_its_route_and_not_by_the_router) {
  const auto document = hall().get_as_it_is("", "/openapi.json").document().get_object();
  for (const auto& [pattern, method] : described(document)) {
    std::string path;
    bool inside = false;
    for (const char c : pattern) {  // {…} becomes "x"
      if (c == '{') path += 'x';
      if (c == '{' || c == '}') inside = c == '{';
      if (!inside && c != '}') path += c;
    }
    const bool operations =
        document.at("paths").at(pattern).at(method).at("security").get_array().empty() &&
        (path.starts_with("/ops/") || path == "/metrics" || path == "/healthz" ||
         path == "/readyz");
    const auto upper = method == "get" ? "GET" : "POST";
    const auto answer = operations         ? hall().operations(upper, path)
                        : method == "post" ? hall().post("li.wei", path, json::object{})
                                           : hall().get_as_it_is("li.wei", path);
    EXPECT_NE(answer.status, 405) << method << pattern;
    // A path that no route has is answered without `detail`.
    EXPECT_FALSE(answer.status == 404 && answer.text("/detail") == "null") << method << pattern;
    EXPECT_NE(answer.status, 500) << method << pattern << answer.body;
  }
}

TEST(openapi_document, has_the_structure_of_openapi_3_1) {
  for (const auto* language : {"zh-CN", "en"}) {
    const auto answer = hall().get_as_it_is("", "/openapi.json",
                                            "Accept-Language: " + std::string{language} + "\r\n");
    const auto document = answer.document().get_object();
    EXPECT_EQ(document.at("openapi"), "3.1.0");
    EXPECT_TRUE(document.at("info").at("title").is_string());
    EXPECT_TRUE(document.at("info").at("version").is_string());
    const auto& schemas = document.at("components").at("schemas").get_object();
    std::set<std::string> found;
    references(document, found);
    for (const auto& reference : found) {
      const std::string prefix = "#/components/schemas/";
      ASSERT_TRUE(reference.starts_with(prefix)) << reference;
      EXPECT_TRUE(schemas.contains(reference.substr(prefix.size()))) << reference;
    }
    std::set<std::string> operations;
    for (const auto& [pattern, method] : described(document)) {
      const auto& operation = document.at("paths").at(pattern).at(method).get_object();
      EXPECT_TRUE(operations.insert(std::string{operation.at("operationId").get_string()}).second);
      EXPECT_FALSE(operation.at("responses").get_object().empty()) << pattern;
      std::set<std::string> in_path;
      if (const auto* parameters = operation.if_contains("parameters")) {
        for (const auto& parameter : parameters->get_array()) {
          const auto& one = parameter.get_object();
          EXPECT_TRUE(one.contains("name") && one.contains("in") && one.contains("schema"));
          if (one.at("in") == "path") {
            EXPECT_EQ(one.at("required"), true);
            in_path.insert(std::string{one.at("name").get_string()});
          }
        }
      }
      const auto names = api::parameters_of(pattern);
      EXPECT_EQ(in_path, std::set<std::string>(names.begin(), names.end())) << pattern;
    }
  }
}

TEST(openapi_document, holds_a_schema_of_every_fact_that_people_may_record) {
  const auto document = hall().get_as_it_is("", "/openapi.json").document().get_object();
  const auto& schemas = document.at("components").at("schemas").get_object();
  for (const auto& fact : api::facts_of_people()) {
    ASSERT_TRUE(schemas.contains(fact)) << fact;
    EXPECT_EQ(schemas.at(fact).at("type"), "object") << fact;
  }
}

}  // namespace
}  // namespace vermilion::tests
