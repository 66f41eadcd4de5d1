#include "adapters/offices/frame/strict_json.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

namespace vermilion::offices {
namespace {

// Each member has one colon outside of texts; in a valid document nothing else has.
std::size_t members_written(std::string_view text) {
  std::size_t count = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (in_text && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      in_text = !in_text;
    } else if (!in_text && text[i] == ':') {
      ++count;
    }
  }
  return count;
}

std::size_t members_kept(const boost::json::value& value) {
  std::size_t count = 0;
  if (const auto* object = value.if_object()) {
    for (const auto& member : *object) count += 1 + members_kept(member.value());
  } else if (const auto* array = value.if_array()) {
    for (const auto& element : *array) count += members_kept(element);
  }
  return count;
}

}  // namespace

Result<boost::json::object> read_object(std::string_view text, std::size_t bytes_max) {
  if (text.size() > bytes_max) return fail(Code::corrupt, "the JSON text is too long");
  boost::json::parse_options options;
  options.max_depth = 4;
  boost::system::error_code error;
  boost::json::value value =
      boost::json::parse(boost::json::string_view(text.data(), text.size()), error, {}, options);
  if (error) return fail(Code::corrupt, "no JSON, or too deep");
  if (!value.is_object()) return fail(Code::corrupt, "a JSON object would be right");
  if (members_kept(value) != members_written(text)) {
    return fail(Code::corrupt, "a JSON object has a member twice");
  }
  return std::move(value.get_object());
}

bool has_exactly(const boost::json::object& object, std::initializer_list<std::string_view> names) {
  return object.size() == names.size() &&
         std::all_of(names.begin(), names.end(), [&object](std::string_view name) {
           return object.contains(boost::json::string_view(name.data(), name.size()));
         });
}

std::string_view text_of(const boost::json::object& object, std::string_view name,
                         std::size_t max) {
  const auto* value = object.if_contains(boost::json::string_view(name.data(), name.size()));
  const auto* text = value == nullptr ? nullptr : value->if_string();
  if (text == nullptr || text->size() > max) return {};
  return {text->data(), text->size()};
}

bool is_token(std::string_view text, std::size_t max) {
  return !text.empty() && text.size() <= max &&
         std::all_of(text.begin(), text.end(), [](char octet) {
           return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z') ||
                  (octet >= '0' && octet <= '9') || octet == '.' || octet == '_' || octet == ':' ||
                  octet == '-';
         });
}

}  // namespace vermilion::offices
