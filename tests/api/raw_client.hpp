// A client that sends the bytes it is told to and shows what came back, for tests of the HTTP edge.
//
// It knows nothing of HTTP but where an answer ends (its head and Content-Length). Every wait is
// bounded; a wait that runs out gives what there is, and the test's expectation then fails.
// Threads: one.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

namespace vermilion::tests {

class RawClient {
 public:
  // `receive_buffer` > 0 asks for a small one, to be a slow reader with.
  explicit RawClient(std::uint16_t port, int receive_buffer = 0) {
    socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
    if (receive_buffer > 0) {
      ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof(receive_buffer));
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  }
  ~RawClient() { close(); }
  RawClient(RawClient&& other) noexcept
      : socket_(std::exchange(other.socket_, -1)),
        connected_(other.connected_),
        received_(std::move(other.received_)) {}
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  RawClient& operator=(RawClient&&) = delete;

  [[nodiscard]] bool connected() const { return connected_; }
  void close() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  }
  bool send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  // One whole answer; what came so far when the connection ends or the time is up.
  std::string answer(int timeout_ms = 5'000, bool without_body = false) {
    while (true) {
      const std::size_t head = received_.find("\r\n\r\n");
      if (head != std::string::npos) {
        std::size_t size = head + 4;
        const std::size_t at = received_.find("Content-Length: ");
        if (!without_body && at < head) {
          size += static_cast<std::size_t>(std::atoll(received_.c_str() + at + 16));
        }
        if (received_.size() >= size) {
          std::string whole = received_.substr(0, size);
          received_.erase(0, size);
          return whole;
        }
      }
      if (!receive(timeout_ms)) return std::exchange(received_, {});
    }
  }

  // Everything until the other side closes; `closed` says whether it did in time.
  std::string rest(bool& closed, int timeout_ms = 5'000) {
    while (receive(timeout_ms)) {
    }
    closed = ended_;
    return std::exchange(received_, {});
  }

 private:
  bool receive(int timeout_ms) {
    pollfd ready{socket_, POLLIN, 0};
    if (::poll(&ready, 1, timeout_ms) <= 0) return false;
    char buffer[16 * 1024];
    const ssize_t size = ::recv(socket_, buffer, sizeof(buffer), 0);
    if (size <= 0) {
      ended_ = size == 0;  // a reset is not a close in good order
      return false;
    }
    received_.append(buffer, static_cast<std::size_t>(size));
    return true;
  }

  int socket_ = -1;
  bool connected_ = false;
  bool ended_ = false;
  std::string received_;
};

}  // namespace vermilion::tests
