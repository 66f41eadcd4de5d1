// vermilion keys rewrap: wraps every key of a house by another hall key, while no hall runs on it.
//
// Threads: the main thread.
#pragma once

#include "app/commands/command.hpp"

namespace vermilion::commands {

void add_keys(CLI::App& app, Chosen& chosen);

}  // namespace vermilion::commands
