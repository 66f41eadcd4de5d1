// The gate before one peer: breaker, rate limit and bulkhead together, shared by all who call it.
//
// A slow or broken peer then costs at most `in_flight_max` threads and nothing of the others. One
// gate a peer and process, however many partitions have a runner of theirs. Whoever is admitted
// holds a Pass and says how the call went; a Pass that is dropped unsaid says nothing of the peer.
// Threads: any; waiting ends at once when the stop token is set.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>

#include "adapters/offices/frame/breaker.hpp"
#include "adapters/offices/frame/rate_limit.hpp"

namespace vermilion::offices {

struct GateOptions {
  BreakerOptions breaker = {};
  RateLimitOptions rate = {};
  std::uint32_t in_flight_max = 4;
};

struct GateStatistics {
  Breaker::State state = Breaker::State::closed;
  std::uint64_t times_opened = 0;
  std::uint32_t in_flight = 0;
  std::uint32_t in_flight_highest = 0;
};

class PeerGate {
 public:
  class Pass {
   public:
    Pass(PeerGate& gate, Breaker::Ticket ticket) : gate_(&gate), ticket_(ticket) {}
    Pass(Pass&& other) noexcept
        : gate_(std::exchange(other.gate_, nullptr)), ticket_(other.ticket_) {}
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;
    Pass& operator=(Pass&&) = delete;
    ~Pass() { leave(std::nullopt); }
    // The peer answered as a peer in good health does, whatever it said.
    void healthy() { leave(true); }
    void failed() { leave(false); }

   private:
    void leave(std::optional<bool> healthy);
    PeerGate* gate_;
    Breaker::Ticket ticket_;
  };

  explicit PeerGate(GateOptions options);
  PeerGate(const PeerGate&) = delete;
  PeerGate& operator=(const PeerGate&) = delete;

  // Waits for its turn, at most until `until`; nothing then, or when `stop` is requested.
  [[nodiscard]] std::optional<Pass> enter(const std::stop_token& stop, Moment until);
  [[nodiscard]] GateStatistics statistics() const;

 private:
  void left(Breaker::Ticket ticket, std::optional<bool> healthy);

  const GateOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  Breaker breaker_;
  RateLimit rate_;
  std::uint64_t changes_ = 0;
  std::uint32_t in_flight_ = 0;
  std::uint32_t in_flight_highest_ = 0;
};

}  // namespace vermilion::offices
