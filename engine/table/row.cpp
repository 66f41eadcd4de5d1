#include "engine/table/row.hpp"

#include <fmt/format.h>

#include <set>

namespace vermilion::table {
namespace {

template <class List, class NameOf>
std::string joined(const List& list, NameOf&& name_of_one) {
  std::string text;
  for (const auto& one : list) {
    if (!text.empty()) text += ",";
    text += name_of_one(one);
  }
  return text;
}

bool is_initial(const TableInfo& table, Text name) {
  for (const auto& state : table.initial) {
    if (state.name == name) return true;
  }
  return false;
}

}  // namespace

std::string as_text(const TableInfo& table) {
  std::string text{table.edition};
  text += "\n" + joined(table.initial, [](const auto& state) { return std::string{state.name}; });
  for (const auto& row : table.rows) {
    text += fmt::format("\n{}|{}|{}|{}|{}|{}|{}", row.from.name, row.fact, row.to.name,
                        joined(row.who, [](const auto& role) { return std::string{role.name}; }),
                        joined(row.rules,
                               [](const auto& rule) {
                                 return fmt::format("{}[{} {}]", rule.name, rule.citation.law,
                                                    rule.citation.article);
                               }),
                        joined(row.owes, [](const auto& duty) { return std::string{duty.name}; }),
                        joined(row.ends, [](const auto& name) { return std::string{name}; }));
  }
  return text + "\n";
}

Digest digest_of(const TableInfo& table) {
  return sha256(as_text(table));
}

std::string as_dot(const TableInfo& table) {
  std::string dot = fmt::format(
      "digraph \"{}\" {{\n  rankdir=LR; bgcolor=transparent;\n"
      "  node [shape=box style=\"rounded,filled\" fillcolor=\"#fdf6f3\" color=\"#b5301b\" "
      "fontname=\"Noto Sans CJK SC,sans-serif\" fontsize=12];\n"
      "  edge [fontname=\"Noto Sans CJK SC,sans-serif\" fontsize=10 color=\"#555555\"];\n",
      table.edition);
  std::set<Text> drawn;
  const auto draw = [&](const StateInfo& state) {
    if (!drawn.insert(state.name).second) return;
    dot += fmt::format("  \"{0}\" [label=\"{1}\\n{0}\"{2}{3}];\n", state.name, state.zh,
                       state.final ? " peripheries=2" : "",
                       is_initial(table, state.name) ? " penwidth=2" : "");
  };
  for (const auto& row : table.rows) {
    draw(row.from);
    draw(row.to);
    dot += fmt::format("  \"{}\" -> \"{}\" [label=\"{}\\n{}\"];\n", row.from.name, row.to.name,
                       row.fact,
                       joined(row.who, [](const auto& role) { return std::string{role.zh}; }));
  }
  return dot + "}\n";
}

std::string as_mermaid(const TableInfo& table) {
  std::string text = "stateDiagram-v2\n";
  for (const auto& state : table.initial) text += fmt::format("  [*] --> {}\n", state.name);
  std::set<Text> finals;
  for (const auto& row : table.rows) {
    text += fmt::format("  {} --> {}: {}\n", row.from.name, row.to.name, row.fact);
    if (row.to.final) finals.insert(row.to.name);
  }
  for (const auto& name : finals) text += fmt::format("  {} --> [*]\n", name);
  return text;
}

}  // namespace vermilion::table
