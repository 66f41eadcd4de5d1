// The HTTP server of the sandbox, which can misbehave in ways that the hall's own server never may.
//
// Requests are read by the hall's strict reader. An answer says how it is delivered: late, never
// ending, twice, or as a connection that closes without a word. One thread a connection, because a
// fault reads best as what happens one after the other; at most `connections_max` of them, beyond
// that a connection is answered 503. `stop` ends every wait at once.
// Threads: start and stop from one; the handler is called from many at a time.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <thread>

#include "app/api/exchange.hpp"
#include "base/result.hpp"

namespace vermilion::sandbox {

enum class Delivery : std::uint8_t {
  whole,
  twice,
  none,  // closes the connection
  drip,  // the head, then one octet each 100 ms until the other side has enough
};

struct Reply {
  api::Response response = {};
  Delivery delivery = Delivery::whole;
  std::chrono::milliseconds delay{0};  // before the first octet
};

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: the system chooses
  std::size_t connections_max = 256;
  std::size_t body_bytes_max = 512 * 1024;
  std::chrono::milliseconds idle_timeout{60'000};
  std::chrono::milliseconds write_timeout{30'000};
};

class OfficeServer {
 public:
  // `wait` waits, and says false when the server stops meanwhile.
  using Wait = std::function<bool(std::chrono::milliseconds)>;
  using Handler = std::function<Reply(const api::Request&, const Wait& wait)>;

  OfficeServer(ServerOptions options, Handler handler);
  ~OfficeServer();
  OfficeServer(const OfficeServer&) = delete;
  OfficeServer& operator=(const OfficeServer&) = delete;

  // Errors: io (the address is in use, not ours), invalid (no numeric address).
  Result<void> start();
  void stop();
  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

 private:
  struct Connection {
    int socket = -1;
    std::atomic<bool> ended{false};
    std::jthread thread;
  };

  void accept_all();
  void reap(bool all);
  void serve(Connection& connection);
  bool answer(int socket, const Reply& reply, bool keep_alive, bool head_only);
  // Whether the socket is ready for `events`; false at a stop and when the time is up.
  [[nodiscard]] bool ready(int socket, short events, std::chrono::milliseconds timeout) const;
  [[nodiscard]] bool pause(std::chrono::milliseconds duration) const;
  [[nodiscard]] bool send_all(int socket, std::string_view octets) const;

  const ServerOptions options_;
  const Handler handler_;
  int listener_ = -1;
  int stopping_ = -1;  // an eventfd, readable for ever once the server stops
  std::uint16_t port_ = 0;
  std::list<std::unique_ptr<Connection>> connections_;  // of the accepting thread
  std::jthread acceptor_;
};

}  // namespace vermilion::sandbox
