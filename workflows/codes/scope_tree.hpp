// The scope tree of a business line: which office answers to which, as a versioned tree.
//
// Never a prefix of a division code (STANDARDS §1.3, ITEMS §2.0): Ningbo 330200 lies in Zhejiang's
// prefix and outside its accountant register, a root of its own; the province-managed county Zhuji
// 330681 answers to the province in fiscal lines; a competent department sees units in any
// division. A tree is built from the divisions and the *changes* of its line, a text that stands in
// workflows/codes/scopes:
//
//   vermilion-scope-changes/1
//   line <text>
//   version <text>
//   # a comment, as a rule the basis of what follows
//   only <node>                     keep the subtrees of these nodes alone; none: keep all
//   move <node> <new parent or ->   "-": a root of its own
//   add <node> <parent or -> <name> an office that is no division
//
// Prefectures that exist for statistics alone are no offices; their counties answer to the
// province. A tree is itself a code set (name "scope <line>"), so its text and digest are a code
// set's. Errors: invalid, naming line or node and what would be right. Threads: immutable after
// construction; share freely.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "workflows/codes/code_set.hpp"

namespace vermilion::codes {

inline constexpr std::size_t scope_changes_max = 4096;

struct ScopeMove {
  std::string node;
  std::string parent;  // empty: a root of its own
};

struct ScopeChanges {
  std::string line;     // the business line, e.g. "accounting"
  std::string version;  // of the changes
  std::vector<std::string> only;
  std::vector<ScopeMove> moves;
  std::vector<Entry> added;
};

[[nodiscard]] Result<ScopeChanges> parse_scope_changes(std::string_view text);
[[nodiscard]] Result<ScopeChanges> load_scope_changes(const std::string& path);

class ScopeTree {
 public:
  // The version of the tree names both: "<changes' version> on <divisions' version>".
  [[nodiscard]] static Result<ScopeTree> build(const CodeSet& divisions,
                                               const ScopeChanges& changes);
  [[nodiscard]] static Result<ScopeTree> decode(std::string_view text);

  [[nodiscard]] const std::string& encode() const noexcept { return nodes_.encode(); }
  [[nodiscard]] const Digest& digest() const noexcept { return nodes_.digest(); }
  [[nodiscard]] const std::string& version() const noexcept { return nodes_.version(); }
  // Nodes with parent and name, ascending by id.
  [[nodiscard]] const CodeSet& nodes() const noexcept { return nodes_; }

  // "/330000/330100/330106", from the root down to the node; empty when the tree does not have it.
  [[nodiscard]] std::string path_of(std::string_view node) const;
  // From the node itself up to its root: an index entry for each serves "my subtree" by one scan.
  [[nodiscard]] std::vector<std::string_view> ancestors_of(std::string_view node) const;
  // Whether `node` is `office` or answers to it, directly or not; false when either is unknown.
  [[nodiscard]] bool is_within(std::string_view node, std::string_view office) const noexcept;

 private:
  explicit ScopeTree(CodeSet nodes) : nodes_(std::move(nodes)) {}
  CodeSet nodes_;
};

}  // namespace vermilion::codes
