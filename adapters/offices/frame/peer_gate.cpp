#include "adapters/offices/frame/peer_gate.hpp"

#include <algorithm>

namespace vermilion::offices {

PeerGate::PeerGate(GateOptions options)
    : options_(options), breaker_(options.breaker), rate_(options.rate) {}

std::optional<PeerGate::Pass> PeerGate::enter(const std::stop_token& stop, Moment until) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    const Moment now = std::chrono::steady_clock::now();
    if (now >= until) return std::nullopt;
    Moment wake = until;
    if (in_flight_ < options_.in_flight_max) {
      if (now < rate_.next()) {
        wake = std::min(wake, rate_.next());
      } else if (const auto ticket = breaker_.enter(now)) {
        static_cast<void>(rate_.take(now));
        in_flight_highest_ = std::max(in_flight_highest_, ++in_flight_);
        return std::optional<Pass>(std::in_place, *this, *ticket);
      } else if (const auto next = breaker_.next(now)) {
        wake = std::min(wake, *next);
      }
    }
    changed_.wait_until(lock, stop, wake, [this, seen = changes_] { return changes_ != seen; });
  }
  return std::nullopt;
}

void PeerGate::left(Breaker::Ticket ticket, std::optional<bool> healthy) {
  {
    const std::scoped_lock lock(mutex_);
    --in_flight_;
    ++changes_;
    if (!healthy) {
      breaker_.abandoned(ticket);
    } else if (*healthy) {
      breaker_.succeeded(ticket);
    } else {
      breaker_.failed(ticket, std::chrono::steady_clock::now());
    }
  }
  changed_.notify_all();
}

void PeerGate::Pass::leave(std::optional<bool> healthy) {
  if (PeerGate* gate = std::exchange(gate_, nullptr)) gate->left(ticket_, healthy);
}

GateStatistics PeerGate::statistics() const {
  const std::scoped_lock lock(mutex_);
  return {breaker_.state(), breaker_.times_opened(), in_flight_, in_flight_highest_};
}

}  // namespace vermilion::offices
