#include "adapters/store/segments/live_scan.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vermilion {
namespace {

constexpr std::size_t scan_piece = 4 * 1024 * 1024;
constexpr BytesView frame_magic_octets{"VMF1", 4};

// A frame of this house and partition, whole and with its checksum right.
bool valid_frame(BytesView octets, const SegmentHeader& segment) {
  const auto header = read_frame(octets);
  return header && header.value().house == segment.house &&
         header.value().partition == segment.partition;
}

struct Behind {
  std::uint64_t last_nonzero = 0;  // offset behind it; the start when all is zero
  std::optional<std::uint64_t> frame;
};

// What stands at and behind a place where no valid frame begins.
Result<Behind> look_behind(const File& file, std::uint64_t from, std::uint64_t size,
                           const SegmentHeader& segment, Cache cache) {
  FrameWindow window{file, size, cache, scan_piece};
  Behind behind{from, std::nullopt};
  for (auto at = from; at < size;) {
    VERMILION_TRY(const auto octets, window.need(at, frame_size_max));
    if (octets.empty()) break;
    // All but the last frame's length of a window can be judged; at the end of the file, all of it.
    const bool whole = at + octets.size() >= size;
    const auto judged = whole ? octets.size() : octets.size() - frame_size_max + 1;
    for (std::size_t i = octets.find(frame_magic_octets); i < judged;
         i = octets.find(frame_magic_octets, i + 1)) {
      if (at + i > from && valid_frame(octets.substr(i), segment)) {
        behind.frame = at + i;
        return behind;
      }
    }
    const auto last = octets.substr(0, judged).find_last_not_of('\0');
    if (last != BytesView::npos) behind.last_nonzero = at + last + 1;
    at += judged;
  }
  return behind;
}

}  // namespace

std::string TornTail::text() const {
  return fmt::format("{}: a torn frame of {} octets at {} was cut", path, octets, offset);
}

Result<LiveScan> scan_live(const File& file, const std::string& path, HouseId house,
                           PartitionNumber partition, const Tip& before, Cache cache,
                           BadTail tail) {
  LiveScan scan;
  VERMILION_TRY(scan.size, file.size());
  VERMILION_TRY(const auto head, file.read_at(0, segment_header_size, cache));
  VERMILION_TRY(scan.header, read_segment_header(head, path));
  if (scan.header != SegmentHeader{house, partition, before}) {
    return fail(Code::corrupt,
                fmt::format("{}: its header does not continue what stands before it (record {}, "
                            "epoch {}); a segment is missing or belongs elsewhere",
                            path, before.sequence, before.epoch));
  }
  Arbiter arbiter{house, partition, before};
  FrameWindow window{file, scan.size, cache, scan_piece};
  while (scan.end < scan.size) {
    VERMILION_TRY(const auto octets, window.frame(scan.end));
    const auto frame = read_frame(octets);
    if (!frame && frame.error().code == Code::unsupported) {
      return fail(Code::unsupported,
                  fmt::format("{} at {}: {}", path, scan.end, frame.error().detail));
    }
    if (!frame) break;
    const auto mark = arbiter.tip().sequence + 1;
    const auto walked =
        each_record(octets, [&](const Header& header, BytesView record) -> Result<void> {
          const auto answer = arbiter.rule(header, record);
          if (answer.ruling == Ruling::diverged) {
            return fail(Code::diverged, fmt::format("seq {}, epoch {}: {}", header.sequence,
                                                    header.epoch, answer.why));
          }
          if (answer.ruling == Ruling::void_record) {
            return fail(Code::corrupt,
                        fmt::format("a void record, seq {}, epoch {}: {}; no owner writes "
                                    "one here",
                                    header.sequence, header.epoch, answer.why));
          }
          return ok();
        });
    if (!walked) {
      return fail(walked.error().code,
                  fmt::format("{} at {}: {}", path, scan.end, walked.error().detail));
    }
    if (arbiter.tip().sequence >= mark) scan.marks.push_back({mark, scan.end});
    scan.closed = frame.value().kind == FrameKind::closing;
    scan.end += frame.value().length;
  }
  scan.tip = arbiter.tip();
  if (scan.end >= scan.size) return scan;
  VERMILION_TRY(const auto behind, look_behind(file, scan.end, scan.size, scan.header, cache));
  if (behind.frame && tail == BadTail::judged) {
    return fail(Code::corrupt,
                fmt::format("{}: no valid frame at {}, but one at {}: rot, not a torn tail; record "
                            "{} is the last before it",
                            path, scan.end, *behind.frame, scan.tip.sequence));
  }
  const auto last = std::max(behind.last_nonzero, behind.frame.value_or(0));
  if (last > scan.end) {
    scan.torn = TornTail{path, scan.end, last - scan.end};
    scan.closed = false;
  }
  return scan;
}

}  // namespace vermilion
