// Replay: folds `core` on from where it stands to a position of the journal.
//
// One path for restart, failover and rebuild. Rows stay decoded in memory, up to `rows_max` of
// them, and are then handed over in key order with the position they lead to: written as a batch,
// or, for a core that is made anew, linked in as a sorted file by `hand_over`. A core that is empty
// is not asked for rows until it holds some. A record's hash is taken from the record behind it,
// which names it as `previous`; the last one's is made. Threads: the caller's.
#pragma once

#include "engine/core/core.hpp"
#include "engine/ports/journal.hpp"

namespace vermilion::core {

struct ReplayOptions {
  std::size_t rows_max = 65'536;
  // Changes in key order and the position they lead to, all or nothing; empty: RowFamily::write.
  std::function<Result<void>(const std::vector<RowChange>& changes, PartitionNumber partition,
                             Sequence position)>
      hand_over;
};

// Errors: diverged (core is further than `until`), corrupt and unsupported (with the seq), io.
[[nodiscard]] Result<void> replay(Journal& journal, PartitionNumber partition,
                                  const Editions& editions, RowFamily& core, Sequence until,
                                  const ReplayOptions& options = {});

}  // namespace vermilion::core
