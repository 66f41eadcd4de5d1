#include "engine/clock/running_limit.hpp"

#include <algorithm>

namespace vermilion::clock {
namespace {

constexpr std::int64_t natural_days(Day after, Day until) noexcept {
  return std::max<std::int64_t>(0, static_cast<std::int64_t>(until.number) - after.number);
}

// Days of the run's own kind with after < day <= until that no stop takes out.
std::int64_t counted(const RunningLimit& run, Day after, Day until,
                     const Calendar& calendar) noexcept {
  const bool working = run.limit.unit == Unit::working_days;
  const auto days = [&](Day from, Day to) {
    return working ? calendar.count_working_days(from, to) : natural_days(from, to);
  };
  auto sum = days(after, until);
  for (const auto& stop : run.stops) {
    const Day before = std::max(after, stop.first + -1);
    const Day last = std::min(until, stop.last);
    if (before < last) sum -= days(before, last);
  }
  return sum;
}

Result<DueAt> due_in_working_days(const RunningLimit& run, const Limit& whole,
                                  const Calendar& calendar) {
  Day from = china_day(run.from);
  int left = whole.amount;
  for (const auto& stop : run.stops) {
    const Day before = std::max(from, stop.first + -1);
    left = std::max(0, left - static_cast<int>(calendar.count_working_days(from, before)));
    from = std::max(from, stop.last);
  }
  const Due due = calendar.add_working_days(from, left);
  return DueAt{end_of(due.day), due.day, due.provisional || calendar.is_provisional(from)};
}

Result<DueAt> due_in_natural_days(const RunningLimit& run, const Limit& whole,
                                  const Calendar& calendar) {
  // The last day before it is moved off a rest day: an empty calendar never moves one.
  VERMILION_TRY(Day last, last_day_of(whole, run.from));
  Day from = china_day(run.from);
  for (const auto& stop : run.stops) {
    const Day before = std::max(from, stop.first + -1);
    const auto left = natural_days(before, last);
    from = std::max(from, stop.last);
    last = from + static_cast<int>(left);
  }
  const Day day = calendar.working_day_from(last);
  return DueAt{end_of(day), day, calendar.is_provisional(last) || calendar.is_provisional(day)};
}

}  // namespace

Result<DueAt> due_of(const RunningLimit& run, const Calendar& calendar) {
  Limit whole = run.limit;
  whole.amount += run.extension;
  if (run.stops.empty()) return due_of(whole, run.from, calendar);
  VERMILION_TRY(check_bounds(whole));
  if (run.limit.unit == Unit::working_days) return due_in_working_days(run, whole, calendar);
  return due_in_natural_days(run, whole, calendar);
}

std::vector<Step> explain(const RunningLimit& run, const Calendar& calendar) {
  if (run.limit.unit != Unit::working_days) return {};
  const auto due = due_of(run, calendar);
  if (!due) return {};
  const Day start = china_day(run.from);
  // Every day there is up to the last; what no stop takes out is counted anew.
  const auto until = calendar.count_working_days(start, due.value().day);
  auto steps =
      calendar.explain(start, static_cast<int>(std::min<std::int64_t>(until, working_days_max)));
  int number = 0;
  for (auto& step : steps) {
    if (step.reason == Reason::start_day) continue;
    const auto stop = std::find_if(run.stops.begin(), run.stops.end(), [&](const Stop& one) {
      return one.first <= step.day && step.day <= one.last;
    });
    if (stop != run.stops.end()) {
      step.counted = 0;
      step.reason = Reason::stopped;
      step.name = stop->by;
    } else if (step.counted != 0) {
      step.counted = ++number;
    }
  }
  return steps;
}

Colour colour_of(const RunningLimit& run, Instant due, Instant now, const Calendar& calendar,
                 Thresholds thresholds) noexcept {
  if (now > due) return Colour::overdue;
  const Day start = china_day(run.from);
  const auto total = counted(run, start, china_day(due), calendar);
  const auto over = counted(run, start, china_day(now) + -1, calendar);
  if (total <= 0) return Colour::normal;  // a limit within the day has no share to take
  if (over * 100 >= total * thresholds.red_percent) return Colour::red;
  if (over * 100 >= total * thresholds.yellow_percent) return Colour::yellow;
  return Colour::normal;
}

}  // namespace vermilion::clock
