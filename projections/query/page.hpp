// Pages over index rows: several ranges read as one, in the order of what follows the prefix.
//
// An index row's key is prefix ‖ suffix; the suffix (a time, then an id) has one length for all
// prefixes of an index, so rows of several scopes merge by it. A row stands under its own scope
// only: a subtree is read scope by scope, leaping from one to the next, and of each only as far as
// its rows can still be on the page. A page asks the filter about at most `examined_max` rows, and
// `limit` + 1 more a scope, however few of them match; its cursor then says where to go on. A
// cursor is opaque, names a place and not a count, and so stays right when rows come and go.
// Errors: invalid (limit, cursor, too many scopes). Threads: any.
#pragma once

#include <functional>

#include "engine/ports/rows.hpp"
#include "events/codec/span_archive.hpp"
#include "projections/key.hpp"

namespace vermilion::projections {

inline constexpr std::size_t page_rows_max = 200;
inline constexpr std::size_t page_scopes_max = 64;
inline constexpr std::size_t page_examined_max = 4'000;

// A part of the world that a caller may see. An empty role or item means any; "*" is any item.
struct SeenScope {
  std::string tree;
  std::string path;
  std::string role;
  std::string item;
  [[nodiscard]] bool covers_item(BytesView code) const noexcept {
    return item.empty() || item == "*" || item == code;
  }
};
using SeenScopes = std::span<const SeenScope>;

// Whether something of this scope and item is seen at all, whatever the role.
[[nodiscard]] bool sees(SeenScopes scopes, BytesView tree, BytesView path, BytesView item);

// One subtree of an index, and what of it may be seen: by which role, which item.
struct Subtree {
  std::string tree;
  std::string path;
  std::vector<const SeenScope*> allowed;
  [[nodiscard]] bool allows(BytesView role, BytesView item) const noexcept;
  [[nodiscard]] bool allows_item(BytesView item) const noexcept;
};
// The subtrees that the scopes name, each once; a scope that another covers wholly is left out.
// They point into `scopes`. Subtrees may lie within one another with other roles or items; what
// several show, a page shows once. Errors: invalid (more than page_scopes_max).
[[nodiscard]] Result<std::vector<Subtree>> subtrees_of(SeenScopes scopes);

template <class Row>
struct Page {
  std::vector<Row> rows;
  std::optional<std::string> next;  // cursor; none: this was the last page
};

struct PageRequest {
  std::size_t limit = 50;  // 1 … page_rows_max
  std::string cursor;      // empty: from the start
};

// A row of the index that matched.
struct Hit {
  Bytes suffix;
  Bytes value;
};
// Rows under one prefix; and, of a subtree, those of all scopes below it, each under a prefix of
// its own that begins with `below` and ends with a zero.
struct IndexPart {
  Bytes prefix;
  Bytes below;  // empty: there are none
};
struct Range {
  std::vector<IndexPart> parts;
  std::size_t suffix_size = 0;
  Bytes until;  // suffixes from here on are left out; empty: none
};
[[nodiscard]] std::vector<IndexPart> parts_of(char kind, const std::vector<Subtree>& subtrees);
// The place that a cursor names; empty: the start. Errors: invalid (the limit, the cursor).
[[nodiscard]] Result<Bytes> place_of(const PageRequest& request, std::size_t suffix_size);
// `matches` is asked for rows in order of suffix within each prefix; part is an index into
// Range::parts.
using Matches = std::function<Result<bool>(std::size_t part, BytesView suffix, BytesView value)>;
[[nodiscard]] Result<Page<Hit>> page_of(const RowReader& rows, const Range& range,
                                        const PageRequest& request, const Matches& matches);

// A row decoded; nothing when it is not there. Errors: corrupt, and the store's.
template <class Row>
[[nodiscard]] Result<std::optional<Row>> read_row(const RowReader& rows, BytesView key) {
  VERMILION_TRY(const auto octets, rows.get(key));
  if (!octets) return std::optional<Row>{};
  auto row = decode<Row>(*octets);
  if (!row) return fail(Code::corrupt, "a view's row does not decode: " + to_hex(key));
  return row;
}

}  // namespace vermilion::projections
