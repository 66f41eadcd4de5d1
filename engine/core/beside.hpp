// The editions that judge beside a case's own, whatever its shape: what is added to the case, how
// its result is sent, and what stops or extends its limits.
//
// Their states follow from the case's row, and its own states stay as they are. Threads: free
// functions.
#pragma once

#include <array>

#include "engine/core/case.hpp"

namespace vermilion {

inline constexpr std::array<std::string_view, 3> editions_beside{"service/1", "clock/1",
                                                                 "delivery/1"};

// Which of them judges the fact; empty when the case's own edition does.
[[nodiscard]] inline std::string_view edition_beside(std::string_view fact) noexcept {
  if (is_service_fact(fact)) return editions_beside[0];
  if (is_clock_fact(fact)) return editions_beside[1];
  if (is_delivery_fact(fact)) return editions_beside[2];
  return {};
}
// The states over which that edition judges.
[[nodiscard]] inline std::vector<std::string> states_beside(const Case& kase,
                                                            std::string_view edition) {
  if (edition == editions_beside[0]) return states_of(kase.service);
  if (edition == editions_beside[1]) return states_of(kase.clock);
  return {std::string{state_of(kase.parcels)}};
}

// What judges worklist acts, over the state of the task that they are about.
inline constexpr std::string_view worklist_edition = "worklist/2";
inline constexpr std::string_view first_worklist_edition = "worklist/1";  // of older records
[[nodiscard]] inline std::string state_of_task(const OpenDuty& task) {
  if (task.holder.empty()) return "FREE";
  return task.delegated_by.empty() ? "HELD" : "DELEGATED";
}

}  // namespace vermilion
