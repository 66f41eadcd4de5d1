#include "engine/clock/calendar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/check.hpp"

namespace vermilion::clock {
namespace {

bool works_by_weekday(Day day) noexcept {
  return weekday_of(day) < 5;
}

// Mondays to Fridays from 1970-01-05, a Monday, up to and with `day`; negative before it.
std::int64_t weekdays_up_to(Day day) noexcept {
  const std::int64_t since_monday = static_cast<std::int64_t>(day.number) - 4;
  const std::int64_t weekday = weekday_of(day);
  const std::int64_t weeks = (since_monday - weekday) / 7;
  return weeks * 5 + std::min<std::int64_t>(weekday + 1, 5);
}

// Walks the days after a start with the exception that falls on each, if any: one binary search
// for a whole limit instead of one a day.
class Walk {
 public:
  Walk(const std::vector<Exception>& exceptions, std::size_t next, Day start) noexcept
      : at_(exceptions.data() + next), end_(exceptions.data() + exceptions.size()), day_(start) {}

  void step() noexcept {
    day_ = day_ + 1;
    while (at_ != end_ && at_->day < day_) ++at_;
  }
  [[nodiscard]] Day day() const noexcept { return day_; }
  [[nodiscard]] const Exception* exception() const noexcept {
    return at_ != end_ && at_->day == day_ ? at_ : nullptr;
  }
  [[nodiscard]] bool works() const noexcept {
    const Exception* found = exception();
    return found != nullptr ? found->kind == Kind::work : works_by_weekday(day_);
  }

 private:
  const Exception* at_;
  const Exception* end_;
  Day day_;
};

// The seven statutory holidays in English; any other name is shown as the notice has it.
std::string_view english_name(std::string_view name) noexcept {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> names{{
      {"元旦", "New Year's Day"},
      {"春节", "Spring Festival"},
      {"清明", "Qingming Festival"},
      {"劳动节", "Labour Day"},
      {"端午", "Dragon Boat Festival"},
      {"中秋", "Mid-Autumn Festival"},
      {"国庆节", "National Day"},
  }};
  for (const auto& [chinese_name, english_text] : names) {
    if (chinese_name == name) return english_text;
  }
  return name;
}

Reason reason_of(const Exception* exception, Day day) noexcept {
  if (exception == nullptr) return works_by_weekday(day) ? Reason::weekday : Reason::weekend;
  switch (exception->kind) {
    case Kind::rest:
      return Reason::holiday;
    case Kind::work:
      return Reason::make_up_day;
    case Kind::statutory:
      break;
  }
  return Reason::statutory;
}

}  // namespace

std::size_t Calendar::exceptions_before(Day day) const noexcept {
  const auto& all = parts_.exceptions;
  const auto found = std::lower_bound(all.begin(), all.end(), day,
                                      [](const Exception& e, Day d) { return e.day < d; });
  return static_cast<std::size_t>(found - all.begin());
}

bool Calendar::is_working_day(Day day) const noexcept {
  const std::size_t at = exceptions_before(day);
  if (at < parts_.exceptions.size() && parts_.exceptions[at].day == day) {
    return parts_.exceptions[at].kind == Kind::work;
  }
  return works_by_weekday(day);
}

bool Calendar::is_provisional(Day day) const noexcept {
  return day < parts_.first || day > parts_.horizon;
}

Day Calendar::working_day_from(Day day) const noexcept {
  Walk walk(parts_.exceptions, exceptions_before(day), day);
  while (!walk.works()) walk.step();
  return walk.day();
}

Due Calendar::add_working_days(Day start, int days) const {
  VERMILION_CHECK(days >= 0 && days <= working_days_max, "a limit checks its amount first");
  Walk walk(parts_.exceptions, exceptions_before(start), start);
  for (int counted = 0; counted < days;) {
    walk.step();
    if (walk.works()) ++counted;
  }
  const bool judged_any = days > 0;
  return {walk.day(), judged_any && (is_provisional(start + 1) || is_provisional(walk.day()))};
}

std::int64_t Calendar::working_days_up_to(Day day) const noexcept {
  const std::size_t at = exceptions_before(day);
  const bool on_it = at < parts_.exceptions.size() && parts_.exceptions[at].day == day;
  return weekdays_up_to(day) + surplus_[at + static_cast<std::size_t>(on_it)];
}

std::int64_t Calendar::count_working_days(Day after, Day until) const noexcept {
  return until <= after ? 0 : working_days_up_to(until) - working_days_up_to(after);
}

std::vector<Step> Calendar::explain(Day start, int days) const {
  VERMILION_CHECK(days >= 0 && days <= working_days_max, "a limit checks its amount first");
  std::vector<Step> steps{{start, 0, Reason::start_day, {}, is_provisional(start)}};
  Walk walk(parts_.exceptions, exceptions_before(start), start);
  for (int counted = 0; counted < days;) {
    walk.step();
    const Exception* found = walk.exception();
    if (walk.works()) ++counted;
    steps.push_back({walk.day(), walk.works() ? counted : 0, reason_of(found, walk.day()),
                     found != nullptr ? found->name : std::string{}, is_provisional(walk.day())});
  }
  return steps;
}

std::string chinese(const Step& step) {
  const std::string_view guess = step.provisional ? "（暂定）" : "";
  switch (step.reason) {
    case Reason::start_day:
      return fmt::format("起算当日，不计入{}", guess);
    case Reason::weekday:
      return fmt::format("第 {} 个工作日{}", step.counted, guess);
    case Reason::make_up_day:
      return fmt::format("第 {} 个工作日（{}调休上班）{}", step.counted, step.name, guess);
    case Reason::weekend:
      return fmt::format("周末，不计入{}", guess);
    case Reason::stopped:
      return fmt::format("期限暂停（{}），不计入{}", step.name, guess);
    case Reason::holiday:
    case Reason::statutory:
      break;
  }
  return fmt::format("{}放假，不计入{}", step.name, guess);
}

std::string english(const Step& step) {
  const std::string_view guess = step.provisional ? " (provisional)" : "";
  switch (step.reason) {
    case Reason::start_day:
      return fmt::format("start day, not counted{}", guess);
    case Reason::weekday:
      return fmt::format("working day {}{}", step.counted, guess);
    case Reason::make_up_day:
      return fmt::format("working day {} (make-up day of {}){}", step.counted,
                         english_name(step.name), guess);
    case Reason::weekend:
      return fmt::format("weekend, not counted{}", guess);
    case Reason::stopped:
      return fmt::format("the limit is stopped ({}), not counted{}", step.name, guess);
    case Reason::holiday:
    case Reason::statutory:
      break;
  }
  return fmt::format("holiday ({}), not counted{}", english_name(step.name), guess);
}

}  // namespace vermilion::clock
