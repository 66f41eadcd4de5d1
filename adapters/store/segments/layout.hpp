// Layout: the names in a data directory and the header of a segment file.
//
//   DIR/house.vmr                                  the house record, once and for ever
//   DIR/lock                                       flock of the process that writes
//   DIR/journal/pNN/<first seq, 20 digits>.live    frames, in order, zeros behind them
//   DIR/journal/pNN/pNN-<first>-<last>-<root, 16 hex>.seg   sealed (sealed_segment.hpp)
//   DIR/journal/pNN/void                           void frames with their offset (void_file.hpp)
//   *.new                                          unfinished: removed at the next open
//
// A live file: 96 octets of header, then frames (engine/journal/frame.hpp) packed one behind the
// other, then zeros to the end of the file. Header, little-endian:
//    at  size  field
//     0     4  magic "VMS1"
//     4     2  format = 1
//     6     2  partition
//     8     4  CRC-32C of octets 0–7 and 12–95
//    12     4  zero
//    16    16  house
//    32     8  seq of the first record that this file will hold
//    40     8  epoch before it
//    48    32  head before it: hash of the record first − 1, or of the house record
//    80    16  zero
// Threads: free functions.
#pragma once

#include <optional>
#include <string>

#include "engine/journal/arbiter.hpp"

namespace vermilion {

inline constexpr std::uint32_t segment_magic = 0x31534D56;  // "VMS1"
inline constexpr std::uint16_t segment_format = 1;
inline constexpr std::size_t segment_header_size = 96;

struct SegmentHeader {
  HouseId house;
  PartitionNumber partition = 0;
  Tip before;  // the first record here is before.sequence + 1
  [[nodiscard]] Sequence first() const noexcept { return before.sequence + 1; }
  bool operator==(const SegmentHeader&) const = default;
};

[[nodiscard]] Bytes encode_segment_header(const SegmentHeader& header);
// Errors: corrupt, unsupported; `path` is named.
[[nodiscard]] Result<SegmentHeader> read_segment_header(BytesView octets, const std::string& path);

[[nodiscard]] std::string journal_directory(const std::string& data);
[[nodiscard]] std::string partition_directory(const std::string& data, PartitionNumber partition);
[[nodiscard]] std::string partition_name(PartitionNumber partition);  // "p00"
[[nodiscard]] std::optional<PartitionNumber> partition_of(const std::string& name);

[[nodiscard]] std::string live_name(Sequence first);
[[nodiscard]] std::optional<Sequence> live_first(const std::string& name);

struct SealedName {
  PartitionNumber partition = 0;
  Sequence first = 0;
  Sequence last = 0;
  std::string root;  // the first 16 digits
};
[[nodiscard]] std::string sealed_name(PartitionNumber partition, Sequence first, Sequence last,
                                      const Digest& root);
[[nodiscard]] std::optional<SealedName> sealed_from(const std::string& name);

}  // namespace vermilion
