// Sweeping: takes away, now and then, what was handed in and left (adapters/store/materials).
//
// At the start and once an hour, by the node that writes, so that nodes that share a directory do
// not sweep against one another; a material is only taken away as unused once this node's views
// have folded all that is in its journal. What goes wrong is said on standard error and tried
// again. Threads: one of its own.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

namespace vermilion::api {

struct Api;

class Sweeping {
 public:
  explicit Sweeping(Api& api);
  ~Sweeping();
  Sweeping(const Sweeping&) = delete;
  Sweeping& operator=(const Sweeping&) = delete;

 private:
  void run();
  void sweep();

  Api& api_;
  std::mutex mutex_;
  std::condition_variable wakes_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace vermilion::api
