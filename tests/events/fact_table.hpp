// The payload grammars of every fact as the table of docs/journal.md, from the facts' own `fields`.
//
// One line a field in the order of its octets; the fields of a struct follow it with its name and a
// full stop before theirs, those of a list's elements with "[]". Threads: free function.
#pragma once

#include <string>

namespace vermilion::test {

[[nodiscard]] std::string fact_table();

// The lines of docs/journal.md between which the table stands.
inline constexpr const char* fact_table_begins = "<!-- facts: written by write_fact_table -->\n";
inline constexpr const char* fact_table_ends = "<!-- end of facts -->\n";

}  // namespace vermilion::test
