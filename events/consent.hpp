// What an applicant consented to, folded from the records of his consent.
//
// One case for each applicant and item, in partition 0 as the directory is. No decision hangs on
// it: only whether the hall may fill in what it knows (GET /v1/me/known). Threads: values.
#pragma once

#include <array>

#include "events/facts/consent.hpp"
#include "events/record.hpp"

namespace vermilion {

inline constexpr std::array<std::string_view, 4> consent_parts{"unit", "people", "answers",
                                                               "materials"};

struct Consent {
  std::string who;
  std::string item;
  std::vector<std::string> parts;
  Instant since;
  Instant until;
  bool withdrawn = false;
  std::string position;  // of the record by which it was given
  template <class Archive>
  void serialize(Archive& archive) {
    archive(who, item, parts, since, until, withdrawn, position);
  }
  bool operator==(const Consent&) const = default;
  [[nodiscard]] bool covers(std::string_view part, Instant at) const noexcept;
};

[[nodiscard]] CaseId case_of_consent(std::string_view who, std::string_view item);
[[nodiscard]] bool is_of_consent(const Body& body) noexcept;
[[nodiscard]] bool is_consent_fact(std::string_view fact) noexcept;

// Folds an accepted record into the consent's row. Errors: corrupt.
[[nodiscard]] Result<void> fold_consent(Consent& consent, const Header& header, const Body& body);

}  // namespace vermilion
