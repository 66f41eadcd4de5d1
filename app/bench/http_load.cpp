#include "app/bench/http_load.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <deque>
#include <optional>

namespace vermilion::bench {
namespace {

struct Connection {
  int socket = -1;
  std::uint64_t step = 0;
  std::string in;
  std::string out;
  std::string body;  // of the last answer
  SteadyTime asked;
  bool ends_item = false;
  bool waiting = false;
};

// The whole answer at the front of `in`, if it is there: its size, status and body.
struct Answer {
  std::size_t size = 0;
  int status = 0;
  std::string_view body;
};
std::optional<Answer> answer_in(std::string_view in) {
  const auto end = in.find("\r\n\r\n");
  if (end == std::string_view::npos || in.size() < 12) return std::nullopt;
  Answer answer;
  std::from_chars(in.data() + 9, in.data() + 12, answer.status);
  std::size_t length = 0;
  const auto field = in.substr(0, end).find("Content-Length: ");
  if (field != std::string_view::npos) {
    std::from_chars(in.data() + field + 16, in.data() + end, length);
  }
  if (in.size() < end + 4 + length) return std::nullopt;
  answer.body = in.substr(end + 4, length);
  answer.size = end + 4 + length;
  return answer;
}

class Load {
 public:
  Load(const LoadOptions& options, const NextRequest& next) : options_{options}, next_{next} {}
  ~Load() {
    for (const auto& connection : connections_) {
      if (connection.socket >= 0) close(connection.socket);
    }
    if (poll_ >= 0) close(poll_);
  }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  Result<LoadResult> run() {
    poll_ = epoll_create1(EPOLL_CLOEXEC);
    connections_.resize(options_.connections);
    for (std::size_t i = 0; i < connections_.size(); ++i) {
      VERMILION_TRY(connections_[i].socket, connect_to(options_.port));
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.u64 = i;
      epoll_ctl(poll_, EPOLL_CTL_ADD, connections_[i].socket, &event);
    }
    const auto started = steady_now();
    auto measured_from = started;
    double cpu_from = cpu_of_thread();
    for (std::size_t i = 0; i < connections_.size(); ++i) idle_.push_back(i);
    bool measuring = options_.warm_up_s <= 0;
    for (;;) {
      const auto elapsed = seconds_since(started);
      if (!measuring && elapsed >= options_.warm_up_s) {
        measuring = true;
        result_ = LoadResult{};
        measured_from = steady_now();
        cpu_from = cpu_of_thread();
      }
      if (elapsed >= options_.warm_up_s + options_.seconds) break;
      VERMILION_TRY(send_due(elapsed));
      VERMILION_TRY(receive());
    }
    result_.seconds = seconds_since(measured_from);
    result_.client_cpu_s = cpu_of_thread() - cpu_from;
    return std::move(result_);
  }

 private:
  // Closed loop: whoever is idle asks at once. Open loop: as many as are due by now.
  Result<void> send_due(double elapsed) {
    while (!idle_.empty()) {
      if (options_.rate > 0 && static_cast<double>(sent_) >= elapsed * options_.rate) return ok();
      const auto at = idle_.front();  // whoever waits longest: a server cuts off the idle
      idle_.pop_front();
      auto& connection = connections_[at];
      connection.ends_item = false;
      connection.out = next_(at, connection.step++, connection.body, connection.ends_item);
      // In an open loop an answer is late from when it was due, not from when it could be asked.
      connection.asked = steady_now();
      connection.waiting = true;
      ++sent_;
      const auto size =
          send(connection.socket, connection.out.data(), connection.out.size(), MSG_NOSIGNAL);
      if (size != static_cast<ssize_t>(connection.out.size())) {
        return fail(Code::unavailable, "a connection takes no request");
      }
    }
    return ok();
  }

  Result<void> receive() {
    epoll_event events[64];
    const int timeout_ms = options_.rate > 0 && !idle_.empty() ? 1 : 100;
    const int count = epoll_wait(poll_, events, 64, timeout_ms);
    for (int i = 0; i < count; ++i) {
      const auto at = static_cast<std::size_t>(events[i].data.u64);
      auto& connection = connections_[at];
      char buffer[16'384];
      const auto size = recv(connection.socket, buffer, sizeof buffer, MSG_DONTWAIT);
      if (size <= 0) return fail(Code::unavailable, "the server closed a connection");
      connection.in.append(buffer, static_cast<std::size_t>(size));
      const auto answer = answer_in(connection.in);
      if (!answer || !connection.waiting) continue;
      const bool reads = connection.out.starts_with("GET ");
      (reads ? result_.reads : result_.latencies).add(connection.asked, steady_now());
      ++result_.commands;
      if (answer->status / 100 != 2) {
        if (result_.failures++ == 0) result_.first_failure = connection.in.substr(0, 600);
      } else if (connection.ends_item) {
        ++result_.items;
      }
      connection.body.assign(answer->body);
      connection.in.erase(0, answer->size);
      connection.waiting = false;
      idle_.push_back(at);
    }
    return ok();
  }

  const LoadOptions& options_;
  const NextRequest& next_;
  int poll_ = -1;
  std::vector<Connection> connections_;
  std::deque<std::size_t> idle_;
  std::uint64_t sent_ = 0;
  LoadResult result_;
};

}  // namespace

Result<int> connect_to(std::uint16_t port) {
  const int made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (made < 0 || connect(made, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return fail(Code::io, fmt::format("cannot connect to port {}: {}", port, strerror(errno)));
  }
  const int on = 1;
  setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return made;
}

Result<LoadResult> run_load(const LoadOptions& options, const NextRequest& next) {
  return Load{options, next}.run();
}

std::string get(std::string_view path, std::string_view token) {
  return fmt::format("GET {} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {}\r\n\r\n", path,
                     token);
}

std::string post(std::string_view path, std::string_view token, std::string_view key,
                 std::string_view body) {
  auto request =
      fmt::format("POST {} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n", path);
  if (!token.empty()) request += fmt::format("Authorization: Bearer {}\r\n", token);
  if (!key.empty()) request += fmt::format("Idempotency-Key: {}\r\n", key);
  request += fmt::format("Content-Length: {}\r\n\r\n", body.size());
  request += body;
  return request;
}

}  // namespace vermilion::bench
