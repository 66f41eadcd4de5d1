#include "projections/changes.hpp"

#include <algorithm>
#include <array>

namespace vermilion::projections {
namespace {

std::uint32_t hash_of(BytesView key) noexcept {
  return static_cast<std::uint32_t>(std::hash<BytesView>{}(key));
}

// Up to eight octets from `from` on as a number, so that most keys are told apart without following
// them.
std::uint64_t head_of(BytesView key, std::size_t from) noexcept {
  if (key.size() >= from + 8) return get_big<std::uint64_t>(key.data() + from);
  char padded[8]{};
  if (key.size() > from)
    std::copy(key.begin() + static_cast<std::ptrdiff_t>(from), key.end(), padded);
  return get_big<std::uint64_t>(padded);
}

// How many octets all keys of one kind (first letter) begin with: an index's begin with its scope.
class SharedBeginnings {
 public:
  void add(BytesView key) {
    auto& kind = kinds_[kind_of(key)];
    if (kind.some.empty()) {
      kind = {key, key.size()};
      return;
    }
    const auto most = std::min(kind.size, key.size());
    if (key.substr(0, most) == kind.some.substr(0, most)) {
      kind.size = most;
      return;
    }
    kind.size = static_cast<std::size_t>(
        std::mismatch(key.begin(), key.begin() + static_cast<std::ptrdiff_t>(most),
                      kind.some.begin())
            .first -
        key.begin());
  }
  [[nodiscard]] std::size_t of(BytesView key) const noexcept { return kinds_[kind_of(key)].size; }

 private:
  struct Kind {
    BytesView some;
    std::size_t size = 0;
  };
  static std::size_t kind_of(BytesView key) noexcept {
    return key.empty() ? 0 : static_cast<unsigned char>(key[0]);
  }
  std::array<Kind, 256> kinds_{};
};

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

// A table of that many places, a power of two, with every slot in it.
void Changes::place_all(std::size_t places) {
  table_.assign(places, 0);
  const auto mask = places - 1;
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    if (slots_[i].vacant) continue;
    auto at = slots_[i].hash & mask;
    while (table_[at] != 0) at = (at + 1) & mask;
    table_[at] = static_cast<std::uint32_t>(i + 1);
  }
}

Changes::Slot& Changes::insert(BytesView key, std::uint32_t hash) {
  if (2 * (slots_.size() + 1) > table_.size()) {
    place_all(std::max<std::size_t>(table_.size() * 2, 1'024));
  }
  auto index = static_cast<std::uint32_t>(slots_.size());
  if (vacant_.empty()) {
    slots_.emplace_back();
  } else {
    index = vacant_.back();
    vacant_.pop_back();
  }
  const auto mask = table_.size() - 1;
  auto at = hash & mask;
  while (table_[at] != 0) at = (at + 1) & mask;
  table_[at] = index + 1;
  auto& slot = slots_[index];
  if (slot.key_room < key.size()) {
    slot.key = arena_.take(key.size());
    slot.key_room = static_cast<std::uint32_t>(key.size());
  }
  std::copy(key.begin(), key.end(), slot.key);
  slot.key_size = static_cast<std::uint32_t>(key.size());
  slot.hash = hash;
  slot.below = Below::unknown;
  slot.vacant = false;
  return slot;
}

// A row that never was below and has gone: as if it had never come. Those behind it in the table
// move up, so that each is still found from its own place on.
void Changes::vacate(Slot& slot) {
  const auto index = static_cast<std::uint32_t>(&slot - slots_.data());
  const auto mask = table_.size() - 1;
  auto at = slot.hash & mask;
  while (table_[at] != index + 1) at = (at + 1) & mask;
  for (auto next = (at + 1) & mask; table_[next] != 0; next = (next + 1) & mask) {
    const auto home = slots_[table_[next] - 1].hash & mask;
    if (((next - home) & mask) < ((next - at) & mask)) continue;
    table_[at] = table_[next];
    at = next;
  }
  table_[at] = 0;
  slot.vacant = true;
  slot.has_octets = false;
  slot.size = 0;
  vacant_.push_back(index);
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
  slot.has_octets = true;
}

void Changes::hold(Slot& slot, std::unique_ptr<OpenRow> row) {
  slot.row = std::move(row);
  slot.present = true;
  slot.used = generation_;
  if (slot.listed) return;
  slot.listed = true;
  opened_.push_back(static_cast<std::uint32_t>(&slot - slots_.data()));
}

void Changes::encode(Slot& slot) {
  if (slot.row->changed && slot.below == Below::same) slot.below = Below::unknown;
  slot.row->changed = false;
  scratch_.clear();
  slot.row->encode_into(scratch_);
  write_value(slot, scratch_);
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
  if (slot->row && (slot->row->changed || !slot->has_octets)) encode(*slot);
  return std::optional<BytesView>{BytesView{slot->value, slot->size}};
}

Result<OpenRow*> Changes::open(BytesView key, RowOpener opener, bool surely_new) {
  const auto hash = hash_of(key);
  auto* slot = lookup(key, hash);
  const auto corrupt = [&] {
    return fail(Code::corrupt, "a view's row does not decode: " + to_hex(key));
  };
  if (slot == nullptr) {
    if (below_ == nullptr || surely_new) return nullptr;
    VERMILION_TRY(const auto value, below_->get(key));
    std::unique_ptr<OpenRow> row;
    if (value && !(row = opener(*value))) return corrupt();
    slot = &insert(key, hash);
    slot->below = value ? Below::same : Below::nothing;
    if (row) hold(*slot, std::move(row));
  } else if (slot->present && !slot->row) {
    auto row = opener(BytesView{slot->value, slot->size});
    if (!row) return corrupt();
    hold(*slot, std::move(row));
  }
  slot->used = generation_;
  return slot->row.get();
}

void Changes::add_open(BytesView key, std::unique_ptr<OpenRow> row) {
  const auto hash = hash_of(key);
  auto* slot = lookup(key, hash);
  if (slot == nullptr) {
    slot = &insert(key, hash);
    slot->below = Below::nothing;
  }
  hold(*slot, std::move(row));
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
  slot->row.reset();
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
  slot->row.reset();
  slot->present = false;
  if (slot->below == Below::nothing) vacate(*slot);
}

void Changes::close_old() {
  std::erase_if(opened_, [&](std::uint32_t index) {
    auto& slot = slots_[index];
    if (slot.row && slot.used == generation_) return false;
    if (slot.row) {
      if (slot.row->changed || !slot.has_octets) encode(slot);
      slot.row.reset();
    }
    slot.listed = false;
    return true;
  });
  ++generation_;
  // What is left is in use: not to be walked again for each record.
  close_at_ = std::max(open_rows_max, 2 * opened_.size());
}

std::vector<ChangeView> Changes::sorted() {
  for (const auto index : opened_) {
    auto& slot = slots_[index];
    if (slot.row && slot.row->changed) encode(slot);
  }
  struct Place {
    char kind;
    std::uint64_t head;
    const Slot* slot;
  };
  std::vector<Place> places;
  places.reserve(slots_.size());
  SharedBeginnings beginnings;
  for (const auto& slot : slots_) {
    if (slot.vacant) continue;
    const bool changed =
        slot.below == Below::unknown || (slot.below == Below::nothing && slot.present);
    if (!changed) continue;
    places.push_back({slot.key_size == 0 ? '\0' : slot.key[0], 0, &slot});
    beginnings.add(slot.key_view());
  }
  for (auto& place : places) {
    const auto key = place.slot->key_view();
    place.head = head_of(key, beginnings.of(key));
  }
  std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
    if (a.kind != b.kind) {
      return static_cast<unsigned char>(a.kind) < static_cast<unsigned char>(b.kind);
    }
    return a.head != b.head ? a.head < b.head : a.slot->key_view() < b.slot->key_view();
  });
  std::vector<ChangeView> changes;
  changes.reserve(places.size());
  for (const auto& [kind, head, slot] : places) {
    changes.push_back({slot->key_view(), {}});
    if (slot->present) changes.back().value = BytesView{slot->value, slot->size};
  }
  return changes;
}

void Changes::written() {
  std::vector<Slot> kept;
  for (const auto index : opened_) {
    auto& slot = slots_[index];
    const bool keeps = slot.row && slot.used == generation_ && slot.size <= kept_row_octets_max &&
                       kept.size() < open_rows_max;
    if (!keeps) continue;
    slot.key = spare_.copy(slot.key_view());
    slot.key_room = slot.key_size;
    slot.value = nullptr;
    slot.size = slot.room = 0;
    slot.has_octets = false;
    slot.below = Below::same;
    kept.push_back(std::move(slot));
  }
  // Generations pass only where rows are many, so that a few cases stay at hand for long.
  if (opened_.size() > open_rows_max / 2) ++generation_;
  clear();
  std::swap(arena_, spare_);
  slots_ = std::move(kept);
  place_all(table_.size());
  for (std::size_t i = 0; i < slots_.size(); ++i) opened_.push_back(static_cast<std::uint32_t>(i));
}

void Changes::clear() {
  slots_.clear();
  opened_.clear();
  vacant_.clear();
  close_at_ = open_rows_max;
  std::fill(table_.begin(), table_.end(), 0U);
  arena_.clear();
}

}  // namespace vermilion::projections
