// A token bucket: at most `burst` calls at once and `per_second` in the long run.
//
// Kept as one moment, when the bucket would be full again (GCRA, ITU-T I.371), so nothing drifts
// and nothing ticks. Pure: time is passed in. Threads: one (PeerGate locks).
#pragma once

#include "adapters/offices/frame/breaker.hpp"

namespace vermilion::offices {

struct RateLimitOptions {
  std::uint32_t per_second = 50;
  std::uint32_t burst = 20;
};

class RateLimit {
 public:
  explicit RateLimit(RateLimitOptions options);
  // When the next call may go out; not after `now` means at once.
  [[nodiscard]] Moment next() const noexcept { return full_again_ - allowance_; }
  // Takes one token if there is one.
  [[nodiscard]] bool take(Moment now);

 private:
  std::chrono::nanoseconds interval_;
  std::chrono::nanoseconds allowance_;
  Moment full_again_{};
};

}  // namespace vermilion::offices
