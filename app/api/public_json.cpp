#include "app/api/public_json.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>

namespace vermilion::api {
namespace {

namespace json = boost::json;

json::value json_of(const std::string& text) {
  return json::value(text);
}
json::value json_of(std::uint64_t number) {
  return json::value(number);
}
json::value json_of(const CaseId& id) {
  return json::value(id.text());
}
json::value json_of(Instant instant) {
  return json::value(to_text(instant));
}
json::value json_of(const std::vector<std::string>& texts) {
  json::array all;
  for (const auto& text : texts) all.push_back(json::value(text));
  return all;
}

json::object schema_of(const std::string&) {
  return {{"type", "string"}};
}
json::object schema_of(std::uint64_t) {
  return {{"type", "integer"}, {"minimum", 0}};
}
json::object schema_of(const CaseId&) {
  return {{"type", "string"}, {"pattern", "^[0-9a-f]{32}$"}};
}
json::object schema_of(Instant) {
  return {{"type", "string"}, {"format", "date-time"}};
}
json::object schema_of(const std::vector<std::string>&) {
  return {{"type", "array"}, {"items", json::object{{"type", "string"}}}};
}

}  // namespace

json::object public_json(const CaseChanged& event) {
  json::object object;
  CaseChanged::fields(event, [&](const FieldText& field, const auto& member) {
    object[field.name] = json_of(member);
  });
  return object;
}

std::string public_schema_id() {
  return fmt::format("urn:vermilion:schema:{}:{}", CaseChanged::name, CaseChanged::schema);
}

// Members may be added to a version, so readers must let unknown ones pass: it stays open.
json::object public_schema() {
  json::object properties;
  json::array required;
  const CaseChanged sample;
  CaseChanged::fields(sample, [&](const FieldText& field, const auto& member) {
    auto schema = schema_of(member);
    schema["title"] = field.zh;
    schema["description"] = field.en;
    properties[field.name] = std::move(schema);
    required.push_back(json::value(field.name));
  });
  return {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
          {"$id", public_schema_id()},
          {"title", CaseChanged::text.zh},
          {"description", CaseChanged::text.en},
          {"type", "object"},
          {"properties", std::move(properties)},
          {"required", std::move(required)}};
}

std::string public_topic(std::string_view journal_topic, std::string_view family) {
  return fmt::format("{}-public-{}", journal_topic, family);
}

const std::vector<Attribute>& public_attributes() {
  static const std::vector<Attribute> all = {
      {"specversion", "CloudEvents 版本", "1.0"},
      {"id", "日志位置，在来源内唯一", "position in the journal; unique within the source"},
      {"source", "机构", "the house"},
      {"type", "事件种类与版本", "kind of event and its version"},
      {"subject", "办件", "the case, which is the key too"},
      {"time", "记录时间", "when it was recorded"},
      {"dataschema", "数据模式", "names the JSON Schema"},
      {"pubseq", "公开序号，逐一递增，无缺无重", "1, 2, 3 … in a partition, without a gap"},
      {"setclock", "机构采用设定时钟，无法律效力",
       "there when the house keeps a set clock: nothing in it has legal effect"}};
  return all;
}

json::object asyncapi(std::string_view journal_topic, std::string_view version, bool english) {
  const auto in = [&](const char* zh, const char* en) { return english ? en : zh; };
  json::object headers;
  for (const auto& attribute : public_attributes()) {
    headers["ce_" + attribute.name] =
        json::object{{"type", "string"}, {"description", in(attribute.zh, attribute.en)}};
  }
  headers["content-type"] = json::object{{"type", "string"}, {"const", "application/json"}};
  json::object message{
      {"name", std::string{CaseChanged::name}},
      {"title", english ? CaseChanged::text.en : CaseChanged::text.zh},
      {"contentType", "application/json"},
      {"headers", json::object{{"type", "object"}, {"properties", std::move(headers)}}},
      {"payload", json::object{{"schemaFormat", "application/schema+json;version=draft-2020-12"},
                               {"schema", public_schema()}}},
      {"bindings",
       json::object{{"kafka", json::object{{"key", json::object{{"type", "string"}}}}}}}};
  json::object channels;
  json::object operations;
  for (const auto family : public_families) {
    if (journal_topic.empty()) break;
    const std::string name{family};
    channels[name] = json::object{
        {"address", public_topic(journal_topic, family)},
        {"description", in("该类事项的办件变动，按办件分区",
                           "steps of cases of this family of items, keyed by case")},
        {"messages", json::object{{"caseChanged",
                                   json::object{{"$ref", "#/components/messages/caseChanged"}}}}}};
    operations["publish-" + name] = json::object{
        {"action", "send"},
        {"channel", json::object{{"$ref", "#/channels/" + name}}},
        {"messages",
         json::array{json::object{{"$ref", "#/channels/" + name + "/messages/caseChanged"}}}}};
  }
  return {{"asyncapi", "3.0.0"},
          {"info", json::object{{"title", in("朱批公开事件", "Vermilion: public events")},
                                {"version", std::string{version}}}},
          {"defaultContentType", "application/json"},
          {"channels", std::move(channels)},
          {"operations", std::move(operations)},
          {"components",
           json::object{{"messages", json::object{{"caseChanged", std::move(message)}}}}}};
}

}  // namespace vermilion::api
