#include "app/api/token_cache.hpp"

namespace vermilion::api {
namespace {

// What an entry takes beside its texts: map node, deque element, shared identity; rounded up.
constexpr std::size_t entry_overhead = 320;

}  // namespace

std::shared_ptr<const Identity> TokenCache::find(std::string_view token, std::uint64_t generation,
                                                 Instant now) {
  Shard& shard = shard_of(token);
  const std::scoped_lock lock(shard.mutex);
  const auto at = shard.entries.find(token);
  if (at == shard.entries.end() || at->second.generation != generation ||
      now >= at->second.identity->expires_at) {
    ++shard.misses;
    return nullptr;
  }
  ++shard.hits;
  return at->second.identity;
}

void TokenCache::put(std::string_view token, std::uint64_t generation,
                     std::shared_ptr<const Identity> identity) {
  const std::size_t bytes = entry_overhead + token.size() + identity->issuer.size() +
                            identity->subject.size() + identity->on_behalf_of.size();
  if (bytes > shard_bytes_max_) return;
  Shard& shard = shard_of(token);
  const std::scoped_lock lock(shard.mutex);
  const auto [at, is_new] = shard.entries.try_emplace(std::string(token));
  shard.bytes += bytes - at->second.bytes;
  at->second = {generation, std::move(identity), bytes};
  if (is_new) shard.oldest_first.push_back(at->first);
  while (shard.bytes > shard_bytes_max_) {
    const auto oldest = shard.entries.find(shard.oldest_first.front());
    shard.oldest_first.pop_front();
    shard.bytes -= oldest->second.bytes;
    shard.entries.erase(oldest);
  }
}

TokenCacheStatistics TokenCache::statistics() const {
  TokenCacheStatistics statistics;
  for (const Shard& shard : shards_) {
    const std::scoped_lock lock(shard.mutex);
    statistics.hits += shard.hits;
    statistics.misses += shard.misses;
    statistics.bytes += shard.bytes;
  }
  return statistics;
}

}  // namespace vermilion::api
