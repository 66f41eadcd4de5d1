#include "app/api/json.hpp"

#include <algorithm>
#include <array>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <vector>

namespace vermilion::api {
namespace {

namespace json = boost::json;
using JsonText = json::string_view;

std::string_view view(JsonText text) noexcept {
  return {text.data(), text.size()};
}

// Builds the value and keeps the path to what is being read. Parts of texts and names (the grammar
// hands a text over in pieces wherever it had an escape) are gathered before they are judged.
class Builder {
 public:
  // Bounds of the grammar; ours are lower and checked here or before.
  static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_array_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_key_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_string_size = std::numeric_limits<std::size_t>::max();

  Builder(json::storage_ptr storage, std::size_t members_max) : members_max_(members_max) {
    stack_.reset(std::move(storage));
    levels_.reserve(8);
    names_.reserve(32);
  }

  json::value release() { return stack_.release(); }
  [[nodiscard]] std::string_view reason() const noexcept { return reason_; }

  [[nodiscard]] std::string pointer() const {
    std::string text;
    for (const Level& level : levels_) {
      if (level.is_object && level.names_begin == level.names_end) continue;
      text.push_back('/');
      if (!level.is_object) {
        text.append(std::to_string(level.index));
        continue;
      }
      for (const char c : name_of(names_[level.names_end - 1])) {
        if (c == '~') {
          text.append("~0");
        } else if (c == '/') {
          text.append("~1");
        } else {
          text.push_back(c);
        }
      }
    }
    return text;
  }

  bool on_document_begin(json::error_code& /*ec*/) { return true; }
  bool on_document_end(json::error_code& /*ec*/) { return true; }

  bool on_object_begin(json::error_code& /*ec*/) {
    levels_.push_back({true, names_.size(), names_.size(), 0});
    return true;
  }
  bool on_object_end(std::size_t size, json::error_code& /*ec*/) {
    const Level level = levels_.back();
    levels_.pop_back();
    if (level.names_begin < names_.size()) name_bytes_.resize(names_[level.names_begin].begin);
    names_.resize(level.names_begin);
    stack_.push_object(size);
    return next();
  }
  bool on_array_begin(json::error_code& /*ec*/) {
    levels_.push_back({false, 0, 0, 0});
    return true;
  }
  bool on_array_end(std::size_t size, json::error_code& /*ec*/) {
    levels_.pop_back();
    stack_.push_array(size);
    return next();
  }

  bool on_key_part(JsonText part, std::size_t /*size*/, json::error_code& ec) {
    if (has_nul(part, ec)) return false;
    partial_name_.append(part.data(), part.size());
    stack_.push_chars(part);
    return true;
  }
  bool on_key(JsonText part, std::size_t /*size*/, json::error_code& ec) {
    if (has_nul(part, ec)) return false;
    const bool whole = partial_name_.empty();
    if (!whole) partial_name_.append(part.data(), part.size());
    const bool is_new = add_name(whole ? view(part) : std::string_view(partial_name_), ec);
    partial_name_.clear();
    if (!is_new) return false;
    stack_.push_key(part);
    return true;
  }
  bool on_string_part(JsonText part, std::size_t /*size*/, json::error_code& ec) {
    if (has_nul(part, ec)) return false;
    stack_.push_chars(part);
    return true;
  }
  bool on_string(JsonText part, std::size_t /*size*/, json::error_code& ec) {
    if (has_nul(part, ec)) return false;
    stack_.push_string(part);
    return next();
  }
  bool on_number_part(JsonText /*part*/, json::error_code& /*ec*/) { return true; }
  bool on_int64(std::int64_t number, JsonText /*text*/, json::error_code& /*ec*/) {
    stack_.push_int64(number);
    return next();
  }
  bool on_uint64(std::uint64_t number, JsonText /*text*/, json::error_code& /*ec*/) {
    stack_.push_uint64(number);
    return next();
  }
  bool on_double(double number, JsonText text, json::error_code& ec) {
    if (!std::isfinite(number)) return refuse("the number is too large", ec);
    // Digits only: the grammar made a double of an integer that 64 bits cannot hold.
    const std::string_view digits = view(text);
    if (digits.find_first_of(".eE") == std::string_view::npos) {
      return refuse("the integer does not fit in 64 bits", ec);
    }
    stack_.push_double(number);
    return next();
  }
  bool on_bool(bool truth, json::error_code& /*ec*/) {
    stack_.push_bool(truth);
    return next();
  }
  bool on_null(json::error_code& /*ec*/) {
    stack_.push_null();
    return next();
  }
  bool on_comment_part(JsonText /*part*/, json::error_code& /*ec*/) { return true; }
  bool on_comment(JsonText /*part*/, json::error_code& /*ec*/) { return true; }

 private:
  struct Name {
    std::size_t begin;
    std::size_t size;
    std::size_t hash;
  };
  struct Level {
    bool is_object;
    std::size_t names_begin;  // of names_, for an object
    std::size_t names_end;
    std::size_t index;  // for an array
  };

  [[nodiscard]] std::string_view name_of(const Name& name) const noexcept {
    return std::string_view(name_bytes_).substr(name.begin, name.size);
  }
  // A value is complete: in an array the next one has the next index.
  bool next() noexcept {
    if (!levels_.empty() && !levels_.back().is_object) ++levels_.back().index;
    return true;
  }
  bool refuse(std::string_view reason, json::error_code& ec) {
    reason_ = reason;
    ec = json::error::syntax;
    return false;
  }
  bool has_nul(JsonText part, json::error_code& ec) {
    if (view(part).find('\0') == std::string_view::npos) return false;
    refuse("a text must not contain NUL", ec);
    return true;
  }
  bool add_name(std::string_view text, json::error_code& ec) {
    Level& level = levels_.back();
    const std::size_t hash = std::hash<std::string_view>{}(text);
    bool known = false;
    for (std::size_t i = level.names_begin; i < level.names_end && !known; ++i) {
      known = names_[i].hash == hash && name_of(names_[i]) == text;
    }
    names_.push_back({name_bytes_.size(), text.size(), hash});
    name_bytes_.append(text);
    level.names_end = names_.size();
    if (known) return refuse("the member name occurs twice", ec);
    if (level.names_end - level.names_begin > members_max_) {
      return refuse("the object has too many members", ec);
    }
    return true;
  }

  json::value_stack stack_;
  std::vector<Level> levels_;
  std::vector<Name> names_;  // of all open objects, innermost last
  std::string name_bytes_;
  std::string partial_name_;
  std::string_view reason_;
  std::size_t members_max_;
};

std::string_view reason_of(const json::error_code& error) noexcept {
  if (error == json::error::too_deep) return "the value is nested too deeply";
  if (error == json::error::incomplete) return "the text ends before the value does";
  if (error == json::error::extra_data) return "something follows the value";
  return "the text is not JSON";
}

JsonFault fault_at(std::string_view text, std::size_t offset, std::string_view reason,
                   std::string pointer) {
  JsonFault fault;
  fault.reason = reason;
  fault.offset = std::min(offset, text.size());
  const std::string_view before = text.substr(0, fault.offset);
  fault.line = 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  const std::size_t line_feed = before.rfind('\n');
  fault.column = 1 + before.size() - (line_feed == std::string_view::npos ? 0 : line_feed + 1);
  fault.pointer = std::move(pointer);
  return fault;
}

// RFC 8785 §3.2.3 sorts by UTF-16 code units. In UTF-8 that is byte order, but for characters
// beyond U+FFFF (lead octets F0…F4, surrogates D800… in UTF-16) against U+E000…U+FFFF (lead octets
// EE, EF).
bool before_in_utf16(std::string_view left, std::string_view right) noexcept {
  const std::size_t size = std::min(left.size(), right.size());
  for (std::size_t i = 0; i < size; ++i) {
    const auto a = static_cast<unsigned char>(left[i]);
    const auto b = static_cast<unsigned char>(right[i]);
    if (a == b) continue;
    if (a >= 0xF0 && (b == 0xEE || b == 0xEF)) return true;
    if (b >= 0xF0 && (a == 0xEE || a == 0xEF)) return false;
    return a < b;
  }
  return left.size() < right.size();
}

template <class Integer>
void append_integer(std::string& out, Integer number) {
  char digits[24];
  const auto end = std::to_chars(std::begin(digits), std::end(digits), number).ptr;
  out.append(digits, static_cast<std::size_t>(end - digits));
}

Result<void> append_value(std::string& out, const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      out.append("null");
      return ok();
    case json::kind::bool_:
      out.append(value.get_bool() ? "true" : "false");
      return ok();
    case json::kind::int64:
      append_integer(out, value.get_int64());
      return ok();
    case json::kind::uint64:
      append_integer(out, value.get_uint64());
      return ok();
    case json::kind::double_:
      return fail(Code::invalid, "a number has a fraction or an exponent; send it as text");
    case json::kind::string:
      append_json_text(out, view(value.get_string()));
      return ok();
    case json::kind::array: {
      out.push_back('[');
      bool first = true;
      for (const json::value& element : value.get_array()) {
        if (!std::exchange(first, false)) out.push_back(',');
        VERMILION_TRY(append_value(out, element));
      }
      out.push_back(']');
      return ok();
    }
    case json::kind::object: {
      std::vector<const json::key_value_pair*> members;
      members.reserve(value.get_object().size());
      for (const auto& member : value.get_object()) members.push_back(&member);
      std::sort(members.begin(), members.end(), [](const auto* left, const auto* right) {
        return before_in_utf16(view(left->key()), view(right->key()));
      });
      out.push_back('{');
      bool first = true;
      for (const auto* member : members) {
        if (!std::exchange(first, false)) out.push_back(',');
        append_json_text(out, view(member->key()));
        out.push_back(':');
        VERMILION_TRY(append_value(out, member->value()));
      }
      out.push_back('}');
      return ok();
    }
  }
  return ok();
}

}  // namespace

std::string JsonFault::text() const {
  std::string text = "line " + std::to_string(line) + ", column " + std::to_string(column);
  if (!pointer.empty()) text.append(", at ").append(pointer);
  return text.append(": ").append(reason);
}

JsonReading read_json(std::string_view text, json::storage_ptr storage, const JsonLimits& limits) {
  JsonReading reading;
  if (text.size() > limits.bytes_max) {
    reading.fault = fault_at(text, limits.bytes_max, "the text is too long", {});
    return reading;
  }
  json::parse_options options;
  options.max_depth = limits.depth_max;
  json::basic_parser<Builder> parser(options, std::move(storage), limits.members_max);
  json::error_code error;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
  if (!error && read < text.size()) error = json::error::extra_data;
  if (error) {
    const Builder& builder = parser.handler();
    const std::string_view reason = builder.reason().empty() ? reason_of(error) : builder.reason();
    reading.fault = fault_at(text, read, reason, builder.pointer());
    return reading;
  }
  // Constructed, not assigned: assignment would copy the value into the default storage.
  return JsonReading{parser.handler().release(), {}, true};
}

void append_json_text(std::string& out, std::string_view text) {
  static constexpr std::string_view hex = "0123456789abcdef";
  out.push_back('"');
  std::size_t plain = 0;  // where the octets begin that are not written yet
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto octet = static_cast<unsigned char>(text[i]);
    if (octet >= 0x20 && octet != '"' && octet != '\\') continue;
    out.append(text, plain, i - plain);
    plain = i + 1;
    static constexpr std::array<char, 6> short_forms{'b', 't', 'n', 0,
                                                     'f', 'r'};  // of 0x08 to 0x0D; no \v in JSON
    if (octet == '"' || octet == '\\') {
      out.push_back('\\');
      out.push_back(text[i]);
    } else if (octet >= 0x08 && octet <= 0x0D && octet != 0x0B) {
      out.push_back('\\');
      out.push_back(short_forms[octet - 0x08U]);
    } else {
      out.append("\\u00");
      out.push_back(hex[octet >> 4U]);
      out.push_back(hex[octet & 15U]);
    }
  }
  out.append(text, plain);
  out.push_back('"');
}

Result<std::string> canonical(const json::value& value) {
  std::string text;
  VERMILION_TRY(append_value(text, value));
  return text;
}

}  // namespace vermilion::api
