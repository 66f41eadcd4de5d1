#include "app/api/late_work.hpp"

namespace vermilion::api {

LateWork::~LateWork() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
    wakes_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

bool LateWork::post(std::function<void()> job) {
  const std::lock_guard lock{mutex_};
  if (stopping_ || jobs_.size() >= jobs_max_) return false;
  if (!thread_.joinable()) thread_ = std::thread{[this] { run(); }};
  jobs_.push_back(std::move(job));
  wakes_.notify_one();
  return true;
}

void LateWork::run() {
  std::unique_lock lock{mutex_};
  for (;;) {
    wakes_.wait(lock, [&] { return stopping_ || !jobs_.empty(); });
    if (stopping_) return;
    const auto job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    job();
    lock.lock();
  }
}

}  // namespace vermilion::api
