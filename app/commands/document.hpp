// vermilion document verify FILE: checks a paper without the hall that made it.
//
// FILE is the PDF, or the text of its QR code. `--keys` names the house's public keys; `--data`
// takes them from the house itself and compares the record that the paper names. Exit codes: good
// when it holds, findings when it does not. Threads: the main thread.
#pragma once

#include "app/commands/command.hpp"

namespace vermilion::commands {

void add_document(CLI::App& app, Chosen& chosen);

}  // namespace vermilion::commands
