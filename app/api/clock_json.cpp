#include "app/api/clock_json.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <charconv>

#include "app/api/case_json.hpp"
#include "engine/core/legal_clock.hpp"

namespace vermilion::api {
namespace {

namespace json = boost::json;

// The run, from the first of the moments from which it ends at the recorded instant.
std::optional<LimitRun> run_of_count(const ClockShown& shown, const Item& item,
                                     const clock::Limit& limit, const DeadlineShown& deadline) {
  for (const auto start : deadline.starts) {
    if (!start.set()) continue;
    auto run = run_of(shown.row.clock, deadline.name, item, limit, start);
    const auto due = due_of(run, *shown.references.calendar);
    if (due && due.value().due == deadline.due) return run;
  }
  return std::nullopt;
}

json::object day_json(Day day, int counted, bool provisional, std::string_view text) {
  return {
      {"day", to_text(day)}, {"counted", counted}, {"provisional", provisional}, {"text", text}};
}

json::array days_json(const clock::RunningLimit& run, const ClockShown& shown) {
  json::array days;
  const auto& calendar = *shown.references.calendar;
  const auto& limit = run.limit;
  const bool english = shown.language == Language::english;
  if (limit.unit == clock::Unit::working_days) {
    for (const auto& step : clock::explain(run, calendar)) {
      days.push_back(day_json(step.day, step.counted, step.provisional,
                              english ? clock::english(step) : clock::chinese(step)));
    }
    return days;
  }
  // Natural days and months: the first, what was stopped, and the last tell all.
  days.push_back(day_json(china_day(run.from), 0, false,
                          english ? "start day, not counted" : "起算当日，不计入"));
  for (const auto& stop : run.stops) {
    days.push_back(day_json(
        stop.first, 0, false,
        english ? fmt::format("stopped until {}, not counted", to_text(stop.last))
                : fmt::format("期限暂停（{}）至 {}，不计入", stop.by, to_text(stop.last))));
  }
  const auto due = clock::due_of(run, calendar);
  if (!due) return days;
  const int amount = limit.amount + run.extension;
  const bool months = limit.unit == clock::Unit::calendar_months;
  const auto text =
      english ? fmt::format("{} {} later; a last day that rests moves to the next working day",
                            amount, months ? "months" : "days")
              : fmt::format("满 {} {}；末日为休息日的，顺延至下一工作日", amount,
                            months ? "个月" : "日");
  days.push_back(day_json(due.value().day, amount, due.value().provisional, text));
  return days;
}

json::array stops_json(const Item& item, const LimitRun& run, const LegalClock& clock,
                       std::string_view limit) {
  json::array stops;
  for (const auto& one : clock.procedures) {
    if (one.limit != limit || one.from < run.run.from) continue;
    json::object object{{"procedure", one.procedure},
                        {"from", to_text(one.from)},
                        {"planned_until", time_json(one.planned)},
                        {"until", time_json(one.until)}};
    if (const auto* procedure = item.procedure(one.procedure)) {
      object["title"] = json::object{{"zh", procedure->title.zh}, {"en", procedure->title.en}};
      object["basis"] = procedure->law + " " + procedure->article;
    }
    stops.push_back(std::move(object));
  }
  return stops;
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
  if (const auto more = item->extensions.find(deadline.name); more != item->extensions.end()) {
    object["extendable"] = json::object{{"most", more->second.most}, {"basis", more->second.basis}};
  }
  const auto counted = run_of_count(shown, *item, limit->second, deadline);
  const auto start = deadline.starts.empty() ? Instant{} : deadline.starts[0];
  const auto run = counted ? *counted : LimitRun{{limit->second, start, 0, {}}, false};
  object["started"] = time_json(run.run.from);
  object["stopped"] = run.goes_on;
  object["stops"] = stops_json(*item, run, shown.row.clock, deadline.name);
  object["extended_by"] = run.run.extension;
  object["colour"] = clock::name_of(
      deadline.passed ? clock::Colour::overdue
                      : clock::colour_of(run.run, deadline.due, shown.now, calendar));
  object["working_days_left"] =
      calendar.count_working_days(china_day(shown.now), china_day(deadline.due));
  object["explained"] = counted.has_value();
  object["days"] = counted ? days_json(run.run, shown) : json::array{};
  if (!counted) {
    object["note"] = shown.language == Language::english
                         ? "this due date was not counted by the calendar now in force"
                         : "该期限并非按现行日历计算得出";
  }
  return object;
}

}  // namespace vermilion::api
