// vermilion verify --data DIR: the chain, the sealed segments, the stores' checksums, and core and
// every view folded afresh and compared both ways (projections/verify.hpp).
//
// Exit codes: 0 all in order · 1 findings, each naming file or view and row · 2 no house · 3 could
// not finish (a hall holds the directory, the disk). What is rotten is a finding. Threads: main.
#pragma once

#include "app/commands/command.hpp"

namespace vermilion::commands {

void add_verify(CLI::App& app, Chosen& chosen);

}  // namespace vermilion::commands
