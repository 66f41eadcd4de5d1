// Rules that the editions of the worklist have in common.
//
// A rule's name, citation and text are part of each edition's digest: change none; write another in
// the edition that needs it. Threads: pure.
#pragma once

#include "engine/core/rule_context.hpp"
#include "engine/table/roles.hpp"
#include "events/facts/requests.hpp"
#include "events/facts/worklist.hpp"

namespace vermilion::worklist {

[[nodiscard]] inline bool is_staff_task(const OpenDuty* task) {
  return task != nullptr && table::roles::is_staff(task->to);
}

// Whether somebody may not do the task because of what he, under this account, did before. Persons
// behind accounts are known from their acts.
[[nodiscard]] inline bool is_in_conflict(const Case& kase, const OpenDuty& task,
                                         std::string_view who, std::string_view person,
                                         std::string_view for_person = {}) {
  std::string_view behind = person;
  for (const auto& act : kase.acts) {
    if (behind.empty() && act.who == who) behind = act.person;
  }
  for (const auto& act : kase.acts) {
    const bool same =
        act.who == who || kase.is_act_of(act, behind) || kase.is_act_of(act, for_person);
    if (same && task_bars(task.detail, act.fact)) return true;
  }
  return false;
}

struct RoleOfTaskHeld {
  static constexpr table::RuleInfo info{"RoleOfTaskHeld",
                                        {"house", "worklist"},
                                        "持有该任务所属岗位的授权",
                                        "the role that the task is for is granted here"};
  static bool holds(const auto&, const auto& context) {
    const auto* task = context.input.task;
    return is_staff_task(task) && context.holds_role(task->to);
  }
};
struct NotInConflict {
  static constexpr table::RuleInfo info{"NotInConflict",
                                        {"item", "links: second look"},
                                        "未办理过与该任务相互制约的环节",
                                        "has done nothing on this case that bars from this task"};
  static bool holds(const auto&, const auto& context) {
    const auto& input = context.input;
    return input.task != nullptr && !is_in_conflict(input.kase, *input.task, input.principal.who,
                                                    input.principal.person, input.for_person);
  }
};
struct HolderOrSupervisor {
  static constexpr table::RuleInfo info{"HolderOrSupervisor",
                                        {"house", "worklist"},
                                        "由任务持有人或者监察岗位办理",
                                        "by whoever holds the task, or a supervisor"};
  static bool holds(const auto&, const auto& context) {
    const auto* task = context.input.task;
    if (!is_staff_task(task)) return false;
    const bool mine = !task->holder.empty() && task->holder == context.input.principal.who;
    return mine || context.holds_role("supervisor");
  }
};

}  // namespace vermilion::worklist
