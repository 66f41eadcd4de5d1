#include "app/api/jws.hpp"

#include "app/api/json.hpp"
#include "base/bytes.hpp"

namespace vermilion::api {
namespace {

namespace json = boost::json;
constexpr std::size_t depth_max = 8;

}  // namespace

Result<JwsParts> split_jws(std::string_view text, const char* what) {
  const std::size_t first = text.find('.');
  const std::size_t second = first == std::string_view::npos ? first : text.find('.', first + 1);
  if (second == std::string_view::npos || text.find('.', second + 1) != std::string_view::npos) {
    return fail(Code::invalid,
                std::string{what} + " has three parts; encrypted ones are not taken");
  }
  return JwsParts{text.substr(0, first), text.substr(first + 1, second - first - 1),
                  text.substr(second + 1), text.substr(0, second)};
}

Result<json::value> read_jws_part(std::string_view part, const char* what,
                                  json::storage_ptr storage) {
  const auto text = from_base64url(part);
  if (!text) return fail(Code::invalid, std::string("the ") + what + " is no base64url");
  JsonReading reading = read_json(*text, std::move(storage), JsonLimits{.depth_max = depth_max});
  if (!reading.good || !reading.value.is_object()) {
    return fail(Code::invalid, std::string("the ") + what +
                                   " is no JSON object: " + std::string(reading.fault.reason));
  }
  return std::move(reading.value);
}

std::optional<std::string_view> text_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains({name.data(), name.size()});
  if (value == nullptr || !value->is_string()) return std::nullopt;
  const auto& text = value->get_string();
  return std::string_view(text.data(), text.size());
}

}  // namespace vermilion::api
