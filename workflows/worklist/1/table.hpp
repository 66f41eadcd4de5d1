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

#include "workflows/worklist/rules.hpp"

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
using worklist::HolderOrSupervisor;
using worklist::is_in_conflict;
using worklist::NotInConflict;
using worklist::RoleOfTaskHeld;

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
  static constexpr table::EditionName edition = "worklist/1";
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
