#include "adapters/store/segments/sealed_segment.hpp"

#include <fmt/format.h>
#include <zstd.h>

#include <algorithm>

#include "adapters/store/segments/live_segment.hpp"
#include "engine/journal/merkle.hpp"

namespace vermilion {
namespace {

constexpr std::uint32_t blocks_max = 1'000'000;

std::uint32_t trailer_crc(BytesView trailer) {
  return crc32c(trailer.substr(12), crc32c(trailer.substr(0, 8)));
}

Result<Manifest> read_trailer(BytesView octets, const std::string& path) {
  const char* at = octets.data();
  if (octets.size() != trailer_size || get_little<std::uint32_t>(at) != trailer_magic ||
      get_little<std::uint32_t>(at + 8) != trailer_crc(octets)) {
    return fail(Code::corrupt,
                fmt::format("{}: its last {} octets are not the trailer of a sealed segment", path,
                            trailer_size));
  }
  if (get_little<std::uint16_t>(at + 4) != segment_format) {
    return fail(Code::unsupported, fmt::format("{}: format {}; this program knows 1", path,
                                               get_little<std::uint16_t>(at + 4)));
  }
  Manifest manifest;
  manifest.partition = get_little<std::uint16_t>(at + 6);
  manifest.index_crc = get_little<std::uint32_t>(at + 12);
  manifest.index_offset = get_little<std::uint64_t>(at + 16);
  manifest.blocks = get_little<std::uint32_t>(at + 24);
  manifest.uncompressed = get_little<std::uint64_t>(at + 32);
  manifest.first = get_little<std::uint64_t>(at + 40);
  manifest.last = get_little<std::uint64_t>(at + 48);
  manifest.epoch_before = get_little<std::uint64_t>(at + 56);
  manifest.epoch_after = get_little<std::uint64_t>(at + 64);
  manifest.head_after = octets_of<32>(octets.substr(96));
  manifest.root = octets_of<32>(octets.substr(128));
  return manifest;
}

}  // namespace

Bytes encode_trailer(const Manifest& manifest) {
  Bytes octets(trailer_size, '\0');
  char* at = octets.data();
  put_little<std::uint32_t>(at, trailer_magic);
  put_little<std::uint16_t>(at + 4, segment_format);
  put_little<std::uint16_t>(at + 6, manifest.partition);
  put_little<std::uint32_t>(at + 12, manifest.index_crc);
  put_little<std::uint64_t>(at + 16, manifest.index_offset);
  put_little<std::uint32_t>(at + 24, manifest.blocks);
  put_little<std::uint64_t>(at + 32, manifest.uncompressed);
  put_little<std::uint64_t>(at + 40, manifest.first);
  put_little<std::uint64_t>(at + 48, manifest.last);
  put_little<std::uint64_t>(at + 56, manifest.epoch_before);
  put_little<std::uint64_t>(at + 64, manifest.epoch_after);
  std::memcpy(at + 96, manifest.head_after.data(), 32);
  std::memcpy(at + 128, manifest.root.data(), 32);
  put_little<std::uint32_t>(at + 8, trailer_crc(octets));
  return octets;
}

Bytes encode_index(const std::vector<BlockEntry>& blocks) {
  Bytes octets(blocks.size() * index_entry_size, '\0');
  char* at = octets.data();
  for (const auto& block : blocks) {
    put_little<std::uint64_t>(at, block.here);
    put_little<std::uint64_t>(at + 8, block.in_live);
    put_little<std::uint64_t>(at + 16, block.first);
    put_little<std::uint32_t>(at + 24, block.length);
    put_little<std::uint32_t>(at + 28, block.uncompressed);
    put_little<std::uint32_t>(at + 32, block.crc);
    at += index_entry_size;
  }
  return octets;
}

SealedSegment::SealedSegment(FilePort& files, std::string path, BlockCache& cache,
                             const SegmentHeader& header, const Manifest& manifest)
    : files_{files}, path_{std::move(path)}, cache_{cache}, header_{header}, manifest_{manifest} {}

Result<std::shared_ptr<SealedSegment>> SealedSegment::open(FilePort& files, std::string path,
                                                           BlockCache& cache) {
  VERMILION_TRY(const auto file, files.open(path, Opening::to_read));
  VERMILION_TRY(const auto size, file->size());
  if (size < segment_header_size + trailer_size) {
    return fail(Code::corrupt,
                fmt::format("{}: {} octets are too few for a sealed segment", path, size));
  }
  VERMILION_TRY(const auto head, file->read_at(0, segment_header_size, Cache::through));
  VERMILION_TRY(const auto header, read_segment_header(head, path));
  VERMILION_TRY(const auto tail, file->read_at(size - trailer_size, trailer_size, Cache::through));
  VERMILION_TRY(const auto manifest, read_trailer(tail, path));
  const auto name = sealed_from(path.substr(path.rfind('/') + 1));
  const auto index_end =
      manifest.index_offset + std::uint64_t{manifest.blocks} * index_entry_size + trailer_size;
  if (manifest.blocks > blocks_max || index_end != size || manifest.partition != header.partition ||
      manifest.first != header.first() || manifest.epoch_before != header.before.epoch ||
      manifest.last < manifest.first ||
      (name && (name->first != manifest.first || name->last != manifest.last ||
                name->root != to_hex(view_of(manifest.root)).substr(0, 16)))) {
    return fail(Code::corrupt,
                fmt::format("{}: name, header and trailer do not agree with one another", path));
  }
  return std::shared_ptr<SealedSegment>{
      new SealedSegment{files, std::move(path), cache, header, manifest}};
}

Result<std::shared_ptr<const SealedSegment::Index>> SealedSegment::index(const File& file) const {
  const std::lock_guard lock{index_mutex_};
  if (index_) return index_;
  const auto size = std::size_t{manifest_.blocks} * index_entry_size;
  VERMILION_TRY(const auto octets, file.read_at(manifest_.index_offset, size, Cache::through));
  if (octets.size() != size || crc32c(octets) != manifest_.index_crc) {
    return fail(Code::corrupt, fmt::format("{} at {}: the index fails its checksum", path_,
                                           manifest_.index_offset));
  }
  auto index = std::make_shared<Index>();
  index->reserve(manifest_.blocks);
  for (const char* at = octets.data(); at != octets.data() + size; at += index_entry_size) {
    index->push_back({get_little<std::uint64_t>(at), get_little<std::uint64_t>(at + 8),
                      get_little<std::uint64_t>(at + 16), get_little<std::uint32_t>(at + 24),
                      get_little<std::uint32_t>(at + 28), get_little<std::uint32_t>(at + 32)});
  }
  index_ = std::move(index);
  return index_;
}

Result<BlockCache::Block> SealedSegment::block(const File& file, const Index& index,
                                               std::size_t number) const {
  if (auto held = cache_.find(this, number)) return held;
  const auto& entry = index[number];
  VERMILION_TRY(const auto packed, file.read_at(entry.here, entry.length, Cache::through));
  auto octets = std::make_shared<Bytes>(entry.uncompressed, '\0');
  const auto size = packed.size() == entry.length ? ZSTD_decompress(octets->data(), octets->size(),
                                                                    packed.data(), packed.size())
                                                  : 0;
  if (ZSTD_isError(size) != 0U || size != octets->size() || crc32c(*octets) != entry.crc) {
    return fail(Code::corrupt, fmt::format("{} at {}: block {} is not what was sealed", path_,
                                           entry.here, number));
  }
  BlockCache::Block block{std::move(octets)};
  cache_.keep(this, number, block);
  return block;
}

Result<void> SealedSegment::frames(Sequence from, const FrameVisitor& each) const {
  if (from > manifest_.last) return ok();
  VERMILION_TRY(const auto file, files_.open(path_, Opening::to_read));
  VERMILION_TRY(const auto index, this->index(*file));
  std::size_t number = 0;
  if (from > 0) {
    // The last block that begins at or before `from`: `first` of a block is the first record in it.
    const auto behind = std::upper_bound(
        index->begin(), index->end(), from,
        [](Sequence sequence, const BlockEntry& entry) { return sequence < entry.first; });
    if (behind != index->begin()) {
      number = static_cast<std::size_t>(std::prev(behind) - index->begin());
    }
  }
  for (; number < index->size(); ++number) {
    VERMILION_TRY(const auto octets, block(*file, *index, number));
    auto rest = BytesView{*octets};
    auto at = (*index)[number].in_live;
    while (!rest.empty()) {
      const auto frame = read_frame(rest);
      if (!frame) {
        return fail(Code::corrupt, fmt::format("{}, block {}, frame at {}: {}", path_, number, at,
                                               frame.error().detail));
      }
      const auto length = frame.value().length;
      VERMILION_TRY(const bool go_on, each(at, rest.substr(0, length)));
      if (!go_on) return ok();
      rest.remove_prefix(length);
      at += length;
    }
  }
  return ok();
}

Result<void> SealedSegment::verify() const {
  Arbiter arbiter{header_.house, header_.partition, header_.before};
  MerkleStack merkle;
  std::uint64_t uncompressed = 0;
  VERMILION_TRY(frames(0, [&](std::uint64_t at, BytesView frame) -> Result<bool> {
    uncompressed += frame.size();
    VERMILION_TRY(each_record(frame, [&](const Header& header, BytesView record) -> Result<void> {
      const auto answer = arbiter.rule(header, record);
      if (answer.ruling == Ruling::diverged) {
        return fail(Code::diverged,
                    fmt::format("{} at {}, seq {}: {}", path_, at, header.sequence, answer.why));
      }
      if (answer.ruling == Ruling::valid && header.kind != RecordKind::claim) merkle.add(record);
      return ok();
    }));
    return true;
  }));
  if (arbiter.tip() != manifest_.after() || merkle.root() != manifest_.root ||
      uncompressed != manifest_.uncompressed) {
    return fail(Code::corrupt, fmt::format("{}: its records do not have the trailer's root, head "
                                           "or length",
                                           path_));
  }
  return ok();
}

Result<void> SealedSegment::compare(const LiveSegment& live) const {
  VERMILION_TRY(const auto file, files_.open(path_, Opening::to_read));
  VERMILION_TRY(const auto index, this->index(*file));
  std::uint64_t at = segment_header_size;
  for (std::size_t number = 0; number < index->size(); ++number) {
    VERMILION_TRY(const auto octets, block(*file, *index, number));
    VERMILION_TRY(const auto sealed_from, live.octets_at(at, octets->size()));
    if ((*index)[number].in_live != at || *octets != sealed_from) {
      return fail(Code::corrupt, fmt::format("{}, block {}: not the octets of {} at {}", path_,
                                             number, live.path(), at));
    }
    at += octets->size();
  }
  if (at != live.octets() || at - segment_header_size != manifest_.uncompressed) {
    return fail(Code::corrupt,
                fmt::format("{} ends at {}, {} at {}", path_, at, live.path(), live.octets()));
  }
  return ok();
}

}  // namespace vermilion
