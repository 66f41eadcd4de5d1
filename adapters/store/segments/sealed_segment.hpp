// SealedSegment: a finished segment, compressed in blocks that open independently of one another.
//
// Grammar, little-endian:
//   file    = segment header (layout.hpp, 96 octets) block* index trailer
//   block   = one zstd frame (RFC 8878) of whole journal frames, about 256 KiB of them
//   index   = entry*
//   entry   = 40 octets: u64 offset in this file, u64 offset in the live file, u64 seq of the first
//             record in it or behind it, u32 length here, u32 length uncompressed,
//             u32 CRC-32C of the uncompressed octets, u32 zero
//   trailer = 160 octets:
//      at  size  field
//       0     4  magic "VMT1"
//       4     2  format = 1
//       6     2  partition
//       8     4  CRC-32C of octets 0–7 and 12–159
//      12     4  CRC-32C of the index
//      16     8  offset of the index
//      24     4  entries
//      28     4  zero
//      32     8  octets uncompressed (frames only, without the live file's header)
//      40     8  first seq
//      48     8  last seq
//      56     8  epoch before
//      64     8  epoch after
//      72    24  zero
//      96    32  head after (head before stands in the header)
//     128    32  Merkle root of the valid records (RFC 6962)
// The uncompressed frames are those of the live file from octet 96 on, unchanged, so the place of a
// record stays what it was and two nodes' digests agree whatever their zstd.
// Threads: readers any; the block cache is shared and has its own mutex.
#pragma once

#include <list>
#include <map>
#include <mutex>
#include <vector>

#include "adapters/store/segments/segment.hpp"

namespace vermilion {

inline constexpr std::uint32_t trailer_magic = 0x31544D56;  // "VMT1"
inline constexpr std::size_t trailer_size = 160;
inline constexpr std::size_t index_entry_size = 40;

struct Manifest {
  PartitionNumber partition = 0;
  Sequence first = 0;
  Sequence last = 0;
  Epoch epoch_before = 0;
  Epoch epoch_after = 0;
  Digest head_after{};
  Digest root{};
  std::uint64_t uncompressed = 0;
  std::uint64_t index_offset = 0;
  std::uint32_t blocks = 0;
  std::uint32_t index_crc = 0;
  [[nodiscard]] Tip after() const noexcept { return {epoch_after, last, head_after}; }
  bool operator==(const Manifest&) const = default;
};

struct BlockEntry {
  std::uint64_t here = 0;
  std::uint64_t in_live = 0;
  Sequence first = 0;
  std::uint32_t length = 0;
  std::uint32_t uncompressed = 0;
  std::uint32_t crc = 0;
};

[[nodiscard]] Bytes encode_trailer(const Manifest& manifest);
[[nodiscard]] Bytes encode_index(const std::vector<BlockEntry>& blocks);

// Opened blocks, the least recently used dropped first.
class BlockCache {
 public:
  using Block = std::shared_ptr<const Bytes>;
  explicit BlockCache(std::size_t blocks_max) : blocks_max_{blocks_max} {}
  [[nodiscard]] Block find(const void* segment, std::size_t block);
  void keep(const void* segment, std::size_t block, Block octets);
  void forget(const void* segment);

 private:
  using Key = std::pair<const void*, std::size_t>;
  struct Held {
    Key key;
    Block octets;
  };
  std::size_t blocks_max_;
  std::mutex mutex_;
  std::list<Held> held_;  // most recently used first
  std::map<Key, std::list<Held>::iterator> places_;
};

class LiveSegment;

class SealedSegment final : public Segment {
 public:
  // Reads header and trailer; blocks and index only when asked for. `files` and `cache` outlive it.
  // Errors: corrupt (named), io.
  [[nodiscard]] static Result<std::shared_ptr<SealedSegment>> open(FilePort& files,
                                                                   std::string path,
                                                                   BlockCache& cache);
  ~SealedSegment() override { cache_.forget(this); }

  [[nodiscard]] const std::string& path() const noexcept override { return path_; }
  [[nodiscard]] const SegmentHeader& header() const noexcept override { return header_; }
  [[nodiscard]] Sequence last() const override { return manifest_.last; }
  [[nodiscard]] const Manifest& manifest() const noexcept { return manifest_; }
  [[nodiscard]] Result<void> frames(Sequence from, const FrameVisitor& each) const override;
  // Reads all of it: every checksum, the chain from head to head, the Merkle root.
  [[nodiscard]] Result<void> verify() const;
  // Reads all of it, too, and holds it against what it was sealed from, octet by octet: that was
  // ruled when it was read, so nothing is hashed again. Errors: corrupt (named), io.
  [[nodiscard]] Result<void> compare(const LiveSegment& live) const;

 private:
  SealedSegment(FilePort& files, std::string path, BlockCache& cache, const SegmentHeader& header,
                const Manifest& manifest);
  using Index = std::vector<BlockEntry>;
  [[nodiscard]] Result<std::shared_ptr<const Index>> index(const File& file) const;
  [[nodiscard]] Result<BlockCache::Block> block(const File& file, const Index& index,
                                                std::size_t number) const;

  FilePort& files_;
  std::string path_;
  BlockCache& cache_;
  SegmentHeader header_;
  Manifest manifest_;
  mutable std::mutex index_mutex_;
  mutable std::shared_ptr<const Index> index_;
};

}  // namespace vermilion
