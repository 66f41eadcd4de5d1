#include "app/api/clock_json.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <charconv>

#include "app/api/case_json.hpp"

namespace vermilion::api {
namespace {

namespace json = boost::json;

// The first of the moments from which the limit ends at the recorded instant.
std::optional<Instant> start_of_count(const clock::Limit& limit, const DeadlineShown& deadline,
                                      const clock::Calendar& calendar) {
  for (const auto start : deadline.starts) {
    if (!start.set()) continue;
    const auto due = clock::due_of(limit, start, calendar);
    if (due && due.value().due == deadline.due) return start;
  }
  return std::nullopt;
}

json::array days_json(const clock::Limit& limit, Instant start, const ClockShown& shown) {
  json::array days;
  const auto& calendar = *shown.references.calendar;
  const bool english = shown.language == Language::english;
  if (limit.unit == clock::Unit::working_days) {
    for (const auto& step : calendar.explain(china_day(start), limit.amount)) {
      days.push_back(json::object{{"day", to_text(step.day)},
                                  {"counted", step.counted},
                                  {"provisional", step.provisional},
                                  {"text", english ? clock::english(step) : clock::chinese(step)}});
    }
    return days;
  }
  // Natural days and months: the first and the last tell all.
  const auto due = clock::due_of(limit, start, calendar);
  days.push_back(json::object{{"day", to_text(china_day(start))},
                              {"counted", 0},
                              {"provisional", false},
                              {"text", english ? "start day, not counted" : "起算当日，不计入"}});
  if (!due) return days;
  const bool months = limit.unit == clock::Unit::calendar_months;
  const auto text =
      english ? fmt::format("{} {} later; a last day that rests moves to the next working day",
                            limit.amount, months ? "months" : "days")
              : fmt::format("满 {} {}；末日为休息日的，顺延至下一工作日", limit.amount,
                            months ? "个月" : "日");
  days.push_back(json::object{{"day", to_text(due.value().day)},
                              {"counted", limit.amount},
                              {"provisional", due.value().provisional},
                              {"text", text}});
  return days;
}

}  // namespace

const Item* item_of(const References& references, const projections::CaseRow& row) {
  std::uint32_t version = 0;
  const auto* end = row.item_version.data() + row.item_version.size();
  std::from_chars(row.item_version.data(), end, version);
  return references.catalogue ? references.catalogue->find(row.item, version) : nullptr;
}

json::object deadline_json(const ClockShown& shown, const DeadlineShown& deadline) {
  json::object object{{"name", deadline.name},
                      {"title", shown.words.duty(shown.row.edition, deadline.name)},
                      {"status", deadline.passed ? "passed" : "open"},
                      {"due", to_text(deadline.due)},
                      {"provisional", deadline.provisional}};
  const auto fact = shown.words.consequence(shown.row.edition, deadline.name);
  if (!fact.empty()) {
    object["consequence"] = json::object{{"fact", fact}, {"title", title_json(fact)}};
  }
  const auto* item = item_of(shown.references, shown.row);
  if (item == nullptr || !shown.references.calendar) return object;
  const auto limit = item->limits.find(deadline.name);
  if (limit == item->limits.end()) return object;
  const auto& calendar = *shown.references.calendar;
  object["basis"] = limit->second.basis;
  object["amount"] = limit->second.amount;
  object["unit"] = clock::name_of(limit->second.unit);
  if (const auto most = item->statutory.find(deadline.name); most != item->statutory.end()) {
    object["statutory"] = most->second;
  }
  if (const auto less = item->promised.find(deadline.name); less != item->promised.end()) {
    object["promised"] = less->second;
  }
  const auto start = start_of_count(limit->second, deadline, calendar);
  const auto shown_start = start.value_or(deadline.starts.empty() ? Instant{} : deadline.starts[0]);
  object["started"] = time_json(shown_start);
  object["colour"] =
      clock::name_of(deadline.passed ? clock::Colour::overdue
                                     : clock::colour_of(limit->second, shown_start, deadline.due,
                                                        shown.now, calendar));
  object["working_days_left"] =
      calendar.count_working_days(china_day(shown.now), china_day(deadline.due));
  object["explained"] = start.has_value();
  object["days"] = start ? days_json(limit->second, *start, shown) : json::array{};
  if (!start) {
    object["note"] = shown.language == Language::english
                         ? "this due date was not counted by the calendar now in force"
                         : "该期限并非按现行日历计算得出";
  }
  return object;
}

}  // namespace vermilion::api
