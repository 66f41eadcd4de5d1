// Which rows of which tables were taken, as JSON: [{edition, rows, taken, table: [{row, from, fact,
// to, taken}]}].
//
// Threads: free functions.
#pragma once

#include <boost/json/array.hpp>

#include "app/hall/rows_taken.hpp"

namespace vermilion::api {

[[nodiscard]] boost::json::array rows_taken_json(const Editions& editions, const RowsTaken& taken);

}  // namespace vermilion::api
