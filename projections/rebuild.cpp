#include "projections/rebuild.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "projections/reading.hpp"

namespace vermilion::projections {
namespace {

constexpr std::size_t batch_records = 512;

// Records of one partition; empty: that partition is at its end.
struct Batch {
  PartitionNumber partition = 0;
  std::vector<DecodedRecord> records;
};
using SharedBatch = std::shared_ptr<const Batch>;

// A bounded queue from the reader to one view.
class Queue {
 public:
  explicit Queue(std::size_t most) : most_{most} {}
  void push(SharedBatch batch) {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return batches_.size() < most_; });
    batches_.push_back(std::move(batch));
    changed_.notify_all();
  }
  void close() {
    const std::lock_guard lock{mutex_};
    closed_ = true;
    changed_.notify_all();
  }
  // Nothing when the queue is closed and empty.
  SharedBatch pop() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return closed_ || !batches_.empty(); });
    if (batches_.empty()) return nullptr;
    auto batch = std::move(batches_.front());
    batches_.pop_front();
    changed_.notify_all();
    return batch;
  }

 private:
  std::size_t most_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<SharedBatch> batches_;
  bool closed_ = false;
};

// One view folding on its own thread.
class Folding {
 public:
  Folding(const View& view, RowFamily& family, const RebuildOptions& options)
      : view_{view}, family_{family}, options_{options}, queue_{options.queue_batches} {
    report_.name = view.name();
  }

  Queue& queue() noexcept { return queue_; }
  void start() {
    thread_ = std::thread{[this] { run(); }};
  }
  Result<RebuiltView> join() {
    thread_.join();
    if (error_) return fail(error_->code, error_->detail);
    return std::move(report_);
  }

 private:
  void run() {
    while (const auto batch = queue_.pop()) {
      if (error_ || !report_.stopped.empty()) continue;
      fold(*batch);
    }
  }

  void fold(const Batch& batch) {
    for (const auto& record : batch.records) {
      auto folded = view_.fold(changes_, record.header, record.body, record.hash);
      if (!folded) {
        // The table may hold half of this record: it is dropped, and the projector, which folds on
        // from what was handed over, stops at exactly this record again.
        report_.stopped = fmt::format("record {} of partition {}: {}", record.header.sequence,
                                      batch.partition, folded.error().text());
        return;
      }
      at_ = record.header.sequence;
      ++report_.records;
    }
    if (batch.records.empty() ? at_ > 0 : changes_.octets() > options_.table_octets) {
      hand_over(batch.partition);
    }
    if (batch.records.empty()) at_ = 0;
  }

  void hand_over(PartitionNumber partition) {
    const auto rows = changes_.sorted();
    report_.rows += rows.size();
    const auto done = options_.ingest ? options_.ingest(view_.name(), rows, partition, at_)
                                      : family_.write_sorted(rows, partition, at_);
    if (!done) error_ = done.error();
    changes_.written();
    changes_.stand_on(&family_);
  }

  const View& view_;
  RowFamily& family_;
  const RebuildOptions& options_;
  Queue queue_;
  Changes changes_{nullptr};
  Sequence at_ = 0;
  RebuiltView report_;
  std::optional<Error> error_;
  std::thread thread_;
};

}  // namespace

Result<std::vector<RebuiltView>> rebuild(Journal& journal, Rows& rows, const Views& views,
                                         std::span<const PartitionNumber> partitions,
                                         const RebuildOptions& options) {
  std::vector<std::unique_ptr<Folding>> foldings;
  for (const auto& view : views) {
    VERMILION_TRY(auto* const family, rows.family(view->name()));
    VERMILION_TRY(family->clear());
    foldings.push_back(std::make_unique<Folding>(*view, *family, options));
  }
  for (auto& folding : foldings) folding->start();
  const auto hand_out = [&](Batch&& batch) {
    const auto shared = std::make_shared<const Batch>(std::move(batch));
    for (auto& folding : foldings) folding->queue().push(shared);
  };
  std::optional<Error> error;
  std::uint64_t read = 0;
  for (const auto partition : partitions) {
    Batch batch{partition, {}};
    const auto walked = journal.read(partition, 1, [&](const Entry& entry) -> Result<void> {
      if (entry.header.kind == RecordKind::claim) return ok();
      VERMILION_TRY(auto record, decoded(entry));
      batch.records.push_back(std::move(record));
      ++read;
      if (batch.records.size() < batch_records) return ok();
      if (options.progress) options.progress(read);
      hand_out(std::exchange(batch, Batch{partition, {}}));
      return ok();
    });
    if (!batch.records.empty()) hand_out(std::move(batch));
    hand_out(Batch{partition, {}});
    if (!walked) {
      error = walked.error();
      break;
    }
  }
  for (auto& folding : foldings) folding->queue().close();
  std::vector<RebuiltView> reports;
  for (auto& folding : foldings) {
    auto report = folding->join();
    if (report) {
      reports.push_back(std::move(report.value()));
    } else if (!error) {
      error = report.error();
    }
  }
  if (options.progress) options.progress(read);
  if (error) return fail(error->code, error->detail);
  return reports;
}

}  // namespace vermilion::projections
