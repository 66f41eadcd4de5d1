// vermilion erase: destroys a person's keys in a running hall, by its operations listener; and
// vermilion restrict: stores what they seal and uses it no more, or again (47(2)).
//
// Exit codes: good when it is done (or would be, with --rehearse), findings when the law keeps it,
// which is then said case by case. Source: 个人信息保护法 47. Threads: the main thread.
#pragma once

#include "app/commands/command.hpp"

namespace vermilion::commands {

void add_erase(CLI::App& app, Chosen& chosen);
void add_restrict(CLI::App& app, Chosen& chosen);

}  // namespace vermilion::commands
