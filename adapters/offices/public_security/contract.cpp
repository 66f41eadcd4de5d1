#include "adapters/offices/public_security/contract.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "adapters/offices/frame/strict_json.hpp"

namespace vermilion::public_security {
namespace {

using offices::has_exactly;
using offices::is_token;
using offices::read_object;
using offices::text_of;

constexpr std::array<std::string_view, 2> checked_fields = {"name", "id_number"};

// "mismatched" as a list of known fields, each at most once, in the order of the contract.
Result<std::vector<std::string>> read_mismatched(const boost::json::value& value) {
  const auto* array = value.if_array();
  if (array == nullptr) return fail(Code::corrupt, "mismatched is no list");
  std::vector<std::string> fields;
  for (const std::string_view field : checked_fields) {
    for (const auto& element : *array) {
      const auto* text = element.if_string();
      if (text != nullptr && *text == boost::json::string_view(field.data(), field.size())) {
        fields.emplace_back(field);
      }
    }
  }
  const bool once = std::adjacent_find(fields.begin(), fields.end()) == fields.end();
  if (!once || fields.size() != array->size()) {
    return fail(Code::corrupt, "mismatched names something else than name and id_number once");
  }
  return fields;
}

}  // namespace

std::string to_json(const CheckQuestion& question) {
  return boost::json::serialize(boost::json::object{{"request_id", question.request_id},
                                                    {"name", question.name},
                                                    {"id_number", question.id_number},
                                                    {"purpose", question.purpose}});
}

std::string to_json(const CheckReply& reply) {
  boost::json::array mismatched;
  for (const std::string& field : reply.mismatched) mismatched.emplace_back(field);
  return boost::json::serialize(boost::json::object{{"request_id", reply.request_id},
                                                    {"result", reply.match ? "match" : "mismatch"},
                                                    {"mismatched", std::move(mismatched)},
                                                    {"reference", reply.reference},
                                                    {"answered_at", to_text(reply.answered_at)}});
}

std::string pending_json(std::string_view request_id) {
  const std::string id(request_id);
  return boost::json::serialize(
      boost::json::object{{"request_id", id}, {"poll", std::string(checks_path) + "/" + id}});
}

Result<CheckQuestion> read_question(std::string_view json) {
  VERMILION_TRY(const auto object, read_object(json));
  if (!has_exactly(object, {"request_id", "name", "id_number", "purpose"})) {
    return fail(Code::corrupt, "request_id, name, id_number, purpose and nothing else");
  }
  CheckQuestion question;
  question.request_id = text_of(object, "request_id", request_id_max);
  question.name = text_of(object, "name", name_max);
  question.id_number = text_of(object, "id_number", number_max);
  question.purpose = text_of(object, "purpose", purpose_max);
  if (!is_token(question.request_id, request_id_max)) {
    return fail(Code::corrupt, "request_id is no token of at most 64 characters");
  }
  if (question.name.empty() || question.id_number.empty() || question.purpose.empty()) {
    return fail(Code::corrupt, "name, id_number and purpose are texts within their bounds");
  }
  return question;
}

Result<CheckReply> read_reply(std::string_view json, std::string_view request_id) {
  VERMILION_TRY(const auto object, read_object(json));
  if (!has_exactly(object, {"request_id", "result", "mismatched", "reference", "answered_at"})) {
    return fail(Code::corrupt, "the answer's members are not those of the contract");
  }
  CheckReply reply;
  reply.request_id = text_of(object, "request_id", request_id_max);
  if (reply.request_id != request_id) {
    return fail(Code::corrupt, "the answer is one to another request");
  }
  const std::string_view result = text_of(object, "result", 16);
  if (result != "match" && result != "mismatch") {
    return fail(Code::corrupt, "the answer's result is neither match nor mismatch");
  }
  reply.match = result == "match";
  VERMILION_TRY(reply.mismatched, read_mismatched(object.at("mismatched")));
  if (reply.match != reply.mismatched.empty()) {
    return fail(Code::corrupt, "the answer's result contradicts what it says to differ");
  }
  reply.reference = text_of(object, "reference", reference_max);
  if (!is_token(reply.reference, reference_max)) {
    return fail(Code::corrupt, "the answer's reference is no token of at most 128 characters");
  }
  const auto answered_at = instant_from_text(text_of(object, "answered_at", 64));
  if (!answered_at) return fail(Code::corrupt, "answered_at is no RFC 3339 time");
  reply.answered_at = *answered_at;
  return reply;
}

Result<std::string> read_pending(std::string_view json, std::string_view request_id) {
  VERMILION_TRY(const auto object, read_object(json));
  const std::string_view poll = text_of(object, "poll", 256);
  if (!has_exactly(object, {"request_id", "poll"}) ||
      text_of(object, "request_id", request_id_max) != request_id || polled(poll) != request_id) {
    return fail(Code::corrupt, "the poll of a pending answer is not that of the contract");
  }
  return std::string(poll);
}

std::optional<std::string_view> polled(std::string_view path) {
  if (!path.starts_with(checks_path)) return std::nullopt;
  path.remove_prefix(checks_path.size());
  if (!path.starts_with('/') || !is_token(path.substr(1), request_id_max)) return std::nullopt;
  return path.substr(1);
}

}  // namespace vermilion::public_security
