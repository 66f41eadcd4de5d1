// The working-day calendar of the law: which days count, and where a limit of n working days ends.
//
// It is a list of exceptions, not of days (STANDARDS §2.3): a make-up day works, a listed holiday
// rests, otherwise Monday to Friday work. Up to `horizon`, the end of the last year whose notice of
// the State Council is in, a date is certain. Past it only weekends and the statutory layer are
// known (engine/clock/statutory.hpp), because the make-up days of a year stand in that year's
// notice alone; such a date is *provisional*, and a consequence in law waits until it is confirmed.
//
// A calendar is a value with one canonical text, and its digest is that text's SHA-256: a partition
// adopts it by a record, so every due date can be computed again in thirty years. The text:
//
//   vermilion-calendar/1
//   version <text>
//   first <yyyy-mm-dd>          days before it are not covered, and provisional too
//   horizon <yyyy-mm-dd>
//   R <yyyy-mm-dd> <name>       rests by the notice;       first..horizon
//   W <yyyy-mm-dd> <name>       make-up day, works;        first..horizon
//   S <yyyy-mm-dd> <name>       rests by the statute only; after the horizon
//
// one exception a line, days strictly ascending, each line ended by '\n', nothing else.
// Needs of its caller: amounts within `working_days_max` (engine/clock/limit.hpp checks them).
// Threads: immutable after construction; share freely. Source: 民法典 200–204; 行政许可法 82;
// 全国年节及纪念日放假办法 (2024).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace vermilion::clock {

inline constexpr int working_days_max = 1000;        // longest limit in working days
inline constexpr std::size_t exceptions_max = 4096;  // more than a century of notices
inline constexpr std::size_t calendar_bytes_max = 1U << 18U;
inline constexpr std::size_t calendar_name_max = 96;  // octets of a version or holiday name

enum class Kind : std::uint8_t { rest, work, statutory };

struct Exception {
  Day day;
  Kind kind{};
  std::string name;  // the holiday it belongs to, as the notice names it
  bool operator==(const Exception&) const = default;
};

// What a calendar is made of, before it is checked.
struct Parts {
  std::string version;  // e.g. "chinese-days 1.5.7"
  Day first;
  Day horizon;
  std::vector<Exception> exceptions;  // any order
};

struct Due {
  Day day;
  bool provisional = false;  // a day outside first..horizon had to be judged
  bool operator==(const Due&) const = default;
};

enum class Reason : std::uint8_t {
  start_day,
  weekday,
  make_up_day,
  weekend,
  holiday,
  statutory,
  stopped  // the limit does not run; `name` says by what (engine/clock/running_limit.hpp)
};

// One day of an explanation.
struct Step {
  Day day;
  int counted = 0;  // the how-manieth working day it is; 0 when it does not count
  Reason reason{};
  std::string name;  // of the holiday or of what stops the limit, when one is the reason
  bool provisional = false;
};

class Calendar {
 public:
  // Errors: invalid, naming the day and what would be right.
  [[nodiscard]] static Result<Calendar> make(Parts parts);
  // Accepts exactly what `encode` writes; at most calendar_bytes_max. Errors: invalid, with line.
  [[nodiscard]] static Result<Calendar> decode(std::string_view text);

  [[nodiscard]] const std::string& encode() const noexcept { return text_; }
  [[nodiscard]] const Digest& digest() const noexcept { return digest_; }
  [[nodiscard]] const std::string& version() const noexcept { return parts_.version; }
  [[nodiscard]] Day first() const noexcept { return parts_.first; }
  [[nodiscard]] Day horizon() const noexcept { return parts_.horizon; }
  [[nodiscard]] const std::vector<Exception>& exceptions() const noexcept {
    return parts_.exceptions;
  }

  [[nodiscard]] bool is_working_day(Day day) const noexcept;
  // Whether the calendar only guesses at this day.
  [[nodiscard]] bool is_provisional(Day day) const noexcept;
  // `day` itself when it works, else the next day that does.
  [[nodiscard]] Day working_day_from(Day day) const noexcept;

  // The last day of a limit of `days` working days that runs from `start`; the start day itself is
  // not counted (民法典 201). 0 gives the start day. `days` in 0..working_days_max, else a bug.
  [[nodiscard]] Due add_working_days(Day start, int days) const;
  // Working days d with after < d <= until; 0 when until <= after.
  [[nodiscard]] std::int64_t count_working_days(Day after, Day until) const noexcept;
  // Each day from `start` to the due day, counted or why not: at most
  // 1 + days + the rest days between, so fewer than 2 × days + exceptions_max + 8.
  [[nodiscard]] std::vector<Step> explain(Day start, int days) const;

 private:
  explicit Calendar(Parts parts);
  [[nodiscard]] std::size_t exceptions_before(Day day) const noexcept;
  [[nodiscard]] std::int64_t working_days_up_to(Day day) const noexcept;

  Parts parts_;                        // exceptions ascending by day
  std::vector<std::int32_t> surplus_;  // [i]: what the first i exceptions add to Monday–Friday
  std::string text_;
  Digest digest_{};
};

// One day of an explanation as people read it: "第 3 个工作日", "not counted: 国庆节".
[[nodiscard]] std::string chinese(const Step& step);
[[nodiscard]] std::string english(const Step& step);

}  // namespace vermilion::clock
