// vermilion journal list|show --data DIR: the records as they stand, void ones on request.
//
// Exit codes: 0 read to the end · 2 no house, no such record, wrong arguments · 3 a hall holds the
// directory, or the journal cannot be read on (file and place are named). Threads: main.
#pragma once

#include "app/commands/command.hpp"

namespace vermilion::commands {

void add_journal(CLI::App& app, Chosen& chosen);

}  // namespace vermilion::commands
