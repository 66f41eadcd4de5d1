#include "engine/journal/frame.hpp"

#include <fmt/format.h>

#include "base/check.hpp"

namespace vermilion {
namespace {

std::uint32_t frame_crc(BytesView frame) {
  return crc32c(frame.substr(16), crc32c(frame.substr(0, 12)));
}

}  // namespace

FrameBuilder::FrameBuilder(HouseId house, PartitionNumber partition, Epoch epoch)
    : bytes_(frame_header_size, '\0') {
  header_.house = house;
  header_.partition = partition;
  header_.epoch = epoch;
}

void FrameBuilder::add(BytesView record) {
  VERMILION_CHECK(fits(record.size()), "a frame is at most 921,600 octets");
  if (header_.count == 0) header_.first = get_little<std::uint64_t>(record.data() + 48);
  ++header_.count;
  bytes_.append(record);
}

Bytes FrameBuilder::finish(FrameKind kind) {
  char* at = bytes_.data();
  put_little<std::uint32_t>(at, frame_magic);
  put_little<std::uint16_t>(at + 4, frame_format);
  put_little<std::uint16_t>(at + 6, header_.partition);
  put_little<std::uint32_t>(at + 8, static_cast<std::uint32_t>(bytes_.size()));
  std::memcpy(at + 16, header_.house.octets.data(), 16);
  put_little<std::uint64_t>(at + 32, header_.epoch);
  put_little<std::uint64_t>(at + 40, header_.first);
  put_little<std::uint32_t>(at + 48, header_.count);
  put_little<std::uint32_t>(at + 52, static_cast<std::uint32_t>(kind));
  put_little<std::uint32_t>(at + 12, frame_crc(bytes_));
  Bytes finished(frame_header_size, '\0');
  finished.swap(bytes_);
  header_.count = 0;
  header_.first = 0;
  return finished;
}

Result<FrameHeader> read_frame(BytesView bytes) {
  if (bytes.size() < frame_header_size) {
    return fail(Code::corrupt, fmt::format("a frame needs {} octets of header, {} are left",
                                           frame_header_size, bytes.size()));
  }
  const char* at = bytes.data();
  if (get_little<std::uint32_t>(at) != frame_magic) {
    return fail(Code::corrupt, "a frame does not begin with VMF1");
  }
  FrameHeader header;
  header.length = get_little<std::uint32_t>(at + 8);
  if (header.length < frame_header_size || header.length > frame_size_max ||
      header.length > bytes.size()) {
    return fail(Code::corrupt, fmt::format("a frame says it is {} octets long; {} are left",
                                           header.length, bytes.size()));
  }
  if (get_little<std::uint32_t>(at + 12) != frame_crc(bytes.substr(0, header.length))) {
    return fail(Code::corrupt, "a frame's checksum does not hold");
  }
  const auto format = get_little<std::uint16_t>(at + 4);
  const auto kind = get_little<std::uint32_t>(at + 52);
  if (format != frame_format || kind > 3) {
    return fail(Code::unsupported, fmt::format("a frame of format {}, kind {}; this program knows "
                                               "format 1, kinds 0 to 3",
                                               format, kind));
  }
  header.kind = static_cast<FrameKind>(kind);
  header.partition = get_little<std::uint16_t>(at + 6);
  header.house.octets = octets_of<16>(bytes.substr(16));
  header.epoch = get_little<std::uint64_t>(at + 32);
  header.first = get_little<std::uint64_t>(at + 40);
  header.count = get_little<std::uint32_t>(at + 48);
  return header;
}

Result<void> each_record(BytesView frame, const RecordVisitor& each) {
  VERMILION_TRY(const auto header, read_frame(frame));
  return each_record(header, frame, each);
}

Result<void> each_record(const FrameHeader& header, BytesView frame, const RecordVisitor& each) {
  auto rest = frame.substr(frame_header_size, header.length - frame_header_size);
  for (std::uint32_t i = 0; i < header.count; ++i) {
    VERMILION_TRY(const auto record, read_header(rest));
    VERMILION_TRY(each(record, rest.substr(0, record.length)));
    rest.remove_prefix(record.length);
  }
  if (!rest.empty()) {
    return fail(Code::corrupt, fmt::format("a frame of {} records has {} octets behind the last",
                                           header.count, rest.size()));
  }
  return ok();
}

}  // namespace vermilion
