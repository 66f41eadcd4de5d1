#include "workflows/directory/1/rules.hpp"

#include <algorithm>

namespace vermilion::directory_1 {
namespace {

constexpr std::string_view administrator = "administrator";
constexpr std::size_t account_name_max = 100;

bool is_grantable(std::string_view role) {
  return role == administrator || table::roles::is_staff(role);
}

bool hands_on(const Grant& power, std::string_view role) {
  return std::find(power.hands_on.begin(), power.hands_on.end(), role) != power.hands_on.end();
}

}  // namespace

bool is_account_name(std::string_view who) {
  return !who.empty() && who.size() <= account_name_max && !who.starts_with("system/") &&
         std::all_of(who.begin(), who.end(), [](char c) { return c > ' ' && c <= '~'; });
}

bool is_path_of(const DirectoryView& view, const std::string& tree, const std::string& office,
                const std::string& path) {
  if (tree == every_tree) return office.empty() && path.empty();
  const auto* found = view.scopes != nullptr ? view.scopes->path_of(tree, office) : nullptr;
  return found != nullptr && *found == path;
}

bool reaches(const DirectoryView& view, std::string_view tree, std::string_view path) {
  return std::any_of(view.powers.begin(), view.powers.end(),
                     [&](const Grant& power) { return power.covers(tree, path); });
}

bool holds_as_much(const DirectoryView& view, const Granted& fact, Instant from) {
  return std::any_of(view.powers.begin(), view.powers.end(), [&](const Grant& power) {
    const bool in_time = power.from <= from && (!power.until.set() || fact.until <= power.until);
    return in_time && power.covers(fact.tree, fact.path) && power.covers_item(fact.item) &&
           hands_on(power, fact.role) &&
           std::all_of(fact.hands_on.begin(), fact.hands_on.end(),
                       [&](const std::string& role) { return hands_on(power, role); });
  });
}

bool may_dispose_of(const DirectoryView& view, const Grant& grant) {
  return std::any_of(view.powers.begin(), view.powers.end(), [&](const Grant& power) {
    return power.covers(grant.tree, grant.path) && power.covers_item(grant.item) &&
           hands_on(power, grant.role);
  });
}

bool is_sound_role(const Granted& fact) {
  const bool administers = fact.role == administrator;
  return is_grantable(fact.role) && administers == !fact.hands_on.empty() &&
         (administers || fact.tree != every_tree) &&
         std::all_of(fact.hands_on.begin(), fact.hands_on.end(), is_grantable);
}

bool is_one_office(const Staff& one, const Staff& other) {
  return one.tree == other.tree &&
         (is_within(one.path, other.path) || is_within(other.path, one.path));
}

}  // namespace vermilion::directory_1
