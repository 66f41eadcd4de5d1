#include "projections/rebuild.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "projections/reading.hpp"

namespace vermilion::projections {
namespace {

constexpr std::size_t batch_records = 512;

// Records of one partition; none: that partition is at its end. The records stay when the batch has
// been folded, so that the next is read into their memory.
struct Batch {
  PartitionNumber partition = 0;
  std::size_t size = 0;
  std::vector<DecodedRecord> records;
  [[nodiscard]] std::span<const DecodedRecord> all() const noexcept {
    return {records.data(), size};
  }
};
using SharedBatch = std::shared_ptr<const Batch>;

// Batches that are not in use.
class Pool {
 public:
  [[nodiscard]] std::unique_ptr<Batch> take() {
    const std::lock_guard lock{mutex_};
    if (free_.empty()) return std::make_unique<Batch>();
    auto batch = std::move(free_.back());
    free_.pop_back();
    batch->size = 0;
    return batch;
  }
  void give_back(std::unique_ptr<Batch> batch) {
    const std::lock_guard lock{mutex_};
    free_.push_back(std::move(batch));
  }
  // Whoever lets it go last gives it back.
  [[nodiscard]] SharedBatch share(std::unique_ptr<Batch> batch) {
    return {batch.release(), [this](Batch* done) { give_back(std::unique_ptr<Batch>{done}); }};
  }

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<Batch>> free_;
};

// Reads records into batches and hands them out.
class Reader {
 public:
  Reader(Pool& pool, const RebuildOptions& options,
         std::function<void(const SharedBatch&)> hand_out)
      : pool_{pool}, options_{options}, hand_out_{std::move(hand_out)} {}

  Result<void> read(Journal& journal, PartitionNumber partition) {
    begin(partition);
    auto walked = journal.read(partition, 1, [&](const Entry& entry) { return add(entry); });
    if (batch_->size > 0) hand_over(partition);
    hand_over(partition);  // an empty one: the partition's end
    return walked;
  }
  [[nodiscard]] std::uint64_t records() const noexcept { return records_; }

 private:
  void begin(PartitionNumber partition) {
    batch_ = pool_.take();
    batch_->partition = partition;
  }
  void hand_over(PartitionNumber partition) {
    hand_out_(pool_.share(std::move(batch_)));
    begin(partition);
  }
  Result<void> add(const Entry& entry) {
    if (entry.header.kind == RecordKind::claim) return ok();
    if (batch_->size == batch_records) {
      if (options_.progress) options_.progress(records_);
      hand_over(entry.header.partition);
    }
    if (batch_->records.size() == batch_->size) batch_->records.emplace_back();
    VERMILION_TRY(decode_into(entry, batch_->records[batch_->size]));
    ++batch_->size;
    ++records_;
    return ok();
  }

  Pool& pool_;
  const RebuildOptions& options_;
  std::function<void(const SharedBatch&)> hand_out_;
  std::unique_ptr<Batch> batch_;
  std::uint64_t records_ = 0;
};

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
    for (const auto& record : batch.all()) {
      auto folded = view_.fold(changes_, record.header, record.body, record.decision);
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
    if (batch.size == 0 ? at_ > 0 : changes_.octets() > options_.table_octets) {
      hand_over(batch.partition);
    }
    if (batch.size == 0) at_ = 0;
  }

  void hand_over(PartitionNumber partition) {
    const auto rows = changes_.sorted();
    report_.rows += rows.size();
    // A file is worth its making for rows, not for a position alone.
    const auto done = options_.ingest && !rows.empty()
                          ? options_.ingest(view_.name(), rows, partition, at_)
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
  Pool pool;
  std::vector<std::unique_ptr<Folding>> foldings;
  for (const auto& view : views) {
    VERMILION_TRY(auto* const family, rows.family(view->name()));
    VERMILION_TRY(family->clear());
    foldings.push_back(std::make_unique<Folding>(*view, *family, options));
  }
  for (auto& folding : foldings) folding->start();
  Reader reader{pool, options, [&](const SharedBatch& batch) {
                  for (auto& folding : foldings) folding->queue().push(batch);
                }};
  std::optional<Error> error;
  for (const auto partition : partitions) {
    const auto walked = reader.read(journal, partition);
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
  if (options.progress) options.progress(reader.records());
  if (error) return fail(error->code, error->detail);
  return reports;
}

}  // namespace vermilion::projections
