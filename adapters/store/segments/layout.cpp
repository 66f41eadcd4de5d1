#include "adapters/store/segments/layout.hpp"

#include <fmt/format.h>

#include <charconv>

namespace vermilion {
namespace {

// A decimal number of exactly `digits` digits.
std::optional<std::uint64_t> number_of(std::string_view text, std::size_t digits) {
  std::uint64_t value = 0;
  if (text.size() != digits) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + digits, value);
  if (error != std::errc{} || end != text.data() + digits) return std::nullopt;
  return value;
}

}  // namespace

Bytes encode_segment_header(const SegmentHeader& header) {
  Bytes octets(segment_header_size, '\0');
  char* at = octets.data();
  put_little<std::uint32_t>(at, segment_magic);
  put_little<std::uint16_t>(at + 4, segment_format);
  put_little<std::uint16_t>(at + 6, header.partition);
  std::memcpy(at + 16, header.house.octets.data(), 16);
  put_little<std::uint64_t>(at + 32, header.first());
  put_little<std::uint64_t>(at + 40, header.before.epoch);
  std::memcpy(at + 48, header.before.head.data(), 32);
  put_little<std::uint32_t>(at + 8, crc32c(BytesView{octets}.substr(12), crc32c({at, 8})));
  return octets;
}

Result<SegmentHeader> read_segment_header(BytesView octets, const std::string& path) {
  const auto rotten = [&](const char* why) {
    return fail(Code::corrupt,
                fmt::format("{}: its header of {} octets {}", path, segment_header_size, why));
  };
  if (octets.size() < segment_header_size) return rotten("is cut short");
  octets = octets.substr(0, segment_header_size);
  const char* at = octets.data();
  if (get_little<std::uint32_t>(at) != segment_magic) return rotten("does not begin with VMS1");
  if (get_little<std::uint32_t>(at + 8) != crc32c(octets.substr(12), crc32c({at, 8}))) {
    return rotten("fails its checksum");
  }
  if (get_little<std::uint16_t>(at + 4) != segment_format) {
    return fail(Code::unsupported, fmt::format("{}: format {}; this program knows 1", path,
                                               get_little<std::uint16_t>(at + 4)));
  }
  SegmentHeader header;
  header.partition = get_little<std::uint16_t>(at + 6);
  header.house.octets = octets_of<16>(octets.substr(16));
  const auto first = get_little<std::uint64_t>(at + 32);
  if (first == 0) return rotten("begins with record 0");
  header.before = {get_little<std::uint64_t>(at + 40), first - 1, octets_of<32>(octets.substr(48))};
  return header;
}

std::string journal_directory(const std::string& data) {
  return data + "/journal";
}

std::string partition_name(PartitionNumber partition) {
  return fmt::format("p{:02}", partition);
}

std::string partition_directory(const std::string& data, PartitionNumber partition) {
  return journal_directory(data) + "/" + partition_name(partition);
}

std::optional<PartitionNumber> partition_of(const std::string& name) {
  if (name.size() != 3 || name[0] != 'p') return std::nullopt;
  const auto number = number_of(std::string_view{name}.substr(1), 2);
  if (!number || *number >= partitions_max) return std::nullopt;
  return static_cast<PartitionNumber>(*number);
}

std::string live_name(Sequence first) {
  return fmt::format("{:020}.live", first);
}

std::optional<Sequence> live_first(const std::string& name) {
  if (name.size() != 25 || !name.ends_with(".live")) return std::nullopt;
  return number_of(std::string_view{name}.substr(0, 20), 20);
}

std::string sealed_name(PartitionNumber partition, Sequence first, Sequence last,
                        const Digest& root) {
  return fmt::format("{}-{:020}-{:020}-{}.seg", partition_name(partition), first, last,
                     to_hex(view_of(root)).substr(0, 16));
}

std::optional<SealedName> sealed_from(const std::string& name) {
  // pNN-20-20-16.seg
  const std::string_view text{name};
  if (text.size() != 66 || !text.ends_with(".seg") || text[3] != '-' || text[24] != '-' ||
      text[45] != '-') {
    return std::nullopt;
  }
  const auto partition = partition_of(name.substr(0, 3));
  const auto first = number_of(text.substr(4, 20), 20);
  const auto last = number_of(text.substr(25, 20), 20);
  const auto root = name.substr(46, 16);
  if (!partition || !first || !last || !from_hex(root)) return std::nullopt;
  return SealedName{*partition, *first, *last, root};
}

}  // namespace vermilion
