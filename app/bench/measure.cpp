#include "app/bench/measure.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <fstream>

namespace vermilion::bench {
namespace {

double cpu_of(int who) {
  rusage usage{};
  getrusage(who, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace

std::uint32_t Latencies::percentile(double share) {
  if (microseconds_.empty()) return 0;
  const auto at = std::min(microseconds_.size() - 1,
                           static_cast<std::size_t>(share * static_cast<double>(count())));
  std::nth_element(microseconds_.begin(), microseconds_.begin() + static_cast<std::ptrdiff_t>(at),
                   microseconds_.end());
  return microseconds_[at];
}

boost::json::object Latencies::percentiles() {
  return {
      {"p50_us", percentile(0.5)}, {"p99_us", percentile(0.99)}, {"p99_9_us", percentile(0.999)}};
}

double cpu_of_process() {
  return cpu_of(RUSAGE_SELF);
}
double cpu_of_thread() {
  return cpu_of(RUSAGE_THREAD);
}

std::size_t resident_octets() {
  std::ifstream file{"/proc/self/statm"};
  std::size_t whole = 0;
  std::size_t resident = 0;
  file >> whole >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

double rounded(double value, int digits) {
  const auto unit = std::pow(10.0, digits);
  return std::round(value * unit) / unit;
}

}  // namespace vermilion::bench
