// What a bench measures: latencies, processor time, and how they are printed.
//
// Latencies are kept whole (four octets each) and sorted once, so percentiles are exact. Processor
// time is user + system of one thread or of the process. Threads: one writer an object.
#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <cstdint>
#include <vector>

namespace vermilion::bench {

using SteadyTime = std::chrono::steady_clock::time_point;
[[nodiscard]] inline SteadyTime steady_now() {
  return std::chrono::steady_clock::now();
}
[[nodiscard]] inline double seconds_since(SteadyTime from) {
  return std::chrono::duration<double>(steady_now() - from).count();
}

class Latencies {
 public:
  void add(SteadyTime from, SteadyTime to) {
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(to - from).count();
    microseconds_.push_back(static_cast<std::uint32_t>(us));
  }
  void add_all(const Latencies& other) {
    microseconds_.insert(microseconds_.end(), other.microseconds_.begin(),
                         other.microseconds_.end());
  }
  [[nodiscard]] std::size_t count() const noexcept { return microseconds_.size(); }
  // {"p50_us", "p99_us", "p99_9_us"}; sorts.
  [[nodiscard]] boost::json::object percentiles();
  [[nodiscard]] std::uint32_t percentile(double share);

 private:
  std::vector<std::uint32_t> microseconds_;
};

// Processor seconds, user + system.
[[nodiscard]] double cpu_of_process();
[[nodiscard]] double cpu_of_thread();

// Octets of this process that lie in memory now.
[[nodiscard]] std::size_t resident_octets();

// A figure with as many digits as it deserves.
[[nodiscard]] double rounded(double value, int digits);

}  // namespace vermilion::bench
