// SharedLog: the log of one house in memory, shared by several clients that are rival owners.
//
// It keeps whole frames per partition in the order in which they landed, as a Kafka topic would,
// and frames that are under way: those land when as many later frames have landed as they were told
// to wait for. Nothing here judges; that is each client's reader. Bounded by what a test writes.
// Threads: any; one mutex, never held while a visitor runs.
#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <vector>

#include "engine/journal/frame.hpp"

namespace vermilion {

class SharedLog {
 public:
  using Piece = std::shared_ptr<const Bytes>;

  // CHECKs that the octets are a house record (kind house, seq 0).
  explicit SharedLog(Bytes house_record);

  [[nodiscard]] HouseId house() const noexcept { return house_; }
  [[nodiscard]] const Bytes& house_record() const noexcept { return house_record_; }

  // The frame stands in the log from now on; answers its index.
  std::size_t land(PartitionNumber partition, BytesView octets);
  // It will land when `after` further frames have landed in this partition.
  void land_later(PartitionNumber partition, BytesView octets, std::uint32_t after);
  // All that is under way lands now, in the order in which it was sent; answers how many.
  std::size_t land_all(PartitionNumber partition);

  [[nodiscard]] std::size_t size(PartitionNumber partition) const;
  [[nodiscard]] std::size_t under_way(PartitionNumber partition) const;
  // Frames from `from` on, in order.
  [[nodiscard]] std::vector<Piece> pieces(PartitionNumber partition, std::size_t from) const;

 private:
  struct Waiting {
    Piece octets;
    std::uint32_t after = 0;
  };
  struct Partition {
    std::vector<Piece> landed;
    std::vector<Waiting> waiting;
  };

  HouseId house_;
  Bytes house_record_;
  mutable std::mutex mutex_;
  std::array<Partition, partitions_max> partitions_;
};

}  // namespace vermilion
