// The papers at the day's end: those that the cases owe, one of each kind fetched, checked by the
// house's public key as anybody would, and written into a folder to look at.
//
// Threads: one.
#pragma once

#include <map>

#include "app/demo/day.hpp"

namespace vermilion::demo {

struct PapersSeen {
  std::size_t owed = 0;                        // by all cases of the day
  std::map<std::string, std::string> fetched;  // kind → file, or its number where none is written
};

// `folder` is made when it is not there; empty: nothing is written. Errors: the client's; conflict
// (a paper that does not hold), io.
[[nodiscard]] Result<PapersSeen> see_papers(Day& day, const std::string& folder);

}  // namespace vermilion::demo
