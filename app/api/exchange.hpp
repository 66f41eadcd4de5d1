// A request and its answer as routes see them: plain text and a handle, no socket, no parser.
//
// A Request is a set of views into the connection's memory and lives until the handler returns;
// copy what must live longer. A Responder is the right and the duty to answer once: from the
// handler, or later from any thread (the engine completes on its own). An answer whose connection
// is gone is dropped; a Responder that is destroyed unanswered answers 500, so no client hangs.
// CompletionBatch gathers the answers of one committed frame: one lock and at most one wake per io
// thread and batch, because a wake per answer is what costs (DESIGN §13).
// Threads: Request one; Responder one at a time; Mailbox any.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.hpp"

namespace vermilion::api {

// ASCII letters only; HTTP names are tokens (RFC 9110 §5.6.2).
[[nodiscard]] bool same_name(std::string_view left, std::string_view right) noexcept;

struct Header {
  std::string_view name;
  std::string_view value;  // without surrounding white space
};

struct Request {
  std::string_view method;  // as sent; methods are case-sensitive
  std::string_view path;    // begins with '/', still percent-encoded
  std::string_view query;   // after '?', still percent-encoded; empty when there is none
  std::span<const Header> headers;
  std::string_view body;
  std::string_view peer;  // the other end's address without port
  Instant received_at;    // when the last octet was read, by HttpOptions::now; else not set

  // The first header of that name (any case); nothing when there is none.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const noexcept;
};

struct Response {
  int status = 200;
  std::string content_type = {};  // empty: none is sent
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
  std::shared_ptr<const std::string> shared_body = {};  // used instead of `body` when it is set
};

// Which request is meant: a connection's place on its io thread and the request's number there.
struct ExchangeId {
  std::uint32_t slot = 0;
  std::uint64_t generation = 0;
  auto operator<=>(const ExchangeId&) const = default;
};

struct Completion {
  ExchangeId id;
  Response response;
};

// One io thread's letter box. `wake` is called under the lock, once until the next `take`; after
// `close` everything is dropped. Bounded by the server's outstanding requests.
class Mailbox {
 public:
  explicit Mailbox(std::function<void()> wake) : wake_(std::move(wake)) {}
  void deliver(Completion completion);
  void deliver(std::vector<Completion> completions);
  // Swaps the waiting completions into `into`, which must be empty.
  void take(std::vector<Completion>& into);
  void close();

 private:
  void wake_if_asleep();
  std::mutex mutex_;
  std::vector<Completion> waiting_;
  std::function<void()> wake_;
  bool woken_ = false;
};

class Responder {
 public:
  Responder(std::shared_ptr<Mailbox> mailbox, ExchangeId id)
      : mailbox_(std::move(mailbox)), id_(id) {}
  Responder(Responder&& other) noexcept = default;
  Responder& operator=(Responder&& other) noexcept;
  Responder(const Responder&) = delete;
  Responder& operator=(const Responder&) = delete;
  ~Responder();

  // Answers; a second answer is a bug. From any thread.
  void send(Response response);
  [[nodiscard]] bool answered() const noexcept { return mailbox_ == nullptr; }

 private:
  std::shared_ptr<Mailbox> mailbox_;  // empty once answered or moved from
  ExchangeId id_;
};

// While it lives, this thread's Responders hand their answers to it; `flush` (or the end of its
// life) delivers them. At most one a thread at a time.
class CompletionBatch {
 public:
  CompletionBatch();
  ~CompletionBatch();
  CompletionBatch(const CompletionBatch&) = delete;
  CompletionBatch& operator=(const CompletionBatch&) = delete;
  void flush();

 private:
  friend class Responder;
  struct Pile {
    std::shared_ptr<Mailbox> mailbox;
    std::vector<Completion> completions;
  };
  std::vector<Pile> piles_;  // one an io thread: few, so searched in order
};

// For the io thread only: answers to `id` given on this thread while this lives go to `into`.
class DirectAnswer {
 public:
  DirectAnswer(const Mailbox& mailbox, ExchangeId id, std::optional<Response>& into);
  ~DirectAnswer();
  DirectAnswer(const DirectAnswer&) = delete;
  DirectAnswer& operator=(const DirectAnswer&) = delete;

 private:
  friend class Responder;
  const Mailbox& mailbox_;
  ExchangeId id_;
  std::optional<Response>& into_;
  DirectAnswer* outer_;
};

}  // namespace vermilion::api
