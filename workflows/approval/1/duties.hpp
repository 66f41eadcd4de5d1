// What a row of approval/1 owes for this item, on this occasion: from duty names to duties.
//
// A row names all that it may owe; the item decides what comes of it: no check when none is asked
// for, one task or two by its links, a place for each full-time person, a due date from the item's
// own limit. A deadline runs from the effective time of the fact; after silence the decision runs
// from receipt (行政许可法 32(1)(4)). A task bears the due date of the deadline that it serves.
// Threads: pure.
#pragma once

#include "engine/core/edition.hpp"
#include "workflows/approval/1/fold.hpp"

namespace vermilion::approval_1 {

// `submitted` is the fact when it is the application itself, whose data are not folded yet.
[[nodiscard]] std::vector<Duty> resolve(const table::DutyInfo& info, std::string_view fact,
                                        const Submitted* submitted, const JudgeInput& input,
                                        const Data& data);
// Where an open deadline began to run.
[[nodiscard]] Instant start_of(const Data& data, const OpenDuty& deadline);

}  // namespace vermilion::approval_1
