// Replay: folds `core` on from where it stands to a position of the journal.
//
// One path for restart, failover and rebuild: in batches, so that memory stays bounded however far
// core is behind, each batch one write with its position. Threads: the caller's.
#pragma once

#include "engine/core/core.hpp"
#include "engine/ports/journal.hpp"

namespace vermilion::core {

// Errors: diverged (core is further than `until`), corrupt and unsupported (with the seq), io.
[[nodiscard]] Result<void> replay(Journal& journal, PartitionNumber partition,
                                  const Editions& editions, RowFamily& core, Sequence until);

}  // namespace vermilion::core
