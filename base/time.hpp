// Instants and days: the only forms in which time enters the program.
//
// An Instant is microseconds since 1970-01-01T00:00:00Z; a Day is a civil date. Civil dates are
// those of China Standard Time (UTC+08:00, no daylight saving since 1991), because every limit of
// the law counts there. Nothing here reads a clock: engine/ports/clock.hpp is where time comes
// from. Threads: values.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vermilion {

struct Instant {
  std::int64_t microseconds = 0;  // since the epoch, UTC; 0 = not set
  auto operator<=>(const Instant&) const = default;
  [[nodiscard]] bool set() const noexcept { return microseconds != 0; }
};

inline constexpr std::int64_t microseconds_a_second = 1'000'000;
inline constexpr std::int64_t microseconds_a_day = 86'400 * microseconds_a_second;
inline constexpr std::int64_t china_offset_s = 8 * 3600;

[[nodiscard]] constexpr Instant operator+(Instant at, std::int64_t microseconds) noexcept {
  return Instant{at.microseconds + microseconds};
}

// A civil date as the number of days since 1970-01-01 (proleptic Gregorian).
struct Day {
  std::int32_t number = 0;
  auto operator<=>(const Day&) const = default;
};

struct YearMonthDay {
  int year = 1970;
  int month = 1;
  int day = 1;
};

[[nodiscard]] Day day_of(YearMonthDay date) noexcept;
[[nodiscard]] YearMonthDay date_of(Day day) noexcept;
// 0 = Monday … 6 = Sunday.
[[nodiscard]] int weekday_of(Day day) noexcept;
[[nodiscard]] constexpr Day operator+(Day day, int days) noexcept {
  return Day{day.number + days};
}

// The civil date in China at this instant, and the first and last instants of a civil date there:
// a limit that ends on a day ends with that day (民法典 203), at 23:59:59.999999 for acts online.
[[nodiscard]] Day china_day(Instant at) noexcept;
[[nodiscard]] Instant start_of(Day day) noexcept;
[[nodiscard]] Instant end_of(Day day) noexcept;

// "2026-09-25"; nothing when the text is not such a date.
[[nodiscard]] std::string to_text(Day day);
[[nodiscard]] std::optional<Day> day_from_text(std::string_view text);

// RFC 3339 with zone: "2026-09-25T09:00:00.000000+08:00" (fraction left out when zero).
[[nodiscard]] std::string to_text(Instant at);
// Accepts any RFC 3339 date-time with Z or a numeric offset; nothing otherwise.
[[nodiscard]] std::optional<Instant> instant_from_text(std::string_view text);

}  // namespace vermilion
