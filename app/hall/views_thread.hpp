// The views thread: folds committed records into the views behind the engine's back.
//
// The engine pushes each done frame's records; the thread gathers what has come and hands it to the
// projector as one batch: 5 ms' worth while somebody waits for a position, else up to 40 ms' worth,
// because many steps of one case in a batch cost one write (DESIGN §13: views may lag). The queue
// is bounded: past the bound `push` drops the records and the views fall behind, to be folded on
// from the journal, because views may lag but never block the engine (DESIGN §13). Threads: `push`
// from the engine thread; the rest any.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "engine/owner.hpp"

namespace vermilion {

class ViewsThread {
 public:
  struct Parts {
    // Folds one batch of consecutive records. Errors stop the views, named.
    std::function<Result<void>(const std::vector<Written>&)> fold;
    // Folds on from the journal to its end, after a gap in what was pushed.
    std::function<Result<void>()> catch_up;
    // Whether somebody waits for the views.
    std::function<bool()> awaited;
    // A pause between batches: expires waiters.
    std::function<void()> idle;
  };
  explicit ViewsThread(Parts parts, std::size_t records_max = 65'536);
  ~ViewsThread();
  ViewsThread(const ViewsThread&) = delete;
  ViewsThread& operator=(const ViewsThread&) = delete;

  void start();
  // Folds what is queued, then ends.
  void stop();
  void push(std::vector<Written>&& records);
  // Records have come that will not be pushed: fold on from the journal.
  void fall_behind();
  // Why the views stopped; empty while they do not.
  [[nodiscard]] std::string stopped() const;

 private:
  void run();

  Parts parts_;
  std::size_t records_max_;
  mutable std::mutex mutex_;
  std::condition_variable wakes_;
  std::vector<Written> queue_;
  bool gap_ = false;
  bool stopping_ = false;
  std::string stopped_;
  std::thread thread_;
};

}  // namespace vermilion
