// A limit as it runs in one case: from where, over what stops, and by how much it was extended.
//
// A stop takes its days out of the limit (行政许可法 45: what a hearing, an inspection or an expert
// review takes is not counted), and what was left goes on after it: neither the day on which the
// limit stops nor the one on which it goes on is counted, the latter as any start day (民法典 201).
// An extension (行政许可法 42(1)) adds to the amount, in the limit's own unit; wherever it was
// granted, the limit runs from its own start. In working days only those are counted; in natural
// days and calendar months what is left is counted in natural days up to the day that would have
// been the last, and only the new last day moves to a working day (民法典 203).
// Errors: those of engine/clock/limit.hpp. Threads: values and free functions.
#pragma once

#include "engine/clock/limit.hpp"

namespace vermilion::clock {

inline constexpr std::size_t stops_max = 64;

// Both days and all between are not counted.
struct Stop {
  Day first;
  Day last;
  std::string by;  // what stops the limit, for the explanation
  bool operator==(const Stop&) const = default;
};

struct RunningLimit {
  Limit limit;
  Instant from;
  std::int32_t extension = 0;  // in the limit's unit
  std::vector<Stop> stops{};   // ascending, none within another
};

// When it is over. Needs of its caller: at most `stops_max` stops, in order.
[[nodiscard]] Result<DueAt> due_of(const RunningLimit& run, const Calendar& calendar);

// Each day of a run in working days, counted or why not; for the other units nothing, since there
// the start day, the stops and the last day tell all.
[[nodiscard]] std::vector<Step> explain(const RunningLimit& run, const Calendar& calendar);

// As for a limit; the share leaves out what was stopped, and is taken of the extended limit.
[[nodiscard]] Colour colour_of(const RunningLimit& run, Instant due, Instant now,
                               const Calendar& calendar, Thresholds thresholds = {}) noexcept;

}  // namespace vermilion::clock
