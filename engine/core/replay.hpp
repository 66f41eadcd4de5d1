// Replay: folds `core` on from where it stands to a position of the journal.
//
// One path for restart, failover and rebuild. Rows stay decoded in memory, up to `rows_max` of
// them, and are then handed over in key order with the position they lead to: written as a batch,
// or, for a core that is made anew, linked in as a sorted file by `hand_over`. A core that is empty
// is not asked for rows until it holds some. A record's hash is taken from the record behind it,
// which names it as `previous`; the last one's is made. Threads: the caller's, unless the options
// bring others: reading ahead, and handing over beside the folding of what comes next. Neither
// changes what comes of it, nor which error, nor at which record.
#pragma once

#include "engine/core/core.hpp"
#include "engine/ports/journal.hpp"

namespace vermilion::core {

struct ReplayOptions {
  std::size_t rows_max = 16'384;
  // Changes in key order and the position they lead to, all or nothing; empty: RowFamily::write.
  std::function<Result<void>(const std::vector<RowChange>& changes, PartitionNumber partition,
                             Sequence position)>
      hand_over;
  // Reads as Journal::read does, perhaps ahead of the visitor; empty: Journal::read.
  std::function<Result<void>(Journal& journal, PartitionNumber partition, Sequence from,
                             const EntryVisitor& each)>
      read;
  // Begins work beside the caller's and answers how to wait for its end; empty: done at once.
  // One at a time, and waited for before the options end.
  std::function<std::function<void()>(std::function<void()> work)> beside;
};

// Errors: diverged (core is further than `until`), corrupt and unsupported (with the seq), io.
[[nodiscard]] Result<void> replay(Journal& journal, PartitionNumber partition,
                                  const Editions& editions, RowFamily& core, Sequence until,
                                  const ReplayOptions& options = {});

}  // namespace vermilion::core
