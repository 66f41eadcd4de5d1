// Who works in the sample day: enrolled and granted through the API, as a house would do it.
//
// The first administrator comes by the one-time token; she makes one administrator an office, and
// each of those enrols and grants the office's own staff. `handler` may also approve, and
// `handler-b` is a second account of the same person; `deputy` has no grant of her own and stands
// in for the approver. 330106, 330108 and 330109 are sister divisions of Hangzhou; 330203 lies in
// Ningbo, whose accounting register is a root of its own. What an administrator may not grant is
// tried too, and is to be refused. A day in a house that has its staff leaves them as they are.
// Threads: one.
#pragma once

#include "app/demo/client.hpp"

namespace vermilion::demo {

struct StaffSeen {
  std::size_t accounts = 0;  // enrolled now
  std::size_t grants = 0;
  std::size_t refused = 0;  // what administrators may not grant, as it was to be
};

// `token_file` is the house's own (keys/first-administrator). Errors: the client's; not_found (no
// token, and nobody administers the house by the sample day's accounts); conflict (an answer other
// than expected, with what was asked).
[[nodiscard]] Result<StaffSeen> staff_the_offices(Client& client, const std::string& token_file);

}  // namespace vermilion::demo
