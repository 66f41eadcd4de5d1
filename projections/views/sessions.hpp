// sessions (考试场次): every session of an examination, its seats, and who holds which.
//
// Rows:
//   C <case>              → Session (events/sessions.hpp)
//   S <item> <session>    → case id: an item's sessions by their code
//   R <case> <seat>       → case id of the enrolment: the roll of a session, by seat
// Threads: any.
#pragma once

#include "events/sessions.hpp"
#include "projections/view.hpp"

namespace vermilion::projections {

[[nodiscard]] Bytes session_row_key(const CaseId& session);
[[nodiscard]] Bytes sessions_prefix(std::string_view item);
[[nodiscard]] Bytes roll_prefix(const CaseId& session);

[[nodiscard]] std::shared_ptr<const View> sessions_view();

}  // namespace vermilion::projections
