// Grants: who may do what, where, until when; from an operator's YAML to the text that is adopted.
//
// The operator writes nodes of a scope tree; the adopted text holds their paths, so that it can be
// read without any other reference data:
//
//   version: "2026-1"
//   grants:
//     - {id: g1, who: li.wei, person: p-17, role: window, tree: accounting, node: "330106",
//        item: "*", from: 2026-01-01, until: 2027-01-01}      # until is outside; item, person: may
//                                                             # be left out
// The adopted text: "vermilion-grants/1", "version <text>", then a line a grant: id, who, person,
// role, tree, path, item, from, until, separated by tabs; ascending by id.
// Errors: invalid (file:line: an unknown role, node or member, an id twice, an empty period).
// Threads: pure.
#pragma once

#include "engine/core/references.hpp"

namespace vermilion::catalogue {

inline constexpr std::size_t grants_max = 65'536;

// `file` is the name that messages bear.
[[nodiscard]] Result<Bytes> grants_text(const std::string& file, std::string_view yaml,
                                        const Scopes& scopes);
[[nodiscard]] Result<Grants> load_grants(BytesView text);

}  // namespace vermilion::catalogue
