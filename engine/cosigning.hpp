// What co-signatures (加签) add to the verdicts of every table: what waits for them does.
//
// A task for which some are asked before it is not done, and after one for which some are asked
// after it no task is, while they are open: as long as fewer than needed agree and not all have
// answered. Only staff's acts wait; what a limit or the applicant ends, ends. Threads: pure.
#pragma once

#include "engine/core/edition.hpp"

namespace vermilion {

// The co-signatures that stand in the way of this task; nullptr when none do.
[[nodiscard]] const Cosigns* waited_for(const Case& kase, const OpenDuty& task);

// Errors: corrupt.
[[nodiscard]] Result<void> heed_cosigns(const Case& kase, const Body& body, Judgement& judgement);

}  // namespace vermilion
