// Sends the open duties of one office and proposes what it answers.
//
// Requests come from the outbox view only, so a replay sends nothing. Each request in hand has its
// own count of failures and its own end: after backoff's bounds, or at an answer that no repetition
// can better, it becomes `unavailable`, a fact like any other; no request is ever passed silently
// or dropped. A request is forgotten when the outbox lists it no more; one that was answered and is
// still listed after `propose_again` is proposed once more, so a lost proposal is made good. Two
// runners of one office are harmless: the duty's id is the peer's key and the proposal's id, and
// the engine takes one answer for a duty. After a restart counting begins anew.
//
// Bounds: requests_max in hand; what lies beyond waits in the outbox.
// Threads: `workers` of its own and one that reads the outbox; source and sink are called from
// them, one at a time each worker, and must not block for long. `wake`, `hint`, `statistics`,
// `stop` from any. `stop` cancels what is under way and returns when all threads have ended.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "adapters/offices/frame/backoff.hpp"
#include "adapters/offices/frame/office.hpp"
#include "adapters/offices/frame/peer_gate.hpp"

namespace vermilion::offices {

struct RunnerOptions {
  HttpClientOptions client = {};
  BackoffOptions backoff = {};
  std::size_t workers = 2;
  std::size_t requests_max = 1024;
  Milliseconds poll_outbox{1'000};      // when nobody calls wake
  Milliseconds poll_pending{1'000};     // when the peer names no time
  Milliseconds pending_total{600'000};  // how long "not yet" is believed, from the first attempt
  Milliseconds propose_again{30'000};
  std::uint64_t seed = 1;  // of the jitter
};

struct RunnerStatistics {
  std::uint64_t sent = 0;             // HTTP requests, polls included
  std::uint64_t polls = 0;            // of them, questions how far the peer is
  std::uint64_t answered = 0;         // requests that the peer answered
  std::uint64_t failures = 0;         // attempts without an answer that could be used
  std::uint64_t unavailable = 0;      // requests given up
  std::uint64_t proposed = 0;         // answers that the sink took
  std::uint64_t sink_failures = 0;    // answers that it did not take at that time
  std::uint64_t source_failures = 0;  // readings of the outbox that failed
  std::uint64_t in_hand = 0;
  std::uint64_t left_in_outbox = 0;  // at the last reading: no room in hand
};

class OfficeRunner {
 public:
  // The open duties of this office, oldest first, at most `max`. Those in hand are listed too.
  using Source = std::function<Result<std::vector<OfficeRequest>>(std::size_t max)>;
  // Takes an answer to propose it. An error: not now; it will be offered again.
  using Sink = std::function<Result<void>(const OfficeAnswer&)>;

  // The office, the gate and what the callbacks use must outlive the runner.
  // Errors: invalid (the peer's address), io.
  [[nodiscard]] static Result<std::unique_ptr<OfficeRunner>> start(RunnerOptions options,
                                                                   const Office& office,
                                                                   PeerGate& gate, Source source,
                                                                   Sink sink);
  ~OfficeRunner();
  OfficeRunner(const OfficeRunner&) = delete;
  OfficeRunner& operator=(const OfficeRunner&) = delete;

  // The outbox has changed: read it now.
  void wake();
  // The peer has news of this request: it is asked now, and not when it would be next.
  void hint(const DutyId& request);
  void stop();
  [[nodiscard]] RunnerStatistics statistics() const;

 private:
  struct InHand {
    OfficeRequest request;
    Moment first{};            // when it was taken in hand
    Moment alive{};            // then, or when the peer last said "not yet"
    std::uint32_t sent = 0;    // attempts, as CheckUnavailable tells
    std::uint32_t failed = 0;  // since the last sign of life
    std::string poll;
    std::string last_error = "not tried yet";
    std::optional<OfficeAnswer> answer;
    Moment next{};        // when it is looked at again
    bool hinted = false;  // while a worker had it
    bool busy = false;    // a worker has it
    bool listed = false;  // at the last reading of the outbox
  };

  OfficeRunner(RunnerOptions options, const Office& office, PeerGate& gate, Source source,
               Sink sink);
  void read_outbox(const std::stop_token& stop);
  void reconcile(std::vector<OfficeRequest>&& listed, bool truncated);
  void work(const std::stop_token& stop, HttpClient& client);
  // One attempt; what it came to stands in `one`. Returns when to look at it again.
  [[nodiscard]] Moment attempt(InHand& one, HttpClient& client, const std::stop_token& stop);
  [[nodiscard]] Moment take_in(InHand& one, Reading&& reading,
                               std::optional<Milliseconds> retry_after);
  [[nodiscard]] Moment failed(InHand& one, std::string reason, Milliseconds at_least);
  [[nodiscard]] Moment propose(InHand& one);
  void give_up(InHand& one);
  void look_again(InHand& one, Moment at);
  [[nodiscard]] Moment end_of(const InHand& one) const;

  const RunnerOptions options_;
  const Office& office_;
  PeerGate& gate_;
  const Source source_;
  const Sink sink_;

  mutable std::mutex mutex_;
  std::condition_variable_any work_;
  std::condition_variable_any outbox_;
  std::map<DutyId, InHand> in_hand_;
  std::set<std::pair<Moment, DutyId>> next_;  // what is not with a worker, by time
  RunnerStatistics statistics_;
  Chance chance_;
  bool woken_ = true;
  std::vector<std::unique_ptr<HttpClient>> clients_;
  std::vector<std::jthread> threads_;  // last: they end before what they use
};

}  // namespace vermilion::offices
