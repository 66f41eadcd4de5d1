#include "app/api/http_loop.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "adapters/system/thread_name.hpp"

namespace vermilion::api {
namespace {

constexpr std::size_t small_buffer = 4 * 1024;
constexpr std::size_t large_buffer = 64 * 1024;
constexpr std::size_t joined_body_max = 16 * 1024;  // smaller bodies are copied behind the head
constexpr std::size_t kept_output_capacity = 32 * 1024;
constexpr std::uint64_t linger_ms = 2'000;
constexpr std::size_t linger_bytes_max = 256 * 1024;
constexpr std::size_t refused_lingering_max = 128;
constexpr std::uint64_t no_deadline = ~std::uint64_t{0};

void add(std::atomic<std::uint64_t>& counter) noexcept {
  counter.fetch_add(1, std::memory_order_relaxed);
}
void subtract(std::atomic<std::uint64_t>& counter) noexcept {
  counter.fetch_sub(1, std::memory_order_relaxed);
}

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 §5.6.7).
std::string http_date(Instant now) {
  static constexpr std::array<std::string_view, 7> weekdays{"Mon", "Tue", "Wed", "Thu",
                                                            "Fri", "Sat", "Sun"};
  static constexpr std::array<std::string_view, 12> months{
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::int64_t seconds = now.microseconds / microseconds_a_second;
  const Day day{static_cast<std::int32_t>(seconds / 86'400)};
  const YearMonthDay date = date_of(day);
  const std::int64_t within = seconds % 86'400;
  const auto two = [](std::int64_t number) {
    return std::string{static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
  };
  std::string text(weekdays.at(static_cast<std::size_t>(weekday_of(day))));
  text.append(", ").append(two(date.day)).append(" ");
  text.append(months.at(static_cast<std::size_t>(date.month - 1))).append(" ");
  text.append(std::to_string(date.year)).append(" ").append(two(within / 3600)).append(":");
  text.append(two(within / 60 % 60)).append(":").append(two(within % 60)).append(" GMT");
  return text;
}

}  // namespace

HttpConnection::HttpConnection(Socket taken, const ReaderLimits& limits)
    : socket(std::move(taken)), reader(limits), input(small_buffer, '\0') {}

HttpLoop::HttpLoop(const HttpOptions& options, const HttpServer::Handler& handler,
                   HttpCounters& counters)
    : options_(options),
      handler_(handler),
      counters_(counters),
      context_(1),
      work_(context_.get_executor()),
      timer_(context_),
      mailbox_(std::make_shared<Mailbox>([this] { asio::post(context_, [this] { drain(); }); })) {}

void HttpLoop::start() {
  if (options_.now) date_ = http_date(options_.now());
  next_tick();
  thread_ = std::thread([this] {
    name_this_thread("http");
    context_.run();
  });
}

void HttpLoop::begin_stop(std::uint32_t bound_ms) {
  asio::post(context_, [this, bound_ms] {
    stopping_ = true;
    stop_tick_ = tick_ + ticks(bound_ms);
    for (const auto& connection : connections_) {
      if (connection && connection->state == State::reading && !connection->request_begun) {
        close(*connection);
      }
    }
    reap();
    finish_stop_if_empty();
  });
}

void HttpLoop::join() {
  if (thread_.joinable()) thread_.join();
  mailbox_->close();
}

HttpConnection& HttpLoop::place(std::unique_ptr<HttpConnection> connection) {
  if (free_slots_.empty()) {
    free_slots_.push_back(static_cast<std::uint32_t>(connections_.size()));
    connections_.emplace_back();
    deadlines_.push_back(no_deadline);
    generations_.push_back(0);
  }
  const std::uint32_t slot = free_slots_.back();
  free_slots_.pop_back();
  connection->slot = slot;
  connections_[slot] = std::move(connection);
  return *connections_[slot];
}

void HttpLoop::take(Socket socket) {
  SystemError error;
  const auto remote = socket.remote_endpoint(error);
  if (error || stopping_) return;  // gone already, or we are
  socket.non_blocking(true, error);
  socket.set_option(Tcp::no_delay(true), error);
  auto taken = std::make_unique<HttpConnection>(std::move(socket), options_.reader);
  taken->peer = remote.address().to_string();
  HttpConnection& connection = place(std::move(taken));
  add(counters_.accepted);
  if (counters_.open.load(std::memory_order_relaxed) >= options_.connections_max) {
    add(counters_.refused);
    if (++refused_lingering_ > refused_lingering_max) {
      close(connection);
    } else {
      refuse(connection, ProblemType::busy, "too many connections");
    }
  } else {
    connection.counted = true;
    add(counters_.open);
    set_deadline(connection, options_.header_timeout_ms);
    read(connection);
  }
  reap();
}

void HttpLoop::close(HttpConnection& connection) {
  if (connection.state == State::closed) return;
  if (connection.state == State::answering) subtract(counters_.outstanding);
  connection.state = State::closed;
  ++generations_[connection.slot];
  deadlines_[connection.slot] = no_deadline;
  SystemError ignored;
  connection.socket.close(ignored);
  if (connection.counted) {
    subtract(counters_.open);
  } else {
    --refused_lingering_;
  }
  if (!connection.operation) dead_slots_.push_back(connection.slot);
}

void HttpLoop::reap() {
  for (const std::uint32_t slot : dead_slots_) {
    connections_[slot].reset();
    free_slots_.push_back(slot);
  }
  dead_slots_.clear();
}

void HttpLoop::read(HttpConnection& connection) {
  HttpConnection& c = connection;
  if (c.input_begin == c.input_end) {
    c.input_begin = c.input_end = 0;
    if (!c.request_begun && c.input.size() > small_buffer) c.input = std::string(small_buffer, 0);
  } else if (c.input_end == c.input.size()) {
    if (c.input_begin > 0) {
      std::copy(c.input.begin() + static_cast<std::ptrdiff_t>(c.input_begin), c.input.end(),
                c.input.begin());
      c.input_end -= c.input_begin;
      c.input_begin = 0;
    } else {
      c.input.resize(c.input.size() * 2);  // the reader's bounds end this (RequestReader)
    }
  }
  c.operation = true;
  c.socket.async_read_some(asio::buffer(c.input.data() + c.input_end, c.input.size() - c.input_end),
                           [this, &c](const SystemError& error, std::size_t size) {
                             c.operation = false;
                             was_read(c, error, size);
                             reap();
                           });
}

void HttpLoop::was_read(HttpConnection& connection, const SystemError& error, std::size_t size) {
  if (connection.state == State::closed) {
    dead_slots_.push_back(connection.slot);
    return;
  }
  if (connection.expired && connection.state == State::reading) {
    return refuse(connection, ProblemType::request_timeout, "the request did not arrive in time");
  }
  if (error) return close(connection);
  if (connection.state == State::lingering) {
    connection.lingered_bytes += size;
    if (connection.lingered_bytes > linger_bytes_max) return close(connection);
    return read(connection);
  }
  connection.input_end += size;
  advance(connection);
}

void HttpLoop::advance(HttpConnection& connection) {
  while (connection.state == State::reading) {
    const std::string_view unread = connection.unread();
    if (!connection.request_begun && !unread.empty()) {
      connection.request_begun = true;
      set_deadline(connection, options_.header_timeout_ms);
    }
    std::size_t consumed = 0;
    const RequestReader::Step step = connection.reader.feed(unread, consumed);
    connection.input_begin += consumed;
    switch (step) {
      case RequestReader::Step::need_more:
        return read(connection);
      case RequestReader::Step::head_ready:
        head_was_read(connection);
        break;
      case RequestReader::Step::ready:
        if (!dispatch(connection)) return;
        break;
      case RequestReader::Step::fault:
        add(counters_.faults);
        return refuse(connection, connection.reader.fault().type, connection.reader.fault().reason);
    }
  }
}

void HttpLoop::head_was_read(HttpConnection& connection) {
  const std::size_t body_max = options_.body_bytes_max_of
                                   ? options_.body_bytes_max_of(connection.reader.request())
                                   : options_.body_bytes_max;
  connection.reader.set_body_max(body_max);
  set_deadline(connection, options_.body_timeout_ms);
  const std::uint64_t length = connection.reader.content_length().value_or(0);
  if (length > body_max) return;  // the reader's next step says so
  if (connection.reader.expects_continue() && connection.unread().empty()) {
    static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    SystemError error;
    const std::size_t sent =
        connection.socket.write_some(asio::buffer(go_on.data(), go_on.size()), error);
    if (sent != go_on.size()) return close(connection);  // it does not even read 25 bytes
  }
  if (length > connection.input.size()) connection.input.resize(large_buffer);
}

bool HttpLoop::dispatch(HttpConnection& connection) {
  HttpConnection& c = connection;
  Request request = c.reader.request();
  c.keep_alive = c.reader.keep_alive() && !stopping_;
  c.head_only = request.method == "HEAD";
  if (counters_.outstanding.load(std::memory_order_relaxed) >= options_.outstanding_max) {
    add(counters_.requests_refused);
    c.answer = response_of(
        Problem{.type = ProblemType::busy,
                .detail = {"正在处理的请求过多", "too many requests are being decided"}},
        language_of(request));
    return write(c);
  }
  request.peer = c.peer;
  if (options_.now) request.received_at = options_.now();
  add(counters_.requests);
  add(counters_.outstanding);
  c.state = State::answering;
  set_deadline(c, options_.answer_timeout_ms);
  const ExchangeId id{c.slot, ++generations_[c.slot]};
  {
    const DirectAnswer direct(*mailbox_, id, c.direct);
    try {
      handler_(request, Responder(mailbox_, id));
    } catch (...) {
      // The Responder died with the handler and has answered 500; the operator sees the count.
      add(counters_.handler_failures);
    }
  }
  if (!c.direct) return false;
  subtract(counters_.outstanding);
  ++generations_[c.slot];
  c.answer = std::move(*c.direct);
  c.direct.reset();
  return write(c);
}

bool HttpLoop::write(HttpConnection& connection) {
  HttpConnection& c = connection;
  c.state = State::writing;
  c.output.clear();
  append_head(c.output, c.answer, c.keep_alive, date_, options_.common_headers);
  std::string_view body = c.answer.shared_body ? *c.answer.shared_body : c.answer.body;
  if (c.head_only || c.answer.status == 204 || c.answer.status == 304) body = {};
  if (body.size() <= joined_body_max) {
    c.output.append(body);
    body = {};
  }
  std::array<asio::const_buffer, 2> buffers{asio::buffer(c.output),
                                            asio::buffer(body.data(), body.size())};
  const std::size_t total = c.output.size() + body.size();
  SystemError error;
  std::size_t sent =
      body.empty() ? c.socket.write_some(buffers[0], error) : c.socket.write_some(buffers, error);
  if (error && error != asio::error::would_block && error != asio::error::try_again) {
    close(c);
    return false;
  }
  if (sent == total) return was_written(c);
  for (asio::const_buffer& buffer : buffers) {
    const std::size_t done = std::min(sent, buffer.size());
    buffer += done;
    sent -= done;
  }
  set_deadline(c, options_.write_timeout_ms + 1000 * (total / options_.write_bytes_a_second));
  c.operation = true;
  asio::async_write(c.socket, buffers, [this, &c](const SystemError& failure, std::size_t) {
    c.operation = false;
    if (c.state == State::closed) {
      dead_slots_.push_back(c.slot);
    } else if (failure) {
      close(c);
    } else if (was_written(c)) {
      advance(c);
    }
    reap();
  });
  return false;
}

bool HttpLoop::was_written(HttpConnection& connection) {
  HttpConnection& c = connection;
  c.answer = Response{};
  if (c.output.capacity() > kept_output_capacity) c.output = std::string();
  if (!c.keep_alive || stopping_) {
    if (c.linger_after || !c.unread().empty()) {
      linger(c);
    } else {
      close(c);
    }
    return false;
  }
  c.reader.reset();
  c.state = State::reading;
  c.request_begun = false;
  set_deadline(c, options_.idle_timeout_ms);
  return true;
}

void HttpLoop::refuse(HttpConnection& connection, ProblemType type, std::string_view reason) {
  connection.keep_alive = false;
  connection.linger_after = true;
  connection.head_only = false;
  Language language = Language::chinese;
  if (connection.reader.has_head()) {
    const Request request = connection.reader.request();
    language = language_of(request);
    connection.head_only = request.method == "HEAD";
  }
  connection.answer = response_of(
      Problem{.type = type, .detail = {std::string(reason), std::string(reason)}}, language);
  write(connection);
}

// Closing with unread bytes would reset the connection and take our answer with it (RFC 9112 §9.6).
void HttpLoop::linger(HttpConnection& connection) {
  SystemError ignored;
  connection.socket.shutdown(Tcp::socket::shutdown_send, ignored);
  connection.state = State::lingering;
  connection.input_begin = connection.input_end = 0;
  set_deadline(connection, linger_ms);
  read(connection);
}

void HttpLoop::drain() {
  mailbox_->take(completions_);
  for (Completion& completion : completions_) {
    const ExchangeId id = completion.id;
    if (generations_[id.slot] != id.generation) continue;  // closed or timed out meanwhile
    HttpConnection& connection = *connections_[id.slot];
    subtract(counters_.outstanding);
    ++generations_[id.slot];
    connection.state = State::writing;
    connection.keep_alive = connection.keep_alive && !stopping_;
    connection.answer = std::move(completion.response);
    if (write(connection)) advance(connection);
  }
  completions_.clear();
  reap();
  if (stopping_) finish_stop_if_empty();
}

void HttpLoop::next_tick() {
  timer_.expires_after(std::chrono::milliseconds(options_.tick_ms));
  timer_.async_wait([this](const SystemError& error) {
    if (error) return;
    sweep();
  });
}

void HttpLoop::sweep() {
  ++tick_;
  if (options_.now && tick_ % ticks(999) == 0) date_ = http_date(options_.now());
  const bool out_of_time = stopping_ && tick_ >= stop_tick_;
  for (std::size_t slot = 0; slot < deadlines_.size(); ++slot) {
    if (deadlines_[slot] > tick_ && !out_of_time) continue;
    if (!connections_[slot] || connections_[slot]->state == State::closed) continue;
    if (out_of_time) {
      close(*connections_[slot]);
    } else {
      expire(*connections_[slot]);
    }
  }
  reap();
  finish_stop_if_empty();
  if (context_.stopped() || (stopping_ && !work_.owns_work())) return;
  next_tick();
}

void HttpLoop::expire(HttpConnection& connection) {
  if (connection.state == State::reading) {
    if (!connection.request_begun) return close(connection);
    add(counters_.timeouts);
    connection.expired = true;  // was_read answers 408, once the read under way has ended
    set_deadline(connection, linger_ms);
    SystemError ignored;
    connection.socket.cancel(ignored);
    return;
  }
  if (connection.state == State::answering) {
    add(counters_.timeouts);
    subtract(counters_.outstanding);
    ++generations_[connection.slot];
    return refuse(connection, ProblemType::no_answer, "no outcome in time; ask again");
  }
  if (connection.state == State::writing) add(counters_.timeouts);
  close(connection);
}

void HttpLoop::finish_stop_if_empty() {
  if (!stopping_ || free_slots_.size() != connections_.size()) return;
  timer_.cancel();
  work_.reset();
}

}  // namespace vermilion::api
