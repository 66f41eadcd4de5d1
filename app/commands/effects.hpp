// vermilion effects: what a version of an item costs whoever applies, beside another version of it:
// what the catalogue asks, and what the journal shows of the cases that ran on each.
//
// Offline, on a data directory. Measured are settled cases only: steps and touches (accepted facts
// of people, of staff), links (persons of the office who decided or proposed), materials and fields
// handed in, visits (acts at a window that need the applicant there: at least so many), days from
// receipt to the end, working and natural, and the share of records that nobody made by hand.
// Source: ITEMS §2.0 (effect report). Threads: the main thread.
#pragma once

#include "app/commands/command.hpp"

namespace vermilion::commands {

void add_effects(CLI::App& app, Chosen& chosen);

}  // namespace vermilion::commands
