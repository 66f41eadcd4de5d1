// `vermilion config check`: says what `serve` would refuse, without starting anything.
//
//   vermilion config check --data DIR [every option of serve, or --config FILE]
// It reads the house in --data if there is one, the pinned keys, calendar, divisions, catalogue and
// grants, and runs the model check. It asks nobody: a --sandbox is looked at as a URL only. Nothing
// is made or changed. Exit: 0 good · 1 findings, one a line · 2 usage (also an unknown name in the
// configuration file). Threads: the main thread.
#pragma once

#include "app/commands/command.hpp"

namespace vermilion::commands {

void add_config(CLI::App& app, Chosen& chosen);

}  // namespace vermilion::commands
