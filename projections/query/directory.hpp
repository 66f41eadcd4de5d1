// Questions to the directory: an account, and the staff of offices.
//
// An administrator sees the accounts of the offices that his powers cover, everybody his own; for
// all others they are not there. Errors: invalid (limit, cursor), corrupt, and the store's.
// Threads: any.
#pragma once

#include "projections/query/page.hpp"
#include "projections/views/directory.hpp"

namespace vermilion::projections {

[[nodiscard]] Result<std::optional<Staff>> find_staff(const RowReader& directory,
                                                      std::string_view who);

// Accounts within one of `powers`, by business line, office and account. `tree` and `path`: only of
// that subtree; an empty tree: of all.
struct OfficeFilter {
  std::string tree;
  std::string path;
};
[[nodiscard]] Result<Page<Staff>> staff_page(const RowReader& directory,
                                             std::span<const Grant> powers,
                                             const OfficeFilter& filter,
                                             const PageRequest& request);

// An agent's mandates, also those that have ended; at most 200.
[[nodiscard]] Result<std::vector<Mandate>> mandates_of(const RowReader& directory,
                                                       std::string_view agent);

// What an applicant consented to, also what he withdrew; at most 200.
[[nodiscard]] Result<std::vector<Consent>> consents_of(const RowReader& directory,
                                                       std::string_view who);

// What the account may do at that moment, in its own name and as a substitute; administrators'
// powers apart from what is done on cases.
struct Holdings {
  std::vector<Grant> grants;
  std::vector<Grant> powers;
  std::string person;  // empty: the directory has no such account
  bool left = false;
  std::vector<std::string> absent;  // whom it stands in for
};
[[nodiscard]] Result<Holdings> holdings_of(const RowReader& directory, std::string_view who,
                                           Instant at);

}  // namespace vermilion::projections
