// `vermilion sandbox`: runs the counterpart offices and the identity issuer until it is told to
// stop (SIGINT, SIGTERM).
//
//   vermilion sandbox [--listen 127.0.0.1:8090] [--key FILE] [--issuer URL] [--seed N]
//                     [--allow-remote] [--json]
// Says where it listens on standard output, one line, and then nothing more. It gives tokens to
// anybody who asks, so it refuses an address that others can reach unless --allow-remote says so.
// Exit: 0 stopped · 2 usage · 3 cannot listen. Threads: the main thread.
#pragma once

#include "app/commands/command.hpp"

namespace vermilion::commands {

void add_sandbox(CLI::App& app, Chosen& chosen);

}  // namespace vermilion::commands
