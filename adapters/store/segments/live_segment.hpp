// LiveSegment: the one file of a partition that frames are appended to.
//
// `append` is one pwrite and one fdatasync. The file's zeros reach ahead of its frames, so that a
// sync need not change the file's size; `extend` writes more of them, from another thread through a
// descriptor of its own (the kernel reports a failed writeback once a descriptor: the appender must
// not lose its report to the extender). After a failed write or sync the file is never synced
// again. Threads: append one; extend one; readers any.
#pragma once

#include <atomic>
#include <mutex>

#include "adapters/store/segments/live_scan.hpp"

namespace vermilion {

class LiveSegment final : public Segment {
 public:
  // A new file, durable under its name, with `ahead` zeros.
  [[nodiscard]] static Result<std::shared_ptr<LiveSegment>> create(FilePort& files,
                                                                   const std::string& directory,
                                                                   const SegmentHeader& header,
                                                                   std::size_t ahead);
  // A file that was scanned and ended well.
  [[nodiscard]] static Result<std::shared_ptr<LiveSegment>> open(FilePort& files, std::string path,
                                                                 const LiveScan& scan,
                                                                 Opening opening);
  // The valid frames of a scanned file in a new file under the same name, durable: what a reader
  // past the cache saw is then what the device holds, and a torn tail is gone.
  [[nodiscard]] static Result<std::shared_ptr<LiveSegment>> copy(FilePort& files,
                                                                 const std::string& path,
                                                                 const File& from,
                                                                 const LiveScan& scan,
                                                                 std::size_t ahead);

  [[nodiscard]] const std::string& path() const noexcept override { return path_; }
  [[nodiscard]] const SegmentHeader& header() const noexcept override { return header_; }
  [[nodiscard]] Sequence last() const override;
  [[nodiscard]] Result<void> frames(Sequence from, const FrameVisitor& each) const override;

  // Writes and syncs one frame; when it is good, readers see it. `last`: its last record, or the
  // last before it. `first` is 0 when it holds none. Errors: io.
  [[nodiscard]] Result<void> append(BytesView frame, Sequence first, Sequence last);
  // The same without a sync; `sync` makes it durable, from any thread. Errors: io.
  [[nodiscard]] Result<void> add(BytesView frame, Sequence first, Sequence last);
  [[nodiscard]] Result<void> sync();

  [[nodiscard]] std::uint64_t octets() const;  // in use
  // So many octets as they stand at that place, unchecked. Errors: io.
  [[nodiscard]] Result<Bytes> octets_at(std::uint64_t at, std::size_t size) const;
  [[nodiscard]] std::uint64_t headroom() const;  // zeros ahead
  // `size` more zeros, made durable in steps. After a failed sync here `append` fails, too: the
  // octets that were lost may be its own. Errors: io.
  [[nodiscard]] Result<void> extend(FilePort& files, std::uint64_t size, std::size_t step);
  [[nodiscard]] bool sync_failed() const noexcept { return sync_failed_; }

 private:
  [[nodiscard]] Result<void> place(BytesView frame);
  void publish(BytesView frame, Sequence first, Sequence last);
  LiveSegment(std::unique_ptr<File> file, std::string path, const SegmentHeader& header,
              std::vector<FrameMark> marks, Sequence last, std::uint64_t end,
              std::uint64_t allocated);

  std::unique_ptr<File> file_;
  std::string path_;
  SegmentHeader header_;
  mutable std::mutex mutex_;  // guards what is published: marks_, last_, end_
  std::vector<FrameMark> marks_;
  Sequence last_;
  std::uint64_t end_;
  std::mutex extent_mutex_;  // held while zeros are written, and to move allocated_
  std::atomic<std::uint64_t> allocated_;
  std::atomic<bool> sync_failed_{false};
};

}  // namespace vermilion
