// How often one address may ask what anybody may ask: a token bucket an address.
//
// Bounded: when too many addresses are known, all are forgotten, so a flood of addresses costs
// memory of `peers_max` and gives each of them one burst. Threads: any.
#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <unordered_map>

#include "adapters/offices/frame/rate_limit.hpp"

namespace vermilion::api {

class PeerLimits {
 public:
  static constexpr std::size_t peers_max = 16'384;
  explicit PeerLimits(offices::RateLimitOptions each) : each_{each} {}

  // Whether the address may ask now; then it has.
  [[nodiscard]] bool take(std::string_view peer) {
    const auto now = std::chrono::steady_clock::now();
    const std::scoped_lock lock{mutex_};
    if (peers_.size() >= peers_max) peers_.clear();
    return peers_.try_emplace(std::string{peer}, each_).first->second.take(now);
  }

 private:
  const offices::RateLimitOptions each_;
  std::mutex mutex_;
  std::unordered_map<std::string, offices::RateLimit> peers_;
};

}  // namespace vermilion::api
