// Where a node stands in the carrier: the offset that it reads next and the tip before it.
//
// One small file a partition, DIR/carrier/pNN, replaced whole about once a second, always after the
// segments that it speaks of were synced: what it names is kept. Reading goes on from it under the
// arbiter that stood there, so each frame is ruled on as it was the first time and those that are
// kept already are passed over. Lost, it costs reading the topic from its first offset. Grammar:
// magic "VMK2", u32 CRC-32C of octets 8–end, u64 offset, u64 epoch, u64 seq, 32 octets head, and to
// the end the node that claimed this epoch.
// Threads: free functions.
#pragma once

#include <optional>

#include "adapters/store/segments/files.hpp"
#include "engine/journal/arbiter.hpp"

namespace vermilion {

struct CarriedPosition {
  std::uint64_t next = 0;
  Tip tip;
  std::string node;  // whose claim is in force; empty before the first
  bool operator==(const CarriedPosition&) const = default;
};

// Makes DIR/carrier when it is not there. Errors: io.
[[nodiscard]] Result<void> store_position(FilePort& files, const std::string& directory,
                                          PartitionNumber partition,
                                          const CarriedPosition& position);
// Nothing when there is none, or when it does not hold. Errors: io.
[[nodiscard]] Result<std::optional<CarriedPosition>> load_position(FilePort& files,
                                                                   const std::string& directory,
                                                                   PartitionNumber partition);

}  // namespace vermilion
