// Questions to the worklist: pages of open tasks, and one task.
//
// Readers are snapshots of the family `worklist`. A task outside the caller's scopes is not there
// (DESIGN §10: 404 for all that lies outside). Errors: invalid (limit, cursor, scopes), corrupt,
// and the store's. Threads: any.
#pragma once

#include "projections/query/page.hpp"
#include "projections/views/worklist.hpp"

namespace vermilion::projections {

struct ListedTask {
  CaseId case_id;
  WorklistTask task;
  std::string tree;
  std::string path;
  std::string item;
  std::vector<std::string> states;
  std::uint64_t material_version = 0;
  std::optional<WorklistDeadline> nearest;  // the case's nearest open deadline
  std::optional<Cosigns> cosigns;           // that it waits for, or that it belongs to
  // When it is to be done by: its own due time or that deadline's; not set: no limit.
  [[nodiscard]] Instant due() const noexcept { return task.indexed; }
};

struct TaskFilter {
  std::vector<std::string> roles;  // empty: any that the scopes allow
  std::string item;                // empty: any
  std::string state;               // of the case, any region; empty: any
  std::string name;                // of the task: "review"; empty: any
  std::string holder;              // tasks held by this `who` only
  bool free = false;               // only tasks that nobody holds
  bool urged = false;              // only those that somebody urged
  Instant due_before;              // not set: no bound
};

// Oldest due first. A scope with a role shows tasks of that role only.
[[nodiscard]] Result<Page<ListedTask>> worklist_page(const RowReader& rows, SeenScopes scopes,
                                                     const TaskFilter& filter,
                                                     const PageRequest& request);

// The open task, if one of the scopes covers it, whatever the role.
[[nodiscard]] Result<std::optional<ListedTask>> find_task(const RowReader& rows, SeenScopes scopes,
                                                          const DutyId& id);

}  // namespace vermilion::projections
