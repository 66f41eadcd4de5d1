// Which duties stay open in their case until a later record meets them.
//
// Tasks, checks, deadlines, deliveries, payments and child cases stay open; judgements, takes,
// returns and what is told to other cases are performed in the frame that owes them; documents and
// notices have a life of their own. The decider's fold and every view ask here, so that they agree.
// Threads: free function.
#pragma once

#include "events/record.hpp"

namespace vermilion {

[[nodiscard]] constexpr bool duty_stays_open(DutyKind kind) noexcept {
  return kind == DutyKind::task || kind == DutyKind::check || kind == DutyKind::deadline ||
         kind == DutyKind::delivery || kind == DutyKind::payment || kind == DutyKind::child;
}

}  // namespace vermilion
