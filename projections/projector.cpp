#include "projections/projector.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "projections/reading.hpp"

namespace vermilion {

using projections::DecodedRecords;

Result<std::unique_ptr<Projector>> Projector::open(Rows& rows, Journal& journal,
                                                   projections::Views views,
                                                   std::size_t waiters_max) {
  auto projector = std::unique_ptr<Projector>{new Projector{journal, waiters_max}};
  for (auto& view : views) {
    VERMILION_TRY(auto* const family, rows.family(view->name()));
    auto member = std::make_unique<Member>();
    member->view = std::move(view);
    member->family = family;
    member->changes.stand_on(family);
    projector->members_.push_back(std::move(member));
  }
  projector->reset();
  return projector;
}

void Projector::reset() {
  {
    const std::lock_guard lock{mutex_};
    stopped_.clear();
  }
  for (auto& member : members_) member->changes.clear();
  for (PartitionNumber partition = 0; partition < partitions_max; ++partition) {
    for (auto& member : members_) {
      load_position(*member, partition);
      member->stopped[partition] = false;
    }
    waiters_.reset(partition);
    publish(partition);
  }
}

void Projector::load_position(Member& member, PartitionNumber partition) {
  member.at[partition].store(member.family->position(partition), std::memory_order_relaxed);
}

Sequence Projector::position(PartitionNumber partition) const noexcept {
  return partition < partitions_max ? least_[partition].load(std::memory_order_acquire) : 0;
}

Result<Sequence> Projector::position(std::string_view view, PartitionNumber partition) const {
  for (const auto& member : members_) {
    if (member->view->name() == view && partition < partitions_max) {
      return member->at[partition].load(std::memory_order_acquire);
    }
  }
  return fail(Code::not_found, fmt::format("no view is called {}", view));
}

Result<const RowFamily*> Projector::family(std::string_view view) const {
  for (const auto& member : members_) {
    if (member->view->name() == view) return member->family;
  }
  return fail(Code::not_found, fmt::format("no view is called {}", view));
}

std::vector<StoppedView> Projector::stopped() const {
  const std::lock_guard lock{mutex_};
  return stopped_;
}

void Projector::stop(Member& member, PartitionNumber partition, Sequence at, const Error& error) {
  member.stopped[partition] = true;
  const std::lock_guard lock{mutex_};
  stopped_.push_back({std::string{member.view->name()}, Position{partition, at},
                      fmt::format("view {} stopped at record {} of partition {}: {}",
                                  member.view->name(), at, partition, error.text())});
}

// Folds what this view lacks of the batch. A record that it cannot take ends the view's run: the
// records before it are folded once more, alone, so that nothing of it is written.
Result<void> Projector::fold(Member& member, PartitionNumber partition,
                             std::span<const RecordInHand> batch) {
  const auto at = member.at[partition].load(std::memory_order_relaxed);
  while (!batch.empty() && batch.front().header->sequence <= at) batch = batch.subspan(1);
  while (!batch.empty()) {
    auto& changes = member.changes;
    std::size_t folded = 0;
    std::optional<Error> fault;
    for (const auto& record : batch) {
      auto result = member.view->fold(changes, *record.header, *record.body, *record.decision);
      if (!result) {
        fault = result.error();
        break;
      }
      ++folded;
    }
    if (fault) {
      changes.clear();
      // A store that cannot be read says nothing against the record.
      if (fault->code == Code::io || fault->retriable()) return fail(fault->code, fault->detail);
      if (!member.stopped[partition]) {
        stop(member, partition, batch[folded].header->sequence, *fault);
      }
      batch = batch.first(folded);
      continue;
    }
    const auto to = batch.back().header->sequence;
    const auto written = member.family->write_sorted(changes.sorted(), partition, to);
    if (!written) {
      changes.clear();
      return fail(written.error().code, written.error().detail);
    }
    changes.written();
    member.at[partition].store(to, std::memory_order_release);
    return ok();
  }
  return ok();
}

Result<void> Projector::fold_all(PartitionNumber partition, std::span<const RecordInHand> batch) {
  std::optional<Error> first;
  for (auto& member : members_) {
    if (member->stopped[partition]) continue;
    auto folded = fold(*member, partition, batch);
    if (!folded && !first) first = folded.error();
  }
  publish(partition);
  if (first) return fail(first->code, first->detail);
  return ok();
}

void Projector::publish(PartitionNumber partition) {
  auto least = members_.empty() ? 0 : std::numeric_limits<Sequence>::max();
  for (const auto& member : members_) {
    least = std::min(least, member->at[partition].load(std::memory_order_relaxed));
  }
  least_[partition].store(least, std::memory_order_release);
  waiters_.reached(partition, least);
}

std::optional<Sequence> Projector::going(PartitionNumber partition) const {
  std::optional<Sequence> least;
  for (const auto& member : members_) {
    if (member->stopped[partition]) continue;
    const auto at = member->at[partition].load(std::memory_order_relaxed);
    least = least ? std::min(*least, at) : at;
  }
  return least;
}

Result<void> Projector::take(PartitionNumber partition, std::span<const RecordInHand> batch) {
  VERMILION_CHECK(partition < partitions_max);
  if (batch.empty()) return ok();
  const auto at = going(partition);
  if (at && batch.front().header->sequence > *at + 1) {
    VERMILION_TRY(catch_up(partition));
    const auto now = going(partition);
    if (now && batch.front().header->sequence > *now + 1) {
      return fail(Code::corrupt,
                  fmt::format("partition {}: record {} was committed, but the journal ends at {}",
                              partition, batch.front().header->sequence, *now));
    }
  }
  for (; !batch.empty(); batch = batch.subspan(std::min(batch.size(), batch_records_max))) {
    VERMILION_TRY(fold_all(partition, batch.first(std::min(batch.size(), batch_records_max))));
  }
  return ok();
}

Result<void> Projector::catch_up(PartitionNumber partition) {
  VERMILION_CHECK(partition < partitions_max);
  const auto at = going(partition);
  if (!at) return ok();
  DecodedRecords records;
  const auto flush = [&]() -> Result<void> {
    if (records.empty()) return ok();
    VERMILION_TRY(fold_all(partition, records.in_hand()));
    records.clear();
    return ok();
  };
  VERMILION_TRY(journal_.read(partition, *at + 1, [&](const Entry& entry) -> Result<void> {
    VERMILION_TRY(records.add(entry));
    return records.size() < batch_records_max ? ok() : flush();
  }));
  return flush();
}

}  // namespace vermilion
