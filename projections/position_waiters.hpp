// PositionWaiters: reads that wait until the views have folded a record (`min_position`), without
// holding a thread.
//
// A waiter is a callback, called exactly once: `reached` by whoever publishes the position, or
// `expired` by whoever sweeps. It is called outside the lock and must not block: it posts the read
// to the thread that is to do it. Bounded: past `waiters_max` waiting is refused (503), an expired
// one answers 504 (DESIGN §10). The times are the caller's, and always real ones: a house's set
// clock does not keep a client waiting. Threads: any.
#pragma once

#include <array>
#include <functional>
#include <limits>
#include <map>
#include <mutex>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace vermilion {

inline constexpr std::size_t position_waiters_max = 1'024;

class PositionWaiters {
 public:
  enum class Waited : std::uint8_t { reached, expired };
  using Then = std::function<void(Waited)>;

  explicit PositionWaiters(std::size_t most = position_waiters_max) : most_{most} {}
  PositionWaiters(const PositionWaiters&) = delete;
  PositionWaiters& operator=(const PositionWaiters&) = delete;

  // Calls `then` when the partition has come to `position`: at once, on this thread, if it has.
  // Errors: full, invalid (a partition that cannot be); `then` is not called.
  [[nodiscard]] Result<void> wait(const Position& position, Instant until, Then then);
  // The partition has come so far. Positions never fall, except by `reset`.
  void reached(PartitionNumber partition, Sequence sequence);
  // Ends the waiting of all whose time is up; answers how many.
  std::size_t expire(Instant now);
  // Ends the waiting of all (stopping).
  std::size_t expire_all();
  // When the next one's time is up; not set when nobody waits.
  [[nodiscard]] Instant next_expiry() const;
  [[nodiscard]] std::size_t waiting() const;
  // A rebuild begins: the partition is back at the start.
  void reset(PartitionNumber partition);

 private:
  struct Waiter {
    Instant until;
    Then then;
  };
  std::size_t most_;
  mutable std::mutex mutex_;
  std::array<Sequence, partitions_max> at_{};
  std::multimap<Position, Waiter> waiters_;
};

}  // namespace vermilion
