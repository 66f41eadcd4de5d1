// The editions that judge beside a case's own, whatever its shape: what is added to the case, and
// what stops or extends its limits.
//
// Their states follow from the case's row, and its own states stay as they are. Threads: free
// functions.
#pragma once

#include <array>

#include "engine/core/case.hpp"

namespace vermilion {

inline constexpr std::array<std::string_view, 2> editions_beside{"service/1", "clock/1"};

// Which of them judges the fact; empty when the case's own edition does.
[[nodiscard]] inline std::string_view edition_beside(std::string_view fact) noexcept {
  if (is_service_fact(fact)) return editions_beside[0];
  if (is_clock_fact(fact)) return editions_beside[1];
  return {};
}
// The states over which that edition judges.
[[nodiscard]] inline std::vector<std::string> states_beside(const Case& kase,
                                                            std::string_view edition) {
  return edition == editions_beside[0] ? states_of(kase.service) : states_of(kase.clock);
}

}  // namespace vermilion
