#include "app/hall/views_thread.hpp"

#include <chrono>
#include <iterator>

#include "adapters/system/thread_name.hpp"

namespace vermilion {
namespace {

constexpr std::size_t batch_records_max = 4'096;
constexpr std::chrono::milliseconds slice{5};
constexpr int slices_max = 8;

}  // namespace

ViewsThread::ViewsThread(Parts parts, std::size_t records_max)
    : parts_{std::move(parts)}, records_max_{records_max} {}

ViewsThread::~ViewsThread() {
  stop();
}

void ViewsThread::start() {
  thread_ = std::thread{[this] { run(); }};
}

void ViewsThread::stop() {
  {
    const std::lock_guard lock{mutex_};
    if (!thread_.joinable()) return;
    stopping_ = true;
    wakes_.notify_all();
  }
  thread_.join();
}

void ViewsThread::push(std::vector<Written>&& records) {
  const std::lock_guard lock{mutex_};
  if (gap_ || queue_.size() + records.size() > records_max_) {
    gap_ = true;
    return;
  }
  const bool was_empty = queue_.empty();
  std::move(records.begin(), records.end(), std::back_inserter(queue_));
  if (was_empty) wakes_.notify_one();
}

void ViewsThread::fall_behind() {
  const std::lock_guard lock{mutex_};
  gap_ = true;
  wakes_.notify_one();
}

std::string ViewsThread::stopped() const {
  const std::lock_guard lock{mutex_};
  return stopped_;
}

void ViewsThread::run() {
  name_this_thread("views");
  // Lists may lag by a bounded number of records; a command's answer may not wait for them.
  stand_back();
  std::vector<Written> batch;
  std::vector<Written> taken;
  for (;;) {
    bool gap = false;
    {
      std::unique_lock lock{mutex_};
      wakes_.wait_for(lock, std::chrono::milliseconds{50},
                      [&] { return !queue_.empty() || gap_ || stopping_; });
      if (queue_.empty() && !gap_ && stopping_) return;
      // Let a batch gather: one write for many records.
      for (int i = 0; i < slices_max && !queue_.empty() && !stopping_; ++i) {
        if (queue_.size() >= batch_records_max || (i > 0 && parts_.awaited())) break;
        wakes_.wait_for(lock, slice,
                        [&] { return queue_.size() >= batch_records_max || stopping_; });
      }
      taken.swap(queue_);
      gap = gap_ && taken.empty();
      if (gap) gap_ = false;
    }
    Result<void> folded = ok();
    for (std::size_t at = 0; at < taken.size() && folded; at += batch_records_max) {
      const auto end = std::min(taken.size(), at + batch_records_max);
      batch.assign(std::make_move_iterator(taken.begin() + static_cast<std::ptrdiff_t>(at)),
                   std::make_move_iterator(taken.begin() + static_cast<std::ptrdiff_t>(end)));
      folded = parts_.fold(batch);
    }
    taken.clear();
    if (folded && gap) folded = parts_.catch_up();
    if (!folded) {
      const std::lock_guard lock{mutex_};
      stopped_ = folded.error().text();
    }
    parts_.idle();
    if (!folded) return;
  }
}

}  // namespace vermilion
