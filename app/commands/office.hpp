// vermilion office NAME: an outside office asked by a process of its own, which may stand in
// another network than the hall.
//
// It takes from the hall what is open (app/api/office_routes.cpp), sends what the hall says to the
// peer, with the frame's timeouts, backoff and breaker, and hands back what came. It keeps nothing:
// killed and started again it goes on with what is still open. Its token is that of a system whose
// name is the office's (RFC 6749 §4.4). Threads: the main thread waits; the runner has its own.
#pragma once

#include "app/commands/command.hpp"

namespace vermilion::commands {

void add_office(CLI::App& app, Chosen& chosen);

}  // namespace vermilion::commands
