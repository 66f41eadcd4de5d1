// LateWork: one thread for what an io thread must not do itself.
//
// Reads that waited for a position are done here, because the views thread that wakes them must not
// do their work; and the few calls that block (moving a set clock, drawing a diagram). Its thread
// begins with the first job. Bounded: past `jobs_max` a job is refused (503). A job that has not
// begun when the LateWork ends is dropped, and the Responder in it answers by itself.
// Threads: `post` from any; jobs run one after the other, and must not own the LateWork.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace vermilion::api {

class LateWork {
 public:
  explicit LateWork(std::size_t jobs_max = 2'048) : jobs_max_{jobs_max} {}
  ~LateWork();
  LateWork(const LateWork&) = delete;
  LateWork& operator=(const LateWork&) = delete;

  // False when there are too many already; the job is then dropped.
  [[nodiscard]] bool post(std::function<void()> job);

 private:
  void run();

  const std::size_t jobs_max_;
  std::mutex mutex_;
  std::condition_variable wakes_;
  std::deque<std::function<void()>> jobs_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace vermilion::api
