#include "adapters/system/system_random.hpp"

#include <pthread.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>

#include "base/check.hpp"
#include "base/hash.hpp"

namespace vermilion {
namespace {

std::atomic<std::uint64_t> forks{0};

struct Buffer {
  std::array<char, 1024> octets;
  std::size_t left = 0;  // the last `left` octets are fresh
  std::uint64_t of_fork = 0;
};

}  // namespace

void SystemRandom::fill(char* at, std::size_t size) {
  static const bool watched = [] {
    VERMILION_CHECK(pthread_atfork(nullptr, nullptr, [] { ++forks; }) == 0);
    return true;
  }();
  static_cast<void>(watched);
  thread_local Buffer buffer;
  if (size > buffer.octets.size() / 4) {
    fill_random(at, size);
    return;
  }
  if (const auto now = forks.load(std::memory_order_relaxed); buffer.of_fork != now) {
    buffer.of_fork = now;
    buffer.left = 0;
  }
  if (buffer.left < size) {
    fill_random(buffer.octets.data(), buffer.octets.size());
    buffer.left = buffer.octets.size();
  }
  char* const fresh = buffer.octets.data() + (buffer.octets.size() - buffer.left);
  std::memcpy(at, fresh, size);
  std::memset(fresh, 0, size);
  buffer.left -= size;
}

}  // namespace vermilion
