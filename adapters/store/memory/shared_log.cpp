#include "adapters/store/memory/shared_log.hpp"

#include "base/check.hpp"

namespace vermilion {

SharedLog::SharedLog(Bytes house_record) : house_record_{std::move(house_record)} {
  const auto header = read_header(house_record_);
  VERMILION_CHECK(
      header && header.value().kind == RecordKind::house && header.value().sequence == 0,
      "a log begins with its house record");
  house_ = header.value().house;
}

std::size_t SharedLog::land(PartitionNumber partition, BytesView octets) {
  const std::lock_guard lock{mutex_};
  auto& log = partitions_.at(partition);
  const auto index = log.landed.size();
  log.landed.push_back(std::make_shared<const Bytes>(octets));
  std::vector<Waiting> still;
  for (auto& waiting : log.waiting) {
    if (--waiting.after == 0) {
      log.landed.push_back(std::move(waiting.octets));
    } else {
      still.push_back(std::move(waiting));
    }
  }
  log.waiting = std::move(still);
  return index;
}

void SharedLog::land_later(PartitionNumber partition, BytesView octets, std::uint32_t after) {
  VERMILION_CHECK(after > 0, "a late frame waits for one landing or more");
  const std::lock_guard lock{mutex_};
  partitions_.at(partition).waiting.push_back({std::make_shared<const Bytes>(octets), after});
}

std::size_t SharedLog::land_all(PartitionNumber partition) {
  const std::lock_guard lock{mutex_};
  auto& log = partitions_.at(partition);
  for (auto& waiting : log.waiting) log.landed.push_back(std::move(waiting.octets));
  const auto count = log.waiting.size();
  log.waiting.clear();
  return count;
}

std::size_t SharedLog::size(PartitionNumber partition) const {
  const std::lock_guard lock{mutex_};
  return partitions_.at(partition).landed.size();
}

std::size_t SharedLog::under_way(PartitionNumber partition) const {
  const std::lock_guard lock{mutex_};
  return partitions_.at(partition).waiting.size();
}

std::vector<SharedLog::Piece> SharedLog::pieces(PartitionNumber partition, std::size_t from) const {
  const std::lock_guard lock{mutex_};
  const auto& landed = partitions_.at(partition).landed;
  if (from >= landed.size()) return {};
  return {landed.begin() + static_cast<std::ptrdiff_t>(from), landed.end()};
}

}  // namespace vermilion
