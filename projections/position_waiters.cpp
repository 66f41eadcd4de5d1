#include "projections/position_waiters.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.hpp"

namespace vermilion {

Result<void> PositionWaiters::wait(const Position& position, Instant until, Then then) {
  if (position.partition >= partitions_max) {
    return fail(Code::invalid, fmt::format("position {}: partitions run from 0 to {}",
                                           position.text(), partitions_max - 1));
  }
  {
    const std::lock_guard lock{mutex_};
    if (at_[position.partition] < position.sequence) {
      if (waiters_.size() >= most_) {
        return fail(Code::full, fmt::format("{} reads wait for a position already", most_));
      }
      waiters_.emplace(position, Waiter{until, std::move(then)});
      return ok();
    }
  }
  then(Waited::reached);
  return ok();
}

void PositionWaiters::reached(PartitionNumber partition, Sequence sequence) {
  VERMILION_CHECK(partition < partitions_max);
  std::vector<Then> ready;
  {
    const std::lock_guard lock{mutex_};
    at_[partition] = std::max(at_[partition], sequence);
    const auto first = waiters_.lower_bound(Position{partition, 0});
    const auto last = waiters_.upper_bound(Position{partition, at_[partition]});
    for (auto at = first; at != last; ++at) ready.push_back(std::move(at->second.then));
    waiters_.erase(first, last);
  }
  for (const auto& then : ready) then(Waited::reached);
}

std::size_t PositionWaiters::expire(Instant now) {
  std::vector<Then> late;
  {
    const std::lock_guard lock{mutex_};
    for (auto at = waiters_.begin(); at != waiters_.end();) {
      if (now < at->second.until) {
        ++at;
        continue;
      }
      late.push_back(std::move(at->second.then));
      at = waiters_.erase(at);
    }
  }
  for (const auto& then : late) then(Waited::expired);
  return late.size();
}

std::size_t PositionWaiters::expire_all() {
  return expire(Instant{std::numeric_limits<std::int64_t>::max()});
}

Instant PositionWaiters::next_expiry() const {
  const std::lock_guard lock{mutex_};
  Instant next;
  for (const auto& [position, waiter] : waiters_) {
    if (!next.set() || waiter.until < next) next = waiter.until;
  }
  return next;
}

std::size_t PositionWaiters::waiting() const {
  const std::lock_guard lock{mutex_};
  return waiters_.size();
}

void PositionWaiters::reset(PartitionNumber partition) {
  VERMILION_CHECK(partition < partitions_max);
  const std::lock_guard lock{mutex_};
  at_[partition] = 0;
}

}  // namespace vermilion
