// SegmentPartition: the segments of one partition, its arbiter, and why it stopped if it did.
//
// Threads: claim, append, empty, keep and roll from one (the appender); reads, seal_rolled and
// extend from any. The mutex guards the list of segments and what is published, never a file
// operation.
#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <vector>

#include "adapters/store/segments/recovery.hpp"
#include "adapters/store/segments/segment_journal.hpp"
#include "adapters/store/segments/void_file.hpp"

namespace vermilion {

class SegmentPartition {
 public:
  SegmentPartition(FilePort& files, BlockCache& cache, const SegmentOptions& options,
                   std::string directory, HouseId house, PartitionNumber partition,
                   Recovered recovered);

  [[nodiscard]] Result<Reigning> claim(const Claim& claim);
  [[nodiscard]] Appended append(BytesView frame);
  [[nodiscard]] Appended empty(FrameKind kind);
  [[nodiscard]] Result<void> keep(const FrameHeader& header, BytesView frame, const Tip& after);
  void keep_void(BytesView frame, std::uint64_t offset, const char* why);
  [[nodiscard]] Result<void> sync_kept();
  [[nodiscard]] Result<void> read(Sequence from, const EntryVisitor& each) const;
  [[nodiscard]] Result<void> read_all(const EntryVisitor& each);
  [[nodiscard]] Result<Bytes> read_one(Sequence sequence) const;

  [[nodiscard]] Tip tip() const;
  [[nodiscard]] std::optional<Error> stopped() const;
  [[nodiscard]] std::optional<Error> sealing_failed() const;
  [[nodiscard]] std::vector<Manifest> sealed() const;
  [[nodiscard]] Result<void> verify_sealed() const;

  [[nodiscard]] bool due_to_roll() const;
  [[nodiscard]] Result<bool> roll();  // whether there is something to seal now
  [[nodiscard]] Result<void> seal_rolled();
  [[nodiscard]] bool wants_zeros() const;
  void extend();

 private:
  using Segments = std::vector<std::shared_ptr<const Segment>>;
  [[nodiscard]] Segments segments() const;
  [[nodiscard]] std::shared_ptr<LiveSegment> live() const;
  [[nodiscard]] Appended write(BytesView frame, Sequence first, const Arbiter& after);
  void stop(const Error& why);
  [[nodiscard]] Result<void> begin_live();

  FilePort& files_;
  BlockCache& cache_;
  const SegmentOptions& options_;
  std::string directory_;
  HouseId house_;
  PartitionNumber partition_;
  Arbiter arbiter_;       // the appender's
  bool claimed_ = false;  // since this open; without a claim nothing is appended

  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<SealedSegment>> sealed_;
  std::vector<std::shared_ptr<LiveSegment>> rolled_;
  std::shared_ptr<LiveSegment> live_;
  Tip tip_;  // published
  std::optional<Error> stopped_;
  std::optional<Error> sealing_failed_;
  bool zeros_failed_ = false;  // of the present live file

  std::mutex sealing_mutex_;  // one sealing at a time
  std::mutex void_mutex_;
  VoidFile void_;
  std::optional<std::uint64_t> void_next_;  // a carried one: offsets before it were set aside
};

}  // namespace vermilion
