#include "engine/ports/overlay.hpp"

#include <algorithm>

namespace vermilion {

const Overlay::Change* Overlay::own(BytesView key) const {
  const auto found = changes_.find(key);
  return found == changes_.end() ? nullptr : &found->second;
}

bool Overlay::is_absent(BytesView key) const {
  return std::any_of(absent_.begin(), absent_.end(),
                     [&](const RowKey& absent) { return absent.view() == key; });
}

Result<std::optional<Bytes>> Overlay::get(BytesView key) const {
  if (const auto* change = own(key)) {
    return change->gone() ? std::optional<Bytes>{} : change->made();
  }
  if (is_absent(key)) return std::optional<Bytes>{};
  return below_->get(key);
}

Result<FoundRow> Overlay::find(BytesView key) const {
  if (const auto* change = own(key)) return FoundRow{change->octets, change->value};
  if (is_absent(key)) return FoundRow{};
  return below_->find(key);
}

Result<void> Overlay::scan(BytesView from, BytesView to,
                           const std::function<bool(BytesView, BytesView)>& each) const {
  struct Own {
    BytesView key;
    const Change* change;
  };
  std::vector<Own> rows;
  for (const auto& [key, change] : changes_) {
    if (key.view() >= from && (to.empty() || key.view() < to))
      rows.push_back({key.view(), &change});
  }
  // A heap, not a sorted list: most scans want the first row only.
  const auto later = [](const Own& a, const Own& b) { return a.key > b.key; };
  std::make_heap(rows.begin(), rows.end(), later);
  const auto pop = [&] {
    std::pop_heap(rows.begin(), rows.end(), later);
    rows.pop_back();
  };
  bool going = true;
  // Own rows that lie before `key` come first; an own row of the same key hides the one below.
  const auto own_before = [&](BytesView key, bool all) {
    while (going && !rows.empty() && (all || rows.front().key < key)) {
      const auto first = rows.front();
      pop();
      if (!first.change->gone()) going = each(first.key, first.change->made());
    }
  };
  VERMILION_TRY(below_->scan(from, to, [&](BytesView key, BytesView value) {
    own_before(key, false);
    if (!going) return false;
    if (!rows.empty() && rows.front().key == key) return true;
    going = each(key, value);
    return going;
  }));
  own_before({}, true);
  return ok();
}

void Overlay::put(BytesView key, Bytes value) {
  auto& change = changes_.try_emplace(RowKey{key}).first->second;
  change.octets = std::move(value);
  change.value.reset();
}

void Overlay::put(BytesView key, std::shared_ptr<const RowValue> value) {
  auto& change = changes_.try_emplace(RowKey{key}).first->second;
  change.octets.reset();
  change.value = std::move(value);
}

std::shared_ptr<RowValue> Overlay::take_value(BytesView key) {
  const auto found = changes_.find(key);
  if (found == changes_.end() || found->second.value.use_count() != 1) return nullptr;
  return std::const_pointer_cast<RowValue>(std::move(found->second.value));
}

void Overlay::add(BytesView key, Bytes value) {
  const auto [at, is_new] = changes_.try_emplace(RowKey{key});
  at->second.octets = std::move(value);
  at->second.value.reset();
  if (is_new) at->second.added = true;
}

void Overlay::erase(BytesView key) {
  const auto [at, is_new] = changes_.try_emplace(RowKey{key});
  if (!is_new && at->second.added) {
    changes_.erase(at);
    return;
  }
  at->second.octets.reset();
  at->second.value.reset();
}

void Overlay::move_into(Overlay& target) {
  absent_.clear();
  if (target.changes_.empty()) {
    target.changes_.swap(changes_);
    return;
  }
  for (auto& [key, change] : changes_) {
    const auto [at, is_new] = target.changes_.try_emplace(key);
    auto& below = at->second;
    if (!is_new && change.gone() && below.added) {
      target.changes_.erase(at);
      continue;
    }
    below.octets = std::move(change.octets);
    below.value = std::move(change.value);
    if (is_new) below.added = change.added;
  }
  changes_.clear();
}

std::vector<RowChange> Overlay::changes() const {
  std::vector<RowChange> rows;
  rows.reserve(changes_.size());
  for (const auto& [key, change] : changes_) {
    auto& row = rows.emplace_back(RowChange{Bytes{key.view()}, std::nullopt});
    if (!change.gone()) row.value = change.made();
  }
  std::sort(rows.begin(), rows.end(),
            [](const RowChange& a, const RowChange& b) { return a.key < b.key; });
  return rows;
}

std::vector<RowChange> Overlay::take() {
  auto rows = changes();
  clear();
  return rows;
}

void Overlay::clear() {
  changes_.clear();
  absent_.clear();
}

}  // namespace vermilion
