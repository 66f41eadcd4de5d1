// A crowd that a hall must bear beside its ordinary clients: readers who wait for a position that
// does not come, and slow clients.
//
// A waiter asks again as soon as it was answered. Of the slow clients one half sends its request an
// octet a second and never comes to its end before it is cut off; the other half reads its answers
// at 64 octets a second. Whoever is cut off comes again. Threads: one of its own.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/result.hpp"

namespace vermilion::bench {

struct CrowdOptions {
  std::uint16_t port = 0;
  std::size_t waiters = 200;
  std::size_t slow = 1'000;
  std::string waiting;  // what a waiter asks: a whole request
  std::string asking;   // what a slow client asks
};

class Crowd {
 public:
  // Everybody is there, every slow client has moved and every waiter has waited once when it
  // returns. Errors: io, unavailable (waiters that nobody answers).
  [[nodiscard]] static Result<std::unique_ptr<Crowd>> come(CrowdOptions options);
  ~Crowd();
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  // Answers to waiters: in vain (504) and others; and how often a slow client was cut off.
  [[nodiscard]] std::uint64_t in_vain() const noexcept { return in_vain_; }
  [[nodiscard]] std::uint64_t otherwise() const noexcept { return otherwise_; }
  [[nodiscard]] std::uint64_t cut_off() const noexcept { return cut_off_; }

 private:
  struct Slow {
    int socket = -1;
    std::size_t sent = 0;
  };
  explicit Crowd(CrowdOptions options) : options_{std::move(options)} {}
  [[nodiscard]] Result<void> connect_all();
  [[nodiscard]] Result<void> begin(std::size_t number);
  [[nodiscard]] bool reads_slowly(std::size_t number) const { return number % 2 == 1; }
  void run();
  void hear_waiters(int timeout_ms);
  void step_slow(std::size_t number);

  CrowdOptions options_;
  int poll_ = -1;
  std::vector<int> waiters_;
  std::vector<Slow> slow_;
  std::atomic<std::uint64_t> in_vain_{0};
  std::atomic<std::uint64_t> otherwise_{0};
  std::atomic<std::uint64_t> cut_off_{0};
  std::atomic<bool> leaving_{false};
  std::thread thread_;
};

}  // namespace vermilion::bench
