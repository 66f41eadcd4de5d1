#include "adapters/kafka/journal/carried_position.hpp"

#include <fmt/format.h>

#include "base/hash.hpp"

namespace vermilion {
namespace {

constexpr std::uint32_t position_magic = 0x324B4D56;  // "VMK2"
constexpr std::size_t fixed_size = 64;
constexpr std::size_t node_size_max = 4'096;

std::string folder_of(const std::string& directory) {
  return directory + "/carrier";
}
std::string name_of(PartitionNumber partition) {
  return fmt::format("p{:02}", partition);
}

}  // namespace

Result<void> store_position(FilePort& files, const std::string& directory,
                            PartitionNumber partition, const CarriedPosition& position) {
  Bytes octets(fixed_size, '\0');
  char* at = octets.data();
  put_little<std::uint32_t>(at, position_magic);
  put_little<std::uint64_t>(at + 8, position.next);
  put_little<std::uint64_t>(at + 16, position.tip.epoch);
  put_little<std::uint64_t>(at + 24, position.tip.sequence);
  std::memcpy(at + 32, position.tip.head.data(), position.tip.head.size());
  octets += position.node;
  put_little<std::uint32_t>(octets.data() + 4, crc32c(BytesView{octets}.substr(8)));
  VERMILION_TRY(files.make_directory(folder_of(directory)));
  return write_whole(files, folder_of(directory), name_of(partition), octets);
}

Result<std::optional<CarriedPosition>> load_position(FilePort& files, const std::string& directory,
                                                     PartitionNumber partition) {
  const auto path = folder_of(directory) + "/" + name_of(partition);
  VERMILION_TRY(const bool present, files.exists(path));
  if (!present) return std::optional<CarriedPosition>{};
  VERMILION_TRY(const auto file, files.open(path, Opening::to_read));
  VERMILION_TRY(const auto octets, file->read_at(0, fixed_size + node_size_max, Cache::through));
  if (octets.size() < fixed_size || get_little<std::uint32_t>(octets.data()) != position_magic ||
      get_little<std::uint32_t>(octets.data() + 4) != crc32c(BytesView{octets}.substr(8))) {
    return std::optional<CarriedPosition>{};
  }
  CarriedPosition position;
  position.next = get_little<std::uint64_t>(octets.data() + 8);
  position.tip.epoch = get_little<std::uint64_t>(octets.data() + 16);
  position.tip.sequence = get_little<std::uint64_t>(octets.data() + 24);
  std::memcpy(position.tip.head.data(), octets.data() + 32, position.tip.head.size());
  position.node = octets.substr(fixed_size);
  return std::optional{position};
}

}  // namespace vermilion
