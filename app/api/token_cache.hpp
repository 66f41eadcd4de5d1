// Tokens that were verified already: who they stand for, until when, under which key set.
//
// Verifying costs 14–66 µs, finding here 0.2 (DESIGN §13). Entries are found by the whole text of
// the token (a hash alone could be made to collide), only verified ones are ever put in, so a
// stranger cannot fill it. Bounded by bytes: sixteen shards, each drops its oldest first.
// Threads: any; one lock a shard.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/time.hpp"
#include "events/record.hpp"

namespace vermilion::api {

// Who is asking. A principal is (issuer, subject); nothing here says what it may do.
struct Identity {
  std::string issuer;
  std::string subject;
  PrincipalKind kind = PrincipalKind::person;
  std::string on_behalf_of;  // the legal person an agent acts for; empty: none
  std::uint8_t level = 1;    // of assurance: how surely the issuer knows him (claim acr)
  Instant expires_at;        // exp
};

struct TokenCacheStatistics {
  std::uint64_t hits = 0;
  std::uint64_t misses = 0;
  std::size_t bytes = 0;
};

class TokenCache {
 public:
  explicit TokenCache(std::size_t bytes_max) : shard_bytes_max_(bytes_max / shard_count) {}

  // The identity, when `token` was put under `generation` and now < exp; else nothing.
  std::shared_ptr<const Identity> find(std::string_view token, std::uint64_t generation,
                                       Instant now);
  void put(std::string_view token, std::uint64_t generation,
           std::shared_ptr<const Identity> identity);
  [[nodiscard]] TokenCacheStatistics statistics() const;

 private:
  static constexpr std::size_t shard_count = 16;
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>{}(text);
    }
  };
  struct Entry {
    std::uint64_t generation = 0;
    std::shared_ptr<const Identity> identity;
    std::size_t bytes = 0;
  };
  struct Shard {
    mutable std::mutex mutex;
    std::unordered_map<std::string, Entry, Hash, std::equal_to<>> entries;
    std::deque<std::string_view> oldest_first;  // views of the map's own keys, which do not move
    std::size_t bytes = 0;
    std::uint64_t hits = 0;
    std::uint64_t misses = 0;
  };
  Shard& shard_of(std::string_view token) noexcept {
    // The end of a token is its signature: evenly spread.
    const std::size_t size = token.size();
    const unsigned last = size < 4 ? 0U : static_cast<unsigned char>(token[size - 3]);
    const unsigned next = size < 4 ? 0U : static_cast<unsigned char>(token[size - 4]);
    return shards_[(last ^ (next * 7U)) % shard_count];
  }

  std::size_t shard_bytes_max_;
  std::array<Shard, shard_count> shards_;
};

}  // namespace vermilion::api
