// Worklist acts as they are folded: whose hands a task is in, and which co-signatures it waits for.
//
// The decider, the views and `replay` fold the same facts by what stands here; none repeats it.
// Threads: values and free functions.
#pragma once

#include <fmt/format.h>

#include <algorithm>

#include "events/facts/worklist.hpp"
#include "events/record.hpp"

namespace vermilion {

inline constexpr std::string_view cosign_task = "cosign";  // name of a co-signature's own task

// Whether a fact of this name is about one task of its case.
[[nodiscard]] bool is_task_fact(std::string_view fact) noexcept;
// Whether the record is a worklist act: its states are the task's, not the case's.
[[nodiscard]] inline bool is_task_act(const Body& body) noexcept {
  return body.basis.edition.name == "worklist";
}
// What a worklist act says beside what it does: a note or an opinion. Errors: corrupt, unsupported.
[[nodiscard]] Result<std::string> note_of_act(const Body& body);
// The task that the act is about. Errors: corrupt, unsupported.
[[nodiscard]] Result<DutyId> task_of_act(std::string_view fact, std::uint16_t schema,
                                         BytesView payload);
// Whom the act names: assignee, delegate, readers, co-signers. Errors: corrupt, unsupported.
[[nodiscard]] Result<std::vector<std::string>> named_in_act(std::string_view fact,
                                                            std::uint16_t schema,
                                                            BytesView payload);

// Who has the duties that the record owes, in their order, from the start: co-signers have theirs.
// Errors: corrupt.
[[nodiscard]] Result<std::vector<std::string>> holders_at_once(const Body& body);

// What an act does to the hands that a task is in.
struct HandsChange {
  std::optional<std::string> holder;  // none: it stays; empty: free again
  bool delegates = false;             // who held it gets it back
  bool returns = false;
  bool urges = false;
};
// Errors: corrupt, unsupported (an act that this program does not know).
[[nodiscard]] Result<HandsChange> hands_change(const Body& body);

// `Task` has holder, former_holders, delegated_by, urged and urged_at; views have held_since.
template <class Task>
void change_holder(Task& task, const std::string& holder, Instant at) {
  if (task.holder == holder) return;
  if (!task.holder.empty()) task.former_holders.push_back(task.holder);
  task.holder = holder;
  if constexpr (requires { task.held_since; }) task.held_since = holder.empty() ? Instant{} : at;
}
template <class Task>
void change_hands(Task& task, const HandsChange& change, Instant at) {
  if (change.urges) {
    ++task.urged;
    task.urged_at = at;
  }
  const auto delegator = change.delegates ? task.holder : std::string{};
  if (change.returns) {
    change_holder(task, std::string{task.delegated_by}, at);
  } else if (change.holder) {
    change_holder(task, *change.holder, at);
  } else {
    return;
  }
  task.delegated_by = delegator;
}

// Co-signatures that one act asked for, while some are still open.
struct Cosigns {
  DutyId task;  // for which
  std::string asked_by;
  bool before = false;  // it waits for them; else what comes after it does
  std::uint16_t needed = 0;
  std::uint16_t agreed = 0;
  std::uint16_t objected = 0;
  std::vector<DutyId> open;  // the co-signatures' own tasks
  template <class Archive>
  void serialize(Archive& archive) {
    archive(task, asked_by, before, needed, agreed, objected, open);
  }
  bool operator==(const Cosigns&) const = default;
  [[nodiscard]] bool is_open(const DutyId& id) const {
    return std::find(open.begin(), open.end(), id) != open.end();
  }
};
// Those that the co-signature's own task belongs to; nullptr when there are none.
[[nodiscard]] const Cosigns* cosigns_of(const std::vector<Cosigns>& all, const DutyId& own);

// Folds an accepted record of a case. Errors: corrupt.
[[nodiscard]] Result<void> fold_cosigns(std::vector<Cosigns>& all, const Body& body,
                                        const DecisionName& decision);

}  // namespace vermilion
