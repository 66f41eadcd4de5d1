// vermilion migrate: open cases of one version of an item go over to another, or what would become
// of each.
//
// It asks a running hall, as whoever the token says (a head, by grant): every open case of that
// version that he sees is a line of a batch (POST /v1/cases/batch), each moved by a record of its
// own, or refused by a rule. Run again it goes on: what was moved is no longer of that version.
// Exit codes: findings when a case was refused. Threads: the main thread.
#pragma once

#include "app/commands/command.hpp"

namespace vermilion::commands {

void add_migrate(CLI::App& app, Chosen& chosen);

}  // namespace vermilion::commands
