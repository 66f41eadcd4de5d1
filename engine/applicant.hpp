// Whether a principal comes to a case as the one who applied: what decides is the same for the
// engine, which judges, and for the API, which says what one may do.
//
// Threads: free function.
#pragma once

#include "engine/core/case.hpp"

namespace vermilion {

// A person to his own case; an agent to those of the unit that he comes for, whoever opened them.
// Whether that unit's mandate still holds is not asked here. A case for a unit is nobody's own.
[[nodiscard]] inline bool comes_as_applicant(const Case& kase, const Principal& principal) {
  if (principal.kind != PrincipalKind::agent) {
    return kase.unit.empty() && kase.applicant == principal.who;
  }
  return !kase.unit.empty() && kase.unit == principal.on_behalf_of;
}

}  // namespace vermilion
