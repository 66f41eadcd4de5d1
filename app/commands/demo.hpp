// `vermilion demo`: a sample day through the public API of a running hall.
//
//   vermilion demo [--url http://127.0.0.1:8080] [--ops http://127.0.0.1:9464]
//                  [--sandbox http://127.0.0.1:8090] [--seed 1] [--cases 40] [--reference DIR]
//                  [--first-token DIR/keys/first-administrator] [--papers DIR] [--json]
// With --first-token the day begins by enrolling and granting its staff (app/demo/staff.hpp);
// without it the hall has them already. It keeps a set clock (`serve --clock`): with a real one the
// paths that need a deadline to pass stop there, and are said. Applicants' numbers check and are
// nobody's; they follow from the seed and from where the hall's journal stands, so a second day in
// the same hall is another day. Exit: 0 every script went as written, every case is over or says
// for whom it waits, every row of the table was taken or is explained · 1 something of that is not
// so · 2 usage · 3 the hall or the sandbox does not answer. Threads: the main thread.
#pragma once

#include "app/commands/command.hpp"

namespace vermilion::commands {

void add_demo(CLI::App& app, Chosen& chosen);

}  // namespace vermilion::commands
