// Changes: the rows that a run of records changed, not yet written to the store below.
//
// A hash table, because folding asks for single keys only; rows read from below are kept too, so a
// row that ten records of one batch touch is read once and written once. `take` hands the changes
// out in key order. Without a store below (a rebuild from nothing) an erased row leaves no trace.
// Bounded by its caller, which asks `octets()` after each record. Threads: one.
#pragma once

#include <unordered_map>

#include "engine/ports/rows.hpp"
#include "projections/fold_rows.hpp"

namespace vermilion::projections {

class Changes final : public FoldRows {
 public:
  // `below` may be nullptr: nothing is there.
  explicit Changes(const RowReader* below) : below_{below} {}

  [[nodiscard]] Result<const Bytes*> find(BytesView key) override;
  void put(Bytes key, Bytes value) override;
  void erase(Bytes key) override;

  // From now on rows that are not here are looked for there.
  void stand_on(const RowReader* below) { below_ = below; }
  // Octets of keys and values held, about.
  [[nodiscard]] std::size_t octets() const noexcept { return octets_; }
  // The changes in key order; nothing is held afterwards.
  [[nodiscard]] std::vector<RowChange> take();
  void clear();

 private:
  struct Slot {
    std::optional<Bytes> value;
    bool changed = false;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(BytesView key) const noexcept { return std::hash<BytesView>{}(key); }
  };
  const RowReader* below_;
  std::unordered_map<Bytes, Slot, Hash, std::equal_to<>> slots_;
  std::size_t octets_ = 0;
};

}  // namespace vermilion::projections
