#include "adapters/offices/frame/backoff.hpp"

#include <algorithm>

namespace vermilion::offices {

std::optional<Milliseconds> backoff(const BackoffOptions& options, std::uint32_t failures,
                                    Milliseconds elapsed, Milliseconds at_least, Chance& chance) {
  if (failures >= options.attempts_max) return std::nullopt;
  Milliseconds whole = std::min(options.first, options.most);
  for (std::uint32_t i = 1; i < failures && whole < options.most; ++i) {
    whole = std::min(whole * 2, options.most);
  }
  // Not uniform_int_distribution: its results differ between libraries.
  const std::uint64_t half = static_cast<std::uint64_t>(whole.count()) / 2;
  const Milliseconds jittered = whole - Milliseconds(chance() % (half + 1));
  const Milliseconds wait = std::max(jittered, at_least);
  if (elapsed + wait > options.total) return std::nullopt;
  return wait;
}

}  // namespace vermilion::offices
