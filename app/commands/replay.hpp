// vermilion replay --data DIR --case ID: every record of a case in order, and where it stands.
//
// From the records alone: no view, no rule. Personal fields are null, because they stay sealed.
// Exit codes: 0 replayed · 2 no house, no such case · 3 could not be read. Threads: main.
#pragma once

#include "app/commands/command.hpp"

namespace vermilion::commands {

void add_replay(CLI::App& app, Chosen& chosen);

}  // namespace vermilion::commands
