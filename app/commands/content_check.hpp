// vermilion content-check: whether a file on standard input may be taken as a material.
//
// `serve` runs it for each upload, so that parsers of strangers' files never run where keys are: in
// a process of its own, with little memory, a few seconds of processor and no file of its own to
// write. It prints why not, and ends with 1; killed or crashed, the file counts as not to be read.
// Threads: the main thread.
#pragma once

#include "adapters/store/materials/file_materials.hpp"
#include "app/commands/command.hpp"

namespace vermilion::commands {

void add_content_check(CLI::App& app, Chosen& chosen);

// The check as `serve` hands it to its store: this very program, once a file.
[[nodiscard]] materials::ContentCheck checked_in_child();

}  // namespace vermilion::commands
