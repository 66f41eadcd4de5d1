// Handlers that block: taken off the io thread with a copy of their call.
// Threads: any.
#pragma once

#include "app/api/late_work.hpp"
#include "app/api/router.hpp"

namespace vermilion::api {

// Calls `handle` on the LateWork's thread; 503 when too much waits there.
[[nodiscard]] RouteHandler done_late(std::shared_ptr<LateWork> late, RouteHandler handle);

}  // namespace vermilion::api
