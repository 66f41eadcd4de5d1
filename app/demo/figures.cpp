#include "app/demo/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace vermilion::demo {
namespace {

namespace json = boost::json;

constexpr auto edition = "approval/1";

Result<Answer> read(Client& client, const Identity& who, const std::string& path) {
  VERMILION_TRY(auto answer, client.get(who, path));
  if (answer.status == 200) return answer;
  return fail(Code::corrupt, fmt::format("GET {} by {} answers HTTP {} {}", path, who.subject,
                                         answer.status, answer.text.substr(0, 300)));
}

const json::array* list_at(const json::object& object, std::string_view name) {
  const auto* member = object.if_contains(name);
  return member == nullptr ? nullptr : member->if_array();
}

// Names of the duties that are checks by an office, as the table declares them.
std::set<std::string> check_duties(const json::object& table) {
  std::set<std::string> names;
  const auto* rows = list_at(table, "rows");
  if (rows == nullptr) return names;
  for (const auto& row : *rows) {
    const auto* owes = list_at(row.get_object(), "owes");
    if (owes == nullptr) continue;
    for (const auto& duty : *owes) {
      if (text_at(duty.get_object(), "kind") == "check") {
        names.insert(text_at(duty.get_object(), "name"));
      }
    }
  }
  return names;
}

void take_record(Figures& figures, const std::set<std::string>& checks,
                 const json::object& record) {
  ++figures.records;
  figures.coverage.take(record);
  if (text_at(record, "verdict") == "refused") {
    ++figures.refused;
    return;
  }
  ++figures.accepted;
  const auto fact = text_at(record, "fact");
  if (fact == "CheckPassed" || fact == "CheckFailed") ++figures.checks_answered;
  if (fact == "CheckUnavailable") ++figures.checks_unavailable;
  if (const auto* owes = list_at(record, "owes")) {
    for (const auto& name : *owes) {
      if (name.is_string() && checks.contains(std::string{name.get_string()})) {
        ++figures.checks_asked;
      }
    }
  }
}

CaseAtEnd at_end(const OpenedCase& opened, const json::object& seen) {
  CaseAtEnd end;
  end.opened = opened;
  if (const auto* item = seen.if_contains("item"); item != nullptr && item->is_object()) {
    end.item = text_at(item->get_object(), "code");
  }
  if (const auto* states = list_at(seen, "states"); states != nullptr && !states->empty()) {
    const auto& first = states->front().get_object();
    end.state = text_at(first, "name");
    end.state_zh = text_at(first, "zh");
    const auto* final = first.if_contains("final");
    end.final = final != nullptr && final->is_bool() && final->get_bool();
  }
  const bool entry_rests =
      end.item == "accounting-registrant" && (end.state == "ACTIVE" || end.state == "SUSPENDED" ||
                                              end.state == "FROZEN" || end.state == "NOTIFIED");
  end.rests = entry_rests || end.state == "FILED";
  if (const auto* waiting = list_at(seen, "waiting"); waiting != nullptr && !end.final) {
    end.waiting = *waiting;
  }
  return end;
}

Result<void> read_case(Figures& figures, Client& client, const std::set<std::string>& checks,
                       const OpenedCase& opened) {
  const Identity supervisor{"supervisor." + opened.office, true};
  const auto path = "/v1/cases/" + opened.id;
  VERMILION_TRY(const auto seen, read(client, supervisor, path));
  figures.cases.push_back(at_end(opened, seen.body));
  if (const auto* passed = list_at(seen.body, "passed_deadlines")) {
    figures.deadlines_passed += passed->size();
  }
  std::string cursor;
  do {
    const auto page_path =
        path + "/timeline?limit=200" + (cursor.empty() ? "" : "&cursor=" + cursor);
    VERMILION_TRY(const auto page, read(client, supervisor, page_path));
    const auto* rows = list_at(page.body, "rows");
    if (rows == nullptr) return fail(Code::corrupt, page_path + " lists no rows");
    for (const auto& row : *rows) take_record(figures, checks, row.get_object());
    cursor = text_at(page.body, "next");
  } while (!cursor.empty());
  return ok();
}

void take_times(Figures& figures, std::vector<std::int64_t> times) {
  figures.steps = times.size();
  if (times.empty()) return;
  std::sort(times.begin(), times.end());
  figures.median_us = times[times.size() / 2];
  figures.high_us = times[std::min(times.size() - 1, times.size() * 95 / 100)];
}

// Tasks and requests first: a deadline alone waits for nobody.
const json::object* first_wait(const CaseAtEnd& one) {
  const json::object* found = nullptr;
  for (const auto& entry : one.waiting) {
    const auto* duty = entry.if_object();
    if (duty != nullptr && duty->contains("waits_for") && found == nullptr) found = duty;
  }
  return found;
}

std::string title_of(const json::object& duty, const char* language) {
  const auto* title = duty.if_contains("title");
  return title == nullptr || !title->is_object() ? text_at(duty, "name")
                                                 : text_at(title->get_object(), language);
}

std::string or_dash(std::string text) {
  return text.empty() ? "—" : text;
}

}  // namespace

std::vector<const CaseAtEnd*> Figures::lost() const {
  std::vector<const CaseAtEnd*> cases_lost;
  for (const auto& one : cases) {
    if (!one.final && !one.rests && first_wait(one) == nullptr) cases_lost.push_back(&one);
  }
  return cases_lost;
}

bool Figures::good() const {
  return failed == 0 && lost().empty() && coverage.missing().empty();
}

Result<Figures> figures_of(Day& day, bool clock_moved) {
  auto& client = day.client();
  Figures figures;
  for (const auto& outcome : day.outcomes()) {
    ++figures.scripts;
    if (!outcome.failure.empty()) ++figures.failed;
    if (!outcome.skipped.empty()) ++figures.skipped;
  }
  figures.refused_at_door = day.refused_at_the_door();
  figures.clock_moves = day.clock_moves();
  VERMILION_TRY(const auto table,
                read(client, {"supervisor.330106", true}, std::string{"/v1/workflows/"} + edition));
  VERMILION_TRY(figures.coverage, Coverage::of_table(table.body));
  const auto checks = check_duties(table.body);
  for (const auto& opened : day.opened()) {
    VERMILION_TRY(read_case(figures, client, checks, opened));
  }
  figures.coverage.explain(clock_moved);
  take_times(figures, client.step_times());
  return figures;
}

void print_page(const Figures& figures) {
  std::map<std::pair<std::string, std::string>, std::size_t> states;
  std::set<std::string> items;
  for (const auto& one : figures.cases) {
    ++states[{one.state, one.state_zh}];
    items.insert(one.item);
  }
  const auto line = [](const char* zh, const char* en, const std::string& value) {
    fmt::print("  {} {} | {}\n", zh, en, value);
  };
  fmt::print("\n—— 一日数字 · the day in figures ——\n");
  line("剧本", "scripts",
       fmt::format("{}, 不符 failed {}, 未完 not run to the end {}", figures.scripts,
                   figures.failed, figures.skipped));
  line("办件", "cases",
       fmt::format("{} ({} 个事项 items), 另有 {} 件提交即退回 and {} refused at the door",
                   figures.cases.size(), items.size(), figures.refused_at_door,
                   figures.refused_at_door));
  line("记录", "records",
       fmt::format("{}: 采纳 accepted {}, 拒绝 refused {}", figures.records, figures.accepted,
                   figures.refused));
  line(
      "核验", "checks",
      fmt::format("请求 asked {}, 应答 answered {}, 不可用 unavailable {}, 办件先行结束 ended with "
                  "their case {}",
                  figures.checks_asked, figures.checks_answered, figures.checks_unavailable,
                  figures.checks_asked - figures.checks_answered - figures.checks_unavailable));
  line("人员", "staff",
       fmt::format("登记 enrolled {}, 授权 granted {}, 越权授权被拒 refused to grant {}",
                   figures.staff.accounts, figures.staff.grants, figures.staff.refused));
  line("届满期限", "deadlines passed",
       fmt::format("{}, 拨钟 clock moved {}", figures.deadlines_passed, figures.clock_moves));
  line("步骤耗时", "time a step",
       fmt::format("{} 步 steps, 中位 median {:.1f} ms, 95% {:.1f} ms", figures.steps,
                   static_cast<double>(figures.median_us) / 1000.0,
                   static_cast<double>(figures.high_us) / 1000.0));
  fmt::print("  状态 states\n");
  for (const auto& [state, count] : states) {
    fmt::print("    {:4}  {} {}\n", count, state.second, state.first);
  }
  fmt::print("  文书 papers: 应出具 owed {}, 取得并核验 fetched and checked {}\n",
             figures.papers.owed, figures.papers.fetched.size());
  for (const auto& [name, file] : figures.papers.fetched) fmt::print("    {}  {}\n", name, file);
  fmt::print("  未办结 open\n");
  for (const auto& one : figures.cases) {
    if (one.final) continue;
    const auto* wait = first_wait(one);
    if (wait == nullptr) {
      fmt::print("    {} {} {}: 无人承担 waits for nobody\n", one.opened.id, one.state_zh,
                 one.state);
      continue;
    }
    fmt::print("    {} {}: 等待 {}（{}）waits for {} ({}), 自 since {}, 至 until {}\n",
               one.opened.id, one.state_zh, text_at(*wait, "waits_for_zh"), title_of(*wait, "zh"),
               text_at(*wait, "waits_for"), title_of(*wait, "en"), text_at(*wait, "since"),
               or_dash(text_at(*wait, "until")));
  }
  const auto& rows = figures.coverage.rows();
  fmt::print("  流程表 {} rows {}/{}\n", edition, figures.coverage.taken(), rows.size());
  std::map<std::pair<std::string, std::string>, std::string> reasons;
  for (const auto& row : rows) {
    if (row.taken > 0) continue;
    const bool known = !row.reason_en.empty();
    auto& names =
        reasons[{known ? row.reason_zh : "没有理由", known ? row.reason_en : "no reason"}];
    names += fmt::format("      {} + {} → {}\n", row.from, row.fact, row.to);
  }
  for (const auto& [reason, names] : reasons) {
    fmt::print("    未经过 not taken:\n{}      因为 because {}\n      {}\n", names, reason.first,
               reason.second);
  }
}

json::object as_json(const Figures& figures) {
  json::array cases;
  for (const auto& one : figures.cases) {
    cases.push_back(json::object{{"case", one.opened.id},
                                 {"script", one.opened.script},
                                 {"item", one.item},
                                 {"state", one.state},
                                 {"final", one.final},
                                 {"rests", one.rests},
                                 {"waiting", one.waiting}});
  }
  json::array rows;
  for (const auto& row : figures.coverage.rows()) {
    json::object entry{{"row", row.number},
                       {"from", row.from},
                       {"fact", row.fact},
                       {"to", row.to},
                       {"taken", row.taken}};
    if (row.taken == 0 && !row.reason_en.empty()) entry["because"] = row.reason_en;
    rows.push_back(std::move(entry));
  }
  return {{"good", figures.good()},
          {"staff", json::object{{"enrolled", figures.staff.accounts},
                                 {"granted", figures.staff.grants},
                                 {"refused", figures.staff.refused}}},
          {"scripts", figures.scripts},
          {"failed", figures.failed},
          {"skipped", figures.skipped},
          {"refused_at_the_door", figures.refused_at_door},
          {"records", figures.records},
          {"accepted", figures.accepted},
          {"refused", figures.refused},
          {"checks", json::object{{"asked", figures.checks_asked},
                                  {"answered", figures.checks_answered},
                                  {"unavailable", figures.checks_unavailable}}},
          {"deadlines_passed", figures.deadlines_passed},
          {"clock_moves", figures.clock_moves},
          {"steps", figures.steps},
          {"step_median_us", figures.median_us},
          {"step_95_us", figures.high_us},
          {"papers",
           json::object{{"owed", figures.papers.owed}, {"fetched", figures.papers.fetched.size()}}},
          {"rows_taken", figures.coverage.taken()},
          {"rows", std::move(rows)},
          {"cases", std::move(cases)}};
}

}  // namespace vermilion::demo
