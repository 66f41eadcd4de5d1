#include "workflows/catalogue/model_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "events/facts/all.hpp"
#include "workflows/catalogue/item_yaml.hpp"

namespace vermilion::catalogue {
namespace {

using Findings = std::vector<ModelFinding>;

std::set<std::string> lines_of(std::string_view text) {
  std::set<std::string> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    lines.emplace(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

std::string line_of(const Item& item) {
  return fmt::format("item {} {} {}", item.code, item.version, to_hex(view_of(item.digest)));
}

std::string line_of(const Edition& edition) {
  return fmt::format("edition {} {}", edition.info().edition, to_hex(view_of(edition.digest())));
}

// The same name with another digest: edited in place.
void check_locked(const std::set<std::string>& lock, const std::string& line, std::string where,
                  Findings& findings) {
  if (lock.contains(line)) return;
  const auto name = line.substr(0, line.rfind(' ') + 1);
  const auto near = lock.lower_bound(name);
  const bool edited = near != lock.end() && near->starts_with(name);
  findings.push_back({std::move(where), edited ? "was edited in place: make a new version"
                                               : "is not in editions.lock: add " + line});
}

void check_locks(const Model& model, Findings& findings) {
  const auto lock = lines_of(model.lock);
  std::set<std::string> known;
  for (const auto& [name, edition] : model.editions.all()) {
    known.insert(line_of(*edition));
    check_locked(lock, line_of(*edition), name, findings);
  }
  for (const auto& [key, item] : model.catalogue.items) {
    known.insert(line_of(item));
    check_locked(lock, line_of(item), item.where(), findings);
  }
  // Open cases stay on theirs, so nothing that was locked may go.
  for (const auto& line : lock) {
    const auto name = line.substr(0, line.rfind(' ') + 1);
    const auto near = known.lower_bound(name);
    if (near == known.end() || !near->starts_with(name)) {
      findings.push_back({"editions.lock", line + " is here and no longer in the house"});
    }
  }
}

std::set<std::string> deadlines_of(const table::TableInfo& table) {
  std::set<std::string> names;
  for (const auto& row : table.rows) {
    for (const auto& duty : row.owes) {
      const bool counted = duty.kind == DutyKind::deadline &&
                           duty.to != table::deadline_of_minutes &&
                           duty.to != table::deadline_of_item;
      if (counted) names.emplace(duty.name);
    }
  }
  return names;
}

// Whether this is the limit of a level of the scope tree that confirms nothing under this item.
bool is_level_without(const Item& item, std::string_view limit) {
  return item.recognition && (limit == "county" || limit == "city") &&
         !item.recognition->has(limit);
}

void check_item(const Model& model, const Item& item, Findings& findings) {
  const auto report = [&](const std::string& member, std::string what) {
    findings.push_back({item.where(member), std::move(what)});
  };
  const auto* edition = model.editions.find(item.edition);
  if (edition == nullptr) {
    report("workflow", "no edition " + item.edition);
    return;
  }
  const auto deadlines = deadlines_of(edition->info());
  for (const auto& name : deadlines) {
    if (!item.limits.contains(name) && !is_level_without(item, name)) {
      report("limits", "limits." + name + " is missing");
    }
  }
  for (const auto& [name, limit] : item.limits) {
    if (!deadlines.contains(name))
      report("limits." + name, "limits." + name + " serves no deadline");
    const auto cap = licensing_law_cap(name);
    const bool own_basis = limit.basis.starts_with(item.law) && item.law != "行政许可法";
    if (cap != 0 && (limit.amount > cap || limit.unit != clock::Unit::working_days) && !own_basis) {
      report("limits." + name,
             fmt::format("limits.{} is {}; the Licensing Law lets it be at most {} working days",
                         name, limit.amount, cap));
    }
  }
  for (const auto& [name, extension] : item.extensions) {
    const bool own_basis = extension.basis.starts_with(item.law) && item.law != "行政许可法";
    if (name == "decide" && extension.most > licensing_law_extension && !own_basis) {
      report("extension." + name,
             fmt::format("limits.{} may be extended by {}; 行政许可法 42(1) lets it be at most {}",
                         name, extension.most, licensing_law_extension));
    }
  }
  for (const auto& material : item.materials) {
    if (material.law.empty() || material.article.empty()) {
      report("materials." + material.code, "material " + material.code + " has no legal basis");
    }
  }
  if (model.scopes != nullptr && !model.scopes->paths.contains(item.scope_tree)) {
    report("scope_tree", "no scope tree " + item.scope_tree);
  }
}

// Each fact as an empty form, each role, in each pair of states a row starts from: never two rows.
void check_exclusive(const Edition& edition, const Item& item, const table::Consumers& consumers,
                     Findings& findings) {
  const auto table = edition.info();
  const auto calendar =
      clock::Calendar::make({"model check", day_of({2026, 1, 1}), day_of({2026, 12, 31}), {}});
  const Moments moments{start_of(day_of({2026, 3, 2})), start_of(day_of({2026, 3, 2})),
                        start_of(day_of({2026, 3, 2}))};
  std::set<std::string> reported;
  for (const auto& row : table.rows) {
    Case kase;
    kase.states = edition.initial();
    // The region that the row's state belongs to is unknown here: one state is enough to judge.
    for (auto& state : kase.states) state = row.from.name;
    const std::string fact{row.fact};
    each_fact([&](const auto& empty) {
      if (empty.name != fact) return;
      const auto payload = encode(empty);
      for (const auto& role : row.who) {
        const std::vector<RoleHeld> roles{{std::string{role.name}, {}}};
        Principal principal;
        principal.who = principal.person = "model check";
        const JudgeInput input{kase,    fact,  empty.schema,      payload, principal, roles,
                               moments, &item, &calendar.value(), nullptr, nullptr};
        const auto verdict = edition.interpret(input);
        if (verdict && verdict.value().answer == table::Answer::ambiguous &&
            reported.insert(fact + std::string{row.from.name}).second) {
          const auto number = static_cast<std::size_t>(&row - table.rows.data());
          findings.push_back({table::place_in_source(table, number, consumers),
                              fmt::format("two rows hold for {} in {}", fact, row.from.name)});
        }
      }
    });
  }
}

// The two roles of which the item's shape has one person look at another's work; none: it has not.
std::pair<std::string_view, std::string_view> second_look(const Item& item) {
  if (item.edition.starts_with("enrolment/")) return {"marker", "exam_steward"};
  if (item.edition.starts_with("filing/")) return {"handler", "approver"};
  if (item.links >= 2 && item.edition.starts_with("approval/")) return {"handler", "approver"};
  return {};
}

bool overlap(const Grant& a, const Grant& b) {
  return a.tree == b.tree && (is_within(a.path, b.path) || is_within(b.path, a.path));
}

void check_grants(const Model& model, const Item& item, Findings& findings) {
  const auto* edition = model.editions.find(item.edition);
  if (edition == nullptr) return;
  const auto holders = [&](std::string_view role) {
    std::vector<const Grant*> found;
    for (const auto& [who, grants] : model.grants->by_who) {
      for (const auto& grant : grants) {
        if (grant.role == role && grant.tree == item.scope_tree &&
            (grant.item == "*" || grant.item == item.code)) {
          found.push_back(&grant);
        }
      }
    }
    return found;
  };
  std::set<std::string> needed;
  for (const auto& row : edition->info().rows) {
    for (const auto& duty : row.owes) {
      const bool staff = duty.kind == DutyKind::task && duty.to != "applicant";
      const auto level = duty.to.substr(0, duty.to.find('_'));
      const bool unused = (duty.to == "handler" && item.links == 1 && !item.recognition) ||
                          is_level_without(item, level);
      if (staff && !unused) needed.emplace(duty.to);
    }
  }
  for (const auto& role : needed) {
    if (holders(role).empty()) {
      findings.push_back({item.where("workflow"), "nobody is granted the role " + role});
    }
  }
  const auto [first, second] = second_look(item);
  if (first.empty()) return;
  // Whoever does the one cannot do the other: two persons who meet in one scope.
  const auto others = holders(second);
  for (const auto* one : holders(first)) {
    const auto person = model.grants->person_behind(one->who);
    const bool another = std::any_of(others.begin(), others.end(), [&](const Grant* other) {
      return overlap(*one, *other) && model.grants->person_behind(other->who) != person;
    });
    if (!another) {
      findings.push_back(
          {item.where("workflow"), fmt::format("nobody but {} could be {} where {} is {}", one->who,
                                               second, one->who, first)});
    }
  }
}

}  // namespace

Findings check_model(const Model& model) {
  Findings findings;
  for (const auto& [name, edition] : model.editions.all()) {
    auto of_table = table::check_table(edition->info(), model.consumers);
    std::move(of_table.begin(), of_table.end(), std::back_inserter(findings));
  }
  for (const auto& [key, item] : model.catalogue.items) {
    check_item(model, item, findings);
    if (const auto* edition = model.editions.find(item.edition)) {
      check_exclusive(*edition, item, model.consumers, findings);
    }
    if (model.grants != nullptr) check_grants(model, item, findings);
  }
  check_locks(model, findings);
  return findings;
}

std::string lock_text(const Editions& editions, const Catalogue& catalogue) {
  std::set<std::string> lines;
  for (const auto& [name, edition] : editions.all()) lines.insert(line_of(*edition));
  for (const auto& [key, item] : catalogue.items) lines.insert(line_of(item));
  return fmt::format("{}\n", fmt::join(lines, "\n"));
}

}  // namespace vermilion::catalogue
