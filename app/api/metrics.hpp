// Metrics: the house's figures in Prometheus' text format, gathered when they are asked for.
//
// Nothing is counted on the way of a request for this: the parts keep their own counters, and a
// scrape reads them (DESIGN §13: a look-up of labels a request costs more than the request).
// Threads: any.
#pragma once

#include <string>

#include "app/api/api.hpp"

namespace vermilion::api {

// text/plain; version=0.0.4
[[nodiscard]] std::string metrics_text(Api& api);

}  // namespace vermilion::api
