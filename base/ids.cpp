#include "base/ids.hpp"

#include <charconv>

namespace vermilion {
namespace {

template <class Integer>
std::optional<Integer> number_from(std::string_view text) {
  Integer value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  return value;
}

std::optional<Octets<16>> sixteen_from_hex(std::string_view text) {
  if (text.size() != 32) return std::nullopt;
  const auto bytes = from_hex(text);
  if (!bytes) return std::nullopt;
  return octets_of<16>(*bytes);
}

}  // namespace

std::string DutyId::text() const {
  return to_hex(view_of(decision)) + '.' + std::to_string(index);
}

Bytes DutyId::bytes() const {
  Bytes bytes{view_of(decision)};
  append_big(bytes, index);
  return bytes;
}

std::string Position::text() const {
  return std::to_string(partition) + ':' + std::to_string(sequence);
}

std::optional<CaseId> case_id_from_text(std::string_view text) {
  const auto octets = sixteen_from_hex(text);
  if (!octets) return std::nullopt;
  return CaseId{*octets};
}

std::optional<HouseId> house_id_from_text(std::string_view text) {
  const auto octets = sixteen_from_hex(text);
  if (!octets) return std::nullopt;
  return HouseId{*octets};
}

std::optional<DutyId> duty_id_from_text(std::string_view text) {
  if (text.size() < 34 || text[32] != '.') return std::nullopt;
  const auto decision = sixteen_from_hex(text.substr(0, 32));
  const auto index = number_from<std::uint16_t>(text.substr(33));
  if (!decision || !index) return std::nullopt;
  return DutyId{*decision, *index};
}

std::optional<DutyId> duty_id_from_bytes(BytesView bytes) {
  if (bytes.size() != 18) return std::nullopt;
  return DutyId{octets_of<16>(bytes), get_big<std::uint16_t>(bytes.data() + 16)};
}

std::optional<Position> position_from_text(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto partition = number_from<PartitionNumber>(text.substr(0, colon));
  const auto sequence = number_from<Sequence>(text.substr(colon + 1));
  if (!partition || !sequence || *partition >= partitions_max) return std::nullopt;
  return Position{*partition, *sequence};
}

}  // namespace vermilion
