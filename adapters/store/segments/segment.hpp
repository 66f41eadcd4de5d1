// Segment: a run of frames with consecutive records, being written (LiveSegment) or sealed.
//
// Readers see only what is known durable. Offsets are those of the live file, for a sealed segment
// too: sealing keeps the frames octet for octet, so the place of a record never changes.
// Threads: any number of readers.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "adapters/store/segments/files.hpp"
#include "adapters/store/segments/layout.hpp"
#include "engine/journal/frame.hpp"

namespace vermilion {

// A whole frame at its offset; answer false to end the walk.
using FrameVisitor = std::function<Result<bool>(std::uint64_t offset, BytesView frame)>;

class Segment {
 public:
  Segment() = default;
  Segment(const Segment&) = delete;
  Segment& operator=(const Segment&) = delete;
  virtual ~Segment() = default;

  [[nodiscard]] virtual const std::string& path() const noexcept = 0;
  [[nodiscard]] virtual const SegmentHeader& header() const noexcept = 0;
  // The last record here; header().before.sequence when there is none.
  [[nodiscard]] virtual Sequence last() const = 0;
  // Frames in order: all of them for `from` = 0, otherwise from about the one that holds record
  // `from` on (never behind it). Errors: io, corrupt, and the visitor's.
  [[nodiscard]] virtual Result<void> frames(Sequence from, const FrameVisitor& each) const = 0;
};

// Where a frame of records stands.
struct FrameMark {
  Sequence first = 0;
  std::uint64_t offset = 0;
};

// Octets of a file in windows, so that a walk holds a bounded part of it.
class FrameWindow {
 public:
  // `end`: octets from there on are not looked at. `piece`: how much is read at once at first;
  // pieces double up to 4 MiB while the walk goes on.
  FrameWindow(const File& file, std::uint64_t end, Cache cache, std::size_t piece = 64 * 1024)
      : file_{file}, end_{end}, cache_{cache}, piece_{piece} {}
  // At least `size` octets from `offset` on, or all up to the end; valid until the next call.
  [[nodiscard]] Result<BytesView> need(std::uint64_t offset, std::size_t size);
  // The octets of the frame there, as long as it says it is; `read_frame` is yet to judge them.
  [[nodiscard]] Result<BytesView> frame(std::uint64_t offset);

 private:
  const File& file_;
  std::uint64_t end_;
  Cache cache_;
  std::size_t piece_;
  std::uint64_t start_ = 0;
  Bytes held_;
};

}  // namespace vermilion
