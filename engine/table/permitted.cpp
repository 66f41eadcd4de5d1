#include "engine/table/permitted.hpp"

#include <algorithm>

namespace vermilion::table {

std::vector<Permitted> permitted_facts(const TableInfo& table, std::span<const std::string> states,
                                       std::span<const Text> roles) {
  std::vector<Permitted> permitted;
  for (std::size_t at = 0; at < table.rows.size(); ++at) {
    const auto number = static_cast<std::uint16_t>(at);
    const auto& row = table.rows[at];
    if (std::find(states.begin(), states.end(), row.from.name) == states.end()) continue;
    const bool may =
        row.who.empty() || std::any_of(row.who.begin(), row.who.end(), [&](const RoleInfo& role) {
          return std::find(roles.begin(), roles.end(), role.name) != roles.end();
        });
    if (!may) continue;
    const auto same = std::find_if(permitted.begin(), permitted.end(),
                                   [&](const Permitted& one) { return one.fact == row.fact; });
    if (same == permitted.end()) {
      permitted.push_back({row.fact, {number}});
    } else {
      same->rows.push_back(number);
    }
  }
  return permitted;
}

}  // namespace vermilion::table
