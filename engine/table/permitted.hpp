// Which facts a table permits somebody to record in given states: forms and buttons, not verdicts.
//
// It asks for state and role only; the rules are asked when the fact is proposed. A row without
// roles (worklist acts) permits everybody, since its rules ask for the role of the task.
// Threads: pure.
#pragma once

#include "engine/table/row.hpp"

namespace vermilion::table {

struct Permitted {
  Text fact;
  std::vector<std::uint16_t> rows;  // that may hold, in table order
};

// In the order of the table. `states` holds one state a region, `roles` what the principal holds.
[[nodiscard]] std::vector<Permitted> permitted_facts(const TableInfo& table,
                                                     std::span<const std::string> states,
                                                     std::span<const Text> roles);

}  // namespace vermilion::table
