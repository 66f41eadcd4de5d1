// A clock that stands where it was set and only goes forward: for houses that say so in their first
// record (tests, demonstrations; DESIGN §5.5).
//
// Each reading is one microsecond after the one before, so that records stay in order. Threads: any.
#pragma once

#include <atomic>

#include "base/result.hpp"
#include "engine/ports/clock.hpp"

namespace vermilion {

class SetClock final : public Clock {
 public:
  explicit SetClock(Instant starts_at) : now_{starts_at.microseconds} {}
  [[nodiscard]] Instant now() const override { return Instant{now_.fetch_add(1) + 1}; }
  // Errors: invalid when `to` lies before the clock.
  [[nodiscard]] Result<void> move_to(Instant to) {
    auto now = now_.load();
    do {
      if (to.microseconds < now) {
        return fail(Code::invalid, "the clock stands at " + to_text(Instant{now}) +
                                       " and only goes forward; " + to_text(to) +
                                       " lies before that");
      }
    } while (!now_.compare_exchange_weak(now, to.microseconds));
    return ok();
  }

 private:
  mutable std::atomic<std::int64_t> now_;
};

}  // namespace vermilion
