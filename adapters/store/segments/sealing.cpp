#include "adapters/store/segments/sealing.hpp"

#include <fmt/format.h>
#include <zstd.h>

#include "engine/journal/merkle.hpp"

namespace vermilion {
namespace {

constexpr int zstd_level = 3;

// Collects whole frames into blocks and writes them one behind the other.
class BlockWriter {
 public:
  BlockWriter(File& file, std::size_t block_octets) : file_{file}, block_octets_{block_octets} {}

  // `first`: the next record that this frame, or one behind it, holds.
  Result<void> add(std::uint64_t at, BytesView frame, Sequence first) {
    if (!block_.empty() && block_.size() + frame.size() > block_octets_) {
      VERMILION_TRY(flush());
    }
    if (block_.empty()) {
      entry_ = {};
      entry_.in_live = at;
      entry_.first = first;
    }
    block_.append(frame);
    uncompressed_ += frame.size();
    return ok();
  }

  Result<void> flush() {
    if (block_.empty()) return ok();
    Bytes packed(ZSTD_compressBound(block_.size()), '\0');
    const auto size =
        ZSTD_compress(packed.data(), packed.size(), block_.data(), block_.size(), zstd_level);
    if (ZSTD_isError(size) != 0U) return fail(Code::io, ZSTD_getErrorName(size));
    packed.resize(size);
    entry_.here = here_;
    entry_.length = static_cast<std::uint32_t>(size);
    entry_.uncompressed = static_cast<std::uint32_t>(block_.size());
    entry_.crc = crc32c(block_);
    VERMILION_TRY(file_.write_at(here_, packed));
    here_ += size;
    entries_.push_back(entry_);
    block_.clear();
    return ok();
  }

  [[nodiscard]] const std::vector<BlockEntry>& entries() const noexcept { return entries_; }
  [[nodiscard]] std::uint64_t here() const noexcept { return here_; }
  [[nodiscard]] std::uint64_t uncompressed() const noexcept { return uncompressed_; }

 private:
  File& file_;
  std::size_t block_octets_;
  Bytes block_;
  BlockEntry entry_;
  std::vector<BlockEntry> entries_;
  std::uint64_t here_ = segment_header_size;
  std::uint64_t uncompressed_ = 0;
};

}  // namespace

Result<std::shared_ptr<SealedSegment>> seal(FilePort& files, BlockCache& cache,
                                            const LiveSegment& live, const Tip& after,
                                            std::size_t block_octets) {
  const auto& header = live.header();
  const auto unfinished = live.path() + ".seg" + unfinished_suffix;
  Manifest manifest;
  {
    VERMILION_TRY(const auto file, files.open(unfinished, Opening::fresh));
    VERMILION_TRY(file->write_at(0, encode_segment_header(header)));
    BlockWriter writer{*file, block_octets};
    Arbiter arbiter{header.house, header.partition, header.before};
    MerkleStack merkle;
    VERMILION_TRY(live.frames(0, [&](std::uint64_t at, BytesView frame) -> Result<bool> {
      VERMILION_TRY(writer.add(at, frame, arbiter.tip().sequence + 1));
      VERMILION_TRY(each_record(frame, [&](const Header& record, BytesView octets) -> Result<void> {
        const auto answer = arbiter.rule(record, octets);
        if (answer.ruling == Ruling::diverged) {
          return fail(Code::diverged, fmt::format("{} at {}, seq {}: {}", live.path(), at,
                                                  record.sequence, answer.why));
        }
        if (answer.ruling == Ruling::valid && record.kind != RecordKind::claim) merkle.add(octets);
        return ok();
      }));
      return true;
    }));
    VERMILION_TRY(writer.flush());
    if (arbiter.tip() != after) {
      return fail(Code::corrupt, fmt::format("{} ends at record {}, epoch {}, not at record {}, "
                                             "epoch {}, as the next segment says",
                                             live.path(), arbiter.tip().sequence,
                                             arbiter.tip().epoch, after.sequence, after.epoch));
    }
    const auto index = encode_index(writer.entries());
    manifest.partition = header.partition;
    manifest.first = header.first();
    manifest.last = after.sequence;
    manifest.epoch_before = header.before.epoch;
    manifest.epoch_after = after.epoch;
    manifest.head_after = after.head;
    manifest.root = merkle.root();
    manifest.uncompressed = writer.uncompressed();
    manifest.index_offset = writer.here();
    manifest.blocks = static_cast<std::uint32_t>(writer.entries().size());
    manifest.index_crc = crc32c(index);
    VERMILION_TRY(file->write_at(writer.here(), index + encode_trailer(manifest)));
    VERMILION_TRY(file->sync());
  }
  {
    VERMILION_TRY(const auto written, SealedSegment::open(files, unfinished, cache));
    VERMILION_TRY(written->compare(live));
  }
  const auto directory = live.path().substr(0, live.path().rfind('/'));
  const auto path =
      directory + "/" + sealed_name(header.partition, manifest.first, manifest.last, manifest.root);
  VERMILION_TRY(files.rename(unfinished, path));
  VERMILION_TRY(files.sync_directory(directory));
  return SealedSegment::open(files, path, cache);
}

}  // namespace vermilion
