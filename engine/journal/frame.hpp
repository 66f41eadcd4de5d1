// The frame: a run of consecutive records that lands whole or not at all.
//
// The same octets stand in a segment file and travel as one Kafka message (DESIGN §4).
//
//   at  size  field
//    0     4  magic "VMF1"
//    4     2  format = 1
//    6     2  partition
//    8     4  length of the whole frame, header included; 56 … 921,600
//   12     4  CRC-32C of octets 0–11 and 16–end
//   16    16  house
//   32     8  epoch of its writer
//   40     8  seq of its first record; 0 when it holds none, or a claim
//   48     4  count of records
//   52     4  kind (FrameKind)
//   56     …  the records, one after the other
//
// Threads: values.
#pragma once

#include <functional>
#include <vector>

#include "events/record.hpp"

namespace vermilion {

inline constexpr std::uint32_t frame_magic = 0x31464D56;  // "VMF1"
inline constexpr std::uint16_t frame_format = 1;
inline constexpr std::size_t frame_header_size = 56;
inline constexpr std::size_t frame_size_max = 900 * 1024;

enum class FrameKind : std::uint32_t {
  records = 0,
  claim = 1,    // exactly one claim
  silence = 2,  // empty: one second without a frame has passed; what stands before is complete
  closing = 3,  // empty: a clean stop
};

struct FrameHeader {
  FrameKind kind = FrameKind::records;
  std::uint32_t length = 0;
  HouseId house;
  PartitionNumber partition = 0;
  Epoch epoch = 0;
  Sequence first = 0;
  std::uint32_t count = 0;
  bool operator==(const FrameHeader&) const = default;
};

// Collects records into one frame. CHECKs the bounds; ask `fits` before `add`.
class FrameBuilder {
 public:
  FrameBuilder(HouseId house, PartitionNumber partition, Epoch epoch);
  [[nodiscard]] bool fits(std::size_t record_size) const noexcept {
    return bytes_.size() + record_size <= frame_size_max;
  }
  void add(BytesView record);
  [[nodiscard]] std::uint32_t count() const noexcept { return header_.count; }
  [[nodiscard]] bool empty() const noexcept { return header_.count == 0; }
  // The finished octets; the builder is then ready for the next frame.
  [[nodiscard]] Bytes finish(FrameKind kind = FrameKind::records);

 private:
  FrameHeader header_;
  Bytes bytes_;
};

// Header of the frame that starts at `bytes`, after magic, format, bounds and CRC held.
// Errors: corrupt (what differs), unsupported (format or kind).
[[nodiscard]] Result<FrameHeader> read_frame(BytesView bytes);

// The records of a whole frame, each with its header checked, in order.
// Errors: corrupt, unsupported; whatever `each` returns ends the walk.
using RecordVisitor = std::function<Result<void>(const Header&, BytesView record)>;
[[nodiscard]] Result<void> each_record(BytesView frame, const RecordVisitor& each);
// The same for a frame whose header was read already.
[[nodiscard]] Result<void> each_record(const FrameHeader& header, BytesView frame,
                                       const RecordVisitor& each);

}  // namespace vermilion
