#include "app/sandbox/office_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "app/api/http_server.hpp"
#include "app/api/problem.hpp"
#include "app/api/request_reader.hpp"

namespace vermilion::sandbox {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds drip_interval{100};

std::string refusal(api::ProblemType type) {
  api::Problem problem;
  problem.type = type;
  const api::Response response = api::response_of(problem, api::Language::english);
  std::string out;
  api::append_head(out, response, false, {}, {});
  return out + response.body;
}

std::string errno_text() {
  return std::strerror(errno);  // NOLINT(concurrency-mt-unsafe): glibc's is per thread
}

}  // namespace

OfficeServer::OfficeServer(ServerOptions options, Handler handler)
    : options_(std::move(options)), handler_(std::move(handler)) {}

OfficeServer::~OfficeServer() {
  stop();
}

Result<void> OfficeServer::start() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(options_.port);
  if (::inet_pton(AF_INET, options_.address.c_str(), &address.sin_addr) != 1) {
    return fail(Code::invalid, "the sandbox listens on an IPv4 address such as 127.0.0.1");
  }
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  stopping_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  const int on = 1;
  ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  socklen_t size = sizeof(address);
  if (listener_ < 0 || stopping_ < 0 ||
      ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::listen(listener_, 128) != 0 ||
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    return fail(Code::io, "cannot listen on " + options_.address + ":" +
                              std::to_string(options_.port) + ": " + errno_text());
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = std::jthread([this] { accept_all(); });
  return ok();
}

void OfficeServer::stop() {
  if (stopping_ >= 0) {
    const std::uint64_t one = 1;
    static_cast<void>(::write(stopping_, &one, sizeof(one)));
  }
  if (acceptor_.joinable()) acceptor_.join();
  reap(true);
  for (int* descriptor : {&listener_, &stopping_}) {
    if (*descriptor >= 0) ::close(std::exchange(*descriptor, -1));
  }
}

void OfficeServer::accept_all() {
  while (true) {
    std::array<pollfd, 2> waiting{{{listener_, POLLIN, 0}, {stopping_, POLLIN, 0}}};
    static_cast<void>(::poll(waiting.data(), waiting.size(), -1));
    if ((waiting[1].revents & POLLIN) != 0) return;
    if ((waiting[0].revents & POLLIN) == 0) continue;
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    reap(false);
    if (socket < 0) {
      // Out of descriptors: wait a little rather than spin; others end and free theirs.
      if (errno != EAGAIN && errno != ECONNABORTED && !pause(milliseconds(50))) return;
      continue;
    }
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    if (connections_.size() >= options_.connections_max) {
      static_cast<void>(send_all(socket, refusal(api::ProblemType::busy)));
      ::close(socket);
      continue;
    }
    Connection& connection = *connections_.emplace_back(std::make_unique<Connection>());
    connection.socket = socket;
    connection.thread = std::jthread([this, &connection] {
      serve(connection);
      ::close(connection.socket);
      connection.ended = true;
    });
  }
}

void OfficeServer::reap(bool all) {
  connections_.remove_if([all](const std::unique_ptr<Connection>& connection) {
    return all || connection->ended.load();
  });
}

void OfficeServer::serve(Connection& connection) {
  const int socket = connection.socket;
  api::RequestReader reader{api::ReaderLimits{}};
  std::string unread;
  std::array<char, 16 * 1024> buffer{};
  while (true) {
    std::size_t consumed = 0;
    const auto step = reader.feed(unread, consumed);
    unread.erase(0, consumed);
    switch (step) {
      case api::RequestReader::Step::need_more: {
        if (!ready(socket, POLLIN, options_.idle_timeout)) return;
        const ssize_t size = ::recv(socket, buffer.data(), buffer.size(), 0);
        if (size <= 0) return;
        unread.append(buffer.data(), static_cast<std::size_t>(size));
        break;
      }
      case api::RequestReader::Step::head_ready:
        reader.set_body_max(options_.body_bytes_max);
        if (reader.expects_continue() && !send_all(socket, "HTTP/1.1 100 Continue\r\n\r\n")) return;
        break;
      case api::RequestReader::Step::fault:
        static_cast<void>(send_all(socket, refusal(reader.fault().type)));
        return;
      case api::RequestReader::Step::ready: {
        const api::Request request = reader.request();
        const bool keep_alive = reader.keep_alive();
        const bool head_only = request.method == "HEAD";
        const Reply reply = handler_(request, [this](milliseconds wait) { return pause(wait); });
        if (!answer(socket, reply, keep_alive, head_only) || !keep_alive) return;
        reader.reset();
        break;
      }
    }
  }
}

bool OfficeServer::answer(int socket, const Reply& reply, bool keep_alive, bool head_only) {
  if (!pause(reply.delay) || reply.delivery == Delivery::none) return false;
  std::string out;
  if (reply.delivery == Delivery::drip) {
    out = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{";
    while (send_all(socket, out)) {
      // Readable means that the client has closed, or sent more, which it may not.
      if (!pause(drip_interval) || ready(socket, POLLIN, milliseconds(0))) return false;
      out = " ";
    }
    return false;
  }
  api::append_head(out, reply.response, keep_alive, {}, "Cache-Control: no-store\r\n");
  if (!head_only) out += reply.response.body;
  if (reply.delivery == Delivery::twice) out += std::string(out);
  return send_all(socket, out);
}

bool OfficeServer::ready(int socket, short events, milliseconds timeout) const {
  std::array<pollfd, 2> waiting{{{socket, events, 0}, {stopping_, POLLIN, 0}}};
  const int count = ::poll(waiting.data(), waiting.size(), static_cast<int>(timeout.count()));
  return count > 0 && (waiting[1].revents & POLLIN) == 0;
}

bool OfficeServer::pause(milliseconds duration) const {
  pollfd stop{stopping_, POLLIN, 0};
  return ::poll(&stop, 1, static_cast<int>(duration.count())) == 0;
}

bool OfficeServer::send_all(int socket, std::string_view octets) const {
  while (!octets.empty()) {
    if (!ready(socket, POLLOUT, options_.write_timeout)) return false;
    const ssize_t size = ::send(socket, octets.data(), octets.size(), MSG_NOSIGNAL);
    if (size < 0 && errno != EAGAIN && errno != EINTR) return false;
    if (size > 0) octets.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

}  // namespace vermilion::sandbox
