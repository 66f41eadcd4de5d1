// vermilion coverage --data DIR [--reasons FILE]: which rows of which tables a house's records
// took.
//
// For whoever asks what of the tables ever happened in a house, and whether a sample day tries all
// of them (`demo --all` asks a running hall the same). A reason says why a row is not taken: one
// line `edition state fact: why`, where a state or fact of `*` is any. Exit codes: 0 every row was
// taken or has a reason (without --reasons: always) · 1 rows that were not, or reasons for rows
// that were, each named · 2 usage, no house · 3 could not be read. Threads: main.
#pragma once

#include <boost/json/array.hpp>

#include "app/commands/command.hpp"

namespace vermilion::commands {

void add_coverage(CLI::App& app, Chosen& chosen);

struct CoverageTold {
  std::string text;                       // a line an edition, and one a row that was not taken
  std::size_t unexplained = 0;            // rows that were neither taken nor have a reason
  std::vector<std::string> not_needed{};  // reasons that are none
  [[nodiscard]] bool good() const noexcept { return unexplained == 0 && not_needed.empty(); }
};
// `tables` as `/ops/coverage` lists them; a row that has a reason is given it as "because".
// `reasons` is a file; empty: none. Errors: not_found, invalid (a line that is no reason).
[[nodiscard]] Result<CoverageTold> tell_coverage(boost::json::array& tables,
                                                 const std::string& reasons);

}  // namespace vermilion::commands
