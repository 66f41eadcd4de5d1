#include "app/bench/crowd.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <string_view>

#include "app/bench/http_load.hpp"

namespace vermilion::bench {
namespace {

// A slow client moves once a second; all of them together in as many steps as this.
constexpr std::size_t steps_a_second = 20;
constexpr int step_ms = 1'000 / static_cast<int>(steps_a_second);

constexpr double arrival_s_max = 30;

bool send_all(int socket, std::string_view octets) {
  return send(socket, octets.data(), octets.size(), MSG_NOSIGNAL) ==
         static_cast<ssize_t>(octets.size());
}

}  // namespace

Result<std::unique_ptr<Crowd>> Crowd::come(CrowdOptions options) {
  std::unique_ptr<Crowd> crowd{new Crowd{std::move(options)}};
  VERMILION_TRY(crowd->connect_all());
  crowd->thread_ = std::thread{[&all = *crowd] { all.run(); }};
  const auto began = steady_now();
  while (crowd->in_vain() + crowd->otherwise() < crowd->options_.waiters) {
    if (seconds_since(began) > arrival_s_max) return fail(Code::unavailable, "waiters wait on");
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  return crowd;
}

Crowd::~Crowd() {
  leaving_ = true;
  if (thread_.joinable()) thread_.join();
  for (const int socket : waiters_) close(socket);
  for (const auto& one : slow_) {
    if (one.socket >= 0) close(one.socket);
  }
  if (poll_ >= 0) close(poll_);
}

Result<void> Crowd::connect_all() {
  poll_ = epoll_create1(EPOLL_CLOEXEC);
  for (std::size_t i = 0; i < options_.waiters; ++i) {
    VERMILION_TRY(const int socket, connect_to(options_.port));
    waiters_.push_back(socket);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = socket;
    epoll_ctl(poll_, EPOLL_CTL_ADD, socket, &event);
    if (!send_all(socket, options_.waiting)) return fail(Code::io, "a waiter cannot ask");
  }
  slow_.resize(options_.slow);
  for (std::size_t i = 0; i < slow_.size(); ++i) {
    VERMILION_TRY(begin(i));
  }
  return ok();
}

Result<void> Crowd::begin(std::size_t number) {
  auto& one = slow_[number];
  one.sent = 0;
  VERMILION_TRY(one.socket, connect_to(options_.port));
  return ok();
}

void Crowd::run() {
  for (std::size_t step = 0; !leaving_; step = (step + 1) % steps_a_second) {
    const auto began = steady_now();
    for (auto left = step_ms; left > 0 && !leaving_;
         left = step_ms - static_cast<int>(seconds_since(began) * 1'000)) {
      hear_waiters(left);
    }
    for (auto i = step; i < slow_.size(); i += steps_a_second) step_slow(i);
  }
}

void Crowd::hear_waiters(int timeout_ms) {
  epoll_event events[64];
  const int count = epoll_wait(poll_, events, 64, timeout_ms);
  for (int i = 0; i < count; ++i) {
    const int socket = events[i].data.fd;
    char buffer[4'096];  // a problem comes whole
    const auto size = recv(socket, buffer, sizeof buffer, MSG_DONTWAIT);
    const std::string_view answer{buffer, size > 0 ? static_cast<std::size_t>(size) : 0};
    if (answer.starts_with("HTTP/1.1 504")) {
      ++in_vain_;
    } else {
      ++otherwise_;
    }
    if (answer.empty() || !send_all(socket, options_.waiting)) {
      epoll_ctl(poll_, EPOLL_CTL_DEL, socket, nullptr);  // closed in the end, with all others
    }
  }
}

void Crowd::step_slow(std::size_t number) {
  auto& one = slow_[number];
  if (one.socket >= 0) {
    char buffer[64];
    const auto size = recv(one.socket, buffer, sizeof buffer, MSG_DONTWAIT);
    bool goes_on = size != 0;
    if (!reads_slowly(number)) {
      goes_on = size < 0 && send_all(one.socket, std::string_view{options_.asking}.substr(
                                                     one.sent++ % options_.asking.size(), 1));
    } else if (size < 0) {
      goes_on = send_all(one.socket, options_.asking);  // it has read all, and asks again
    }
    if (goes_on) return;
    ++cut_off_;
    close(one.socket);
    one.socket = -1;
  }
  static_cast<void>(begin(number));  // no connection: it tries again a second later
}

}  // namespace vermilion::bench
