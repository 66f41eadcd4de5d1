// The keys that the house's records close: what the views say, kept at hand for every opening.
//
// Threads: any.
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <shared_mutex>

#include "engine/seal/seal.hpp"

namespace vermilion {

class KeysClosedOnRecord final : public ClosedKeys {
 public:
  [[nodiscard]] std::optional<Why> find(const KeyId& key) const override {
    if (!any_.load(std::memory_order_acquire)) return std::nullopt;
    const std::shared_lock lock{mutex_};
    const auto found = closed_.find(key);
    return found == closed_.end() ? std::nullopt : std::optional{found->second};
  }
  void replace(std::map<KeyId, Why> closed) {
    const std::lock_guard lock{mutex_};
    closed_ = std::move(closed);
    any_.store(!closed_.empty(), std::memory_order_release);
  }

 private:
  std::atomic<bool> any_{false};
  mutable std::shared_mutex mutex_;
  std::map<KeyId, Why> closed_;
};

}  // namespace vermilion
