// KeyTable: every key of a store in memory, found by its id, and the form of a pool file.
//
// Pool file: a head of 64 octets {"VERMKEYS", version u32 = 2, count u32, id of the hall key 8,
// crc32c of those 24 u32, zeros}, then `count` entries of 64 octets {id 16, wrapped key 40 (zeros
// when destroyed), state 1 (1 live, 2 destroyed), zeros 3, crc32c of the first 60 u32}, all
// little-endian. Version 1 held keys that were not wrapped: {…, count, crc32c of those 16}, {id 16,
// key 32, state 1, zeros 11, crc32c}. An entry never crosses a sector of 512
// octets, so a torn write cannot mix an old and a new one. Memory: 49 octets an entry and 8 to 16
// for finding it: 65 MiB for a million keys. Threads: none of its own; its owner guards it.
#pragma once

#include <deque>
#include <vector>

#include "adapters/store/keys/hall_key.hpp"
#include "base/personal.hpp"
#include "base/result.hpp"

namespace vermilion {

struct KeyEntry {
  KeyId id;
  Octets<32> key{};
  bool destroyed = false;
};

inline constexpr std::size_t key_entry_octets = 64;
inline constexpr std::uint32_t pool_keys_max = 1U << 16U;

[[nodiscard]] Bytes encode_entry(const KeyEntry& entry, const HallKey& hall);
[[nodiscard]] Bytes encode_pool(const std::vector<KeyEntry>& entries, const HallKey& hall);
struct DecodedPool {
  std::vector<KeyEntry> entries;
  bool wrapped = true;  // false: of version 1
};
// Errors: corrupt, with the path and the entry that is wrong; invalid (wrapped by another hall
// key); unsupported.
[[nodiscard]] Result<DecodedPool> decode_pool(const std::string& path, BytesView octets,
                                              const HallKey& hall);
// Which hall key wrapped a pool; zero for one of version 1. Errors: corrupt.
[[nodiscard]] Result<HallKey::Id> wrapped_by(const std::string& path, BytesView octets);
[[nodiscard]] constexpr std::uint64_t offset_of_entry(std::size_t index) noexcept {
  return (index + 1) * key_entry_octets;
}

class KeyTable {
 public:
  [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
  [[nodiscard]] KeyEntry& at(std::size_t number) { return entries_[number]; }
  [[nodiscard]] const KeyEntry& at(std::size_t number) const { return entries_[number]; }
  // False when the id is there already.
  bool add(const KeyEntry& entry);
  // The number of the entry of this id.
  [[nodiscard]] std::optional<std::size_t> find(const KeyId& id) const;

 private:
  [[nodiscard]] std::size_t slot_of(const KeyId& id) const;  // its own, or the free one for it
  void grow();

  std::deque<KeyEntry> entries_;
  std::vector<std::uint32_t> slots_;  // entry number + 1; 0 is free; open addressing, half full
};

}  // namespace vermilion
