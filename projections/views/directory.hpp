// directory (名录): each account, what it may do, and who works where.
//
// Rows:
//   S <account>                  → Staff (events/directory.hpp), folded as core folds it
//   C <case of an account>       → the account
//   M <agent> <unit>             → Mandate
//   N <case of a mandate>        → its key above
//   K <applicant> <item>         → Consent (events/consent.hpp)
//   P <case of a consent>        → its key above
//   R <key, hexadecimal>         → "r" or "e": of a subject that is restricted, or was erased
//   Q                            → seq 8: the record that last changed a row R
//   O <tree> <path> <account>    → nothing: staff by office
// Threads: any.
#pragma once

#include "events/consent.hpp"
#include "events/directory.hpp"
#include "projections/view.hpp"

namespace vermilion::projections {

[[nodiscard]] Bytes staff_key(BytesView who);
// Prefix of an agent's mandates.
[[nodiscard]] Bytes mandates_prefix(BytesView agent);
// Prefix of what an applicant consented to.
[[nodiscard]] Bytes consents_prefix(BytesView who);
// Keys that open nothing any more, or for now; and whether one was added or taken away.
[[nodiscard]] Bytes closed_prefix();
[[nodiscard]] Bytes closed_changed_key();
inline constexpr char office_index_kind = 'O';

[[nodiscard]] std::shared_ptr<const View> directory_view();

}  // namespace vermilion::projections
