// worklist/1 (待办): the states of one task, and who may put it into whose hands.
//
// It is judged beside the case's own edition: `Case::states` holds the task's state, FREE or HELD,
// and JudgeInput::task the task. Its rows name no role, since the role that
// counts is the one the task is for. A task's `detail` names the facts whose recorders may not do
// it (events/facts/requests.hpp): separation of duties is kept when the task is taken, and kept
// again by the act's own row. Worklist acts change nothing that is judged of the case.
// Source: DESIGN §3 (worklist acts are facts judged by the same engine); ITEMS §2.0. Threads:
// types.
#pragma once

#include "engine/core/rule_context.hpp"
#include "engine/table/roles.hpp"
#include "events/facts/requests.hpp"
#include "events/facts/worklist.hpp"

namespace vermilion::worklist_1 {

using table::Any;
using table::By;
using table::Finding;
using table::If;
using table::On;
using table::Regions;
using table::Rows;
using table::RuleInfo;
using table::State;
using table::StateInfo;

// Empty: the case's data are those of its own edition.
struct Data {
  template <class Archive>
  void serialize(Archive&) {}
};
using Context = RuleContext<Data>;

struct Free : State {
  static constexpr StateInfo info{"FREE", "待认领"};
};
struct Held : State {
  static constexpr StateInfo info{"HELD", "已认领"};
};

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
  static constexpr RuleInfo info{"RoleOfTaskHeld",
                                 {"house", "worklist"},
                                 "持有该任务所属岗位的授权",
                                 "the role that the task is for is granted here"};
  static bool holds(const auto&, const Context& context) {
    const auto* task = context.input.task;
    return is_staff_task(task) && context.holds_role(task->to);
  }
};
struct NotInConflict {
  static constexpr RuleInfo info{"NotInConflict",
                                 {"item", "links: second look"},
                                 "未办理过与该任务相互制约的环节",
                                 "has done nothing on this case that bars from this task"};
  static bool holds(const auto&, const Context& context) {
    const auto& input = context.input;
    return input.task != nullptr && !is_in_conflict(input.kase, *input.task, input.principal.who,
                                                    input.principal.person, input.for_person);
  }
};
struct HolderOrSupervisor {
  static constexpr RuleInfo info{"HolderOrSupervisor",
                                 {"house", "worklist"},
                                 "由任务持有人或者监察岗位办理",
                                 "by whoever holds the task, or a supervisor"};
  static bool holds(const auto&, const Context& context) {
    const auto* task = context.input.task;
    if (!is_staff_task(task)) return false;
    const bool mine = !task->holder.empty() && task->holder == context.input.principal.who;
    return mine || context.holds_role("supervisor");
  }
};
struct AssigneeNotInConflict {
  static constexpr RuleInfo info{"AssigneeNotInConflict",
                                 {"item", "links: second look"},
                                 "被指派人未办理过与该任务相互制约的环节",
                                 "the assignee has done nothing that bars from this task"};
  static bool holds(const TaskAssigned& fact, const Context& context) {
    const auto& input = context.input;
    return input.task != nullptr && !fact.to.empty() &&
           !is_in_conflict(input.kase, *input.task, fact.to, {});
  }
  static Finding found(const TaskAssigned&, const Context&) { return {"/to", ""}; }
};

// clang-format off
struct Table {
  static constexpr std::string_view edition = "worklist/1";
  using initial = Regions<Free>;
  using table = Rows<
  //  in state          on fact        becomes  who    provided that
  On< Free            , TaskClaimed  , Held   , By<> , If<RoleOfTaskHeld, NotInConflict> >,
  On< Held            , TaskReleased , Free   , By<> , If<HolderOrSupervisor> >,
  On< Any<Free, Held> , TaskAssigned , Held   , By<> , If<HolderOrSupervisor,
                                                          AssigneeNotInConflict> > >;
};
// clang-format on

}  // namespace vermilion::worklist_1
