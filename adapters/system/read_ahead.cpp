#include "adapters/system/read_ahead.hpp"

#include <array>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "adapters/system/thread_name.hpp"

namespace vermilion {
namespace {

constexpr std::size_t records_a_batch = 256;
constexpr std::size_t octets_a_batch = 512U << 10U;
constexpr std::size_t batches = 4;

struct Ahead {
  Entry entry;  // its record and body are set when it is handed out
  std::size_t at = 0;
  std::size_t size = 0;
  bool decoded = false;
  Body body;  // its memory is used from batch to batch
};

struct Batch {
  Bytes octets;
  std::vector<Ahead> records = std::vector<Ahead>(records_a_batch);
  std::size_t count = 0;
};

// Batches go round: empty ones to the reader, full ones back.
class Round {
 public:
  Round() {
    for (auto& batch : all_) empty_.push_back(&batch);
  }
  // An empty batch; nullptr when the visitor wants no more.
  Batch* empty() {
    std::unique_lock lock{mutex_};
    turned_.wait(lock, [&] { return !empty_.empty() || stopped_; });
    if (stopped_) return nullptr;
    auto* const batch = empty_.front();
    empty_.pop_front();
    batch->octets.clear();
    batch->count = 0;
    return batch;
  }
  void fill(Batch* batch) { push(full_, batch); }
  void give_back(Batch* batch) { push(empty_, batch); }
  // The next full batch; nullptr when the reader has ended and all are out.
  Batch* full() {
    std::unique_lock lock{mutex_};
    turned_.wait(lock, [&] { return !full_.empty() || ended_; });
    if (full_.empty()) return nullptr;
    auto* const batch = full_.front();
    full_.pop_front();
    return batch;
  }
  void end() { set(ended_); }
  void stop() { set(stopped_); }

 private:
  void push(std::deque<Batch*>& to, Batch* batch) {
    const std::lock_guard lock{mutex_};
    to.push_back(batch);
    turned_.notify_all();
  }
  void set(bool& flag) {
    const std::lock_guard lock{mutex_};
    flag = true;
    turned_.notify_all();
  }

  std::array<Batch, batches> all_;
  std::mutex mutex_;
  std::condition_variable turned_;
  std::deque<Batch*> empty_;
  std::deque<Batch*> full_;
  bool ended_ = false;
  bool stopped_ = false;
};

Result<void> fill_all(Journal& journal, PartitionNumber partition, Sequence from, Round& round) {
  auto* batch = round.empty();
  if (batch == nullptr) return ok();
  auto read = journal.read(partition, from, [&](const Entry& entry) -> Result<void> {
    auto& next = batch->records[batch->count++];
    next.entry = entry;
    next.at = batch->octets.size();
    next.size = entry.record.size();
    batch->octets.append(entry.record);
    next.decoded =
        entry.header.kind != RecordKind::claim && read_body_into(entry.record, next.body);
    if (batch->count < records_a_batch && batch->octets.size() < octets_a_batch) return ok();
    round.fill(batch);
    batch = round.empty();
    if (batch != nullptr) return ok();
    // Nobody sees this: it is the visitor who has ended the reading.
    return fail(Code::unavailable, "no more is wanted");
  });
  // What was read before an error comes before it.
  if (batch != nullptr) round.fill(batch);
  return read;
}

Result<void> visit(Batch& batch, const EntryVisitor& each) {
  for (std::size_t i = 0; i < batch.count; ++i) {
    auto& next = batch.records[i];
    next.entry.record = BytesView{batch.octets}.substr(next.at, next.size);
    next.entry.body = next.decoded ? &next.body : nullptr;
    VERMILION_TRY(each(next.entry));
  }
  return ok();
}

}  // namespace

Result<void> read_ahead(Journal& journal, PartitionNumber partition, Sequence from,
                        const EntryVisitor& each) {
  const auto round = std::make_unique<Round>();
  Result<void> read = ok();
  std::thread reader{[&] {
    name_this_thread("read-ahead");
    read = fill_all(journal, partition, from, *round);
    round->end();
  }};
  Result<void> visited = ok();
  while (auto* const batch = round->full()) {
    visited = visit(*batch, each);
    if (!visited) break;
    round->give_back(batch);
  }
  round->stop();
  reader.join();
  return visited ? read : visited;
}

std::function<void()> beside(std::function<void()> work) {
  auto thread = std::make_shared<std::thread>([work = std::move(work)] {
    name_this_thread("beside");
    work();
  });
  return [thread] { thread->join(); };
}

}  // namespace vermilion
