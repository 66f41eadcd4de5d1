// The words in which schemas of the API are written down, and the schemas of whole families.
//
// Threads: free functions.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>

namespace vermilion::api {

namespace schema_words {

namespace json = boost::json;

inline json::object text() {
  return {{"type", "string"}};
}
inline json::object number() {
  return {{"type", "integer"}, {"minimum", 0}};
}
inline json::object flag() {
  return {{"type", "boolean"}};
}
inline json::object time() {
  return {{"type", "string"}, {"format", "date-time"}};
}
inline json::object time_or_null() {
  return {{"type", {"string", "null"}}, {"format", "date-time"}};
}
inline json::object text_or_null() {
  return {{"type", {"string", "null"}}};
}
inline json::object id() {
  return {{"type", "string"}, {"pattern", "^[0-9a-f]{32}$"}};
}
inline json::object duty_id() {
  return {{"type", "string"}, {"pattern", "^[0-9a-f]{32}\\.[0-9]+$"}};
}
inline json::object reference(const std::string& name) {
  return {{"$ref", "#/components/schemas/" + name}};
}
inline json::object list_of(json::object items) {
  return {{"type", "array"}, {"items", std::move(items)}};
}

// An object whose named members are there; others may be.
inline json::object object_of(json::object properties, json::array required) {
  return {
      {"type", "object"}, {"properties", std::move(properties)}, {"required", std::move(required)}};
}
inline json::object closed(json::object schema) {
  schema["additionalProperties"] = false;
  return schema;
}
inline json::object page_of(const std::string& row) {
  return object_of({{"rows", list_of(reference(row))}, {"next", text_or_null()}}, {"rows", "next"});
}

}  // namespace schema_words

// Bills, their numbers and signers; examinations.
void add_bills(boost::json::object& schemas);
void add_examinations(boost::json::object& schemas);
void add_task_acts(boost::json::object& schemas);

}  // namespace vermilion::api
