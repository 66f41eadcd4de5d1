// What reads share: the answer to what is not there, and whose a task is.
//
// Threads: any.
#pragma once

#include "app/api/api.hpp"

namespace vermilion::api {

// The one answer for what does not exist and for what lies outside the caller's scope: the same
// octets for both.
[[nodiscard]] Response not_found(const Api& api, Language language);

// The case of an open task, by the worklist; nothing when it knows none.
[[nodiscard]] std::optional<CaseId> case_of_task(const Api& api, const DutyId& task);

}  // namespace vermilion::api
