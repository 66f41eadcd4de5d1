#include "engine/core/references.hpp"

namespace vermilion {

std::string Grants::person_behind(const std::string& who) const {
  const auto found = by_who.find(who);
  if (found == by_who.end() || found->second.empty() || found->second.front().person.empty()) {
    return who;
  }
  return found->second.front().person;
}

void Grants::held(const std::string& who, const Scope& scope, std::string_view item, Instant at,
                  std::vector<RoleHeld>& into) const {
  const auto found = by_who.find(who);
  if (found == by_who.end()) return;
  for (const auto& grant : found->second) {
    if (grant.covers(scope.tree, scope.path) && grant.holds_at(at) && grant.covers_item(item)) {
      into.push_back({grant.role, grant.id});
    }
  }
}

const std::string* Scopes::path_of(const std::string& tree, const std::string& node) const {
  const auto nodes = paths.find(tree);
  if (nodes == paths.end()) return nullptr;
  const auto path = nodes->second.find(node);
  return path == nodes->second.end() ? nullptr : &path->second;
}

}  // namespace vermilion
