#include "engine/ports/overlay.hpp"

namespace vermilion {

Result<std::optional<Bytes>> Overlay::get(BytesView key) const {
  const auto found = changes_.find(key);
  if (found != changes_.end()) return found->second;
  return below_->get(key);
}

Result<void> Overlay::scan(BytesView from, BytesView to,
                           const std::function<bool(BytesView, BytesView)>& each) const {
  auto own = changes_.lower_bound(from);
  const auto in_range = [&](const auto& at) {
    return at != changes_.end() && (to.empty() || at->first < to);
  };
  bool going = true;
  // Own rows that lie before `key` come first; an own row of the same key hides the one below.
  const auto own_before = [&](BytesView key, bool all) {
    for (; going && in_range(own) && (all || own->first < key); ++own) {
      if (own->second) going = each(own->first, *own->second);
    }
  };
  VERMILION_TRY(below_->scan(from, to, [&](BytesView key, BytesView value) {
    own_before(key, false);
    if (!going) return false;
    if (in_range(own) && own->first == key) return true;
    going = each(key, value);
    return going;
  }));
  own_before({}, true);
  return ok();
}

void Overlay::put(BytesView key, Bytes value) {
  const auto found = changes_.find(key);
  if (found != changes_.end()) {
    found->second = std::move(value);
  } else {
    changes_.emplace(Bytes{key}, std::move(value));
  }
}

void Overlay::erase(BytesView key) {
  const auto found = changes_.find(key);
  if (found != changes_.end()) {
    found->second.reset();
  } else {
    changes_.emplace(Bytes{key}, std::nullopt);
  }
}

void Overlay::move_into(Overlay& target) {
  if (target.changes_.empty()) {
    target.changes_.swap(changes_);
    return;
  }
  for (auto& [key, value] : changes_) target.changes_[key] = std::move(value);
  changes_.clear();
}

std::vector<RowChange> Overlay::take() {
  std::vector<RowChange> rows;
  rows.reserve(changes_.size());
  for (auto& [key, value] : changes_) rows.push_back({key, std::move(value)});
  changes_.clear();
  return rows;
}

}  // namespace vermilion
