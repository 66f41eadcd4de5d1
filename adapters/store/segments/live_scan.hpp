// The scan of a live file: what is in it, and whether its end is whole, torn or rotten.
//
// One frame a partition is outstanding, each is synced before the next is written, and an empty
// frame follows one second of silence. So a bad frame is *torn* only if nothing valid stands behind
// it: then it was never answered *done*, or the process died within that second. A bad frame with a
// valid one behind it is rot, and an error that names file and offset. So is a frame whose records
// are void: the owner writes only what counts. (Octets of a record that
// spell a whole valid frame of this house behind a torn one would be taken for rot: it stops, never
// skips.) Source: DESIGN §4. Threads: free function.
#pragma once

#include <optional>
#include <vector>

#include "adapters/store/segments/segment.hpp"

namespace vermilion {

struct TornTail {
  std::string path;
  std::uint64_t offset = 0;
  std::uint64_t octets = 0;  // up to the last octet that is not zero
  std::string text() const;
};

struct LiveScan {
  SegmentHeader header;
  std::vector<FrameMark> marks;
  std::uint64_t end = segment_header_size;  // behind the last valid frame
  std::uint64_t size = 0;
  Tip tip;              // behind the last valid frame
  bool closed = false;  // the last frame is a closing one
  std::optional<TornTail> torn;
};

// What a frame that does not hold means: torn or rot, by what stands behind it; or torn in any
// case, because a carrier has it, and what is not synced frame by frame may be lost in any order.
enum class BadTail : std::uint8_t { judged, cut };

// Reads the file with `cache`; its header must continue `before`.
// Errors: corrupt (rot, a header that does not continue), diverged (names the seq), unsupported,
// io.
[[nodiscard]] Result<LiveScan> scan_live(const File& file, const std::string& path, HouseId house,
                                         PartitionNumber partition, const Tip& before, Cache cache,
                                         BadTail tail = BadTail::judged);

}  // namespace vermilion
