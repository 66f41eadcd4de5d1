// A circuit breaker: after so many failures in a row the peer is left alone for a while, then one
// call tries it.
//
// closed → (failures_to_open in a row) → open → (the pause is over) → half open: one call goes out;
// its success closes, its failure opens again for twice as long, up to open_for_most. A call is
// known by its ticket, so the answer of a call that began before the breaker opened changes
// nothing. Pure: time is passed in. Threads: one (PeerGate locks).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace vermilion::offices {

using Moment = std::chrono::steady_clock::time_point;
using Milliseconds = std::chrono::milliseconds;

struct BreakerOptions {
  std::uint32_t failures_to_open = 5;
  Milliseconds open_for{2'000};
  Milliseconds open_for_most{30'000};
};

class Breaker {
 public:
  enum class State : std::uint8_t { closed, open, half_open };
  using Ticket = std::uint64_t;

  explicit Breaker(BreakerOptions options) : options_(options), pause_(options.open_for) {}

  // A ticket when a call may go out now; it must be handed back by one of the three below.
  [[nodiscard]] std::optional<Ticket> enter(Moment now);
  void succeeded(Ticket ticket);
  void failed(Ticket ticket, Moment now);
  // The call was given up for a reason of ours, which says nothing of the peer.
  void abandoned(Ticket ticket);

  [[nodiscard]] State state() const noexcept { return state_; }
  // When `enter` is worth asking again; nothing while a trial call is out.
  [[nodiscard]] std::optional<Moment> next(Moment now) const;
  [[nodiscard]] std::uint64_t times_opened() const noexcept { return times_opened_; }

 private:
  void open(Moment now);

  BreakerOptions options_;
  State state_ = State::closed;
  Milliseconds pause_;
  Moment open_until_{};
  bool trial_out_ = false;
  std::uint32_t failures_ = 0;
  Ticket generation_ = 0;  // grows with every change of state
  std::uint64_t times_opened_ = 0;
};

}  // namespace vermilion::offices
