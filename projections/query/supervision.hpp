// Questions of supervision and of the runners: deadlines, incidents, checks and papers owed.
//
// Readers are snapshots of the family `deadlines` or `outbox`. Everything asked by people is
// bounded by the scopes they may see; runners read their own office's whole queue.
// Errors: invalid (limit, cursor, scopes), corrupt, and the store's. Threads: any.
#pragma once

#include "projections/query/page.hpp"
#include "projections/views/deadlines.hpp"
#include "projections/views/outbox.hpp"

namespace vermilion::projections {

template <class Row>
struct ListedDuty {
  DutyId id;
  Instant at;  // open deadlines and checks: due, else since; passed deadlines: due; others: since
  Row row;
};

struct DeadlineFilter {
  std::string item;    // empty: any
  std::string name;    // "decide"; empty: any
  Instant due_before;  // open ones only; not set: no bound
};
// Open deadlines, the next to fall due first.
[[nodiscard]] Result<Page<ListedDuty<OpenDeadline>>> open_deadlines(const RowReader& deadlines,
                                                                    SeenScopes scopes,
                                                                    const DeadlineFilter& filter,
                                                                    const PageRequest& request);
// Deadlines that passed unmet, the last to fall due first.
[[nodiscard]] Result<Page<ListedDuty<PassedDeadlineRow>>> passed_deadlines(
    const RowReader& deadlines, SeenScopes scopes, const DeadlineFilter& filter,
    const PageRequest& request);

// What offices could not answer, oldest first.
[[nodiscard]] Result<Page<ListedDuty<Incident>>> incidents(const RowReader& outbox,
                                                           SeenScopes scopes,
                                                           const PageRequest& request);

// What an office is to check, the first due first.
[[nodiscard]] Result<Page<ListedDuty<CheckOwed>>> checks_owed(const RowReader& outbox,
                                                              std::string_view office,
                                                              PartitionNumber partition,
                                                              const PageRequest& request);
// Documents, notices, deliveries, payments or child cases owed, oldest first.
[[nodiscard]] Result<Page<ListedDuty<PaperOwed>>> papers_owed(const RowReader& outbox,
                                                              DutyKind kind,
                                                              PartitionNumber partition,
                                                              const PageRequest& request);

}  // namespace vermilion::projections
