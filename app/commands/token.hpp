// `vermilion token`: a bearer token of the sandbox's issuer, for scripts.
//
//   vermilion token --subject ID [--ttl S] [--kind person|agent|staff|system] [--json]
//                   [--sandbox URL | --key FILE [--issuer URL]]
// Asks the sandbox, or signs with its key file when one is named. The token alone stands on
// standard output. What the subject may do comes from grants, never from the token (DESIGN §11).
// Exit: 0 good · 2 usage, no such key file · 3 the sandbox does not answer.
// Threads: the main thread.
#pragma once

#include "app/commands/command.hpp"

namespace vermilion::commands {

void add_token(CLI::App& app, Chosen& chosen);

}  // namespace vermilion::commands
