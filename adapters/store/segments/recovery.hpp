// Recovery: the files of one partition become its segments, at every open.
//
// Sealed segments are taken at their trailers' word for the chain's ends; live files are read
// whole, past the page cache, under the arbiter. Each must continue the one before it. What may be
// found after a crash, and what is done:
//   unfinished (*.new)                  removed
//   live file whose sealed twin is there   removed: the twin was verified before it got its name
//   older live file behind a newer one  complete, or corrupt: it waits to be sealed
//   newest live file, closing frame last   opened as it is
//   newest live file otherwise          its valid frames are copied to a new file, synced, renamed;
//                                       a torn frame behind them is left out, and reported
// Read-only recovery changes nothing and reports the same.
// Source: DESIGN §4. Threads: free function.
#pragma once

#include "adapters/store/segments/live_segment.hpp"
#include "adapters/store/segments/sealed_segment.hpp"

namespace vermilion {

struct PartitionReport {
  PartitionNumber partition = 0;
  Tip tip;
  std::size_t sealed = 0;
  bool clean = true;    // the last stop wrote a closing frame
  bool copied = false;  // the live file was copied anew
  std::optional<TornTail> torn;
  std::vector<std::string> removed;  // unfinished files and live files that had been sealed
};

struct RecoveryReport {
  std::vector<PartitionReport> partitions;
  // Lines for the operator; empty after a clean stop.
  [[nodiscard]] std::vector<std::string> lines() const;
};

struct Recovered {
  std::vector<std::shared_ptr<SealedSegment>> sealed;
  std::vector<std::shared_ptr<LiveSegment>> rolled;  // complete, waiting to be sealed
  std::shared_ptr<LiveSegment> live;                 // none: the partition was never claimed
  Tip tip;
  PartitionReport report;
};

struct RecoveryNeeds {
  HouseId house;
  Digest house_hash{};
  PartitionNumber partition = 0;
  std::size_t ahead = 0;  // zeros behind a copied live file
  bool read_only = false;
  bool carried = false;  // the newest file is cut at its first bad frame
};

// Errors: corrupt, diverged, unsupported (file and place named), io.
[[nodiscard]] Result<Recovered> recover_partition(FilePort& files, BlockCache& cache,
                                                  const std::string& directory,
                                                  const RecoveryNeeds& needs);

}  // namespace vermilion
