// A table as data: what the worklist, the permissions, the forms, the guide, the diagram, the model
// check and the tests read. No Boost.MSM, no templates.
//
// Everything here points at static text of the edition that made it. Threads: values.
#pragma once

#include <cstdint>
#include <source_location>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "events/record.hpp"

namespace vermilion::table {

using Text = std::string_view;

// Law and article, standard and clause, or "item" and the member of the item's own text.
struct Citation {
  Text law;
  Text article;
};

struct RuleInfo {
  Text name;
  Citation citation;
  Text zh;  // reads after "provided that" (条件)
  Text en;
};

struct StateInfo {
  Text name;  // as the regulation prints it; what records and views hold
  Text zh;
  bool final = false;
};

struct RoleInfo {
  Text name;
  Text zh;
};

// A duty as the table owes it. `to` is a role (task), office (check) or register kind (take);
// `detail` is the fact that a deadline or judgement proposes. Due dates come from the item.
struct DutyInfo {
  Text name;
  DutyKind kind = DutyKind::task;
  Text to;
  Text detail;
  Text zh;
  Text en;
};

struct RowInfo {
  StateInfo from;
  Text fact;
  StateInfo to;
  std::span<const RoleInfo> who;
  std::span<const RuleInfo> rules;
  std::span<const DutyInfo> owes;
  std::span<const Text> ends;  // names of open duties that this row ends
};

// The name of an edition, and where its table stands in the source.
struct EditionName {
  // NOLINTNEXTLINE(google-explicit-constructor): reads as `edition = "approval/1"`
  constexpr EditionName(const char* text, std::source_location at = std::source_location::current())
      : name{text}, file{at.file_name()}, line{at.line()} {}
  Text name;
  Text file;
  unsigned line = 0;
};

struct TableInfo {
  Text edition;  // "approval/1"
  Text file;     // as the compiler was given it
  unsigned line = 0;
  std::span<const RowInfo> rows;
  std::span<const StateInfo> initial;  // one a region
};

// One line a row, in table order: the text whose digest is the edition's digest in each record.
[[nodiscard]] std::string as_text(const TableInfo& table);
[[nodiscard]] Digest digest_of(const TableInfo& table);

// A picture of the table: Graphviz DOT, and Mermaid for documents.
[[nodiscard]] std::string as_dot(const TableInfo& table);
[[nodiscard]] std::string as_mermaid(const TableInfo& table);

}  // namespace vermilion::table
