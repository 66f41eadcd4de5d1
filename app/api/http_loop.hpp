// One io thread of the HTTP edge: its connections, their deadlines and its mailbox. Included by
// http_server.cpp and http_loop.cpp only, because it is the one place that knows Asio's sockets.
//
// A connection stands in a slot; a request is (slot, generation), and the generation grows with
// each request and each close, so that a late answer finds nobody instead of somebody else.
// Invariants: 1. at most one read or write of a connection is under way, and the object outlives
// it; 2. a closed connection is destroyed only in reap(), at the end of a callback, so that no
// function ever holds a destroyed one; 3. every open connection but a refused one has a deadline.
// Threads: everything on the loop's own, but start, begin_stop, join and context().
#pragma once

#include <atomic>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "app/api/http_server.hpp"

namespace vermilion::api {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<Tcp, Executor>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;
using SystemError = boost::system::error_code;

// What every io thread adds to and statistics() reads.
struct HttpCounters {
  std::atomic<std::uint64_t> open{0};
  std::atomic<std::uint64_t> accepted{0};
  std::atomic<std::uint64_t> refused{0};
  std::atomic<std::uint64_t> outstanding{0};
  std::atomic<std::uint64_t> requests{0};
  std::atomic<std::uint64_t> requests_refused{0};
  std::atomic<std::uint64_t> faults{0};
  std::atomic<std::uint64_t> timeouts{0};
  std::atomic<std::uint64_t> handler_failures{0};
};

struct HttpConnection {
  enum class State : std::uint8_t {
    reading,    // a request, or waiting for one
    answering,  // the handler has it
    writing,    // the answer is under way
    lingering,  // half closed: the client reads our last words, we drop its
    closed,
  };

  HttpConnection(Socket taken, const ReaderLimits& limits);
  [[nodiscard]] std::string_view unread() const noexcept {
    return std::string_view(input).substr(input_begin, input_end - input_begin);
  }

  Socket socket;
  RequestReader reader;
  std::string input;  // [begin, end) is received and not yet consumed
  std::size_t input_begin = 0;
  std::size_t input_end = 0;
  std::string output;
  Response answer;  // keeps the body alive while it is written
  std::optional<Response> direct;
  std::string peer;
  std::uint32_t slot = 0;
  std::size_t lingered_bytes = 0;
  State state = State::reading;
  bool operation = false;      // a read or a write is under way
  bool request_begun = false;  // the header's deadline runs
  bool expired = false;        // the header or body came too late
  bool keep_alive = false;
  bool head_only = false;     // HEAD: the answer's body is not sent
  bool linger_after = false;  // bytes that nobody will read may still come
  bool counted = false;       // one of HttpCounters::open; else one of refused_lingering_
};

class HttpLoop {
 public:
  HttpLoop(const HttpOptions& options, const HttpServer::Handler& handler, HttpCounters& counters);

  asio::io_context& context() noexcept { return context_; }
  void start();
  // Closes what waits; requests in hand may be answered for `bound_ms` more.
  void begin_stop(std::uint32_t bound_ms);
  void join();
  // Takes a new connection, or refuses it beyond the bound. On this loop's thread.
  void take(Socket socket);

 private:
  using State = HttpConnection::State;

  [[nodiscard]] std::uint64_t ticks(std::uint64_t milliseconds) const noexcept {
    return milliseconds / options_.tick_ms + 1;
  }
  void set_deadline(const HttpConnection& connection, std::uint64_t milliseconds) noexcept {
    deadlines_[connection.slot] = tick_ + ticks(milliseconds);
  }
  HttpConnection& place(std::unique_ptr<HttpConnection> connection);
  void close(HttpConnection& connection);
  void reap();

  // Reads requests and has them answered until bytes, an answer or the socket is waited for.
  void advance(HttpConnection& connection);
  void head_was_read(HttpConnection& connection);
  void read(HttpConnection& connection);
  void was_read(HttpConnection& connection, const SystemError& error, std::size_t size);
  // Both say whether the answer is out and the next request may be read.
  bool dispatch(HttpConnection& connection);
  bool write(HttpConnection& connection);
  bool was_written(HttpConnection& connection);
  // Sends the problem, then closes in good order.
  void refuse(HttpConnection& connection, ProblemType type, std::string_view reason);
  void linger(HttpConnection& connection);

  void drain();
  void next_tick();
  void sweep();
  void expire(HttpConnection& connection);
  void finish_stop_if_empty();

  const HttpOptions& options_;
  const HttpServer::Handler& handler_;
  HttpCounters& counters_;
  asio::io_context context_;
  asio::executor_work_guard<Executor> work_;
  Timer timer_;
  std::shared_ptr<Mailbox> mailbox_;
  std::thread thread_;

  // By slot. Deadlines are apart from the connections so that a sweep reads one dense array.
  std::vector<std::unique_ptr<HttpConnection>> connections_;
  std::vector<std::uint64_t> deadlines_;
  std::vector<std::uint64_t> generations_;
  std::vector<std::uint32_t> free_slots_;
  std::vector<std::uint32_t> dead_slots_;
  std::vector<Completion> completions_;
  std::size_t refused_lingering_ = 0;
  std::uint64_t tick_ = 0;
  std::uint64_t stop_tick_ = 0;
  std::string date_;
  bool stopping_ = false;
};

}  // namespace vermilion::api
