// vermilion audit --data DIR: every record of every case judged again (engine/audit.hpp).
//
// With its own edition and the reference data that its own log had adopted, from the blobs of the
// data directory. Exit codes: 0 all the same · 1 findings, each named · 2 no house · 3 could not be
// read. Threads: main.
#pragma once

#include "app/commands/command.hpp"

namespace vermilion::commands {

void add_audit(CLI::App& app, Chosen& chosen);

}  // namespace vermilion::commands
