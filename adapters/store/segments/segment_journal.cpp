#include "adapters/store/segments/segment_journal.hpp"

#include <fmt/format.h>

#include <condition_variable>
#include <set>
#include <thread>

#include "adapters/store/segments/house_file.hpp"
#include "adapters/store/segments/segment_partition.hpp"

namespace vermilion {

// One thread that seals and writes zeros ahead. A partition waits in the set at most once, so the
// work is bounded by the number of partitions; what is not done at the end is done at the next
// open.
class SegmentJournal::Background {
 public:
  Background() : thread_{[this](const std::stop_token& stop) { run(stop); }} {}

  void wake(SegmentPartition& partition) {
    {
      const std::lock_guard lock{mutex_};
      waiting_.insert(&partition);
    }
    changed_.notify_all();
  }
  void settle() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return waiting_.empty() && !busy_; });
  }

 private:
  void run(const std::stop_token& stop) {
    for (;;) {
      SegmentPartition* partition = nullptr;
      {
        std::unique_lock lock{mutex_};
        busy_ = false;
        changed_.notify_all();
        if (!changed_.wait(lock, stop, [this] { return !waiting_.empty(); })) return;
        if (stop.stop_requested()) return;
        partition = *waiting_.begin();
        waiting_.erase(waiting_.begin());
        busy_ = true;
      }
      // Zeros first: an append may be waiting for them. A failed sealing is kept by the partition.
      if (partition->wants_zeros()) partition->extend();
      static_cast<void>(partition->seal_rolled());
    }
  }

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::set<SegmentPartition*> waiting_;
  bool busy_ = false;
  std::jthread thread_;
};

SegmentJournal::SegmentJournal(FilePort& files, std::string directory,
                               const SegmentOptions& options)
    : files_{files},
      directory_{std::move(directory)},
      options_{options},
      cache_{options.blocks_cached} {}

SegmentJournal::~SegmentJournal() = default;

Result<void> SegmentJournal::found(FilePort& files, const std::string& directory,
                                   BytesView house_record) {
  return found_house(files, directory, house_record);
}

Result<std::unique_ptr<SegmentJournal>> SegmentJournal::open(FilePort& files,
                                                             const std::string& directory,
                                                             const SegmentOptions& options) {
  std::unique_ptr<SegmentJournal> journal{new SegmentJournal{files, directory, options}};
  VERMILION_TRY(journal->house_record_, read_house(files, directory));
  VERMILION_TRY(journal->lock_,
                files.lock(directory, options.read_only ? Locking::shared : Locking::exclusive));
  if (!options.read_only) {
    VERMILION_TRY(sync_house(files, directory));
  }
  VERMILION_TRY(journal->recover());
  return journal;
}

Result<void> SegmentJournal::recover() {
  VERMILION_TRY(const auto header, read_header(house_record_));
  house_ = header.house;
  VERMILION_TRY(const auto names, files_.list(journal_directory(directory_)));
  for (const auto& name : names) {
    const auto number = partition_of(name);
    if (!number) {
      return fail(Code::corrupt, fmt::format("{}/{} is no partition (p00 to p15)",
                                             journal_directory(directory_), name));
    }
    const RecoveryNeeds needs{house_,
                              hash_of_record(house_record_),
                              *number,
                              options_.octets_ahead,
                              options_.read_only,
                              options_.carried};
    const auto directory = partition_directory(directory_, *number);
    VERMILION_TRY(auto recovered, recover_partition(files_, cache_, directory, needs));
    report_.partitions.push_back(recovered.report);
    partitions_[*number] = std::make_unique<SegmentPartition>(
        files_, cache_, options_, directory, house_, *number, std::move(recovered));
  }
  if (options_.background && !options_.read_only) {
    background_ = std::make_unique<Background>();
    for (const auto& partition : partitions_) {
      if (partition) background_->wake(*partition);
    }
  }
  return ok();
}

SegmentPartition* SegmentJournal::at(PartitionNumber partition) const {
  const std::lock_guard lock{partitions_mutex_};
  return partition < partitions_max ? partitions_[partition].get() : nullptr;
}

Result<SegmentPartition*> SegmentJournal::make(PartitionNumber partition) {
  if (partition >= partitions_max) {
    return fail(Code::invalid,
                fmt::format("partition {}: there are 0 to {}", partition, partitions_max - 1));
  }
  if (auto* present = at(partition)) return present;
  if (options_.read_only) {
    return fail(Code::conflict, "the journal was opened to be read; nothing can be claimed");
  }
  const auto directory = partition_directory(directory_, partition);
  VERMILION_TRY(files_.make_directory(directory));
  VERMILION_TRY(files_.sync_directory(journal_directory(directory_)));
  Recovered fresh;
  fresh.tip = {0, 0, hash_of_record(house_record_)};
  auto made = std::make_unique<SegmentPartition>(files_, cache_, options_, directory, house_,
                                                 partition, std::move(fresh));
  const std::lock_guard lock{partitions_mutex_};
  partitions_[partition] = std::move(made);
  return partitions_[partition].get();
}

Result<Reigning> SegmentJournal::claim(PartitionNumber partition, const Claim& claim) {
  VERMILION_TRY(auto* const here, make(partition));
  return here->claim(claim);
}

Appended SegmentJournal::append(PartitionNumber partition, BytesView frame) {
  auto* const here = at(partition);
  if (here == nullptr) return Appended::not_done;
  const auto answer = here->append(frame);
  if (background_ && here->wants_zeros()) background_->wake(*here);
  return answer;
}

Appended SegmentJournal::silence(PartitionNumber partition) {
  auto* const here = at(partition);
  return here == nullptr ? Appended::not_done : here->empty(FrameKind::silence);
}

Appended SegmentJournal::close(PartitionNumber partition) {
  auto* const here = at(partition);
  return here == nullptr ? Appended::not_done : here->empty(FrameKind::closing);
}

Result<void> SegmentJournal::keep(const FrameHeader& header, BytesView frame, const Tip& after) {
  VERMILION_TRY(auto* const here, make(header.partition));
  VERMILION_TRY(here->keep(header, frame, after));
  if (background_ && here->wants_zeros()) background_->wake(*here);
  return ok();
}

void SegmentJournal::keep_void(PartitionNumber partition, BytesView frame, std::uint64_t offset,
                               const char* why) {
  if (const auto here = make(partition)) here.value()->keep_void(frame, offset, why);
}

Result<void> SegmentJournal::sync_kept(PartitionNumber partition) {
  auto* const here = at(partition);
  if (here == nullptr) return ok();
  return here->sync_kept();
}

Result<void> SegmentJournal::read(PartitionNumber partition, Sequence from,
                                  const EntryVisitor& each) {
  auto* const here = at(partition);
  if (here == nullptr) return ok();
  return here->read(from, each);
}

Result<void> SegmentJournal::read_all(PartitionNumber partition, const EntryVisitor& each) {
  auto* const here = at(partition);
  if (here == nullptr) return ok();
  return here->read_all(each);
}

Result<Bytes> SegmentJournal::read_one(PartitionNumber partition, Sequence sequence) {
  auto* const here = at(partition);
  if (here == nullptr) {
    return fail(Code::not_found, fmt::format("partition {} has no record", partition));
  }
  return here->read_one(sequence);
}

Sequence SegmentJournal::last(PartitionNumber partition) const {
  return tip(partition).sequence;
}

Tip SegmentJournal::tip(PartitionNumber partition) const {
  const auto* const here = at(partition);
  return here == nullptr ? Tip{0, 0, hash_of_record(house_record_)} : here->tip();
}

std::vector<PartitionNumber> SegmentJournal::partitions() const {
  std::vector<PartitionNumber> numbers;
  for (PartitionNumber number = 0; number < partitions_max; ++number) {
    if (at(number) != nullptr) numbers.push_back(number);
  }
  return numbers;
}

std::optional<Error> SegmentJournal::stopped(PartitionNumber partition) const {
  const auto* const here = at(partition);
  return here == nullptr ? std::nullopt : here->stopped();
}

bool SegmentJournal::due_to_roll(PartitionNumber partition) const {
  const auto* const here = at(partition);
  return here != nullptr && here->due_to_roll();
}

Result<void> SegmentJournal::roll(PartitionNumber partition) {
  auto* const here = at(partition);
  if (here == nullptr) return ok();
  VERMILION_TRY(const bool rolled, here->roll());
  if (rolled && background_) background_->wake(*here);
  return ok();
}

Result<void> SegmentJournal::seal_rolled(PartitionNumber partition) {
  auto* const here = at(partition);
  if (here == nullptr || options_.read_only) return ok();
  return here->seal_rolled();
}

std::vector<Manifest> SegmentJournal::sealed(PartitionNumber partition) const {
  const auto* const here = at(partition);
  return here == nullptr ? std::vector<Manifest>{} : here->sealed();
}

std::optional<Error> SegmentJournal::sealing_failed(PartitionNumber partition) const {
  const auto* const here = at(partition);
  return here == nullptr ? std::nullopt : here->sealing_failed();
}

Result<void> SegmentJournal::verify_sealed(PartitionNumber partition) {
  auto* const here = at(partition);
  if (here == nullptr) return ok();
  return here->verify_sealed();
}

void SegmentJournal::settle() {
  if (background_) background_->settle();
}

}  // namespace vermilion
