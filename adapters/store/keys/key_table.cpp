#include "adapters/store/keys/key_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.hpp"

namespace vermilion {
namespace {

constexpr BytesView magic = "VERMKEYS";
constexpr std::uint32_t version = 2;
constexpr std::uint32_t version_unwrapped = 1;
constexpr std::size_t key_at = 16;
constexpr std::size_t state_at = key_at + HallKey::wrapped_octets;
constexpr std::size_t state_unwrapped_at = 48;
constexpr std::size_t crc_at = 60;
constexpr char live = 1;
constexpr char dead = 2;

struct Head {
  std::uint32_t version = 0;
  std::uint32_t count = 0;
  HallKey::Id hall{};
};

Result<Head> head_of(const std::string& path, BytesView octets) {
  const auto corrupt = [&] {
    return fail(Code::corrupt, path + ": its head is not that of a pool of keys; restore it");
  };
  if (octets.size() < key_entry_octets || octets.substr(0, 8) != magic) return corrupt();
  Head head{get_little<std::uint32_t>(octets.data() + 8),
            get_little<std::uint32_t>(octets.data() + 12),
            {}};
  const std::size_t said = head.version == version_unwrapped ? 16 : 24;
  if (get_little<std::uint32_t>(octets.data() + said) != crc32c(octets.substr(0, said))) {
    return corrupt();
  }
  if (head.version > version) return fail(Code::unsupported, path + ": made by a newer program");
  if (head.version == version) head.hall = octets_of<8>(octets.substr(16));
  return head;
}

}  // namespace

Bytes encode_entry(const KeyEntry& entry, const HallKey& hall) {
  Bytes octets(key_entry_octets, '\0');
  std::copy(entry.id.octets.begin(), entry.id.octets.end(), octets.begin());
  if (!entry.destroyed) {
    const auto wrapped = hall.wrap(entry.key);
    std::copy(wrapped.begin(), wrapped.end(), octets.begin() + key_at);
  }
  octets[state_at] = entry.destroyed ? dead : live;
  put_little(octets.data() + crc_at, crc32c(BytesView{octets}.substr(0, crc_at)));
  return octets;
}

Bytes encode_pool(const std::vector<KeyEntry>& entries, const HallKey& hall) {
  Bytes octets{magic};
  octets.resize(key_entry_octets, '\0');
  put_little(octets.data() + 8, version);
  put_little(octets.data() + 12, static_cast<std::uint32_t>(entries.size()));
  std::copy(hall.id().begin(), hall.id().end(), octets.begin() + 16);
  put_little(octets.data() + 24, crc32c(BytesView{octets}.substr(0, 24)));
  for (const auto& entry : entries) octets += encode_entry(entry, hall);
  return octets;
}

Result<HallKey::Id> wrapped_by(const std::string& path, BytesView octets) {
  VERMILION_TRY(const auto head, head_of(path, octets));
  return head.hall;
}

Result<DecodedPool> decode_pool(const std::string& path, BytesView octets, const HallKey& hall) {
  VERMILION_TRY(const auto head, head_of(path, octets));
  if (head.count > pool_keys_max || octets.size() != offset_of_entry(head.count)) {
    return fail(Code::corrupt, fmt::format("{}: {} octets, and its head says {} keys; restore it",
                                           path, octets.size(), head.count));
  }
  DecodedPool pool{std::vector<KeyEntry>(head.count), head.version == version};
  if (pool.wrapped && head.hall != hall.id()) {
    return fail(Code::invalid,
                fmt::format("{}: wrapped by hall key {}, and this one is {}: name the right one "
                            "with --hall-key",
                            path, to_hex(view_of(head.hall)), to_hex(view_of(hall.id()))));
  }
  const auto at_state = pool.wrapped ? state_at : state_unwrapped_at;
  for (std::uint32_t i = 0; i < head.count; ++i) {
    const auto rotten = [&] {
      return fail(Code::corrupt,
                  fmt::format("{}: entry {} at octet {} is rotten; restore the file, and destroy "
                              "again what was erased since that copy",
                              path, i, offset_of_entry(i)));
    };
    const auto entry = octets.substr(offset_of_entry(i), key_entry_octets);
    const char state = entry[at_state];
    if (get_little<std::uint32_t>(entry.data() + crc_at) != crc32c(entry.substr(0, crc_at)) ||
        (state != live && state != dead)) {
      return rotten();
    }
    auto& made = pool.entries[i];
    made.id = KeyId{octets_of<16>(entry)};
    made.destroyed = state == dead;
    if (made.destroyed) continue;
    if (!pool.wrapped) {
      made.key = octets_of<32>(entry.substr(key_at));
      continue;
    }
    const auto key = hall.unwrap(entry.substr(key_at, HallKey::wrapped_octets));
    if (!key) return rotten();
    made.key = key.value();
  }
  return pool;
}

bool KeyTable::add(const KeyEntry& entry) {
  if ((entries_.size() + 1) * 2 > slots_.size()) grow();
  auto& slot = slots_[slot_of(entry.id)];
  if (slot != 0) return false;
  entries_.push_back(entry);
  slot = static_cast<std::uint32_t>(entries_.size());
  return true;
}

std::optional<std::size_t> KeyTable::find(const KeyId& id) const {
  if (slots_.empty()) return std::nullopt;
  const auto slot = slots_[slot_of(id)];
  if (slot == 0) return std::nullopt;
  return slot - 1;
}

std::size_t KeyTable::slot_of(const KeyId& id) const {
  const auto mask = slots_.size() - 1;
  // Ids are random, so their first octets are a hash.
  auto slot = get_little<std::uint64_t>(view_of(id.octets).data()) & mask;
  while (slots_[slot] != 0 && entries_[slots_[slot] - 1].id != id) slot = (slot + 1) & mask;
  return slot;
}

void KeyTable::grow() {
  slots_.assign(std::max<std::size_t>(1024, slots_.size() * 2), 0);
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    slots_[slot_of(entries_[i].id)] = static_cast<std::uint32_t>(i + 1);
  }
}

}  // namespace vermilion
