// The model check of one table: what would leave a case stuck, or a duty without anybody.
//
// It walks every combination of states that the rows can lead to, whatever the rules say, together
// with each deadline's being open or not. Findings name the row or state:
//   1. every state is reachable, and is final or can be left;
//   2. every role is declared (roles.hpp), every rule has a citation, names mean one thing;
//   3. every duty has somebody: a task a declared role some row of which ends it, a deadline or
//      judgement a fact of the table, a check an office, a take a register kind, papers a template;
//   4. a deadline has a row for its fact, by the timer, wherever it can be open: so none is left
//      open in a final state;
//   5. an act of a person that ends a deadline has a row, too, in the state that the deadline leads
//      to: it may have been received in time and be known later (DESIGN §5.4).
// That rows exclude one another is shown by the interpreter over contexts (interpreter.hpp).
// Threads: pure. Cost: states × rows × deadlines; milliseconds.
#pragma once

#include <functional>
#include <optional>
#include <set>

#include "engine/table/row.hpp"

namespace vermilion::table {

// To whom a deadline is owed that is the case's own, whose shape's table says what its passing
// does.
inline constexpr Text deadline_of_case = "case";
// And `to` of a deadline that is so many minutes of the item: no limit of a calendar.
inline constexpr Text deadline_of_minutes = "minutes";
// Of one whose day or length stands elsewhere in the item than among its limits.
inline constexpr Text deadline_of_item = "item";

// Who stands ready outside the tables.
struct Consumers {
  std::span<const Text> offices;                  // answer checks
  std::span<const Text> registers;                // kinds of register cases
  const std::set<std::string>* papers = nullptr;  // templates, by name; null: not asked
  // The text of a table's source, by its name in the tree: findings then name the row's own line
  // and not only the table's. Empty: it is not there.
  std::function<std::string(Text file)> source = {};
};

struct ModelFinding {
  std::string where;  // "workflows/approval/1/table.hpp:61 row 12 (…)", "file.yaml:3"
  std::string what;
};

// "workflows/approval/1/table.hpp:61", of a row, or of the table where its line is not known.
[[nodiscard]] std::string place_in_source(const TableInfo& table, std::optional<std::size_t> row,
                                          const Consumers& consumers);

[[nodiscard]] std::vector<ModelFinding> check_table(const TableInfo& table,
                                                    const Consumers& consumers);

}  // namespace vermilion::table
