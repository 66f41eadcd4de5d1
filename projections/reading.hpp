// Records as they are read from the journal for folding: decoded, their decisions named, in order.
//
// Claims are no part of the chain and are passed over. Threads: one.
#pragma once

#include <deque>

#include "engine/ports/journal.hpp"
#include "projections/projector.hpp"

namespace vermilion::projections {

struct DecodedRecord {
  Header header;
  Body body;
  DecisionName decision{};
};

// Errors: corrupt (names the record).
[[nodiscard]] Result<DecodedRecord> decoded(const Entry& entry);
// The same into a record that was used before.
[[nodiscard]] Result<void> decode_into(const Entry& entry, DecodedRecord& record);

class DecodedRecords {
 public:
  [[nodiscard]] Result<void> add(const Entry& entry);
  [[nodiscard]] std::size_t size() const noexcept { return records_.size(); }
  [[nodiscard]] bool empty() const noexcept { return records_.empty(); }
  [[nodiscard]] const DecodedRecord& back() const noexcept { return records_.back(); }
  [[nodiscard]] const std::deque<DecodedRecord>& all() const noexcept { return records_; }
  // Holds until the next `add` or `clear`.
  [[nodiscard]] std::span<const RecordInHand> in_hand();
  void clear();

 private:
  std::deque<DecodedRecord> records_;
  std::vector<RecordInHand> in_hand_;
};

}  // namespace vermilion::projections
