// Forwarding: a write that came to a node which does not own the partition goes on to the one that
// does, and its answer comes back as it was given there.
//
// So a client needs one address, any of them. The request goes on as it came (method, path, body,
// and the headers that mean something), with the client's own token, which the owner verifies
// again; `Vermilion-Forwarded` marks it, and a marked one is never sent on, so none goes in a
// circle. One thread with libcurl's multi interface; connections are kept. Bounds: `waiting_max`
// requests, `answer_bytes_max` an answer, `patience` for it; and nobody waits for a node that owns
// no longer (it may be frozen). Whatever goes wrong on the way is
// answered 503 with Retry-After, since the client's Idempotency-Key makes a second attempt safe.
// Threads: `pass_on` from any; the Forwarding outlives none of its Responders.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "app/api/exchange.hpp"
#include "app/api/problem.hpp"
#include "base/result.hpp"

namespace vermilion::api {

inline constexpr std::string_view forwarded_header = "Vermilion-Forwarded";

struct ForwardingOptions {
  std::string node;  // this node, as the others know it
  // The owner's node now; empty when there is none. Called from the thread.
  std::function<std::string()> owner;
  std::size_t waiting_max = 4'096;
  std::size_t connections_max = 128;  // to one node
  std::size_t answer_bytes_max = 4U << 20U;
  long patience_ms = 20'000;
  long connect_ms = 1'000;
};

class Forwarding {
 public:
  // Errors: io (libcurl does not start).
  [[nodiscard]] static Result<std::unique_ptr<Forwarding>> start(ForwardingOptions options);
  ~Forwarding();  // what is on its way is answered 503
  Forwarding(const Forwarding&) = delete;
  Forwarding& operator=(const Forwarding&) = delete;

  // `node` is "host:port".
  void pass_on(const Request& request, const std::string& node, Language language,
               Responder responder);

 private:
  struct Parts;  // everything that knows libcurl
  explicit Forwarding(ForwardingOptions options);
  const ForwardingOptions options_;
  std::unique_ptr<Parts> parts_;
};

// The answer of a node that can neither decide nor say who does.
[[nodiscard]] Response nobody_decides(Language language);

}  // namespace vermilion::api
