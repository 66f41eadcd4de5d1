// The run of a limit in one case: what its item says, with what stopped or extended it since.
//
// Threads: free functions.
#pragma once

#include "engine/clock/running_limit.hpp"
#include "engine/core/case.hpp"
#include "engine/core/item.hpp"

namespace vermilion {

// The run of the item's limit `name` that began at `from`. A procedure that goes on counts with the
// day on which the item has it end, so the date is one to be confirmed; `goes_on` says so. What
// stopped or extended an earlier run of that limit is no part of it.
struct LimitRun {
  clock::RunningLimit run;
  bool goes_on = false;
};
[[nodiscard]] LimitRun run_of(const LegalClock& clock, std::string_view name, const Item& item,
                              const clock::Limit& limit, Instant from);

// When that run is over; provisional also while a procedure goes on. Errors: those of `due_of`.
[[nodiscard]] Result<clock::DueAt> due_of(const LimitRun& run, const clock::Calendar& calendar);

// The deadline that passed and that an act received in time has taken up again as `deadline`; null
// when it is none of those. Its own run began with that one.
[[nodiscard]] const PassedDeadline* taken_up(const Case& kase, const OpenDuty& deadline);

}  // namespace vermilion
