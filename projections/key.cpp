#include "projections/key.hpp"

#include <fmt/format.h>

#include <optional>

namespace vermilion::projections {
namespace {

std::string instant_text(std::uint64_t microseconds) {
  if (microseconds == std::numeric_limits<std::uint64_t>::max()) return "never";
  return to_text(Instant{static_cast<std::int64_t>(microseconds)});
}

// One part's text, its octets taken off `left`; nothing when they are too few.
std::optional<std::string> read_part(KeyPart part, BytesView& left) {
  if (part == KeyPart::text) {
    const auto end = left.find('\0');
    if (end == BytesView::npos) return std::nullopt;
    std::string text{left.substr(0, end)};
    left.remove_prefix(end + 1);
    return text.empty() ? "-" : text;
  }
  const std::size_t size = part == KeyPart::case_id ? 16
                           : part == KeyPart::duty  ? 18
                           : part == KeyPart::brief ? 2
                                                    : 8;
  if (left.size() < size) return std::nullopt;
  const auto octets = left.substr(0, size);
  left.remove_prefix(size);
  switch (part) {
    case KeyPart::case_id:
      return to_hex(octets);
    case KeyPart::duty:
      return duty_id_from_bytes(octets)->text();
    case KeyPart::brief:
      return std::to_string(get_big<std::uint16_t>(octets.data()));
    case KeyPart::instant:
      return instant_text(get_big<std::uint64_t>(octets.data()));
    case KeyPart::newest:
      return instant_text(~get_big<std::uint64_t>(octets.data()));
    default:
      return std::to_string(get_big<std::uint64_t>(octets.data()));
  }
}

}  // namespace

std::string readable(std::span<const KeyShape> shapes, BytesView key) {
  for (const auto& shape : shapes) {
    if (key.empty() || key[0] != shape.kind) continue;
    std::string text = shape.name;
    auto left = key.substr(1);
    bool fits = true;
    for (const auto part : shape.parts) {
      const auto said = read_part(part, left);
      if (!said) {
        fits = false;
        break;
      }
      text += " " + *said;
    }
    if (fits && left.empty()) return text;
  }
  return "octets " + to_hex(key);
}

}  // namespace vermilion::projections
