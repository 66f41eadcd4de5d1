// vermilion coverage --data DIR [--reasons FILE]: which rows of which tables a house's records
// took.
//
// For whoever asks what of the tables ever happened in a house, and whether a sample day tries all
// of them. A reason says why a row is not taken: one line `edition state fact: why`, where a state
// or fact of `*` is any. Exit codes: 0 every row was taken or has a reason (without --reasons:
// always) · 1 rows that were not, or reasons for rows that were, each named · 2 usage, no house ·
// 3 could not be read. Threads: main.
#pragma once

#include "app/commands/command.hpp"

namespace vermilion::commands {

void add_coverage(CLI::App& app, Chosen& chosen);

}  // namespace vermilion::commands
