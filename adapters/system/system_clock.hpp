// SystemClock: the machine's own time of day (CLOCK_REALTIME, as the time service keeps it).
//
// It may step back when the time service corrects it; who needs an order takes it from the journal.
// Threads: any.
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
