// vermilion bills issue|faces: a unit's bills by the file, and their faces in one.
//
// `issue` reads a file of bills, one JSON object a line as POST /v1/cases takes it, has each
// prepared, signs it with the unit's own key, which never leaves this process, and waits until it
// is issued. What became of each line is a line of the results: its case, number and state, or why
// not. Run again on the same file it goes on where the results end; lines that were in hand are
// sent again under their own keys, so no line takes two numbers. Another file, or one that was
// changed, is another batch and needs other results. `faces` puts the face of each issued line
// into a ZIP file. Bounds: 1,000,000 lines of 64 KiB. Exit codes: findings when a line was not
// issued. Threads: the main thread.
#pragma once

#include "app/commands/command.hpp"

namespace vermilion::commands {

void add_bills(CLI::App& app, Chosen& chosen);

}  // namespace vermilion::commands
