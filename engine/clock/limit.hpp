// A limit of the law, the instant at which it ends, and the colour that supervision gives it.
//
// The start day is not counted, the last day runs to its end (民法典 201, 203). A limit in working
// days skips rest days (行政许可法 82); one in natural days or calendar months counts them, ends on
// the corresponding day of the month or on the month's last, and, when that day rests, on the next
// working day; a make-up Saturday works, so it stays. Stops and extensions are of a case:
// engine/clock/running_limit.hpp.
// Errors: `due_of` returns invalid for an amount out of bounds, unsupported for office hours, which
// need the calendar of an office (STANDARDS §2.3, override layer).
// Threads: values and free functions.
#pragma once

#include <cstdint>
#include <string>

#include "engine/clock/calendar.hpp"

namespace vermilion::clock {

inline constexpr int natural_days_max = 3660;
inline constexpr int calendar_months_max = 600;

enum class Unit : std::uint8_t { working_days, natural_days, calendar_months, office_hours };

// "working_days" and so on: the names that the catalogue uses.
[[nodiscard]] const char* name_of(Unit unit) noexcept;

struct Limit {
  std::int32_t amount = 0;
  Unit unit = Unit::working_days;
  std::string basis;  // citation: law and article, e.g. "行政许可法 42"
  bool operator==(const Limit&) const = default;
};

struct DueAt {
  Instant due;  // the last instant of `day` in China
  Day day;
  bool provisional = false;
  bool operator==(const DueAt&) const = default;
};

// Whether the amount lies within the bounds of its unit and a basis is cited; asked once when a
// catalogue is loaded.
[[nodiscard]] Result<void> check(const Limit& limit);
// Only whether the amount lies within the bounds of its unit.
[[nodiscard]] Result<void> check_bounds(const Limit& limit);

// When a limit that starts to run at `from` is over.
[[nodiscard]] Result<DueAt> due_of(const Limit& limit, Instant from, const Calendar& calendar);
// When what is due on a named day is over: on the next working day when that day rests (民法典
// 203).
[[nodiscard]] DueAt due_on(Day day, const Calendar& calendar);
// The last day of a limit in natural days or calendar months, before it is moved off a rest day.
[[nodiscard]] Result<Day> last_day_of(const Limit& limit, Instant from);

enum class Colour : std::uint8_t { normal, yellow, red, overdue };
[[nodiscard]] const char* name_of(Colour colour) noexcept;

// Shares of a limit's days that must be over for a card, in percent. The defaults are ours [A]: a
// five-day limit is yellow on its fourth day and red on its last.
struct Thresholds {
  int yellow_percent = 60;
  int red_percent = 80;
};

}  // namespace vermilion::clock
