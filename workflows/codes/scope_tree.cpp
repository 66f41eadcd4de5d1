#include "workflows/codes/scope_tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/lines.hpp"
#include "base/utf8.hpp"
#include "workflows/codes/divisions.hpp"
#include "workflows/reference/file.hpp"

namespace vermilion::codes {
namespace {

constexpr std::string_view title = "vermilion-scope-changes/1";
constexpr std::string_view name_prefix = "scope ";

std::string parent_of(std::string_view word) {
  return word == "-" ? std::string{} : std::string(word);
}

// Takes one line of changes; false when it is none.
bool take_change(std::string_view line, ScopeChanges& changes) {
  const std::string_view verb = take_word(line);
  const std::string_view node = take_word(line);
  if (node.empty()) return false;
  if (verb == "only" && line.empty()) {
    changes.only.emplace_back(node);
    return true;
  }
  const std::string_view parent = take_word(line);
  if (parent.empty()) return false;
  if (verb == "move" && line.empty()) {
    changes.moves.push_back({std::string(node), parent_of(parent)});
    return true;
  }
  if (verb == "add" && !line.empty()) {
    changes.added.push_back({std::string(node), parent_of(parent), std::string(line)});
    return true;
  }
  return false;
}

// Divisions that are offices: the statistical ones fall out, their children move up.
std::map<std::string, Entry> offices_of(const CodeSet& divisions) {
  std::map<std::string, Entry> offices;
  for (const Entry& division : divisions.codes()) {
    if (is_statistical(division)) continue;
    Entry office = division;
    const Entry* parent = divisions.find(office.parent);
    while (parent != nullptr && is_statistical(*parent)) {
      office.parent = parent->parent;
      parent = divisions.find(office.parent);
    }
    offices.emplace(division.code, std::move(office));
  }
  return offices;
}

}  // namespace

Result<ScopeChanges> parse_scope_changes(std::string_view text) {
  if (!is_utf8(text)) return fail(Code::invalid, "scope changes: not UTF-8");
  if (take_line(text) != title) {
    return fail(Code::invalid, fmt::format("scope changes, line 1: expected \"{}\"", title));
  }
  ScopeChanges changes;
  const auto line = take_field(text, "line");
  const auto version = line ? take_field(text, "version") : std::nullopt;
  if (!version) {
    return fail(Code::invalid,
                "scope changes, lines 2 and 3: expected \"line <text>\" and \"version <text>\"");
  }
  changes.line = *line;
  changes.version = *version;
  for (std::size_t number = 4; !text.empty(); ++number) {
    const auto next = take_line(text);
    const bool comment = next && (next->empty() || next->starts_with('#'));
    if (comment) continue;
    const std::size_t taken = changes.only.size() + changes.moves.size() + changes.added.size();
    if (!next || taken == scope_changes_max || !take_change(*next, changes)) {
      return fail(Code::invalid,
                  fmt::format("scope changes, line {}: expected \"only <node>\", \"move <node> "
                              "<parent or ->\" or \"add <node> <parent or -> <name>\" ended by a "
                              "line feed, at most {} of them",
                              number, scope_changes_max));
    }
  }
  return changes;
}

Result<ScopeChanges> load_scope_changes(const std::string& path) {
  VERMILION_TRY(const std::string text, reference::read_file(path));
  return parse_scope_changes(text);
}

Result<ScopeTree> ScopeTree::build(const CodeSet& divisions, const ScopeChanges& changes) {
  std::map<std::string, Entry> offices = offices_of(divisions);
  const auto unknown = [&](std::string_view node) {
    return fail(Code::invalid, fmt::format("scope tree {}: {} is no office of {}", changes.line,
                                           node, divisions.version()));
  };
  for (const Entry& added : changes.added) {
    if (!offices.emplace(added.code, added).second) {
      return fail(Code::invalid,
                  fmt::format("scope tree {}: {} is added, but there already; move it instead",
                              changes.line, added.code));
    }
  }
  for (const ScopeMove& move : changes.moves) {
    const auto found = offices.find(move.node);
    if (found == offices.end()) return unknown(move.node);
    found->second.parent = move.parent;
  }
  std::vector<Entry> all;
  all.reserve(offices.size());
  for (auto& [id, office] : offices) all.push_back(office);
  std::string version = fmt::format("{} on {}", changes.version, divisions.version());
  VERMILION_TRY(CodeSet whole, CodeSet::make(fmt::format("{}{}", name_prefix, changes.line),
                                             std::move(version), std::move(all)));
  ScopeTree tree(std::move(whole));
  if (changes.only.empty()) return tree;

  for (const std::string& root : changes.only) {
    if (tree.nodes_.find(root) == nullptr) return unknown(root);
  }
  std::vector<Entry> kept;
  for (const Entry& node : tree.nodes_.codes()) {
    const bool keep = std::any_of(changes.only.begin(), changes.only.end(), [&](const auto& root) {
      return tree.is_within(node.code, root);
    });
    if (!keep) continue;
    kept.push_back(node);
    // The top of a kept subtree is a root, unless what it answers to is kept as well.
    const bool inner = std::any_of(changes.only.begin(), changes.only.end(), [&](const auto& root) {
      return tree.is_within(node.parent, root);
    });
    if (!inner) kept.back().parent.clear();
  }
  VERMILION_TRY(CodeSet part,
                CodeSet::make(tree.nodes_.name(), tree.nodes_.version(), std::move(kept)));
  return ScopeTree(std::move(part));
}

Result<ScopeTree> ScopeTree::decode(std::string_view text) {
  VERMILION_TRY(CodeSet nodes, CodeSet::decode(text));
  if (!nodes.name().starts_with(name_prefix)) {
    return fail(Code::invalid,
                fmt::format("scope tree, line 2: expected \"name {}<line>\"", name_prefix));
  }
  return ScopeTree(std::move(nodes));
}

std::vector<std::string_view> ScopeTree::ancestors_of(std::string_view node) const {
  std::vector<std::string_view> ancestors;
  for (const Entry* at = nodes_.find(node); at != nullptr; at = nodes_.find(at->parent)) {
    ancestors.emplace_back(at->code);
  }
  return ancestors;
}

std::string ScopeTree::path_of(std::string_view node) const {
  const auto ancestors = ancestors_of(node);
  std::string path;
  for (auto at = ancestors.rbegin(); at != ancestors.rend(); ++at) {
    path.push_back('/');
    path.append(*at);
  }
  return path;
}

bool ScopeTree::is_within(std::string_view node, std::string_view office) const noexcept {
  for (const Entry* at = nodes_.find(node); at != nullptr; at = nodes_.find(at->parent)) {
    if (at->code == office) return true;
  }
  return false;
}

}  // namespace vermilion::codes
