// Where a table's rows stand in its source, so that whoever is told of a fault finds it.
//
// Threads: pure.
#pragma once

#include "engine/table/row.hpp"

namespace vermilion::table {

// "workflows/approval/1/table.hpp" of the path that the compiler was given.
[[nodiscard]] Text in_tree(Text file) noexcept;

// The line of each row, from 1, in a source whose table begins at `TableInfo::line`: one `On<` may
// stand for a row a state. Empty when the text is not the one that the table was made of.
[[nodiscard]] std::vector<unsigned> row_lines(const TableInfo& table, Text source);

}  // namespace vermilion::table
