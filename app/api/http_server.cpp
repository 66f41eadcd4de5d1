#include "app/api/http_server.hpp"

#include <algorithm>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <future>

#include "app/api/http_loop.hpp"

namespace vermilion::api {
namespace {

using Acceptor = asio::basic_socket_acceptor<Tcp, Executor>;

constexpr auto accept_again_after = std::chrono::milliseconds(100);

}  // namespace

struct HttpServer::Parts {
  HttpOptions options;
  Handler handler;
  HttpCounters counters;
  std::vector<std::unique_ptr<HttpLoop>> loops;
  std::optional<Acceptor> acceptor;  // lives on the first loop
  std::optional<Timer> accept_timer;
  std::size_t next_loop = 0;
  std::uint16_t port = 0;
  bool running = false;

  Result<void> listen();
  void accept();
  void accepted(const SystemError& error, HttpLoop& loop, Socket socket);
};

Result<void> HttpServer::Parts::listen() {
  SystemError error;
  const auto address = asio::ip::make_address(options.address, error);
  if (error) return fail(Code::invalid, "listen address " + options.address + " is no IP address");
  const Tcp::endpoint endpoint(address, options.port);
  const auto step = [&](const char* what) -> Result<void> {
    if (!error) return ok();
    return fail(Code::io, std::string(what) + " " + options.address + ":" +
                              std::to_string(options.port) + ": " + error.message());
  };
  acceptor.emplace(loops.front()->context());
  accept_timer.emplace(loops.front()->context());
  acceptor->open(endpoint.protocol(), error);
  VERMILION_TRY(step("open a socket for"));
  acceptor->set_option(Acceptor::reuse_address(true), error);
  VERMILION_TRY(step("set SO_REUSEADDR on"));
  acceptor->bind(endpoint, error);
  VERMILION_TRY(step("bind"));
  acceptor->listen(asio::socket_base::max_listen_connections, error);
  VERMILION_TRY(step("listen on"));
  port = acceptor->local_endpoint(error).port();
  return step("read the address of");
}

void HttpServer::Parts::accept() {
  HttpLoop& loop = *loops[next_loop];
  next_loop = (next_loop + 1) % loops.size();
  acceptor->async_accept(loop.context(), [this, &loop](const SystemError& error, Socket socket) {
    accepted(error, loop, std::move(socket));
  });
}

void HttpServer::Parts::accepted(const SystemError& error, HttpLoop& loop, Socket socket) {
  if (!acceptor->is_open()) return;
  if (error) {
    // Out of descriptors or memory: trying again at once would spin.
    accept_timer->expires_after(accept_again_after);
    accept_timer->async_wait([this](const SystemError& cancelled) {
      if (!cancelled && acceptor->is_open()) accept();
    });
    return;
  }
  if (&loop == loops.front().get()) {
    loop.take(std::move(socket));
  } else {
    asio::post(loop.context(),
               [&loop, taken = std::move(socket)]() mutable { loop.take(std::move(taken)); });
  }
  accept();
}

HttpServer::HttpServer(HttpOptions options, Handler handler) : parts_(std::make_unique<Parts>()) {
  parts_->options = std::move(options);
  parts_->options.tick_ms = std::max<std::uint32_t>(parts_->options.tick_ms, 1);
  parts_->options.write_bytes_a_second =
      std::max<std::uint32_t>(parts_->options.write_bytes_a_second, 1);
  parts_->handler = std::move(handler);
}

HttpServer::~HttpServer() {
  stop(0);
}

Result<void> HttpServer::start() {
  Parts& parts = *parts_;
  if (parts.running) return fail(Code::conflict, "the HTTP server runs already");
  if (parts.options.io_threads == 0 || parts.options.io_threads > 64) {
    return fail(Code::invalid, "io_threads must be 1 to 64");
  }
  for (std::size_t i = 0; i < parts.options.io_threads; ++i) {
    parts.loops.push_back(std::make_unique<HttpLoop>(parts.options, parts.handler, parts.counters));
  }
  if (auto listening = parts.listen(); !listening) {
    parts.accept_timer.reset();
    parts.acceptor.reset();
    parts.loops.clear();
    return std::move(listening).error();
  }
  parts.accept();
  for (const auto& loop : parts.loops) loop->start();
  parts.running = true;
  return ok();
}

void HttpServer::stop(std::uint32_t bound_ms) {
  Parts& parts = *parts_;
  if (!parts.running) return;
  parts.running = false;
  std::promise<void> closed;
  asio::post(parts.loops.front()->context(), [&parts, &closed] {
    SystemError ignored;
    parts.acceptor->close(ignored);
    parts.accept_timer->cancel();
    closed.set_value();
  });
  closed.get_future().wait();
  for (const auto& loop : parts.loops) loop->begin_stop(bound_ms);
  for (const auto& loop : parts.loops) loop->join();
  parts.accept_timer.reset();
  parts.acceptor.reset();
  parts.loops.clear();
}

std::uint16_t HttpServer::port() const noexcept {
  return parts_->port;
}

HttpStatistics HttpServer::statistics() const noexcept {
  const HttpCounters& counters = parts_->counters;
  HttpStatistics statistics;
  statistics.connections_open = counters.open.load(std::memory_order_relaxed);
  statistics.connections_accepted = counters.accepted.load(std::memory_order_relaxed);
  statistics.connections_refused = counters.refused.load(std::memory_order_relaxed);
  statistics.outstanding = counters.outstanding.load(std::memory_order_relaxed);
  statistics.requests = counters.requests.load(std::memory_order_relaxed);
  statistics.requests_refused = counters.requests_refused.load(std::memory_order_relaxed);
  statistics.faults = counters.faults.load(std::memory_order_relaxed);
  statistics.timeouts = counters.timeouts.load(std::memory_order_relaxed);
  statistics.handler_failures = counters.handler_failures.load(std::memory_order_relaxed);
  return statistics;
}

}  // namespace vermilion::api
