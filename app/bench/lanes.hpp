// Commands in process, many lanes at once: each lane hands in its next command when it is told what
// became of the last.
//
// Threads: `step` from any; answers come on the hall's.
#pragma once

#include <fmt/format.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>

#include "app/bench/bench_hall.hpp"

namespace vermilion::bench {

[[nodiscard]] inline Principal staff_with(const char* who) {
  Principal principal;
  principal.kind = PrincipalKind::staff;
  principal.who = principal.person = who;
  return principal;
}

class Lanes {
 public:
  [[nodiscard]] std::uint64_t failures() const noexcept { return failures_; }

 protected:
  explicit Lanes(Hall& hall) : hall_{hall} {}

  // One command, and its answer waited for. Errors: full, corrupt (it was not accepted).
  template <class F>
  Result<void> record(const Principal& principal, const CaseId& id, const F& fact) {
    std::mutex mutex;
    std::condition_variable done;
    std::optional<Decided> answer;
    const bool taken = hall_.loop().submit(proposal_of(principal, id, fact, true),
                                           ProposalClass::people, [&](Decided&& decided) {
                                             const std::scoped_lock lock{mutex};
                                             answer = std::move(decided);
                                             done.notify_all();
                                           });
    if (!taken) return fail(Code::full, "the hall takes nothing");
    std::unique_lock lock{mutex};
    done.wait(lock, [&] { return answer.has_value(); });
    if (answer->outcome == Outcome::recorded && answer->kind == RecordKind::accepted) return ok();
    return fail(Code::corrupt,
                fmt::format("{} was not accepted: {}", F::name,
                            answer->body && answer->body->refusal ? answer->body->refusal->found
                                                                  : answer->detail));
  }

  template <class F>
  Proposal proposal_of(const Principal& principal, const CaseId& id, const F& fact, bool opens) {
    Proposal proposal;
    proposal.case_id = id;
    proposal.opens = opens;
    proposal.principal = principal;
    proposal.fact = F::name;
    proposal.schema = F::schema;
    proposal.payload = encode(fact);
    proposal.proposal_id = fmt::format("bench-{}", ++ids_);
    const auto meaning = sha256(proposal.proposal_id);
    std::copy_n(meaning.begin(), proposal.meaning.size(), proposal.meaning.begin());
    proposal.received_at = hall_.clock().now();
    if constexpr (requires {
                    fact.item;
                    fact.office;
                  }) {
      proposal.item = fact.item;
      proposal.office = fact.office;
    }
    if constexpr (requires { fact.request; }) proposal.cause = fact.request;
    return proposal;
  }

  // Hands it in; what follows is for whoever is told. A lane whose command is not taken, or not
  // accepted, ends, and counts as a failure.
  template <class F>
  void step(const Principal& principal, const CaseId& id, const F& fact, bool opens,
            std::function<void(const Decided&)> then) {
    const bool taken = hall_.loop().submit(
        proposal_of(principal, id, fact, opens), ProposalClass::people,
        [this, then = std::move(then)](Decided&& decided) {
          if (decided.outcome != Outcome::recorded || decided.kind != RecordKind::accepted) {
            ++failures_;
            return end();
          }
          then(decided);
        });
    if (taken) return;
    ++failures_;
    end();
  }

  // So many lanes begin; `wait` returns when as many have ended.
  void begin_lanes(std::size_t lanes) { live_ = lanes; }
  void end() {
    const std::scoped_lock lock{mutex_};
    if (--live_ == 0) ended_.notify_all();
  }
  void wait() {
    std::unique_lock lock{mutex_};
    ended_.wait(lock, [&] { return live_ == 0; });
  }

  Hall& hall_;

 private:
  std::atomic<std::uint64_t> ids_{0};
  std::atomic<std::uint64_t> failures_{0};
  std::mutex mutex_;
  std::condition_variable ended_;
  std::size_t live_ = 0;
};

[[nodiscard]] inline CaseId case_for(std::string_view text) {
  CaseId id;
  const auto hash = sha256(text);
  std::copy_n(hash.begin(), 15, id.octets.begin() + 1);
  return id;
}

}  // namespace vermilion::bench
