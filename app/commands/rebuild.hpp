// vermilion rebuild --data DIR: core and the views taken away and folded afresh from the journal.
//
// Changes rows only. A crash in between costs a longer next start, never a fact. Exit codes: 0
// rebuilt · 1 a view stopped at a record, named · 2 no house · 3 could not finish. Threads: main,
// and one a view (projections/rebuild.hpp).
#pragma once

#include "app/commands/command.hpp"

namespace vermilion::commands {

void add_rebuild(CLI::App& app, Chosen& chosen);

}  // namespace vermilion::commands
