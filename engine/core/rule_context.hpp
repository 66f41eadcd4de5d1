// RuleContext: what a rule may see of the world: the judge's input and the edition's own state.
//
// Everything in it is in the record or was folded before it (DESIGN §3). The questions that every
// table asks (roles, history, tasks, deadlines) are answered here. Knows no Boost.MSM.
// Threads: a view of values on the judge's stack.
#pragma once

#include <algorithm>
#include <span>

#include "engine/core/edition.hpp"

namespace vermilion {

template <class Data>
struct RuleContext {
  const JudgeInput& input;
  const Data& data;

  // `By<>` leaves the question to the row's rules: worklist acts ask for the role of the task.
  [[nodiscard]] bool may(std::span<const table::RoleInfo> who) const {
    return who.empty() || role_in(who) != nullptr;
  }
  // The first role of `who` that the principal holds here.
  [[nodiscard]] const RoleHeld* role_in(std::span<const table::RoleInfo> who) const {
    for (const auto& wanted : who) {
      for (const auto& held : input.roles) {
        if (held.role == wanted.name) return &held;
      }
    }
    return nullptr;
  }
  // The role under which a row for `who` is judged; for `By<>` the role that the task is for, or
  // the first that is held.
  [[nodiscard]] const RoleHeld* role_for(std::span<const table::RoleInfo> who) const {
    if (!who.empty()) return role_in(who);
    for (const auto& held : input.roles) {
      if (input.task != nullptr && held.role == input.task->to) return &held;
    }
    return input.roles.empty() ? nullptr : &input.roles.front();
  }
  [[nodiscard]] bool holds_role(std::string_view role) const {
    for (const auto& held : input.roles) {
      if (held.role == role) return true;
    }
    return false;
  }
  // Whether this person recorded `fact` on this case before, under whatever account, or somebody in
  // his name; and the same of whoever it is proposed on behalf of.
  [[nodiscard]] bool did(std::string_view fact) const {
    for (const auto& act : input.kase.acts) {
      if (act.fact != fact) continue;
      if (input.kase.is_act_of(act, input.principal.person) ||
          input.kase.is_act_of(act, input.for_person)) {
        return true;
      }
    }
    return false;
  }
  // Whether the task of this name is open and free, or in this principal's hands.
  [[nodiscard]] bool task_is_mine_or_free(std::string_view name) const {
    const auto* task = input.kase.duty_named(name);
    return task != nullptr && (task->holder.empty() || task->holder == input.principal.who);
  }
  // In time but known later: the deadline was recorded as passed, yet this was received before.
  [[nodiscard]] bool received_before_passed(std::string_view deadline) const {
    for (const auto& passed : input.kase.passed) {
      if (passed.name == deadline) return input.moments.received_at <= passed.due;
    }
    return false;
  }
  // The newest of a deadline that comes again: null when it never passed.
  [[nodiscard]] const PassedDeadline* last_passed(std::string_view deadline) const {
    const auto& passed = input.kase.passed;
    const auto last = std::find_if(passed.rbegin(), passed.rend(),
                                   [&](const PassedDeadline& one) { return one.name == deadline; });
    return last == passed.rend() ? nullptr : &*last;
  }
  [[nodiscard]] bool received_before_last_passed(std::string_view deadline) const {
    const auto* last = last_passed(deadline);
    return last != nullptr && input.moments.received_at <= last->due;
  }
};

// "When the rule does not hold, this is said": the rule's own text, at Rule::place.
template <class Rule>
struct Tells {
  static table::Finding found(const auto&, const auto&) {
    return {std::string{Rule::place},
            std::string{Rule::info.zh}.append(" | ").append(Rule::info.en)};
  }

 private:
  Tells() = default;
  friend Rule;
};

}  // namespace vermilion
