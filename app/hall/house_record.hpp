// The house record: seq 0 of the house, made once; its hash is `prev` of seq 1 in every partition.
//
// Threads: free functions.
#pragma once

#include "base/result.hpp"
#include "events/facts/house.hpp"
#include "events/record.hpp"

namespace vermilion {

// The record's octets for a new house. `house` is random.
[[nodiscard]] Bytes make_house_record(const HouseId& house, const HouseFounded& founded);
// What a house record says. Errors: corrupt, unsupported.
[[nodiscard]] Result<HouseFounded> read_house_record(BytesView record);

}  // namespace vermilion
