// JSON from strangers, read so that every reader understands the same: RFC 8259 within I-JSON.
//
// Boost.JSON 1.81 takes the last of two members of one name and makes Infinity of 1e400
// (FEASIBILITY §3); here both are refused, as are NUL in a text, depth and size beyond the bounds,
// and integers too large for 64 bits. A refusal names the place: offset, line, column and the JSON
// Pointer of the value being read, so that a form can show it (DESIGN §10).
//
// canonical() writes RFC 8785 (JCS) for the subset of texts, 64-bit integers, booleans, null,
// arrays and objects: members sorted by UTF-16 code units, no white space. Two bodies with the same
// canonical text mean the same, in whatever order their members came. Numbers with a fraction are
// refused: money is integer fen, and what needs a fraction is sent as text.
// Threads: free functions; the storage is its owner's.
#pragma once

#include <boost/json/storage_ptr.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace vermilion::api {

struct JsonLimits {
  std::size_t bytes_max = 1024 * 1024;
  std::size_t depth_max = 32;
  std::size_t members_max = 256;  // of one object: names are compared pairwise
};

struct JsonFault {
  std::string_view reason;  // English, a constant
  std::size_t offset = 0;   // bytes from the start; where reading stopped, at or after the fault
  std::size_t line = 1;
  std::size_t column = 1;  // in bytes, from 1
  std::string pointer;     // RFC 6901; of the value or member being read
  // "line 3, column 7, at /data/name: …"
  [[nodiscard]] std::string text() const;
};

struct JsonReading {
  boost::json::value value;  // null when there is a fault
  JsonFault fault;
  bool good = false;
};

// Exactly one value with white space around it. The value lives in `storage`, e.g. a
// boost::json::monotonic_resource over a buffer on the stack, which must outlive it.
[[nodiscard]] JsonReading read_json(std::string_view text, boost::json::storage_ptr storage = {},
                                    const JsonLimits& limits = {});

// Appends `text` (UTF-8) as a JSON text in quotes, escaped as RFC 8785 has it.
void append_json_text(std::string& out, std::string_view text);

// Errors: invalid for a number that is no 64-bit integer.
[[nodiscard]] Result<std::string> canonical(const boost::json::value& value);

}  // namespace vermilion::api
