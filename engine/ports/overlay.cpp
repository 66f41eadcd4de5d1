#include "engine/ports/overlay.hpp"

namespace vermilion {

Result<std::optional<Bytes>> Overlay::get(BytesView key) const {
  const auto found = changes_.find(key);
  if (found != changes_.end()) return found->second.value;
  for (const auto& absent : absent_) {
    if (absent == key) return std::optional<Bytes>{};
  }
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
      if (own->second.value) going = each(own->first, *own->second.value);
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
    found->second.value = std::move(value);
  } else {
    changes_.emplace(Bytes{key}, Change{std::move(value), false});
  }
}

void Overlay::add(BytesView key, Bytes value) {
  const auto found = changes_.find(key);
  if (found != changes_.end()) {
    found->second.value = std::move(value);
  } else {
    changes_.emplace(Bytes{key}, Change{std::move(value), true});
  }
}

void Overlay::erase(BytesView key) {
  const auto found = changes_.find(key);
  if (found == changes_.end()) {
    changes_.emplace(Bytes{key}, Change{});
  } else if (found->second.added) {
    changes_.erase(found);
  } else {
    found->second.value.reset();
  }
}

void Overlay::move_into(Overlay& target) {
  if (target.changes_.empty()) {
    target.changes_.swap(changes_);
    return;
  }
  while (!changes_.empty()) {
    auto node = changes_.extract(changes_.begin());
    const auto found = target.changes_.find(node.key());
    if (found == target.changes_.end()) {
      target.changes_.insert(std::move(node));
    } else if (!node.mapped().value && found->second.added) {
      target.changes_.erase(found);
    } else {
      found->second.value = std::move(node.mapped().value);
    }
  }
}

std::vector<RowChange> Overlay::take() {
  std::vector<RowChange> rows;
  rows.reserve(changes_.size());
  while (!changes_.empty()) {
    auto node = changes_.extract(changes_.begin());
    rows.push_back({std::move(node.key()), std::move(node.mapped().value)});
  }
  return rows;
}

}  // namespace vermilion
