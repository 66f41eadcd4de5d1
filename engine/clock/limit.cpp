#include "engine/clock/limit.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vermilion::clock {
namespace {

int amount_max(Unit unit) noexcept {
  switch (unit) {
    case Unit::working_days:
      return working_days_max;
    case Unit::natural_days:
      return natural_days_max;
    case Unit::calendar_months:
      return calendar_months_max;
    case Unit::office_hours:
      break;
  }
  return 0;
}

}  // namespace

Result<void> check_bounds(const Limit& limit) {
  if (limit.unit == Unit::office_hours) {
    return fail(Code::unsupported,
                fmt::format("limit ({}): office hours need an office's own calendar; give working "
                            "days, natural days or calendar months",
                            limit.basis));
  }
  const int most = amount_max(limit.unit);
  if (limit.amount < 1 || limit.amount > most) {
    return fail(Code::invalid, fmt::format("limit ({}): {} {}; 1 to {} would be right", limit.basis,
                                           limit.amount, name_of(limit.unit), most));
  }
  return ok();
}

namespace {

// The corresponding day `months` later, or that month's last day (民法典 202).
Day add_months(Day start, int months) noexcept {
  const YearMonthDay date = date_of(start);
  const int month = date.month - 1 + months;
  const int year = date.year + month / 12;
  const Day first = day_of({year, month % 12 + 1, 1});
  const Day next = day_of({year + (month % 12 + 1) / 12, (month + 1) % 12 + 1, 1});
  return std::min(first + (date.day - 1), next + -1);
}

}  // namespace

const char* name_of(Unit unit) noexcept {
  switch (unit) {
    case Unit::working_days:
      return "working_days";
    case Unit::natural_days:
      return "natural_days";
    case Unit::calendar_months:
      return "calendar_months";
    case Unit::office_hours:
      break;
  }
  return "office_hours";
}

const char* name_of(Colour colour) noexcept {
  switch (colour) {
    case Colour::normal:
      return "normal";
    case Colour::yellow:
      return "yellow";
    case Colour::red:
      return "red";
    case Colour::overdue:
      break;
  }
  return "overdue";
}

Result<void> check(const Limit& limit) {
  VERMILION_TRY(check_bounds(limit));
  if (limit.basis.empty()) {
    return fail(Code::invalid, fmt::format("limit of {} {}: no basis; cite the law and article",
                                           limit.amount, name_of(limit.unit)));
  }
  return ok();
}

Result<DueAt> due_of(const Limit& limit, Instant from, const Calendar& calendar) {
  VERMILION_TRY(check_bounds(limit));
  if (limit.unit == Unit::working_days) {
    const Due due = calendar.add_working_days(china_day(from), limit.amount);
    return DueAt{end_of(due.day), due.day, due.provisional};
  }
  VERMILION_TRY(const Day last, last_day_of(limit, from));
  return due_on(last, calendar);
}

DueAt due_on(Day named, const Calendar& calendar) {
  const Day day = calendar.working_day_from(named);
  return {end_of(day), day, calendar.is_provisional(named) || calendar.is_provisional(day)};
}

Result<Day> last_day_of(const Limit& limit, Instant from) {
  VERMILION_TRY(check_bounds(limit));
  const Day start = china_day(from);
  if (limit.unit == Unit::natural_days) return start + limit.amount;
  if (limit.unit == Unit::calendar_months) return add_months(start, limit.amount);
  return fail(Code::unsupported, "a limit in working days ends as its calendar says");
}

}  // namespace vermilion::clock
