#include "engine/table/model_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <set>

#include "engine/table/roles.hpp"
#include "engine/table/source_lines.hpp"

namespace vermilion::table {
namespace {

using Place = std::vector<Text>;  // one state a region

bool names(std::span<const Text> list, Text name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

bool has_role(const RowInfo& row, Text role) {
  return std::any_of(row.who.begin(), row.who.end(),
                     [&](const RoleInfo& one) { return one.name == role; });
}

bool owes(const RowInfo& row, Text duty) {
  return std::any_of(row.owes.begin(), row.owes.end(),
                     [&](const DutyInfo& one) { return one.name == duty; });
}

bool ends(const RowInfo& row, Text duty) {
  return names(row.ends, duty) || names(row.ends, "*");
}

// Facts that nobody but the machinery records.
bool by_a_person(const RowInfo& row) {
  return row.who.empty() || std::any_of(row.who.begin(), row.who.end(), [](const RoleInfo& role) {
           return roles::is_staff(role.name) || role.name == roles::applicant::info.name;
         });
}

class Check {
 public:
  Check(const TableInfo& table, const Consumers& consumers)
      : table_(table), consumers_(consumers) {}

  std::vector<ModelFinding> run() {
    for (std::size_t i = 0; i < table_.rows.size(); ++i) check_row(i);
    check_reach();
    for (const auto& [name, duty] : duties_) check_duty(duty);
    return std::move(findings_);
  }

 private:
  void report(const std::string& where, std::string what, std::optional<std::size_t> row = {}) {
    findings_.push_back({place_in_source(table_, row, consumers_) + " " + where, std::move(what)});
  }
  // The first row that tells of a state, or owes a duty.
  template <class Matches>
  [[nodiscard]] std::optional<std::size_t> first_row(Matches&& matches) const {
    for (std::size_t i = 0; i < table_.rows.size(); ++i) {
      if (matches(table_.rows[i])) return i;
    }
    return {};
  }

  void check_row(std::size_t number) {
    const auto& row = table_.rows[number];
    const auto here = fmt::format("row {} ({} + {})", number, row.from.name, row.fact);
    if (row.from.zh.empty() || row.to.zh.empty())
      report(here, "a state has no Chinese name", number);
    for (const auto& role : row.who) {
      if (!roles::is_declared(role.name))
        report(here, fmt::format("no role {}", role.name), number);
    }
    for (const auto& rule : row.rules) {
      if (rule.citation.law.empty() || rule.citation.article.empty() || rule.zh.empty() ||
          rule.en.empty()) {
        report(here, fmt::format("rule {} lacks citation or text", rule.name), number);
      }
    }
    for (const auto& duty : row.owes) {
      const auto [known, fresh] = duties_.emplace(duty.name, duty);
      if (!fresh && (known->second.kind != duty.kind || known->second.to != duty.to ||
                     known->second.detail != duty.detail)) {
        report(here, fmt::format("duty {} means two things", duty.name), number);
      }
    }
    for (const auto& name : row.ends) {
      const bool owed = std::any_of(table_.rows.begin(), table_.rows.end(),
                                    [&](const RowInfo& other) { return owes(other, name); });
      if (name != "*" && !owed) {
        report(here, fmt::format("ends {}, which no row owes", name), number);
      }
    }
  }

  [[nodiscard]] Place start() const {
    Place place;
    for (const auto& state : table_.initial) place.push_back(state.name);
    return place;
  }

  [[nodiscard]] static std::optional<Place> after(const Place& place, const RowInfo& row) {
    const auto region = std::find(place.begin(), place.end(), row.from.name);
    if (region == place.end()) return {};
    auto next = place;
    next[static_cast<std::size_t>(region - place.begin())] = row.to.name;
    return next;
  }

  // Every place, with each way in which `duty` can be open there.
  [[nodiscard]] std::set<std::pair<Place, bool>> reach(Text duty) const {
    std::set<std::pair<Place, bool>> seen{{start(), false}};
    std::deque<std::pair<Place, bool>> next{seen.begin(), seen.end()};
    while (!next.empty()) {
      const auto [place, open] = next.front();
      next.pop_front();
      for (const auto& row : table_.rows) {
        const auto there = after(place, row);
        if (!there) continue;
        const bool left = !ends(row, duty) && open;
        // A row may owe the duty and this item not need it.
        for (const bool owed : {false, true}) {
          if (owed && !owes(row, duty)) continue;
          std::pair<Place, bool> reached{*there, owed || left};
          if (seen.insert(reached).second) next.push_back(std::move(reached));
        }
      }
    }
    return seen;
  }

  void check_reach() {
    std::set<Text> reached;
    for (const auto& [place, open] : reach("")) reached.insert(place.begin(), place.end());
    std::map<Text, bool> left;  // state: can be left
    std::map<Text, bool> final;
    for (const auto& row : table_.rows) {
      left[row.from.name] = true;
      left.emplace(row.to.name, false);
      final[row.from.name] = row.from.final;
      final[row.to.name] = row.to.final;
    }
    for (const auto& [state, leaves] : left) {
      const auto row = first_row([&, &named = state](const RowInfo& one) {
        return one.from.name == named || one.to.name == named;
      });
      if (!reached.contains(state)) {
        report(fmt::format("state {}", state), "cannot be reached", row);
      }
      if (!leaves && !final[state]) {
        report(fmt::format("state {}", state), "is not final and cannot be left", row);
      }
    }
  }

  void check_duty(const DutyInfo& duty) {
    const auto here = fmt::format("duty {}", duty.name);
    const auto owed = first_row([&](const RowInfo& one) { return owes(one, duty.name); });
    const auto report_duty = [&](std::string what) { report(here, std::move(what), owed); };
    const auto unserved = [&](const char* what) {
      report_duty(fmt::format("nobody serves it: {} \"{}\"", what, duty.to));
    };
    switch (duty.kind) {
      case DutyKind::task:
        if (!roles::is_declared(duty.to)) unserved("no role");
        if (std::none_of(table_.rows.begin(), table_.rows.end(), [&](const RowInfo& row) {
              return ends(row, duty.name) && (row.who.empty() || has_role(row, duty.to));
            })) {
          report_duty(fmt::format("no row by {} ends it", duty.to));
        }
        break;
      case DutyKind::check:
        if (!names(consumers_.offices, duty.to)) unserved("no office");
        break;
      case DutyKind::take:
      case DutyKind::give_back:
      case DutyKind::tell:
        if (!names(consumers_.registers, duty.to)) unserved("no register kind");
        break;
      case DutyKind::deadline:
        check_deadline(duty, report_duty);
        break;
      case DutyKind::judgement:
        if (std::none_of(table_.rows.begin(), table_.rows.end(), [&](const RowInfo& row) {
              return row.fact == duty.detail && has_role(row, roles::by_rule::info.name);
            })) {
          report_duty(fmt::format("no row lets the rule record {}", duty.detail));
        }
        break;
      case DutyKind::document:
        // A paper is found by the duty's name.
        if (consumers_.papers != nullptr && !consumers_.papers->contains(std::string{duty.name})) {
          report_duty("no template makes this paper");
        }
        if (duty.to.empty()) unserved("no template");
        break;
      case DutyKind::notice:
        if (duty.to.empty()) unserved("no template");
        break;
      default:
        report_duty("this program serves no such duty yet");
    }
  }

  template <class Report>
  void check_deadline(const DutyInfo& duty, Report&& report_duty) {
    if (duty.to == deadline_of_case) return;  // its own shape's table was asked
    std::set<Place> without;
    for (const auto& [place, open] : reach(duty.name)) {
      if (!open) continue;
      const bool judged =
          std::any_of(table_.rows.begin(), table_.rows.end(), [&, &at = place](const RowInfo& row) {
            return row.fact == duty.detail && has_role(row, roles::timer::info.name) &&
                   names(at, row.from.name);
          });
      if (!judged) without.insert(place);
    }
    if (!without.empty()) {
      report_duty(fmt::format("can pass in {} and no row of the timer's records {} there",
                              fmt::join(*without.begin(), "+"), duty.detail));
    }
    for (const auto& passing : table_.rows) {
      if (passing.fact != duty.detail || passing.from.name == passing.to.name) continue;
      for (const auto& act : table_.rows) {
        if (act.from.name != passing.from.name || !by_a_person(act) || !ends(act, duty.name)) {
          continue;
        }
        const bool known_later =
            std::any_of(table_.rows.begin(), table_.rows.end(), [&](const RowInfo& row) {
              return row.from.name == passing.to.name && row.fact == act.fact;
            });
        if (!known_later) {
          report_duty(
              fmt::format("{} could have stopped it in {}, and has no row in {} for when "
                          "it is known later",
                          act.fact, passing.from.name, passing.to.name));
        }
      }
    }
  }

  const TableInfo& table_;
  const Consumers& consumers_;
  std::map<Text, DutyInfo> duties_;
  std::vector<ModelFinding> findings_;
};

}  // namespace

std::string place_in_source(const TableInfo& table, std::optional<std::size_t> row,
                            const Consumers& consumers) {
  const auto file = in_tree(table.file);
  auto line = table.line;
  if (row && consumers.source) {
    const auto lines = row_lines(table, consumers.source(file));
    if (*row < lines.size()) line = lines[*row];
  }
  return fmt::format("{}:{}", file, line);
}

std::vector<ModelFinding> check_table(const TableInfo& table, const Consumers& consumers) {
  return Check{table, consumers}.run();
}

}  // namespace vermilion::table
