#include "base/time.hpp"

#include <fmt/format.h>

namespace vermilion {
namespace {

std::int64_t floor_divide(std::int64_t value, std::int64_t by) {
  return value / by - static_cast<std::int64_t>(value % by < 0);
}

// Reads exactly `digits` decimal digits at `at`; -1 when they are not there.
int number_at(std::string_view text, std::size_t at, std::size_t digits) {
  if (at + digits > text.size()) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

// Writes `value` as exactly `digits` decimal digits. Instants stand in every answer, several times.
void put_digits(char* at, std::int64_t value, int digits) {
  for (int i = digits - 1; i >= 0; --i, value /= 10) at[i] = static_cast<char>('0' + value % 10);
}

void put_day(char* at, Day day) {
  const auto date = date_of(day);
  put_digits(at, date.year, 4);
  at[4] = at[7] = '-';
  put_digits(at + 5, date.month, 2);
  put_digits(at + 8, date.day, 2);
}

bool has_four_digit_year(Day day) {
  const auto year = date_of(day).year;
  return year >= 0 && year <= 9999;
}

int days_in_month(int year, int month) {
  if (month == 2) return (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)) ? 29 : 28;
  return (month == 4 || month == 6 || month == 9 || month == 11) ? 30 : 31;
}

}  // namespace

// Days from civil and back: the era method (400-year cycles of 146,097 days, March first).
Day day_of(YearMonthDay date) noexcept {
  const int year = date.year - static_cast<int>(date.month <= 2);
  const int era = (year >= 0 ? year : year - 399) / 400;
  const int year_of_era = year - era * 400;
  const int day_of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
  const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return Day{era * 146097 + day_of_era - 719468};
}

YearMonthDay date_of(Day day) noexcept {
  const int shifted = day.number + 719468;
  const int era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  const int day_of_era = shifted - era * 146097;
  const int year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int march_month = (5 * day_of_year + 2) / 153;
  const int month = march_month + (march_month < 10 ? 3 : -9);
  return {year_of_era + era * 400 + static_cast<int>(month <= 2), month,
          day_of_year - (153 * march_month + 2) / 5 + 1};
}

int weekday_of(Day day) noexcept {
  return static_cast<int>(((day.number + 3) % 7 + 7) % 7);
}

Day china_day(Instant at) noexcept {
  return Day{static_cast<std::int32_t>(
      floor_divide(at.microseconds + china_offset_s * microseconds_a_second, microseconds_a_day))};
}

Instant start_of(Day day) noexcept {
  return Instant{day.number * microseconds_a_day - china_offset_s * microseconds_a_second};
}

Instant end_of(Day day) noexcept {
  return Instant{start_of(day + 1).microseconds - 1};
}

std::string to_text(Day day) {
  if (has_four_digit_year(day)) {
    std::string text(10, '\0');
    put_day(text.data(), day);
    return text;
  }
  const auto date = date_of(day);
  return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

std::optional<Day> day_from_text(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const int year = number_at(text, 0, 4);
  const int month = number_at(text, 5, 2);
  const int day = number_at(text, 8, 2);
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month)) {
    return std::nullopt;
  }
  return day_of({year, month, day});
}

std::string to_text(Instant at) {
  const auto local = at.microseconds + china_offset_s * microseconds_a_second;
  const auto in_day = local - floor_divide(local, microseconds_a_day) * microseconds_a_day;
  const auto second = in_day / microseconds_a_second;
  const auto fraction = in_day % microseconds_a_second;
  const auto day = china_day(at);
  if (has_four_digit_year(day)) {
    char text[32];
    put_day(text, day);
    text[10] = 'T';
    put_digits(text + 11, second / 3600, 2);
    put_digits(text + 14, second / 60 % 60, 2);
    put_digits(text + 17, second % 60, 2);
    text[13] = text[16] = ':';
    std::size_t size = 19;
    if (fraction != 0) {
      text[size] = '.';
      put_digits(text + size + 1, fraction, 6);
      size += 7;
    }
    constexpr std::string_view offset = "+08:00";
    offset.copy(text + size, offset.size());
    return {text, size + offset.size()};
  }
  auto text = fmt::format("{}T{:02}:{:02}:{:02}", to_text(day), second / 3600, second / 60 % 60,
                          second % 60);
  if (fraction != 0) text += fmt::format(".{:06}", fraction);
  return text + "+08:00";
}

std::optional<Instant> instant_from_text(std::string_view text) {
  if (text.size() < 20 || (text[10] != 'T' && text[10] != 't')) return std::nullopt;
  const auto day = day_from_text(text.substr(0, 10));
  const int hour = number_at(text, 11, 2);
  const int minute = number_at(text, 14, 2);
  const int second = number_at(text, 17, 2);
  if (!day || text[13] != ':' || text[16] != ':' || hour < 0 || hour > 23 || minute < 0 ||
      minute > 59 || second < 0 || second > 59) {
    return std::nullopt;
  }
  std::size_t at = 19;
  std::int64_t fraction = 0;
  if (text[at] == '.') {
    std::int64_t unit = 100'000;
    const auto first = ++at;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10) {
      fraction += (text[at] - '0') * unit;
    }
    if (at == first) return std::nullopt;
  }
  std::int64_t offset_s = 0;
  if (at < text.size() && (text[at] == 'Z' || text[at] == 'z')) {
    ++at;
  } else {
    if (at + 6 != text.size() || (text[at] != '+' && text[at] != '-') || text[at + 3] != ':') {
      return std::nullopt;
    }
    const int hours = number_at(text, at + 1, 2);
    const int minutes = number_at(text, at + 4, 2);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
    offset_s = (hours * 3600 + minutes * 60) * (text[at] == '-' ? -1 : 1);
    at += 6;
  }
  if (at != text.size()) return std::nullopt;
  const std::int64_t seconds =
      std::int64_t{day->number} * 86'400 + hour * 3600 + minute * 60 + second - offset_s;
  return Instant{seconds * microseconds_a_second + fraction};
}

}  // namespace vermilion
