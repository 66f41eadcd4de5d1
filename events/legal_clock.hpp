// What stopped, extended or replaced the limits of a case, folded alike by the decider and by
// views.
//
// Judged by the edition "clock/1" over the states that follow from this struct, beside the case's
// own states. Due dates are not here: they follow from this, the item and the calendar, and each
// that moves is a record (DueMoved). Bounds: `procedures_max` a case. Threads: values.
#pragma once

#include <optional>
#include <vector>

#include "events/facts/legal_clock.hpp"
#include "events/record.hpp"

namespace vermilion {

inline constexpr std::size_t procedures_max = 16;

// One procedure, and the limit that it stopped.
struct ProcedureRun {
  std::string procedure;
  std::string limit;
  Instant from;
  Instant planned;  // when the item has it end
  Instant until;    // not set while it goes on
  template <class Archive>
  void serialize(Archive& archive) {
    archive(procedure, limit, from, planned, until);
  }
  bool operator==(const ProcedureRun&) const = default;
};

struct LegalClock {
  std::vector<ProcedureRun> procedures;
  std::string asked;     // limit for which an extension was asked; empty: none, or it was denied
  std::string extended;  // limit that was extended
  Instant extended_at;
  std::uint32_t extension = 0;
  std::uint32_t versions = 0;  // how often the case went over to another version of its item
  template <class Archive>
  void serialize(Archive& archive) {
    archive(procedures, asked, extended, extended_at, extension, versions);
  }
  bool operator==(const LegalClock&) const = default;

  [[nodiscard]] bool untouched() const noexcept {
    return procedures.empty() && extension == 0 && versions == 0;
  }
  // The procedure that goes on; null when none does.
  [[nodiscard]] const ProcedureRun* running() const noexcept;
};

// The states of "clock/1": whether a procedure goes on, the extension, the item's version.
[[nodiscard]] std::vector<std::string> states_of(const LegalClock& clock);
[[nodiscard]] bool is_of_clock(const Body& body) noexcept;
[[nodiscard]] bool is_clock_fact(std::string_view fact) noexcept;
// Folds an accepted record of the edition "clock". Errors: corrupt.
[[nodiscard]] Result<void> fold_clock(LegalClock& clock, const Body& body);

}  // namespace vermilion
