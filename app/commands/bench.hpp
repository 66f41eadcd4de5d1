// `vermilion bench`: measures this program beside the raw log and PostgreSQL, in one run.
//
//   vermilion bench [--json] [--seconds N] [--connections N] [--journal segments] [--only RUN …]
//                   [--under DIR] [--tasks N] [--replay-items N]
// Runs: http, raw, inside, raw-inside, postgres, replay, worklist. Every figure that documents
// quote comes from here (docs/performance.md); ratios are client commands a second over client
// commands a second. Exit: 0 measured · 2 usage · 3 could not run. Threads: the main thread.
#pragma once

#include "app/commands/command.hpp"

namespace vermilion::commands {

void add_bench(CLI::App& app, Chosen& chosen);

}  // namespace vermilion::commands
