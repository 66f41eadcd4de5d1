// Parts of a record in one line each, for findings of the audit: what is equal reads equal.
//
// No personal data: payloads and sealed fields are not printed. Threads: free functions.
#pragma once

#include "engine/core/case.hpp"

namespace vermilion::audit {

[[nodiscard]] std::string text_of(const Duty& duty);
[[nodiscard]] std::string text_of(const std::vector<Duty>& duties);
[[nodiscard]] std::string text_of(const OpenDuty& duty);
[[nodiscard]] std::string text_of(const std::vector<DutyId>& duties);
[[nodiscard]] std::string text_of(const std::optional<std::uint16_t>& row);
[[nodiscard]] std::string text_of(const std::optional<Refusal>& refusal);
[[nodiscard]] std::string text_of(const Basis& basis);
[[nodiscard]] std::string text_of(const Scope& scope);
[[nodiscard]] std::string text_of(const Principal& principal);
[[nodiscard]] std::string text_of(const std::vector<std::string>& from,
                                  const std::vector<std::string>& to);

}  // namespace vermilion::audit
