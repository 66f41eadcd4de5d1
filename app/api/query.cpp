#include "app/api/query.hpp"

#include "base/bytes.hpp"

namespace vermilion::api {

bool is_utf8(std::string_view bytes) noexcept {
  for (std::size_t i = 0; i < bytes.size();) {
    const auto lead = static_cast<unsigned char>(bytes[i]);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || i + size > bytes.size()) return false;
    // The second octet's range rules out overlong forms, surrogates and what lies beyond U+10FFFF
    // (RFC 3629 §4).
    const auto second = static_cast<unsigned char>(bytes[i + 1]);
    const unsigned low = lead == 0xE0 ? 0xA0U : lead == 0xF0 ? 0x90U : 0x80U;
    const unsigned high = lead == 0xED ? 0x9FU : lead == 0xF4 ? 0x8FU : 0xBFU;
    if (second < low || second > high) return false;
    for (std::size_t k = 2; k < size; ++k) {
      if ((static_cast<unsigned char>(bytes[i + k]) & 0xC0U) != 0x80U) return false;
    }
    i += size;
  }
  return true;
}

std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const auto octet = from_hex(text.substr(i + 1, 2));
      if (!octet || octet->front() == '\0') return std::nullopt;
      decoded.append(*octet);
      i += 2;
    } else {
      decoded.push_back(plus_is_space && text[i] == '+' ? ' ' : text[i]);
    }
  }
  if (!is_utf8(decoded)) return std::nullopt;
  return decoded;
}

std::string percent_encoded(std::string_view text) {
  static constexpr std::string_view hex = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      encoded.push_back(c);
    } else {
      const auto octet = static_cast<unsigned char>(c);
      encoded.push_back('%');
      encoded.push_back(hex[octet >> 4U]);
      encoded.push_back(hex[octet & 15U]);
    }
  }
  return encoded;
}

Result<Query> Query::parse(std::string_view text) {
  Query query;
  while (!text.empty()) {
    const std::size_t end = text.find('&');
    const std::string_view piece = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (piece.empty()) continue;
    const std::size_t equals = piece.find('=');
    auto name = percent_decoded(piece.substr(0, equals), true);
    auto value = equals == std::string_view::npos ? std::optional<std::string>(std::string())
                                                  : percent_decoded(piece.substr(equals + 1), true);
    if (!name || name->empty() || !value) {
      return fail(Code::invalid, "a query parameter is not percent-encoded UTF-8");
    }
    if (query.find(*name)) {
      return fail(Code::invalid, "the query parameter " + *name + " occurs twice");
    }
    if (query.parameters_.size() == query_parameters_max) {
      return fail(Code::invalid, "there are too many query parameters");
    }
    query.parameters_.emplace_back(std::move(*name), std::move(*value));
  }
  return query;
}

std::optional<std::string_view> Query::find(std::string_view name) const noexcept {
  for (const auto& [known, value] : parameters_) {
    if (known == name) return value;
  }
  return std::nullopt;
}

}  // namespace vermilion::api
