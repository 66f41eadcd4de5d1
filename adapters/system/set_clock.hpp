// SetClock: the clock of a house that tests or shows something; it stands still until it is moved,
// and moves forward only (DESIGN §5.5).
//
// Threads: any; of two movers at once the later instant holds.
#pragma once

#include <atomic>

#include "base/result.hpp"
#include "engine/ports/clock.hpp"

namespace vermilion {

class SetClock final : public Clock {
 public:
  explicit SetClock(Instant start) : microseconds_{start.microseconds} {}
  [[nodiscard]] Instant now() const override { return Instant{microseconds_.load()}; }
  // The present instant again is no error. Errors: invalid (before the present one).
  [[nodiscard]] Result<void> move_to(Instant to) {
    auto present = microseconds_.load();
    do {
      if (to.microseconds < present) {
        return fail(Code::invalid, "a set clock only goes forward: it stands at " +
                                       to_text(Instant{present}) + ", " + to_text(to) +
                                       " is before it");
      }
    } while (!microseconds_.compare_exchange_weak(present, to.microseconds));
    return ok();
  }

 private:
  std::atomic<std::int64_t> microseconds_;
};

}  // namespace vermilion
