#include "adapters/offices/population/contract.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "adapters/offices/frame/strict_json.hpp"

namespace vermilion::population {
namespace {

namespace json = boost::json;
using offices::has_exactly;
using offices::is_token;
using offices::read_object;
using offices::text_of;

constexpr std::size_t id_max = 128;
constexpr std::size_t name_max = 200;
constexpr std::array<std::string_view, 4> known_results{"match", "dead", "emigrated", "mismatch"};

Result<std::string> token_in(const json::object& object, std::string_view name) {
  const auto text = text_of(object, name, id_max);
  if (is_token(text, id_max)) return std::string{text};
  return fail(Code::corrupt, std::string{name} + " is no token within its bound");
}

// The objects of a list of at most persons_max. Errors: corrupt.
Result<std::vector<const json::object*>> objects_in(const json::object& object,
                                                    json::string_view name) {
  const auto* value = object.if_contains(name);
  const auto* list = value == nullptr ? nullptr : value->if_array();
  if (list == nullptr || list->size() > persons_max) {
    return fail(Code::corrupt, std::string{name} + " is no list of at most 500");
  }
  std::vector<const json::object*> objects;
  for (const auto& one : *list) {
    objects.push_back(one.if_object());
    if (objects.back() == nullptr) {
      return fail(Code::corrupt, std::string{name} + " holds something else than objects");
    }
  }
  return objects;
}

}  // namespace

std::string to_json(const Question& question) {
  json::array persons;
  for (const auto& one : question.persons) {
    persons.push_back(
        json::object{{"key", one.key}, {"name", one.name}, {"id_number", one.id_number}});
  }
  return json::serialize(json::object{{"request_id", question.request_id},
                                      {"cursor", question.cursor},
                                      {"persons", std::move(persons)}});
}

std::string to_json(const Reply& reply) {
  json::array results;
  for (const auto& one : reply.results) {
    results.push_back(json::object{{"key", one.key}, {"result", one.result}});
  }
  return json::serialize(json::object{{"request_id", reply.request_id},
                                      {"cursor", reply.cursor},
                                      {"reference", reply.reference},
                                      {"results", std::move(results)}});
}

Result<Question> read_question(std::string_view text) {
  VERMILION_TRY(const auto object, read_object(text, text_octets_max));
  if (!has_exactly(object, {"request_id", "cursor", "persons"})) {
    return fail(Code::corrupt, "request_id, cursor, persons and nothing else");
  }
  Question question;
  VERMILION_TRY(question.request_id, token_in(object, "request_id"));
  VERMILION_TRY(question.cursor, token_in(object, "cursor"));
  VERMILION_TRY(const auto persons, objects_in(object, "persons"));
  for (const auto* one : persons) {
    Person person;
    VERMILION_TRY(person.key, token_in(*one, "key"));
    person.name = text_of(*one, "name", name_max);
    person.id_number = text_of(*one, "id_number", id_max);
    if (!has_exactly(*one, {"key", "name", "id_number"}) || person.name.empty() ||
        person.id_number.empty()) {
      return fail(Code::corrupt, "a person is key, name and id_number");
    }
    question.persons.push_back(std::move(person));
  }
  return question;
}

Result<Reply> read_reply(std::string_view text, std::string_view request_id) {
  VERMILION_TRY(const auto object, read_object(text, text_octets_max));
  if (!has_exactly(object, {"request_id", "cursor", "reference", "results"})) {
    return fail(Code::corrupt, "the answer's members are not those of the contract");
  }
  Reply reply;
  VERMILION_TRY(reply.request_id, token_in(object, "request_id"));
  if (reply.request_id != request_id) {
    return fail(Code::corrupt, "the answer is one to another request");
  }
  VERMILION_TRY(reply.cursor, token_in(object, "cursor"));
  VERMILION_TRY(reply.reference, token_in(object, "reference"));
  VERMILION_TRY(const auto results, objects_in(object, "results"));
  for (const auto* one : results) {
    PersonResult result;
    VERMILION_TRY(result.key, token_in(*one, "key"));
    result.result = text_of(*one, "result", 16);
    const bool known =
        std::find(known_results.begin(), known_results.end(), result.result) != known_results.end();
    if (!known || !has_exactly(*one, {"key", "result"})) {
      return fail(Code::corrupt, "a result is key and one of match, dead, emigrated, mismatch");
    }
    reply.results.push_back(std::move(result));
  }
  return reply;
}

}  // namespace vermilion::population
