#include "adapters/store/segments/sealed_segment.hpp"

namespace vermilion {

BlockCache::Block BlockCache::find(const void* segment, std::size_t block) {
  const std::lock_guard lock{mutex_};
  const auto place = places_.find({segment, block});
  if (place == places_.end()) return nullptr;
  held_.splice(held_.begin(), held_, place->second);
  return place->second->octets;
}

void BlockCache::keep(const void* segment, std::size_t block, Block octets) {
  const std::lock_guard lock{mutex_};
  const Key key{segment, block};
  if (places_.contains(key)) return;
  held_.push_front({key, std::move(octets)});
  places_[key] = held_.begin();
  if (held_.size() > blocks_max_) {
    places_.erase(held_.back().key);
    held_.pop_back();
  }
}

void BlockCache::forget(const void* segment) {
  const std::lock_guard lock{mutex_};
  for (auto held = held_.begin(); held != held_.end();) {
    if (held->key.first == segment) {
      places_.erase(held->key);
      held = held_.erase(held);
    } else {
      ++held;
    }
  }
}

}  // namespace vermilion
