// Which records are of the house's own books: in no list of cases, without an applicant.
//
// Threads: free functions.
#pragma once

#include "events/billing.hpp"
#include "events/consent.hpp"
#include "events/directory.hpp"
#include "events/sessions.hpp"
#include "projections/fold_rows.hpp"

namespace vermilion::projections {

// Of a register, an account, a mandate, a consent, a session, or the books of bills.
[[nodiscard]] inline bool is_of_house(const Body& body) {
  return body.basis.edition.name == "register" || is_of_directory(body) || is_of_consent(body) ||
         is_of_numbers(body) || is_of_signer(body) || is_of_session(body);
}

}  // namespace vermilion::projections
