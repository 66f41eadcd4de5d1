// Actions: which facts a principal may record on a case now, and which tasks he may take.
//
// Read off the edition's table. It asks for state, role and task: forms and buttons, not verdicts;
// whether the rules hold is asked when the fact is proposed. Staff act through tasks: a row of
// theirs counts while a task that it ends, or for a role of that row, is open and free or one's
// own, and nothing that one did before bars from it (separation of duties). Rows for what was
// received before a deadline and became known later are left out: what is received now is not.
// Threads: pure.
#pragma once

#include <string>
#include <vector>

#include "engine/core/case.hpp"
#include "engine/core/references.hpp"
#include "engine/table/row.hpp"

namespace vermilion::api {

struct ActionTask {
  const OpenDuty* duty = nullptr;
  bool mine = false;
};

struct Action {
  std::string fact;
  std::string role;               // under which it would be recorded
  std::vector<ActionTask> tasks;  // of the case, that it would do; empty for applicants
};

struct TaskActs {
  const OpenDuty* task = nullptr;
  std::vector<std::string> acts;  // "claim", "release", "assign"
};

struct Actor {
  std::string who;
  std::string person;              // who stands behind the account
  std::vector<std::string> roles;  // held on this case: by grant, or "applicant"
  std::string for_person = {};     // behind the account on whose behalf he acts
  std::string on_behalf_of = {};   // that account
  [[nodiscard]] bool holds(std::string_view role) const;
};

// Whether what he did on the case bars him from the task (events/facts/requests.hpp).
[[nodiscard]] bool is_barred(const Case& kase, const OpenDuty& task, const Actor& actor);

// The roles that the principal holds on the case by these grants, which hold now: in his own name,
// or on behalf of whoever principal.on_behalf_of says.
[[nodiscard]] Actor actor_on(const Case& kase, const Principal& principal,
                             const std::vector<Grant>& grants);

[[nodiscard]] std::vector<Action> actions_of(const table::TableInfo& table, const Case& kase,
                                             const Actor& actor);
[[nodiscard]] std::vector<TaskActs> task_acts_of(const Case& kase, const Actor& actor);

// The facts that do a task in the case's present states, by whatever role.
[[nodiscard]] std::vector<std::string> facts_of_task(const table::TableInfo& table,
                                                     const std::vector<std::string>& states,
                                                     std::string_view task, std::string_view role);

}  // namespace vermilion::api
