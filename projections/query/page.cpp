#include "projections/query/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace vermilion::projections {
namespace {

// Whether `wide` shows all that `narrow` shows.
bool covers(const SeenScope& wide, const SeenScope& narrow) {
  const bool any_item = wide.item.empty() || wide.item == "*";
  return wide.tree == narrow.tree && lies_within(narrow.path, wide.path) &&
         (wide.role.empty() || wide.role == narrow.role) && (any_item || wide.item == narrow.item);
}

// One page while it is gathered: the first `limit` + 1 rows that match, over all prefixes.
class Gathering {
 public:
  Gathering(const Range& range, const PageRequest& request, const Matches& matches, Bytes after)
      : range_{range},
        limit_{request.limit},
        matches_{matches},
        after_{std::move(after)},
        share_{page_examined_max / std::max<std::size_t>(range.parts.size(), 1)} {}

  Result<void> read(const RowReader& rows, std::size_t part) {
    part_ = part;
    examined_ = 0;
    scope_.clear();
    const auto& [prefix, below] = range_.parts[part];
    Result<void> result = ok();
    VERMILION_TRY(rows.walk(begin_of(prefix), after_prefix(below.empty() ? prefix : below),
                            [&](BytesView key, BytesView value) {
                              auto step = take(key, value);
                              if (step) return std::move(step.value());
                              result = fail(step.error().code, step.error().detail);
                              return RowStep::stop();
                            }));
    return result;
  }

  Page<Hit> page() && {
    Page<Hit> page;
    if (horizon_) hits_.erase(hits_.upper_bound(*horizon_), hits_.end());
    const bool full = hits_.size() > limit_;
    for (auto& [suffix, value] : hits_) {
      if (page.rows.size() == limit_) break;
      page.rows.push_back({suffix, std::move(value)});
    }
    if (full) {
      page.next = to_base64url(page.rows.back().suffix);
    } else if (horizon_) {
      page.next = to_base64url(*horizon_);
    }
    return page;
  }

 private:
  [[nodiscard]] Bytes begin_of(const Bytes& prefix) const {
    return after_.empty() ? prefix : prefix + after_ + '\0';
  }
  [[nodiscard]] RowStep leave() const {
    const auto& [prefix, below] = range_.parts[part_];
    if (scope_ != prefix) return RowStep::to(after_prefix(scope_));
    return below.empty() ? RowStep::stop() : RowStep::to(below);
  }

  Result<RowStep> take(BytesView key, BytesView value) {
    if (scope_.empty() || !key.starts_with(scope_)) {
      const auto& [prefix, below] = range_.parts[part_];
      if (key.starts_with(prefix)) {
        scope_ = prefix;
      } else if (below.empty()) {
        return RowStep::stop();
      } else if (key < below) {
        return RowStep::to(below);
      } else {
        const auto zero = key.find('\0', below.size());
        if (zero == BytesView::npos) return bad(key);
        scope_ = key.substr(0, zero + 1);
      }
      // Half of what is left to examine: scopes to come want their part.
      scope_left_ = limit_ + 1;
      if (share_ > examined_) {
        scope_left_ = std::max(scope_left_, below.empty() ? share_ : (share_ - examined_) / 2);
      }
      if (auto begin = begin_of(scope_); key < begin) return RowStep::to(std::move(begin));
    }
    const auto suffix = key.substr(scope_.size());
    if (suffix.size() != range_.suffix_size) return bad(key);
    const bool too_late = (!range_.until.empty() && suffix >= range_.until) ||
                          (horizon_ && suffix > *horizon_) ||
                          (hits_.size() > limit_ && suffix > hits_.rbegin()->first);
    if (too_late) return leave();
    ++examined_;
    VERMILION_TRY(const bool match, matches_(part_, suffix, value));
    if (match) {
      hits_.emplace(suffix, value);
      if (hits_.size() > limit_ + 1) hits_.erase(std::prev(hits_.end()));
    }
    if (--scope_left_ > 0) return RowStep::next();
    horizon_ = suffix;  // it is not behind the one before
    return leave();
  }

  static Result<RowStep> bad(BytesView key) {
    return fail(Code::corrupt, "an index row's key has another length: " + to_hex(key));
  }

  const Range& range_;
  std::size_t limit_;
  const Matches& matches_;
  Bytes after_;
  std::size_t share_;  // rows that each part may examine
  std::size_t part_ = 0;
  std::size_t examined_ = 0;  // in this part
  Bytes scope_;               // the prefix that is being read
  std::size_t scope_left_ = 0;
  std::map<Bytes, Bytes, std::less<>> hits_;
  std::optional<Bytes> horizon_;  // up to where every prefix has been read
};

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

std::vector<IndexPart> parts_of(char kind, const std::vector<Subtree>& subtrees) {
  std::vector<IndexPart> parts;
  parts.reserve(subtrees.size());
  for (const auto& subtree : subtrees) {
    auto prefix = scope_prefix(kind, subtree.tree, subtree.path);
    auto below = prefix;
    below.back() = '/';
    parts.push_back({std::move(prefix), std::move(below)});
  }
  return parts;
}

Result<Bytes> place_of(const PageRequest& request, std::size_t suffix_size) {
  if (request.limit == 0 || request.limit > page_rows_max) {
    return fail(Code::invalid, fmt::format("limit is 1 to {}", page_rows_max));
  }
  if (request.cursor.empty()) return Bytes{};
  auto place = from_base64url(request.cursor);
  if (!place || place->size() != suffix_size) {
    return fail(Code::invalid, "this is no cursor of this list; leave it out to start again");
  }
  return std::move(*place);
}

Result<Page<Hit>> page_of(const RowReader& rows, const Range& range, const PageRequest& request,
                          const Matches& matches) {
  VERMILION_TRY(auto after, place_of(request, range.suffix_size));
  Gathering gathering{range, request, matches, std::move(after)};
  for (std::size_t part = 0; part < range.parts.size(); ++part) {
    VERMILION_TRY(gathering.read(rows, part));
  }
  return std::move(gathering).page();
}

}  // namespace vermilion::projections
