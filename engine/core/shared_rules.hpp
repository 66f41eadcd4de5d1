// Rules that several workflows have in common, each with what it stands on.
//
// A rule's name, citation and text are part of an edition's digest: change none; add another.
// Threads: pure.
#pragma once

#include "engine/core/rule_context.hpp"

namespace vermilion::rules {

// Whoever opened the case, or applied, decides nothing on it.
struct NotOnesOwnCase {
  static constexpr table::RuleInfo info{"NotOnesOwnCase",
                                        {"公务员法", "76(1)"},
                                        "办理人不是本办件的申请人",
                                        "whoever acts for the office is not the applicant"};
  static bool holds(const auto&, const auto& context) {
    const auto& input = context.input;
    const auto& acts = input.kase.acts;
    return input.kase.applicant != input.principal.who &&
           (acts.empty() || !(input.kase.is_act_of(acts.front(), input.principal.person) ||
                              input.kase.is_act_of(acts.front(), input.for_person)));
  }
};

template <class Deadline>
struct DeadlinePassed {
  static constexpr table::RuleInfo info{"DeadlinePassed",
                                        {"item", "limits"},
                                        "该期限仍在计算且已届满",
                                        "the deadline is open and its day is over"};
  static bool holds(const auto&, const auto& context) {
    const auto* open = context.input.kase.duty_named(Deadline::info.name);
    return open != nullptr && open->due <= context.input.moments.effective_at;
  }
};

template <class Task>
struct TaskMineOrFree {
  static constexpr table::RuleInfo info{"TaskMineOrFree",
                                        {"house", "worklist"},
                                        "该任务无人认领或者由本人承办",
                                        "the task is free or in one's own hands"};
  static bool holds(const auto&, const auto& context) {
    return context.task_is_mine_or_free(Task::info.name);
  }
};

}  // namespace vermilion::rules
