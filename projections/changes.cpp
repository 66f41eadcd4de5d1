#include "projections/changes.hpp"

#include <algorithm>

namespace vermilion::projections {

Result<const Bytes*> Changes::find(BytesView key) {
  auto found = slots_.find(key);
  if (found == slots_.end()) {
    if (below_ == nullptr) return nullptr;
    VERMILION_TRY(auto value, below_->get(key));
    octets_ += key.size() + (value ? value->size() : 0);
    found = slots_.try_emplace(Bytes{key}).first;
    found->second.value = std::move(value);
  }
  const auto& value = found->second.value;
  return value ? &*value : nullptr;
}

void Changes::put(Bytes key, Bytes value) {
  const auto size = key.size();
  auto [at, made] = slots_.try_emplace(std::move(key));
  octets_ += made ? size : 0;
  octets_ += value.size();
  octets_ -= at->second.value ? at->second.value->size() : 0;
  at->second.value = std::move(value);
  at->second.changed = true;
}

void Changes::erase(Bytes key) {
  if (below_ == nullptr) {
    const auto found = slots_.find(BytesView{key});
    if (found == slots_.end()) return;
    octets_ -= key.size() + (found->second.value ? found->second.value->size() : 0);
    slots_.erase(found);
    return;
  }
  const auto size = key.size();
  auto [at, made] = slots_.try_emplace(std::move(key));
  octets_ += made ? size : 0;
  octets_ -= at->second.value ? at->second.value->size() : 0;
  at->second.value.reset();
  at->second.changed = true;
}

std::vector<RowChange> Changes::take() {
  std::vector<RowChange> rows;
  rows.reserve(slots_.size());
  while (!slots_.empty()) {
    auto node = slots_.extract(slots_.begin());
    if (node.mapped().changed) {
      rows.push_back({std::move(node.key()), std::move(node.mapped().value)});
    }
  }
  octets_ = 0;
  std::sort(rows.begin(), rows.end(),
            [](const RowChange& a, const RowChange& b) { return a.key < b.key; });
  return rows;
}

void Changes::clear() {
  slots_.clear();
  octets_ = 0;
}

}  // namespace vermilion::projections
