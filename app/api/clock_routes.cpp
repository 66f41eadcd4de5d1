#include <algorithm>
#include <map>

#include "app/api/case_json.hpp"
#include "app/api/clock_json.hpp"
#include "app/api/read_parts.hpp"
#include "events/codec/upcast.hpp"
#include "events/facts/house.hpp"
#include "projections/query/supervision.hpp"

namespace vermilion::api {
namespace {

namespace json = boost::json;
using namespace projections;

// Records that are looked through for where a passed deadline began: a case with more says less.
constexpr std::size_t starts_pages_max = 5;

// When the records that owed `name` took effect, the last before `before` first.
Result<std::vector<Instant>> starts_of(const RowReader& rows, const CaseId& id,
                                       const std::string& name, Sequence before) {
  std::vector<Instant> starts;
  PageRequest request{page_rows_max, {}};
  for (std::size_t i = 0; i < starts_pages_max; ++i) {
    VERMILION_TRY(const auto page, timeline_page(rows, id, request));
    for (const auto& record : page.rows) {
      const auto& owed = record.row.duties;
      if (record.row.sequence < before && std::find(owed.begin(), owed.end(), name) != owed.end()) {
        starts.push_back(record.row.effective_at);
      }
    }
    if (!page.next) break;
    request.cursor = *page.next;
  }
  std::reverse(starts.begin(), starts.end());
  return starts;
}

// What calendars that were adopted later did to the open deadlines of a case, in order.
Result<std::map<DutyId, json::array>> moves_of(const Reading& reading, const CaseId& id) {
  std::map<DutyId, json::array> moves;
  VERMILION_TRY(const auto rows, snapshot_of(reading, "cases"));
  VERMILION_TRY(const auto facts, facts_of_case(*rows, id));
  for (const auto& fact : facts) {
    if (fact.fact != DueMoved::name) continue;
    VERMILION_TRY(const auto moved, read_fact<DueMoved>(fact.schema, fact.payload));
    moves[moved.deadline].push_back(json::object{{"seq", fact.sequence},
                                                 {"at", to_text(fact.effective_at)},
                                                 {"from", time_json(moved.from)},
                                                 {"to", to_text(moved.to)},
                                                 {"provisional", moved.provisional}});
  }
  return moves;
}

Result<json::object> open_json(const Reading& reading, const ClockShown& shown, const CaseId& id,
                               const CaseDuty& duty) {
  const auto& row = shown.row;
  std::vector<Instant> starts{duty.since, row.opened_at};
  if (!row.clock.untouched()) {  // taken up again, it began earlier than the record that owes it
    VERMILION_TRY(const auto rows, snapshot_of(reading, "timeline"));
    VERMILION_TRY(const auto earlier, starts_of(*rows, id, duty.name, row.last));
    starts.insert(starts.end(), earlier.begin(), earlier.end());
  }
  return deadline_json(shown, {duty.name, duty.due, duty.provisional, false, std::move(starts)});
}

Result<json::array> deadlines_of(const ReadParts& parts, const Reading& reading,
                                 const SeenCase& seen) {
  const auto references = reading.hall.loop().references();
  const auto& [id, row] = seen;
  const ClockShown shown{parts.words, *references, row, reading.now, reading.language};
  VERMILION_TRY(auto moves, moves_of(reading, id));
  json::array deadlines;
  for (const auto& duty : row.open) {
    if (duty.kind != DutyKind::deadline) continue;
    VERMILION_TRY(auto object, open_json(reading, shown, id, duty));
    object["moved"] = std::move(moves[duty.id]);
    deadlines.push_back(std::move(object));
  }
  if (row.passed.empty()) return deadlines;
  VERMILION_TRY(const auto rows, snapshot_of(reading, "timeline"));
  for (const auto& passed : row.passed) {
    VERMILION_TRY(auto starts, starts_of(*rows, id, passed.name, passed.sequence));
    starts.push_back(row.opened_at);
    auto object = deadline_json(shown, {passed.name, passed.due, false, true, std::move(starts)});
    object["seq"] = passed.sequence;
    deadlines.push_back(std::move(object));
  }
  return deadlines;
}

ReadAnswer clock(const ReadParts& parts, const Reading& reading) {
  const auto seen = seen_case(reading);
  if (!seen) return problem_of(seen.error());
  auto deadlines = deadlines_of(parts, reading, seen.value());
  if (!deadlines) return problem_of(deadlines.error());
  const auto references = reading.hall.loop().references();
  json::object object{{"case", seen.value().id.text()},
                      {"now", to_text(reading.now)},
                      {"set_clock", reading.hall.founded().set_clock},
                      {"deadlines", std::move(deadlines.value())}};
  if (references->calendar) {
    object["calendar"] = json::object{{"version", references->calendar->version()},
                                      {"horizon", to_text(references->calendar->horizon())}};
  }
  return object;
}

json::object listed_json(const ReadParts& parts, const References& references, const DutyId& id,
                         const CaseId& case_id, const std::string& name, const std::string& item,
                         Instant due) {
  // The words of a deadline are its edition's; a list knows the item, and the item its edition.
  const auto* version =
      references.catalogue ? references.catalogue->open_on(item, china_day(due)) : nullptr;
  const auto edition = version == nullptr ? std::string{} : version->edition;
  return {{"deadline", id.text()}, {"case", case_id.text()},
          {"name", name},          {"title", parts.words.duty(edition, name)},
          {"item", item},          {"due", to_text(due)}};
}

template <class Row, class Each>
ReadAnswer page_of_rows(const Result<Page<Row>>& page, Each&& each) {
  if (!page) return problem_of(page.error());
  json::array rows;
  for (const auto& row : page.value().rows) rows.push_back(each(row));
  return page_json(std::move(rows), page.value().next);
}

ReadAnswer deadlines(const ReadParts& parts, const Reading& reading) {
  Parameters asked{reading};
  const auto request = asked.page();
  const auto before = asked.instant("due_before");
  if (asked.fault()) return *asked.fault();
  const auto status = reading.text("status");
  if (!status.empty() && status != "open" && status != "passed") {
    return bad_parameter("status", {"应为 open 或 passed", "is open or passed"});
  }
  const auto rows = snapshot_of(reading, "deadlines");
  if (!rows) return problem_of(rows.error());
  const DeadlineFilter filter{reading.text("item"), reading.text("name"), before};
  const auto scopes = scopes_asked_for(reading, scopes_of(reading.grants));
  const auto references = reading.hall.loop().references();
  if (status == "passed") {
    return page_of_rows(passed_deadlines(*rows.value(), scopes, filter, request),
                        [&](const auto& one) {
                          auto object = listed_json(parts, *references, one.id, one.row.case_id,
                                                    one.row.name, one.row.item, one.at);
                          object["fact"] = one.row.fact;
                          object["fact_title"] = title_json(one.row.fact);
                          object["recorded_at"] = to_text(one.row.recorded_at);
                          object["seq"] = one.row.sequence;
                          return object;
                        });
  }
  return page_of_rows(open_deadlines(*rows.value(), scopes, filter, request), [&](const auto& one) {
    auto object = listed_json(parts, *references, one.id, one.row.case_id, one.row.name,
                              one.row.item, one.at);
    object["since"] = to_text(one.row.since);
    object["provisional"] = one.row.provisional;
    object["overdue"] = one.at < reading.now;
    return object;
  });
}

// Whether that open deadline is to be looked at now, and with whom the case lies. Nothing: it is
// not, or its case has gone on since the list was read.
Result<std::optional<json::object>> card_of(const ReadParts& parts, const Reading& reading,
                                            const RowReader& cases, const std::string& colour,
                                            const ListedDuty<OpenDeadline>& one) {
  VERMILION_TRY(auto row, read_row<CaseRow>(cases, case_row_key(one.row.case_id)));
  const auto* duty = row ? row->duty(one.id) : nullptr;
  if (duty == nullptr) return std::optional<json::object>{};
  const auto references = reading.hall.loop().references();
  const ClockShown shown{parts.words, *references, *row, reading.now, reading.language};
  VERMILION_TRY(auto deadline, open_json(reading, shown, one.row.case_id, *duty));
  const auto* found = deadline.if_contains("colour");
  if (found == nullptr || *found == json::value(clock::name_of(clock::Colour::normal)) ||
      (!colour.empty() && *found != json::value(colour))) {
    return std::optional<json::object>{};
  }
  auto card =
      listed_json(parts, *references, one.id, one.row.case_id, one.row.name, one.row.item, one.at);
  for (const char* member : {"colour", "basis", "amount", "unit", "working_days_left", "stopped"}) {
    if (const auto* value = deadline.if_contains(member)) card[member] = *value;
  }
  const CaseShown words{parts.words, *references, Eyes::staff};
  const auto whole = case_json(words, one.row.case_id, *row);
  card["scope"] = whole.at("scope");
  card["states"] = whole.at("states");
  json::array tasks;
  for (const auto& open : row->open) {
    if (open.kind != DutyKind::task) continue;
    tasks.push_back(json::object{{"task", open.id.text()},
                                 {"title", parts.words.duty(row->edition, open.name)},
                                 {"role", open.to},
                                 {"holder", open.holder},
                                 {"urged", open.urged}});
  }
  card["tasks"] = std::move(tasks);
  return std::optional{std::move(card)};
}

// Pages of the deadlines that fall due first are looked through for cards, a few at a time.
constexpr int pages_looked_through = 5;

ReadAnswer supervision(const ReadParts& parts, const Reading& reading) {
  Parameters asked{reading};
  auto request = asked.page();
  if (asked.fault()) return *asked.fault();
  const auto colour = reading.text("colour");
  if (!colour.empty() && colour != "yellow" && colour != "red" && colour != "overdue") {
    return bad_parameter("colour", {"应为 yellow、red 或 overdue", "is yellow, red or overdue"});
  }
  const auto rows = snapshot_of(reading, "deadlines");
  if (!rows) return problem_of(rows.error());
  const auto cases = snapshot_of(reading, "cases");
  if (!cases) return problem_of(cases.error());
  const DeadlineFilter filter{reading.text("item"), {}, {}};
  const auto scopes = scopes_asked_for(reading, scopes_of(reading.grants));
  json::array cards;
  std::optional<std::string> next;
  for (int i = 0; i < pages_looked_through && cards.empty(); ++i) {
    const auto page = open_deadlines(*rows.value(), scopes, filter, request);
    if (!page) return problem_of(page.error());
    for (const auto& one : page.value().rows) {
      auto card = card_of(parts, reading, *cases.value(), colour, one);
      if (!card) return problem_of(card.error());
      if (card.value()) cards.push_back(std::move(*card.value()));
    }
    next = page.value().next;
    if (!next) break;
    request.cursor = *next;
  }
  auto object = page_json(std::move(cards), next);
  object["now"] = to_text(reading.now);
  return object;
}

ReadAnswer incidents_of(const ReadParts&, const Reading& reading) {
  Parameters asked{reading};
  const auto request = asked.page();
  if (asked.fault()) return *asked.fault();
  const auto rows = snapshot_of(reading, "outbox");
  if (!rows) return problem_of(rows.error());
  const auto scopes = scopes_asked_for(reading, scopes_of(reading.grants));
  return page_of_rows(
      incidents(*rows.value(), scopes, request), [](const ListedDuty<Incident>& one) {
        json::object object{{"request", one.id.text()},     {"case", one.row.case_id.text()},
                            {"office", one.row.office},     {"item", one.row.item},
                            {"attempts", one.row.attempts}, {"last_error", one.row.last_error},
                            {"since", to_text(one.at)},     {"seq", one.row.sequence}};
        object["task"] = one.row.task ? json::value(one.row.task->text()) : json::value(nullptr);
        return object;
      });
}

std::vector<RouteParameter> with_page(std::vector<RouteParameter> own) {
  own.push_back(
      query_parameter("office", {"机关节点，含其下级", "a node of the scope tree and all below"}));
  for (auto& parameter : page_parameters()) own.push_back(std::move(parameter));
  return own;
}

}  // namespace

std::vector<Route> clock_routes(const ReadKit& kit) {
  std::vector<Route> routes;
  routes.push_back(read_route(kit, "/v1/cases/{id}/clock", "getClock",
                              {"期限逐日说明", "every deadline, explained day by day"}, clock,
                              "Clock", {min_position_parameter()}));
  routes.push_back(read_route(
      kit, "/v1/deadlines", "getDeadlines",
      {"期限：未到期的先到期在前，已过的后过期在前",
       "deadlines: open ones by due date, or those that passed, the last first"},
      deadlines, "DeadlinePage",
      with_page(
          {query_parameter("status", {"open（默认）或 passed", "open (default) or passed"}),
           query_parameter("item", {"事项编码", "item code"}),
           query_parameter("name", {"期限名，如 decide", "name of the deadline, such as decide"}),
           query_parameter("due_before", {"此时之前到期", "due before"}, "string", "date-time")})));
  routes.push_back(read_route(
      kit, "/v1/supervision", "getSupervision",
      {"督办：亮黄牌、红牌的期限及其在谁手中，先到期在前；一页可少于所求条数，以 next 续看",
       "cards: limits that are yellow or red, and in whose hands they are, the first due first; a "
       "page may hold fewer than asked for: go on by `next`"},
      supervision, "CardPage",
      with_page({query_parameter("colour", {"只看一种：yellow、red、overdue",
                                            "one of them: yellow, red or overdue"}),
                 query_parameter("item", {"事项编码", "item code"})})));
  routes.push_back(read_route(kit, "/v1/incidents", "getIncidents",
                              {"外部机关未能答复的核验", "checks that an office could not answer"},
                              incidents_of, "IncidentPage", with_page({})));
  return routes;
}

}  // namespace vermilion::api
