#include "projections/query/page.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vermilion::projections {
namespace {

Result<Bytes> place_of(const std::string& cursor, std::size_t suffix_size) {
  if (cursor.empty()) return Bytes{};
  auto place = from_base64url(cursor);
  if (!place || place->size() != suffix_size) {
    return fail(Code::invalid, "this is no cursor of this list; leave it out to start again");
  }
  return std::move(*place);
}

// Whether `wide` shows all that `narrow` shows.
bool covers(const SeenScope& wide, const SeenScope& narrow) {
  const bool any_item = wide.item.empty() || wide.item == "*";
  return wide.tree == narrow.tree && lies_within(narrow.path, wide.path) &&
         (wide.role.empty() || wide.role == narrow.role) && (any_item || wide.item == narrow.item);
}

}  // namespace

bool sees(SeenScopes scopes, BytesView tree, BytesView path, BytesView item) {
  return std::any_of(scopes.begin(), scopes.end(), [&](const SeenScope& scope) {
    return scope.tree == tree && scope.covers_item(item) && lies_within(path, scope.path);
  });
}

bool Subtree::allows(BytesView role, BytesView item) const noexcept {
  return std::any_of(allowed.begin(), allowed.end(), [&](const SeenScope* scope) {
    return (scope->role.empty() || scope->role == role) && scope->covers_item(item);
  });
}
bool Subtree::allows_item(BytesView item) const noexcept {
  return std::any_of(allowed.begin(), allowed.end(),
                     [&](const SeenScope* scope) { return scope->covers_item(item); });
}

Result<std::vector<Subtree>> subtrees_of(SeenScopes scopes) {
  std::vector<Subtree> kept;
  for (const auto& scope : scopes) {
    const bool covered = std::any_of(scopes.begin(), scopes.end(), [&](const SeenScope& other) {
      return &other != &scope && covers(other, scope) && (!covers(scope, other) || &other < &scope);
    });
    if (covered) continue;
    auto at = std::find_if(kept.begin(), kept.end(), [&](const Subtree& one) {
      return one.tree == scope.tree && one.path == scope.path;
    });
    if (at == kept.end()) at = kept.insert(at, Subtree{scope.tree, scope.path, {}});
    at->allowed.push_back(&scope);
  }
  if (kept.size() > page_scopes_max) {
    return fail(Code::invalid,
                fmt::format("a list spans at most {} scopes; name fewer offices", page_scopes_max));
  }
  return kept;
}

std::vector<Bytes> prefixes_of(char kind, const std::vector<Subtree>& subtrees) {
  std::vector<Bytes> prefixes;
  prefixes.reserve(subtrees.size());
  for (const auto& subtree : subtrees) {
    prefixes.push_back(scope_prefix(kind, subtree.tree, subtree.path));
  }
  return prefixes;
}

Result<Page<Hit>> page_of(const RowReader& rows, const Range& range, const PageRequest& request,
                          const Matches& matches) {
  if (request.limit == 0 || request.limit > page_rows_max) {
    return fail(Code::invalid, fmt::format("limit is 1 to {}", page_rows_max));
  }
  VERMILION_TRY(const auto after, place_of(request.cursor, range.suffix_size));
  Page<Hit> page;
  const auto each_max = std::max(
      request.limit + 1, page_examined_max / std::max<std::size_t>(range.prefixes.size(), 1));
  // Up to where every range has been read: rows behind it wait for the next page.
  std::optional<Bytes> horizon;
  for (std::size_t i = 0; i < range.prefixes.size(); ++i) {
    const auto& prefix = range.prefixes[i];
    const auto from = after.empty() ? prefix : prefix + after + '\0';
    const auto to = range.until.empty() ? after_prefix(prefix) : prefix + range.until;
    if (!to.empty() && from >= to) continue;
    std::size_t examined = 0;
    std::size_t found = 0;
    std::optional<Bytes> stopped;
    Result<void> result = ok();
    VERMILION_TRY(rows.scan(from, to, [&](BytesView key, BytesView value) {
      const auto suffix = key.substr(prefix.size());
      if (suffix.size() != range.suffix_size) {
        result = fail(Code::corrupt, "an index row's key has another length: " + to_hex(key));
        return false;
      }
      ++examined;
      auto match = matches(i, suffix, value);
      if (!match) {
        result = fail(match.error().code, match.error().detail);
        return false;
      }
      if (match.value()) {
        page.rows.push_back({Bytes{suffix}, Bytes{value}});
        ++found;
      }
      if (examined < each_max && found <= request.limit) return true;
      stopped = Bytes{suffix};
      return false;
    }));
    VERMILION_TRY(std::move(result));
    if (stopped && (!horizon || *stopped < *horizon)) horizon = std::move(stopped);
  }
  std::sort(page.rows.begin(), page.rows.end(),
            [](const Hit& a, const Hit& b) { return a.suffix < b.suffix; });
  page.rows.erase(std::unique(page.rows.begin(), page.rows.end(),
                              [](const Hit& a, const Hit& b) { return a.suffix == b.suffix; }),
                  page.rows.end());
  if (horizon) {
    std::erase_if(page.rows, [&](const Hit& hit) { return hit.suffix > *horizon; });
  }
  if (page.rows.size() > request.limit) {
    page.rows.resize(request.limit);
    page.next = to_base64url(page.rows.back().suffix);
  } else if (horizon) {
    page.next = to_base64url(*horizon);
  }
  return page;
}

}  // namespace vermilion::projections
