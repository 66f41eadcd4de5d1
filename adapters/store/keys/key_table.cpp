#include "adapters/store/keys/key_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.hpp"

namespace vermilion {
namespace {

constexpr BytesView magic = "VERMKEYS";
constexpr std::uint32_t version = 1;
constexpr std::size_t key_at = 16;
constexpr std::size_t state_at = 48;
constexpr std::size_t crc_at = 60;
constexpr char live = 1;
constexpr char dead = 2;

}  // namespace

Bytes encode_entry(const KeyEntry& entry) {
  Bytes octets(key_entry_octets, '\0');
  std::copy(entry.id.octets.begin(), entry.id.octets.end(), octets.begin());
  std::copy(entry.key.begin(), entry.key.end(), octets.begin() + key_at);
  octets[state_at] = entry.destroyed ? dead : live;
  put_little(octets.data() + crc_at, crc32c(BytesView{octets}.substr(0, crc_at)));
  return octets;
}

Bytes encode_pool(const std::vector<KeyEntry>& entries) {
  Bytes octets{magic};
  octets.resize(key_entry_octets, '\0');
  put_little(octets.data() + 8, version);
  put_little(octets.data() + 12, static_cast<std::uint32_t>(entries.size()));
  put_little(octets.data() + 16, crc32c(BytesView{octets}.substr(0, 16)));
  for (const auto& entry : entries) octets += encode_entry(entry);
  return octets;
}

Result<std::vector<KeyEntry>> decode_pool(const std::string& path, BytesView octets) {
  if (octets.size() < key_entry_octets || octets.substr(0, 8) != magic ||
      get_little<std::uint32_t>(octets.data() + 16) != crc32c(octets.substr(0, 16))) {
    return fail(Code::corrupt, path + ": its head is not that of a pool of keys; restore it");
  }
  if (get_little<std::uint32_t>(octets.data() + 8) != version) {
    return fail(Code::unsupported, path + ": made by a newer program");
  }
  const auto count = get_little<std::uint32_t>(octets.data() + 12);
  if (count > pool_keys_max || octets.size() != offset_of_entry(count)) {
    return fail(Code::corrupt, fmt::format("{}: {} octets, and its head says {} keys; restore it",
                                           path, octets.size(), count));
  }
  std::vector<KeyEntry> entries(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto entry = octets.substr(offset_of_entry(i), key_entry_octets);
    const char state = entry[state_at];
    if (get_little<std::uint32_t>(entry.data() + crc_at) != crc32c(entry.substr(0, crc_at)) ||
        (state != live && state != dead)) {
      return fail(Code::corrupt,
                  fmt::format("{}: entry {} at octet {} is rotten; restore the file, and destroy "
                              "again what was erased since that copy",
                              path, i, offset_of_entry(i)));
    }
    entries[i] = {KeyId{octets_of<16>(entry)}, octets_of<32>(entry.substr(key_at)), state == dead};
  }
  return entries;
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
