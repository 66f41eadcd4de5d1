#include "adapters/store/segments/void_file.hpp"

#include "base/hash.hpp"
#include "engine/journal/frame.hpp"

namespace vermilion {
namespace {

constexpr std::uint32_t void_magic = 0x31564D56;  // "VMV1"
constexpr std::size_t entry_header_size = 24;
constexpr std::uint64_t void_file_max = 64ULL * 1024 * 1024;
constexpr std::size_t reason_max = 256;

std::uint32_t entry_crc(BytesView entry) {
  return crc32c(entry.substr(entry_header_size), crc32c(entry.substr(8, 8)));
}

}  // namespace

Result<bool> VoidFile::keep(std::uint64_t offset, BytesView why, BytesView frame) {
  if (!end_) {
    VERMILION_TRY(end_,
                  walk([](std::uint64_t, const char*, BytesView) -> Result<void> { return ok(); }));
  }
  const auto reason = why.substr(0, reason_max);
  Bytes entry(entry_header_size, '\0');
  entry.append(reason).append(frame);
  if (*end_ + entry.size() > void_file_max) return false;
  char* at = entry.data();
  put_little<std::uint32_t>(at, void_magic);
  put_little<std::uint32_t>(at + 4, static_cast<std::uint32_t>(frame.size()));
  put_little<std::uint64_t>(at + 8, offset);
  put_little<std::uint16_t>(at + 16, static_cast<std::uint16_t>(reason.size()));
  put_little<std::uint32_t>(at + 20, entry_crc(entry));
  VERMILION_TRY(const auto file, files_.open(path_, Opening::kept));
  VERMILION_TRY(file->write_at(*end_, entry));
  *end_ += entry.size();
  return true;
}

Result<void> VoidFile::each(const VoidVisitor& each) const {
  VERMILION_TRY(walk(each));
  return ok();
}

Result<std::uint64_t> VoidFile::walk(const VoidVisitor& each) const {
  std::uint64_t offset = 0;
  VERMILION_TRY(const bool present, files_.exists(path_));
  if (!present) return offset;
  VERMILION_TRY(const auto file, files_.open(path_, Opening::to_read));
  for (;;) {
    VERMILION_TRY(const auto head, file->read_at(offset, entry_header_size, Cache::through));
    if (head.size() < entry_header_size || get_little<std::uint32_t>(head.data()) != void_magic) {
      return offset;
    }
    const auto length = get_little<std::uint32_t>(head.data() + 4);
    const auto reason_size = get_little<std::uint16_t>(head.data() + 16);
    if (length > frame_size_max || reason_size > reason_max) return offset;
    const auto size = entry_header_size + reason_size + length;
    VERMILION_TRY(const auto entry, file->read_at(offset, size, Cache::through));
    if (entry.size() != size || entry_crc(entry) != get_little<std::uint32_t>(head.data() + 20)) {
      return offset;
    }
    const auto reason = entry.substr(entry_header_size, reason_size);
    VERMILION_TRY(each(get_little<std::uint64_t>(entry.data() + 8), reason.c_str(),
                       BytesView{entry}.substr(entry_header_size + reason_size)));
    offset += size;
  }
}

}  // namespace vermilion
