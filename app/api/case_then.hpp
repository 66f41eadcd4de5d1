// A case as it stood: as of an instant, and as the house knew it at an instant.
//
// The rows of today say how a case stands now, so what stood is folded again from the journal: the
// case's own records in order, by the very view that today's row comes from. `as_of` ends before
// the first record that took effect later (effective_at), `known_at` before the first that was
// written later (recorded_at); the two differ where a deadline was recorded behind its due instant.
// At most `records_then_max` records are folded. Threads: free functions.
#pragma once

#include <memory>

#include "app/api/read_frame.hpp"
#include "projections/verify.hpp"
#include "projections/views/cases.hpp"

namespace vermilion::api {

inline constexpr std::size_t records_then_max = 4'096;

struct CaseThen {
  std::unique_ptr<projections::PlainRows> rows;  // of the view `cases`, with this case alone
  std::optional<projections::CaseRow> row;       // nothing: no record of it by then
};

// Instants that are not set do not bound. Errors: full (more records than are folded here), the
// journal's and the store's.
[[nodiscard]] Result<CaseThen> case_then(const Reading& reading, const CaseId& id, Instant as_of,
                                         Instant known_at);

}  // namespace vermilion::api
