#include "app/api/actions.hpp"

#include <algorithm>

#include "app/api/fact_json.hpp"
#include "engine/applicant.hpp"
#include "engine/cosigning.hpp"
#include "engine/table/permitted.hpp"
#include "engine/table/roles.hpp"
#include "events/facts/requests.hpp"

namespace vermilion::api {
namespace {

bool has_role(const table::RowInfo& row, std::string_view role) {
  return std::any_of(row.who.begin(), row.who.end(),
                     [&](const table::RoleInfo& one) { return one.name == role; });
}

bool ends_all(const table::RowInfo& row) {
  return std::any_of(row.ends.begin(), row.ends.end(), [](auto name) { return name == "*"; });
}

// A row that judges what was received before a deadline and is known only now (DESIGN §5.4).
bool is_in_time_row(const table::RowInfo& row) {
  return std::any_of(row.rules.begin(), row.rules.end(),
                     [](const table::RuleInfo& rule) { return rule.name == "ReceivedInTime"; });
}

// Whether the row does the open task: it ends it by name, or it ends everything and is for the
// task's role.
bool does(const table::RowInfo& row, const OpenDuty& task) {
  if (task.kind != DutyKind::task) return false;
  const bool named =
      std::any_of(row.ends.begin(), row.ends.end(), [&](auto name) { return name == task.name; });
  return named || (ends_all(row) && has_role(row, task.to));
}

bool is_named_task(const table::RowInfo& row, const table::TableInfo& info) {
  return std::any_of(row.ends.begin(), row.ends.end(), [&](auto name) {
    return std::any_of(info.rows.begin(), info.rows.end(), [&](const table::RowInfo& other) {
      return std::any_of(other.owes.begin(), other.owes.end(), [&](const table::DutyInfo& duty) {
        return duty.kind == DutyKind::task && duty.name == name;
      });
    });
  });
}

// Tasks of the case that the actor could do by this row.
std::vector<ActionTask> open_to(const table::RowInfo& row, const Case& kase, const Actor& actor) {
  std::vector<ActionTask> tasks;
  for (const auto& duty : kase.open) {
    if (!does(row, duty) || is_barred(kase, duty, actor)) continue;
    if (table::roles::is_staff(duty.to) && waited_for(kase, duty) != nullptr) continue;
    const bool mine = duty.holder == actor.who;
    if (mine || duty.holder.empty()) tasks.push_back({&duty, mine});
  }
  return tasks;
}

// The role under which the row would hold; empty when the actor has none of them.
std::string role_for(const table::RowInfo& row, const Actor& actor) {
  for (const auto& role : row.who) {
    if (actor.holds(role.name)) return std::string{role.name};
  }
  return {};
}

}  // namespace

bool Actor::holds(std::string_view role) const {
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

bool is_barred(const Case& kase, const OpenDuty& task, const Actor& actor) {
  return std::any_of(kase.acts.begin(), kase.acts.end(), [&](const Act& act) {
    const bool same = act.who == actor.who || kase.is_act_of(act, actor.person) ||
                      kase.is_act_of(act, actor.for_person);
    return same && task_bars(task.detail, act.fact);
  });
}

Actor actor_on(const Case& kase, const Principal& principal, const std::vector<Grant>& grants) {
  Actor actor;
  actor.who = principal.who;
  actor.person = principal.person;
  actor.on_behalf_of = principal.on_behalf_of;
  const bool staff = principal.kind == PrincipalKind::staff;
  const bool in_own_name = !staff || principal.on_behalf_of.empty();
  if (in_own_name && comes_as_applicant(kase, principal)) actor.roles.emplace_back("applicant");
  if (!staff) return actor;
  for (const auto& grant : grants) {
    if (grant.on_behalf_of != principal.on_behalf_of ||
        !grant.covers(kase.scope_tree, kase.scope_path) || !grant.covers_item(kase.item)) {
      continue;
    }
    if (!actor.holds(grant.role)) actor.roles.push_back(grant.role);
    if (!in_own_name) actor.for_person = grant.person.empty() ? grant.who : grant.person;
  }
  return actor;
}

std::vector<Action> actions_of(const table::TableInfo& table, const Case& kase,
                               const Actor& actor) {
  std::vector<table::Text> roles{actor.roles.begin(), actor.roles.end()};
  const auto of_people = facts_of_people();
  std::vector<Action> actions;
  for (const auto& permitted : table::permitted_facts(table, kase.states, roles)) {
    if (std::find(of_people.begin(), of_people.end(), permitted.fact) == of_people.end()) continue;
    Action action;
    action.fact = permitted.fact;
    for (const auto number : permitted.rows) {
      const auto& row = table.rows[number];
      const auto role = role_for(row, actor);
      if (role.empty() || is_in_time_row(row)) continue;
      auto tasks = open_to(row, kase, actor);
      const bool of_task = table::roles::is_staff(role) && !row.ends.empty();
      const bool needs_task = of_task || is_named_task(row, table);
      if (needs_task && tasks.empty()) continue;
      if (action.role.empty()) action.role = role;
      for (auto& task : tasks) {
        const bool known =
            std::any_of(action.tasks.begin(), action.tasks.end(),
                        [&](const ActionTask& one) { return one.duty == task.duty; });
        if (!known) action.tasks.push_back(task);
      }
    }
    if (!action.role.empty()) actions.push_back(std::move(action));
  }
  return actions;
}

std::vector<TaskActs> task_acts_of(const Case& kase, const Actor& actor) {
  const bool is_staff = std::any_of(actor.roles.begin(), actor.roles.end(),
                                    [](const auto& role) { return table::roles::is_staff(role); });
  const bool supervises = actor.holds("supervisor");
  std::vector<TaskActs> all;
  for (const auto& duty : kase.open) {
    if (duty.kind != DutyKind::task || !table::roles::is_staff(duty.to)) continue;
    TaskActs one{&duty, {}};
    const auto offer = [&](bool may, const char* act) {
      if (may) one.acts.emplace_back(act);
    };
    const bool free = duty.holder.empty();
    const bool mine = !free && duty.holder == actor.who;
    const auto* asked = cosigns_of(kase.cosigns, duty.id);
    if (asked != nullptr) {
      offer(mine, "sign");
      offer(supervises || asked->asked_by == actor.who, "unsign");
    } else {
      const bool held = !free && duty.delegated_by.empty();
      const bool takes_over = !free && duty.holder == actor.on_behalf_of;
      const bool may = actor.holds(duty.to) && !is_barred(kase, duty, actor);
      offer(free && may, "claim");
      offer(takes_over && may, "takeover");
      offer(held && (mine || supervises), "release");
      offer(supervises || (held && mine), "assign");
      offer(held && mine, "delegate");
      offer(!held && !free && (mine || duty.delegated_by == actor.who), "return");
      offer(mine && std::none_of(kase.cosigns.begin(), kase.cosigns.end(),
                                 [&](const Cosigns& other) { return other.task == duty.id; }),
            "cosign");
    }
    offer(!mine && (is_staff || actor.holds("applicant")), "urge");
    offer(is_staff, "comments");
    offer(is_staff, "copy");
    if (!one.acts.empty()) all.push_back(std::move(one));
  }
  return all;
}

std::vector<std::string> facts_of_task(const table::TableInfo& table,
                                       const std::vector<std::string>& states,
                                       std::string_view task, std::string_view role) {
  OpenDuty duty;
  duty.kind = DutyKind::task;
  duty.name = task;
  duty.to = role;
  std::vector<std::string> facts;
  for (const auto& row : table.rows) {
    const bool here = std::find(states.begin(), states.end(), row.from.name) != states.end();
    if (!here || is_in_time_row(row) || !has_role(row, role) || !does(row, duty)) continue;
    std::string fact{row.fact};
    if (std::find(facts.begin(), facts.end(), fact) == facts.end())
      facts.push_back(std::move(fact));
  }
  return facts;
}

}  // namespace vermilion::api
