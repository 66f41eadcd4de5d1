// Strong types for everything that is numbered or named, so that none is taken for another.
//
// Threads: values. Text forms are lower-case hexadecimal and are what the API shows.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace vermilion {

// Partition numbers run 0–15 for ever; register cases live in partition 0 (DESIGN §4).
using PartitionNumber = std::uint16_t;
inline constexpr PartitionNumber partitions_max = 16;

using Sequence = std::uint64_t;  // counts the valid records of a partition from 1
using Epoch = std::uint64_t;     // counts the valid claims of a partition from 1

// One installation. Random, made once, never reused.
struct HouseId {
  Octets<16> octets{};
  auto operator<=>(const HouseId&) const = default;
};

// A case (办件): first octet the partition that is its home for ever, then 15 octets of a hash.
struct CaseId {
  Octets<16> octets{};
  auto operator<=>(const CaseId&) const = default;
  [[nodiscard]] PartitionNumber home() const noexcept { return octets[0]; }
  [[nodiscard]] bool set() const noexcept { return octets != Octets<16>{}; }
  [[nodiscard]] std::string text() const { return to_hex(view_of(octets)); }
  [[nodiscard]] BytesView bytes() const noexcept { return view_of(octets); }
};

// The name of a recorded decision (events/record.hpp: name_of_decision). It says what was decided
// and not when it was written down, so a timer that fires late owes the same duties.
using DecisionName = Octets<16>;

// What a recorded decision owes: its name, and the duty's place there. It is the peer's idempotency
// key.
struct DutyId {
  DecisionName decision{};
  std::uint16_t index = 0;
  auto operator<=>(const DutyId&) const = default;
  // 32 digits, a full stop, the index: "9f…e1.3".
  [[nodiscard]] std::string text() const;
  // 18 octets, the index big-endian: a key whose order is the duties' order in their decision.
  [[nodiscard]] Bytes bytes() const;
};

// A place in the journal, as `Vermilion-Position` says it: "0:1234".
struct Position {
  PartitionNumber partition = 0;
  Sequence sequence = 0;
  auto operator<=>(const Position&) const = default;
  [[nodiscard]] std::string text() const;
};

[[nodiscard]] std::optional<CaseId> case_id_from_text(std::string_view text);
[[nodiscard]] std::optional<DutyId> duty_id_from_text(std::string_view text);
[[nodiscard]] std::optional<DutyId> duty_id_from_bytes(BytesView bytes);
[[nodiscard]] std::optional<Position> position_from_text(std::string_view text);
[[nodiscard]] std::optional<HouseId> house_id_from_text(std::string_view text);

}  // namespace vermilion

template <>
struct std::hash<vermilion::CaseId> {
  // The octets are already a hash.
  std::size_t operator()(const vermilion::CaseId& id) const noexcept {
    return vermilion::get_little<std::uint64_t>(reinterpret_cast<const char*>(id.octets.data()) +
                                                8);
  }
};
