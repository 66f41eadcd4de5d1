// Opening a case: of an item, or of the house's own kinds (accounts, mandates, consents).
//
// A function of reference data and of the fact that would open it, alike for owner and auditor.
// Threads: free functions.
#pragma once

#include "engine/core/core.hpp"

namespace vermilion {

[[nodiscard]] bool is_account(const Case& kase);
[[nodiscard]] bool is_mandate(const Case& kase);
[[nodiscard]] bool is_consent(const Case& kase);
// The numbers of a bill code, or whoever signs bills.
[[nodiscard]] bool is_of_billing(const Case& kase);
[[nodiscard]] bool is_session(const Case& kase);
// Of no item: a register, an account, a mandate, a consent, a session, or of billing.
[[nodiscard]] bool is_of_house(const Case& kase);

// A case of an item, of an account or of a mandate that is about to open. `place` is set when
// reference data know no such item or office.
struct OpeningCase {
  Case kase;
  std::string place;  // JSON pointer into the proposal
  std::string detail;
};
// Errors: unsupported (the item's edition is not known).
[[nodiscard]] Result<OpeningCase> opening_of(const Editions& editions, const References& references,
                                             const CaseId& id, const std::string& who,
                                             const std::string& item, const std::string& office,
                                             Instant received);
// Whether a case that the fact opens is of no item: of an account, a mandate or a consent.
[[nodiscard]] bool opens_without_item(std::string_view fact);
// The same of such a case, by the fact that would make it: whatever was refused of it
// `before` does not say whose it is. Errors: unsupported, corrupt.
[[nodiscard]] Result<OpeningCase> opening_account(const Editions& editions,
                                                  const References& references, const Case* before,
                                                  const CaseId& id, std::string_view fact,
                                                  std::uint16_t schema, BytesView payload);
// Whether the fact opens the case as if it were not there: of an account that nobody enrolled yet,
// though it was tried; of a mandate, which may be given at any office.
[[nodiscard]] bool is_opened_anew(const Case& kase, std::string_view fact);

}  // namespace vermilion
