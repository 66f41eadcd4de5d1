// What a worklist act says of a task's holder: read once, for every view that shows holders.
//
// Source: events/facts/worklist.hpp; the decider folds the same facts in engine/core.
// Threads: free functions.
#pragma once

#include "events/billing.hpp"
#include "events/consent.hpp"
#include "events/directory.hpp"
#include "events/sessions.hpp"
#include "projections/fold_rows.hpp"

namespace vermilion::projections {

struct HolderChange {
  DutyId task;
  std::string holder;  // `who`; empty: free again
};

// Whether the record is a worklist act: its states are the task's, not the case's.
[[nodiscard]] inline bool is_task_act(const Body& body) {
  return body.basis.edition.name == "worklist";
}
// Whether the record belongs to a register, an account, a mandate, a consent, a session, or to
// the house's books of bills: in no list of cases, without an applicant.
[[nodiscard]] inline bool is_of_house(const Body& body) {
  return body.basis.edition.name == "register" || is_of_directory(body) || is_of_consent(body) ||
         is_of_numbers(body) || is_of_signer(body) || is_of_session(body);
}

// Errors: corrupt, unsupported (a worklist act that this program does not know).
[[nodiscard]] Result<HolderChange> holder_change(const Header& header, const Body& body);

// Sets a task's holder as core does: whoever held it before stands among the former ones.
template <class Task>
void change_holder(Task& task, const std::string& holder, Instant at) {
  if (!task.holder.empty() && task.holder != holder) task.former_holders.push_back(task.holder);
  task.holder = holder;
  task.held_since = holder.empty() ? Instant{} : at;
}

}  // namespace vermilion::projections
