// The scope trees of a house as one adopted text: node to path, one tree a business line.
//
//   vermilion-scopes/1
//   number <n>                  grows with each change of a tree; records carry it
//   version <text>
//   tree <line>
//   <node> <path>               "330106 /330000/330100/330106"; nodes ascending
//
// Errors: invalid, with the line. Threads: pure.
#pragma once

#include <span>

#include "engine/core/references.hpp"
#include "workflows/codes/scope_tree.hpp"

namespace vermilion::catalogue {

struct LineTree {
  std::string line;  // "accounting"
  codes::ScopeTree tree;
};

[[nodiscard]] Bytes scopes_text(std::uint32_t number, const std::string& version,
                                std::span<const LineTree> trees);
[[nodiscard]] Result<Scopes> load_scopes(BytesView text);

}  // namespace vermilion::catalogue
