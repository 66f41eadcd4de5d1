// `vermilion serve`: runs a hall until it is told to stop (SIGINT, SIGTERM).
//
//   vermilion serve --data DIR [--listen 127.0.0.1:8080] [--ops 127.0.0.1:9464] [--sandbox URL]
//                   [--issuer NAME --jwks FILE] [--grants FILE] [--clock T] [--config FILE]
//                   [--views all|none] [--journal segments] [--reference DIR] [--catalogue DIR]
// --sandbox names the counterpart offices and the identity issuer (its keys are fetched once, at
// the start). --config holds the same options as lines `name = value`. A catalogue in which the
// model check finds anything does not start. Says on standard output what recovery met and where it
// listens. Exit: 0 stopped · 2 usage, configuration or catalogue · 3 cannot run.
// Threads: the main thread.
#pragma once

#include "app/commands/command.hpp"

namespace vermilion::commands {

void add_serve(CLI::App& app, Chosen& chosen);

}  // namespace vermilion::commands
