#include "engine/table/source_lines.hpp"

#include <algorithm>

namespace vermilion::table {
namespace {

// Whether `row` comes of the same `On<` as the one before it: all but the state is one object.
bool goes_on(const RowInfo& before, const RowInfo& row) {
  const bool same_state = before.from.name == before.to.name && row.from.name == row.to.name;
  return before.fact == row.fact && before.who.data() == row.who.data() &&
         before.rules.data() == row.rules.data() && before.owes.data() == row.owes.data() &&
         before.ends.data() == row.ends.data() && before.from.name != row.from.name &&
         (before.to.name == row.to.name || same_state);
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// The lines on which an `On<` stands, comments left out, until the table's text ends.
std::vector<unsigned> openings(Text source, unsigned from) {
  std::vector<unsigned> lines;
  for (unsigned line = 1; !source.empty(); ++line) {
    const auto end = source.find('\n');
    auto text = source.substr(0, end);
    source.remove_prefix(end == Text::npos ? source.size() : end + 1);
    if (line < from) continue;
    if (text.starts_with("};")) break;
    text = text.substr(0, text.find("//"));
    for (auto at = text.find("On<"); at != Text::npos; at = text.find("On<", at + 1)) {
      if (at == 0 || !is_word(text[at - 1])) lines.push_back(line);
    }
  }
  return lines;
}

}  // namespace

Text in_tree(Text file) noexcept {
  for (const Text top : {"tests/workflows/", "workflows/"}) {
    if (const auto at = file.rfind(top); at != Text::npos) return file.substr(at);
  }
  return file;
}

std::vector<unsigned> row_lines(const TableInfo& table, Text source) {
  const auto opened = openings(source, table.line);
  std::vector<unsigned> lines;
  std::size_t group = 0;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    if (i != 0 && !goes_on(table.rows[i - 1], table.rows[i])) ++group;
    if (group >= opened.size()) return {};
    lines.push_back(opened[group]);
  }
  if (opened.empty() || group + 1 != opened.size()) return {};
  return lines;
}

}  // namespace vermilion::table
