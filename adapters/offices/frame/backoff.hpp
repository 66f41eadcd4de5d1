// How long to wait before the next attempt: exponential, with jitter, bounded twice.
//
// The n-th failure waits between half and the whole of first · 2^(n-1), at most `most`, so that
// many requests that failed together do not come back together. Nothing is left after attempts_max
// failures, or when the wait would pass `total` since the first attempt. The generator is passed
// in: the same seed gives the same waits. Threads: values; the generator is its owner's.
#pragma once

#include <optional>
#include <random>

#include "adapters/offices/frame/breaker.hpp"

namespace vermilion::offices {

using Chance = std::mt19937_64;

struct BackoffOptions {
  Milliseconds first{200};
  Milliseconds most{10'000};
  std::uint32_t attempts_max = 6;
  Milliseconds total{60'000};
};

// The wait after `failures` ≥ 1 failures, `elapsed` after the first attempt; nothing: give up.
// A peer that asked for more (Retry-After) gets `at_least`, if the total still allows it.
[[nodiscard]] std::optional<Milliseconds> backoff(const BackoffOptions& options,
                                                  std::uint32_t failures, Milliseconds elapsed,
                                                  Milliseconds at_least, Chance& chance);

}  // namespace vermilion::offices
