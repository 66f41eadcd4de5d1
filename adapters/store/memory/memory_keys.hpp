// MemoryKeys: the keys port from a seed, for tests and the simulator: the same seed and the same
// order of calls give the same key ids, so runs repeat octet by octet. Nothing survives the object.
//
// `limit` lets a test meet an empty pool: `take` answers full once that many were taken.
// Threads: any (one mutex).
#pragma once

#include <map>
#include <mutex>

#include "engine/ports/keys.hpp"

namespace vermilion {

class MemoryKeys final : public Keys {
 public:
  explicit MemoryKeys(std::uint64_t seed);
  [[nodiscard]] Result<KeyId> take() override;
  [[nodiscard]] Result<Octets<32>> open(const KeyId& key) const override;
  [[nodiscard]] Result<void> destroy(const KeyId& key) override;
  [[nodiscard]] const Octets<32>& lookup_key() const override { return lookup_key_; }

  void limit(std::uint64_t taken_max);

 private:
  std::uint64_t seed_;
  Octets<32> lookup_key_;
  mutable std::mutex mutex_;
  std::uint64_t taken_ = 0;
  std::uint64_t taken_max_ = UINT64_MAX;
  std::map<KeyId, std::optional<Octets<32>>> keys_;
};

}  // namespace vermilion
