// How often one address may ask what anybody may ask: a token bucket an address.
//
// Bounded: when too many addresses are known, all are forgotten, so a flood of addresses costs
// memory of `peers_max` and gives each of them one burst. Threads: any.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "adapters/offices/frame/rate_limit.hpp"
#include "app/api/problem.hpp"
#include "app/api/router.hpp"

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

// What anybody may ask, as often as one address may.
[[nodiscard]] inline RouteHandler limited(std::shared_ptr<PeerLimits> limits, RouteHandler handle) {
  return [limits = std::move(limits), handle = std::move(handle)](const Call& call,
                                                                  Responder responder) {
    if (limits->take(call.request.peer)) return handle(call, std::move(responder));
    Problem problem;
    problem.type = ProblemType::too_many_requests;
    problem.detail = {"查询过于频繁，请稍后再试", "too many questions from this address"};
    responder.send(response_of(problem, call.language));
  };
}

}  // namespace vermilion::api
