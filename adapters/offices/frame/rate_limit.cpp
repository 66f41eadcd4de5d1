#include "adapters/offices/frame/rate_limit.hpp"

#include <algorithm>

namespace vermilion::offices {

RateLimit::RateLimit(RateLimitOptions options)
    : interval_(std::chrono::nanoseconds(std::chrono::seconds(1)) /
                std::max(options.per_second, 1U)),
      allowance_(interval_ * (std::max(options.burst, 1U) - 1)) {}

bool RateLimit::take(Moment now) {
  if (now < next()) return false;
  full_again_ = std::max(full_again_, now) + interval_;
  return true;
}

}  // namespace vermilion::offices
