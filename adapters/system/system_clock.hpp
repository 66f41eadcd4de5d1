// The real clock of the machine. A real house reads this one (DESIGN §5.5). Threads: any.
#pragma once

#include <chrono>

#include "engine/ports/clock.hpp"

namespace vermilion {

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return Instant{std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
  }
};

}  // namespace vermilion
