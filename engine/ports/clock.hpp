// The clock port: the only way in which the time of day enters, and it enters as data.
//
// The engine stamps `recorded_at` from it and never looks again. A house keeps the real clock or a
// set one, written in its house record; a set clock only goes forward (DESIGN §5.5).
// Threads: any.
#pragma once

#include "base/time.hpp"

namespace vermilion {

class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() const = 0;
};

}  // namespace vermilion
