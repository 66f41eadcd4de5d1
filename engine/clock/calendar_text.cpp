// How a calendar is made, checked and written: the canonical text of engine/clock/calendar.hpp.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "base/lines.hpp"
#include "base/utf8.hpp"
#include "engine/clock/calendar.hpp"

namespace vermilion::clock {
namespace {

constexpr std::string_view title = "vermilion-calendar/1";

char letter_of(Kind kind) noexcept {
  return kind == Kind::rest ? 'R' : kind == Kind::work ? 'W' : 'S';
}

bool is_name(std::string_view text) noexcept {
  return !text.empty() && text.size() <= calendar_name_max && text.front() != ' ' &&
         text.back() != ' ' && is_plain_line(text);
}

// Years of four digits, so that every day has one text of ten characters.
bool is_writable(Day day) noexcept {
  return day >= day_of({1000, 1, 1}) && day <= day_of({9999, 12, 31});
}

Result<void> check(const Parts& parts) {
  if (!is_name(parts.version)) {
    return fail(Code::invalid, fmt::format("calendar: the version must be 1 to {} octets of plain "
                                           "text without outer spaces",
                                           calendar_name_max));
  }
  if (!is_writable(parts.first) || !is_writable(parts.horizon) || parts.first > parts.horizon) {
    return fail(Code::invalid,
                "calendar: first must not lie after the horizon, both in the years "
                "1000 to 9999");
  }
  if (parts.exceptions.size() > exceptions_max) {
    return fail(Code::invalid, fmt::format("calendar: {} exceptions; at most {} are allowed",
                                           parts.exceptions.size(), exceptions_max));
  }
  for (std::size_t i = 0; i < parts.exceptions.size(); ++i) {
    const Exception& exception = parts.exceptions[i];
    if (!is_writable(exception.day)) {
      return fail(Code::invalid, "calendar: an exception lies outside the years 1000 to 9999");
    }
    const std::string day = to_text(exception.day);
    if (i > 0 && parts.exceptions[i - 1].day >= exception.day) {
      return fail(Code::invalid, fmt::format("calendar: {} stands twice or out of order; each day "
                                             "may have one exception, ascending",
                                             day));
    }
    if (!is_name(exception.name)) {
      return fail(Code::invalid, fmt::format("calendar: {} needs the name of its holiday, 1 to {} "
                                             "octets of plain text without outer spaces",
                                             day, calendar_name_max));
    }
    const bool covered = exception.day >= parts.first && exception.day <= parts.horizon;
    if (exception.kind == Kind::statutory ? exception.day <= parts.horizon : !covered) {
      return fail(Code::invalid,
                  fmt::format("calendar: {} {}: R and W lie within {}..{}, S after it",
                              letter_of(exception.kind), day, to_text(parts.first),
                              to_text(parts.horizon)));
    }
  }
  return ok();
}

std::string write(const Parts& parts) {
  std::string text = fmt::format("{}\nversion {}\nfirst {}\nhorizon {}\n", title, parts.version,
                                 to_text(parts.first), to_text(parts.horizon));
  for (const Exception& exception : parts.exceptions) {
    fmt::format_to(std::back_inserter(text), "{} {} {}\n", letter_of(exception.kind),
                   to_text(exception.day), exception.name);
  }
  return text;
}

std::optional<Day> take_day(std::string_view& text, std::string_view key) {
  const auto field = take_field(text, key);
  return field ? day_from_text(*field) : std::nullopt;
}

// "R 2026-10-01 国庆节"
std::optional<Exception> exception_of(std::string_view line) {
  if (line.size() < 14 || line[1] != ' ' || line[12] != ' ') return std::nullopt;
  const auto day = day_from_text(line.substr(2, 10));
  const std::size_t kind = std::string_view("RWS").find(line[0]);
  if (!day || kind == std::string_view::npos) return std::nullopt;
  return Exception{*day, static_cast<Kind>(kind), std::string(line.substr(13))};
}

}  // namespace

Calendar::Calendar(Parts parts) : parts_(std::move(parts)) {
  surplus_.reserve(parts_.exceptions.size() + 1);
  surplus_.push_back(0);
  for (const Exception& exception : parts_.exceptions) {
    const int by_weekday = weekday_of(exception.day) < 5 ? 1 : 0;
    const int really = exception.kind == Kind::work ? 1 : 0;
    surplus_.push_back(surplus_.back() + really - by_weekday);
  }
  text_ = write(parts_);
  digest_ = sha256(text_);
}

Result<Calendar> Calendar::make(Parts parts) {
  std::sort(parts.exceptions.begin(), parts.exceptions.end(),
            [](const Exception& a, const Exception& b) { return a.day < b.day; });
  VERMILION_TRY(check(parts));
  return Calendar(std::move(parts));
}

Result<Calendar> Calendar::decode(std::string_view text) {
  if (text.size() > calendar_bytes_max) {
    return fail(Code::invalid, fmt::format("calendar: {} octets; at most {} are allowed",
                                           text.size(), calendar_bytes_max));
  }
  std::string_view rest = text;
  if (take_line(rest) != title) {
    return fail(Code::invalid, fmt::format("calendar, line 1: expected \"{}\"", title));
  }
  Parts parts;
  const auto version = take_field(rest, "version");
  if (!version) return fail(Code::invalid, "calendar, line 2: expected \"version <text>\"");
  parts.version = *version;
  const auto first = take_day(rest, "first");
  if (!first) return fail(Code::invalid, "calendar, line 3: expected \"first yyyy-mm-dd\"");
  parts.first = *first;
  const auto horizon = take_day(rest, "horizon");
  if (!horizon) return fail(Code::invalid, "calendar, line 4: expected \"horizon yyyy-mm-dd\"");
  parts.horizon = *horizon;
  while (!rest.empty()) {
    const auto line = take_line(rest);
    auto exception = line ? exception_of(*line) : std::nullopt;
    if (!exception || parts.exceptions.size() == exceptions_max) {
      return fail(Code::invalid,
                  fmt::format("calendar, line {}: expected \"R|W|S yyyy-mm-dd name\" ended by a "
                              "line feed, at most {} of them",
                              parts.exceptions.size() + 5, exceptions_max));
    }
    parts.exceptions.push_back(std::move(*exception));
  }
  VERMILION_TRY(check(parts));
  return Calendar(std::move(parts));
}

}  // namespace vermilion::clock
