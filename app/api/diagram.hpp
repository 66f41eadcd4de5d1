// Diagrams: a table's DOT text drawn as SVG by Graphviz, once an edition.
//
// Graphviz is a program of its own, so it is run as one (`dot -Tsvg`), at the first request and on
// the LateWork's thread; its answer is kept for the life of the process, because an edition's table
// never changes. Where `dot` is not installed the route says so (501) and the table itself is still
// served as JSON. Bounds: 4 MiB of SVG, 20 s. Threads: `svg_of` blocks; any, one at a time.
#pragma once

#include <string>

#include "base/result.hpp"

namespace vermilion::api {

inline constexpr std::size_t diagram_bytes_max = 4U << 20U;
inline constexpr int diagram_timeout_ms = 20'000;

// `program` is looked up in PATH. Errors: unsupported (no such program), unavailable (it failed,
// took too long, or said too much).
[[nodiscard]] Result<std::string> svg_of(const std::string& dot_text,
                                         const std::string& program = "dot");

}  // namespace vermilion::api
