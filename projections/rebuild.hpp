// rebuild: takes views away and folds them afresh, fast.
//
// One thread reads, checks and decodes; each view folds on a thread of its own into a hash table,
// and hands its rows over in key order when the table is full and at the end. `ingest` may link
// them in as sorted files (RocksRows::ingest_sorted); without it they are written as a batch. A
// crash in between leaves each view at a position of its own, from which it is folded on. Memory:
// at most `table_octets` a view (and about as much again while it is handed over) and
// `queue_batches` decoded batches. Threads: the caller's, and one a view.
#pragma once

#include <functional>

#include "engine/ports/journal.hpp"
#include "engine/ports/rows.hpp"
#include "projections/changes.hpp"
#include "projections/view.hpp"

namespace vermilion::projections {

// Sorted changes and the position they lead to, all or nothing. Called by several threads, each
// with another family. No value: the row goes.
using Ingest =
    std::function<Result<void>(std::string_view family, std::span<const ChangeView> sorted,
                               PartitionNumber partition, Sequence position)>;

struct RebuildOptions {
  std::size_t table_octets = 128U << 20U;
  std::size_t queue_batches = 8;
  Ingest ingest;  // empty: RowFamily::write
  // Called on the caller's thread now and then with how many records were read.
  std::function<void(std::uint64_t records)> progress;
};

struct RebuiltView {
  std::string name;
  std::uint64_t records = 0;
  std::uint64_t rows = 0;  // handed over, gone ones included
  std::string stopped;     // why it stopped, with the seq; empty when it did not
};

// Errors: the journal's and the stores'. A record that a view cannot take stops that view only.
[[nodiscard]] Result<std::vector<RebuiltView>> rebuild(Journal& journal, Rows& rows,
                                                       const Views& views,
                                                       std::span<const PartitionNumber> partitions,
                                                       const RebuildOptions& options = {});

}  // namespace vermilion::projections
