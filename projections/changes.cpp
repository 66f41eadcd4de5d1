#include "projections/changes.hpp"

#include <algorithm>

namespace vermilion::projections {
namespace {

std::uint32_t hash_of(BytesView key) noexcept {
  return static_cast<std::uint32_t>(std::hash<BytesView>{}(key));
}

// The first eight octets as a number, so that most keys are told apart without following them.
std::uint64_t head_of(BytesView key) noexcept {
  if (key.size() >= 8) return get_big<std::uint64_t>(key.data());
  char padded[8]{};
  std::copy(key.begin(), key.end(), padded);
  return get_big<std::uint64_t>(padded);
}

}  // namespace

Changes::Slot* Changes::lookup(BytesView key, std::uint32_t hash) {
  if (table_.empty()) return nullptr;
  const auto mask = table_.size() - 1;
  for (auto at = hash & mask; table_[at] != 0; at = (at + 1) & mask) {
    auto& slot = slots_[table_[at] - 1];
    if (slot.hash == hash && slot.key_view() == key) return &slot;
  }
  return nullptr;
}

void Changes::grow() {
  table_.assign(std::max<std::size_t>(table_.size() * 2, 1'024), 0);
  const auto mask = table_.size() - 1;
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    auto at = slots_[i].hash & mask;
    while (table_[at] != 0) at = (at + 1) & mask;
    table_[at] = static_cast<std::uint32_t>(i + 1);
  }
}

Changes::Slot& Changes::insert(BytesView key, std::uint32_t hash) {
  if (2 * (slots_.size() + 1) > table_.size()) grow();
  const auto mask = table_.size() - 1;
  auto at = hash & mask;
  while (table_[at] != 0) at = (at + 1) & mask;
  auto& slot = slots_.emplace_back();
  table_[at] = static_cast<std::uint32_t>(slots_.size());
  slot.key = arena_.copy(key);
  slot.key_size = static_cast<std::uint32_t>(key.size());
  slot.hash = hash;
  return slot;
}

void Changes::write_value(Slot& slot, BytesView value) {
  if (value.size() > slot.room) {
    // A row that was rewritten once will be again, and somewhat larger.
    const auto room = slot.room == 0 ? value.size() : value.size() + value.size() / 4;
    slot.value = arena_.take(room);
    slot.room = static_cast<std::uint32_t>(room);
  }
  if (!value.empty()) std::memcpy(slot.value, value.data(), value.size());
  slot.size = static_cast<std::uint32_t>(value.size());
  slot.present = true;
}

Result<std::optional<BytesView>> Changes::find(BytesView key) {
  const auto hash = hash_of(key);
  auto* slot = lookup(key, hash);
  if (slot == nullptr) {
    if (below_ == nullptr) return std::optional<BytesView>{};
    VERMILION_TRY(const auto value, below_->get(key));
    slot = &insert(key, hash);
    slot->below = value ? Below::same : Below::nothing;
    if (value) write_value(*slot, *value);
  }
  if (!slot->present) return std::optional<BytesView>{};
  return std::optional<BytesView>{BytesView{slot->value, slot->size}};
}

void Changes::set(BytesView key, BytesView value, bool nothing_below) {
  const auto hash = hash_of(key);
  auto* slot = lookup(key, hash);
  if (slot == nullptr) {
    slot = &insert(key, hash);
    slot->below = nothing_below ? Below::nothing : Below::unknown;
  } else if (slot->below == Below::same) {
    slot->below = Below::unknown;
  }
  write_value(*slot, value);
}

void Changes::erase(BytesView key) {
  const auto hash = hash_of(key);
  auto* slot = lookup(key, hash);
  if (slot == nullptr) {
    if (below_ == nullptr) return;
    slot = &insert(key, hash);
  } else if (slot->below == Below::same) {
    slot->below = Below::unknown;
  }
  slot->present = false;
}

std::vector<ChangeView> Changes::sorted() const {
  struct Place {
    std::uint64_t head;
    const Slot* slot;
  };
  std::vector<Place> places;
  places.reserve(slots_.size());
  for (const auto& slot : slots_) {
    const bool changed =
        slot.below == Below::unknown || (slot.below == Below::nothing && slot.present);
    if (changed) places.push_back({head_of(slot.key_view()), &slot});
  }
  std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
    return a.head != b.head ? a.head < b.head : a.slot->key_view() < b.slot->key_view();
  });
  std::vector<ChangeView> changes;
  changes.reserve(places.size());
  for (const auto& [head, slot] : places) {
    changes.push_back({slot->key_view(), {}});
    if (slot->present) changes.back().value = BytesView{slot->value, slot->size};
  }
  return changes;
}

std::vector<RowChange> Changes::take() {
  std::vector<RowChange> rows;
  const auto changes = sorted();
  rows.reserve(changes.size());
  for (const auto& change : changes) {
    rows.push_back({Bytes{change.key}, {}});
    if (change.value) rows.back().value = Bytes{*change.value};
  }
  clear();
  return rows;
}

void Changes::clear() {
  slots_.clear();
  std::fill(table_.begin(), table_.end(), 0U);
  arena_.clear();
}

}  // namespace vermilion::projections
