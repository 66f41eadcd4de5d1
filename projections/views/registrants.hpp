// registrants (登记簿): who is entered in a register, in the order of entering; what a comparison
// reads, piece by piece.
//
// Rows:
//   C <case>              → RegistrantRow
//   P <tree> <position>   → case id: entries that are in force here, by the seq that opened them
//   N <case>              → ComparisonRow: how far a run is
// Name and number stay sealed. Threads: any.
#pragma once

#include "events/facts/person.hpp"
#include "projections/view.hpp"

namespace vermilion::projections {

struct RegistrantRow {
  std::uint64_t position = 0;
  std::string tree;
  std::string path;
  Personal<std::string> person;
  Personal<std::string> number;
  std::string state;
  std::string to_register;  // of the newest form, or of the one that is asked for
  std::uint32_t forms = 0;  // how many were given out
  template <class Archive>
  void serialize(Archive& archive) {
    archive(position, tree, path, person, number, state, to_register, forms);
  }
};

struct ComparisonRow {
  std::uint32_t pieces = 0;
  std::uint64_t compared = 0;
  std::uint64_t dead = 0;
  std::uint64_t emigrated = 0;
  std::uint64_t mismatched = 0;
  std::uint64_t through = 0;  // position of the last entry that was compared
  Instant began;
  Instant ended;  // not set: it goes on
  template <class Archive>
  void serialize(Archive& archive) {
    archive(pieces, compared, dead, emigrated, mismatched, through, began, ended);
  }
};

[[nodiscard]] Bytes comparison_key(const CaseId& run);
[[nodiscard]] Bytes registrant_key(const CaseId& entry);
// The entries of a business line after a position.
[[nodiscard]] Bytes registrants_after(std::string_view tree, std::uint64_t position);
[[nodiscard]] Bytes registrants_end(std::string_view tree);
// The position in such a key.
[[nodiscard]] std::uint64_t position_in(BytesView key);
// Whether an entry in this state is in force here, and compared.
[[nodiscard]] bool is_in_force(std::string_view state);

[[nodiscard]] std::shared_ptr<const View> registrants_view();

}  // namespace vermilion::projections
