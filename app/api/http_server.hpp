// The HTTP/1.1 edge: sockets, bounds and timeouts; what a request means is the handler's business.
//
// N io threads, each with an event loop of its own; one acceptor deals connections out in turn. A
// connection has one request in hand; pipelined bytes wait in its buffer. The handler runs on the
// io thread and must not block: it answers at once or keeps the Responder and lets another thread
// answer (app/api/exchange.hpp). Callbacks only: g++ 12 miscompiles coroutines (FEASIBILITY §6).
//
// Promises. Nothing grows without bound: connections, outstanding requests, header, body, output
// (one answer a connection). Beyond a bound: 503 with Retry-After. Whoever is slow is cut off by a
// sweep of one deadline a connection (header, body, idle, write, answer), so 1,000 slow clients
// cost memory of one small buffer each and nobody else's time. After a fault in a request the
// answer is sent and the connection closed, in the order that lets the client read the answer.
// Threads: start, stop and statistics from any one thread; the handler on every io thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "app/api/exchange.hpp"
#include "app/api/request_reader.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace vermilion::api {

struct HttpOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: the system chooses; see HttpServer::port
  std::size_t io_threads = 1;
  ReaderLimits reader = {};
  std::size_t body_bytes_max = 1024 * 1024;
  std::size_t connections_max = 4096;
  std::size_t outstanding_max = 8192;         // requests handed to the handler and not yet answered
  std::uint32_t header_timeout_ms = 10'000;   // from a request's first byte (or the connection's)
  std::uint32_t body_timeout_ms = 30'000;     // from the header's end
  std::uint32_t idle_timeout_ms = 60'000;     // between requests
  std::uint32_t answer_timeout_ms = 120'000;  // the handler's; then 504 and close
  std::uint32_t write_timeout_ms = 30'000;    // plus the answer's size at the rate below
  std::uint32_t write_bytes_a_second = 32 * 1024;  // slower readers are cut off
  std::uint32_t tick_ms = 250;                     // how coarse the timeouts are
  std::string common_headers = {};                 // sent with every answer; whole lines with CR LF
  // The real clock, for Request::received_at and the Date header; without it there is neither.
  std::function<Instant()> now = {};
  // A route's own bound for the body, asked when the header is read; empty: body_bytes_max.
  std::function<std::size_t(const Request&)> body_bytes_max_of = {};
};

struct HttpStatistics {
  std::uint64_t connections_open = 0;
  std::uint64_t connections_accepted = 0;
  std::uint64_t connections_refused = 0;  // beyond connections_max
  std::uint64_t outstanding = 0;
  std::uint64_t requests = 0;          // read whole and in order
  std::uint64_t requests_refused = 0;  // beyond outstanding_max
  std::uint64_t faults = 0;            // malformed, too large, not implemented
  std::uint64_t timeouts = 0;
  std::uint64_t handler_failures = 0;  // exceptions that left the handler; answered 500
};

class HttpServer {
 public:
  using Handler = std::function<void(const Request&, Responder)>;

  HttpServer(HttpOptions options, Handler handler);
  // Stops at once if it still runs.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // Binds and starts the io threads. Errors: io (address in use, not ours, …), invalid.
  Result<void> start();
  // Accepts no more, lets requests in hand be answered for at most `bound_ms`, then closes all and
  // joins the threads. Must not be called from a handler. Calling it again does nothing.
  void stop(std::uint32_t bound_ms = 5'000);

  [[nodiscard]] std::uint16_t port() const noexcept;
  [[nodiscard]] HttpStatistics statistics() const noexcept;

 private:
  struct Parts;  // everything that knows Asio
  std::unique_ptr<Parts> parts_;
};

// The answer's head as it is sent: status line, fields, empty line. Control characters in a field
// become spaces, so that no value can end its line. `date` may be empty.
void append_head(std::string& out, const Response& response, bool keep_alive, std::string_view date,
                 std::string_view common_headers);

}  // namespace vermilion::api
