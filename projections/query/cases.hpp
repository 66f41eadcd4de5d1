// Questions to the cases and their timelines.
//
// A case is seen by its applicant and by whoever's scopes cover it; for all others it is not there
// (DESIGN §10). Readers are snapshots of the family `cases`, or of `timeline` where said.
// Errors: invalid (limit, cursor, scopes), corrupt, and the store's. Threads: any.
#pragma once

#include "projections/query/page.hpp"
#include "projections/views/cases.hpp"
#include "projections/views/timeline.hpp"

namespace vermilion::projections {

// Who asks.
struct Viewer {
  std::string who;  // empty: nobody's applicant
  SeenScopes scopes;
  std::string unit = {};  // of an agent: its cases are his to see while its mandate holds
};

struct ListedCase {
  CaseId id;
  CaseRow row;
};

// The case, if the viewer may see it.
[[nodiscard]] Result<std::optional<CaseRow>> find_case(const RowReader& cases, const Viewer& viewer,
                                                       const CaseId& id);
// What its accepted facts said, in order; whether it may be seen is asked by `find_case` first.
// At most `limit` of them, the last ones.
[[nodiscard]] Result<std::vector<PassedFact>> facts_of_case(const RowReader& cases,
                                                            const CaseId& id,
                                                            std::size_t limit = 256);

// The applicant's own cases, newest first.
[[nodiscard]] Result<Page<ListedCase>> cases_of_applicant(const RowReader& cases,
                                                          const std::string& who,
                                                          const PageRequest& request);

struct CaseFilter {
  std::string item;   // empty: any
  std::string state;  // any region; empty: any
  std::optional<bool> settled;
};
// Cases within the scopes, newest first.
[[nodiscard]] Result<Page<ListedCase>> search_cases(const RowReader& cases, SeenScopes scopes,
                                                    const CaseFilter& filter,
                                                    const PageRequest& request);

// Cases within the scopes that name a person by his identity number's look-up, newest first.
[[nodiscard]] Result<Page<ListedCase>> cases_of_person(const RowReader& cases, const Digest& lookup,
                                                       SeenScopes scopes,
                                                       const PageRequest& request);

// What worklist acts said of a case, oldest first; whether it may be seen is asked by `find_case`
// first.
[[nodiscard]] Result<Page<PassedFact>> notes_of_case(const RowReader& cases, const CaseId& id,
                                                     const PageRequest& request);
struct ListedCopy {
  ListedCase kase;
  Instant at;
  CopyRow copy;
};
// What somebody was told of, newest first, as far as he may still see it.
[[nodiscard]] Result<Page<ListedCopy>> copies_for(const RowReader& cases, const std::string& who,
                                                  SeenScopes scopes, const PageRequest& request);

struct ListedRecord {
  std::uint64_t case_version = 0;
  TimelineRow row;
};
// A case's records, oldest first; whether it may be seen is asked by `find_case` first.
[[nodiscard]] Result<Page<ListedRecord>> timeline_page(const RowReader& timeline, const CaseId& id,
                                                       const PageRequest& request);

}  // namespace vermilion::projections
