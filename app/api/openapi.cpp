#include "app/api/openapi.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <map>
#include <set>

#include "base/check.hpp"

namespace vermilion::api {
namespace {

namespace json = boost::json;

json::object reference(std::string_view name) {
  return {{"$ref", "#/components/schemas/" + std::string(name)}};
}

json::object content(std::string_view type, json::value schema) {
  json::object media;
  media["schema"] = std::move(schema);
  json::object types;
  types[json::string_view(type.data(), type.size())] = std::move(media);
  return types;
}

json::object problem_schema() {
  return {{"type", "object"},
          {"description", "RFC 9457"},
          {"required", {"type", "title", "status"}},
          {"properties",
           {{"type", {{"type", "string"}, {"format", "uri"}}},
            {"title", {{"type", "string"}}},
            {"status", {{"type", "integer"}}},
            {"detail", {{"type", "string"}}},
            {"instance", {{"type", "string"}, {"format", "uri-reference"}}},
            {"rule", {{"type", "string"}}},
            {"citation", {{"type", "string"}}},
            {"place", {{"type", "string"}, {"format", "json-pointer"}}},
            {"position", {{"type", "string"}}}}}};
}

json::object parameter(std::string_view name, const char* place, bool required,
                       std::string_view type, std::string_view format, const std::string& summary) {
  json::object schema;
  schema["type"] = json::string(type.data(), type.size());
  if (!format.empty()) schema["format"] = json::string(format.data(), format.size());
  json::object described;
  described["name"] = json::string(name.data(), name.size());
  described["in"] = place;
  described["required"] = required;
  if (!summary.empty()) described["description"] = summary;
  described["schema"] = std::move(schema);
  return described;
}

json::array parameters(const Route& route, Language language) {
  json::array all;
  for (const std::string& name : parameters_of(route.pattern)) {
    all.push_back(parameter(name, "path", true, "string", {}, {}));
  }
  for (const RouteParameter& one : route.parameters) {
    all.push_back(parameter(one.name,
                            one.place == RouteParameter::Place::query ? "query" : "header",
                            one.required, one.type, one.format, one.summary.in(language)));
  }
  return all;
}

json::object responses(const Route& route, Language language) {
  json::object success;
  success["description"] = language == Language::english ? "Good" : "成功";
  if (!route.response_schema.empty()) {
    success["content"] = content(route.response_type, reference(route.response_schema));
  } else if (route.success != 204 && route.response_type != "application/json") {
    success["content"] = content(route.response_type, json::object{{"type", "string"}});
  }
  json::object all;
  all[std::to_string(route.success)] = std::move(success);
  // One status may stand for several problems: their titles are joined.
  std::map<int, std::string> problems;
  std::vector<ProblemType> types = route.problems;
  if (route.needs_token) types.push_back(ProblemType::token);
  types.push_back(ProblemType::busy);
  std::set<ProblemType> known;
  for (const ProblemType type : types) {
    if (!known.insert(type).second) continue;
    const ProblemEntry& entry = entry_of(type);
    std::string& text = problems[entry.status];
    if (!text.empty()) text.append(language == Language::english ? "; " : "；");
    text.append(language == Language::english ? entry.english : entry.chinese);
  }
  for (const auto& [status, text] : problems) {
    json::object one;
    one["description"] = text;
    one["content"] = content("application/problem+json", reference("Problem"));
    all[std::to_string(status)] = std::move(one);
  }
  return all;
}

json::object operation(const Route& route, Language language) {
  json::object described;
  described["operationId"] = route.operation;
  described["summary"] = route.summary.in(language);
  if (json::array all = parameters(route, language); !all.empty()) {
    described["parameters"] = std::move(all);
  }
  if (!route.request_schema.empty()) {
    json::object body;
    body["required"] = true;
    body["content"] = content("application/json", reference(route.request_schema));
    described["requestBody"] = std::move(body);
  }
  if (route.request_type != "application/json") {
    json::object body;
    body["required"] = true;
    body["content"] = content(route.request_type, json::object{});
    described["requestBody"] = std::move(body);
  }
  described["responses"] = responses(route, language);
  json::array security;
  if (route.needs_token) security.push_back(json::object{{"bearer", json::array{}}});
  described["security"] = std::move(security);
  return described;
}

std::string lower(std::string_view method) {
  std::string text;
  for (const char c : method) text.push_back(static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c));
  return text;
}

}  // namespace

json::object openapi(std::span<const Route> routes, const ApiTitle& title, json::object schemas,
                     Language language) {
  schemas["Problem"] = problem_schema();
  json::object paths;
  for (const Route& route : routes) {
    for (const std::string& name : {route.request_schema, route.response_schema}) {
      VERMILION_CHECK(name.empty() || schemas.contains(name), name);
    }
    json::value& path = paths[route.pattern];
    if (!path.is_object()) path.emplace_object();
    path.get_object()[lower(route.method)] = operation(route, language);
  }
  json::object info;
  info["title"] = title.title;
  info["version"] = title.version;
  if (!title.description.in(language).empty()) info["description"] = title.description.in(language);
  json::object bearer{{"type", "http"}, {"scheme", "bearer"}, {"bearerFormat", "JWT"}};
  json::object components;
  components["schemas"] = std::move(schemas);
  components["securitySchemes"] = json::object{{"bearer", std::move(bearer)}};
  json::object document;
  document["openapi"] = "3.1.0";
  document["info"] = std::move(info);
  document["paths"] = std::move(paths);
  document["components"] = std::move(components);
  return document;
}

}  // namespace vermilion::api
