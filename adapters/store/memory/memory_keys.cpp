#include "adapters/store/memory/memory_keys.hpp"

#include "base/hash.hpp"

namespace vermilion {
namespace {

Digest derive(std::uint64_t seed, std::string_view what, std::uint64_t number) {
  Bytes octets(16, '\0');
  put_little(octets.data(), seed);
  put_little(octets.data() + 8, number);
  return sha256({what, octets});
}

}  // namespace

MemoryKeys::MemoryKeys(std::uint64_t seed) : seed_{seed}, lookup_key_{derive(seed, "look-up", 0)} {}

Result<KeyId> MemoryKeys::take() {
  const std::lock_guard lock{mutex_};
  if (taken_ >= taken_max_) return fail(Code::full, "the pool of keys is empty; try again");
  const KeyId key{octets_of<16>(view_of(derive(seed_, "id", taken_)))};
  keys_[key] = derive(seed_, "key", taken_);
  ++taken_;
  return key;
}

Result<Octets<32>> MemoryKeys::open(const KeyId& key) const {
  const std::lock_guard lock{mutex_};
  const auto found = keys_.find(key);
  if (found == keys_.end()) {
    return fail(Code::not_found, "no key " + to_hex(view_of(key.octets)) + " was ever made here");
  }
  if (!found->second) {
    return fail(Code::not_found, "key " + to_hex(view_of(key.octets)) + " was destroyed");
  }
  return *found->second;
}

Result<void> MemoryKeys::destroy(const KeyId& key) {
  const std::lock_guard lock{mutex_};
  const auto found = keys_.find(key);
  if (found == keys_.end()) {
    return fail(Code::not_found, "no key " + to_hex(view_of(key.octets)) + " was ever made here");
  }
  found->second.reset();
  return ok();
}

void MemoryKeys::limit(std::uint64_t taken_max) {
  const std::lock_guard lock{mutex_};
  taken_max_ = taken_max;
}

}  // namespace vermilion
