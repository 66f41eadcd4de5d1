#include "base/utf8.hpp"

#include <algorithm>
#include <cstdint>

namespace vermilion {
namespace {

constexpr std::uint32_t malformed = 0xFFFFFFFF;

// Takes one code point off the front; `malformed` when there is none.
std::uint32_t take(std::string_view& text) noexcept {
  const auto octet = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint32_t lead = octet(0);
  std::size_t length = 1;
  std::uint32_t value = lead;
  std::uint32_t least = 0;
  if (lead >= 0x80) {
    if (lead < 0xC2 || lead > 0xF4) return malformed;
    length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    least = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000;
    value = lead & (0x7FU >> length);
  }
  if (text.size() < length) return malformed;
  for (std::size_t i = 1; i < length; ++i) {
    if ((octet(i) & 0xC0U) != 0x80U) return malformed;
    value = (value << 6U) | (octet(i) & 0x3FU);
  }
  if (value < least || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return malformed;
  text.remove_prefix(length);
  return value;
}

}  // namespace

bool is_utf8(std::string_view text) noexcept {
  while (!text.empty()) {
    if (take(text) == malformed) return false;
  }
  return true;
}

bool is_plain_line(std::string_view text) noexcept {
  while (!text.empty()) {
    const std::uint32_t point = take(text);
    if (point == malformed || point < 0x20 || (point >= 0x7F && point <= 0x9F)) return false;
  }
  return true;
}

std::size_t code_points(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char octet) {
    return (static_cast<std::uint8_t>(octet) & 0xC0U) != 0x80U;
  }));
}

}  // namespace vermilion
