// `vermilion model`: what the tables and the catalogue are, before anything starts.
//
//   vermilion model check [--catalogue DIR] [--scopes DIR] [--reference DIR] [--grants FILE]
//       every finding of the model check, one a line: where it lies, what is wrong
//   vermilion model diagram EDITION [--format mermaid|dot|svg]
//       the table as a picture, on standard output; svg takes Graphviz
//   vermilion model guide EDITION|ITEM [--item-version N] [--language zh-CN|en]
//       an edition's table with conditions and citations (docs/workflows/*.md), or the service
//       guide of an item, as Markdown; with --json an item's guide as GET /v1/items/{code}/guide
// Each takes --json. Exit: 0 good · 1 findings · 2 usage, or no such edition or item, or reference
// data that cannot be read · 3 could not finish (no Graphviz). Threads: the main thread.
#pragma once

#include "app/commands/command.hpp"

namespace vermilion::commands {

void add_model(CLI::App& app, Chosen& chosen);

}  // namespace vermilion::commands
