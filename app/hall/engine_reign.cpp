// How the engine loop comes to reign, doubts, stops, and follows where other nodes may reign.
#include <chrono>

#include "app/hall/engine_loop.hpp"

namespace vermilion {
namespace {

constexpr int claims_in_a_row_max = 8;
// While it follows: how often it looks for records, and for being asked to reign.
constexpr std::chrono::milliseconds follow_nap{10};
// Until it claims again: after a claim that failed, and after another's, so that two nodes that
// both believe they are asked do not take the partition from one another all the time.
constexpr std::int64_t claim_pause_us = 500'000;
constexpr std::int64_t lost_pause_us = 3'000'000;
// A few records are folded on from without threads of their own.
constexpr Sequence few_records = 4'096;

// No other node could do better with what lies there.
bool is_final(Code code) {
  return code == Code::corrupt || code == Code::diverged || code == Code::unsupported ||
         code == Code::invalid;
}

Decided answer_without_record(std::uint64_t ticket, Outcome outcome, const std::string& why) {
  Decided decided;
  decided.ticket = ticket;
  decided.outcome = outcome;
  decided.detail = why;
  return decided;
}

}  // namespace

Result<void> EngineLoop::begin_reign() {
  const int attempts = parts_.rivals ? 1 : claims_in_a_row_max;
  for (int attempt = 0; attempt < attempts; ++attempt) {
    const auto now = parts_.clock->now();
    const Claim claim{parts_.nonce(), options_.node, now};
    auto reigning = parts_.journal->claim(parts_.owner.partition, claim);
    {
      const std::lock_guard lock{mutex_};
      ++statistics_.claims;
    }
    if (!reigning) {
      // Another claim took that epoch: read on and try again.
      if (reigning.error().code == Code::conflict) continue;
      return fail(reigning.error().code, reigning.error().detail);
    }
    if (parts_.rivals && parts_.rivals->has_claimed) {
      parts_.rivals->has_claimed(reigning.value().epoch);
    }
    owner_ = std::make_unique<Owner>(parts_.owner);
    VERMILION_TRY(owner_->begin(reigning.value(), claim, now));
    if (parts_.reigns) {
      VERMILION_TRY(parts_.reigns());
    }
    for (const auto& adopted : parts_.adopt) {
      VERMILION_TRY(owner_->adopt(adopted, now));
    }
    if (parts_.first_token) {
      VERMILION_TRY(const auto founding, owner_->founding());
      VERMILION_TRY(const auto token, parts_.first_token(founding));
      if (token) {
        VERMILION_TRY(owner_->record_house_fact(AdministratorAwaited::name,
                                                AdministratorAwaited::schema,
                                                encode(AdministratorAwaited{*token}), now));
      }
    }
    publish_references();
    next_deadline_ = Instant{1};
    return ok();
  }
  return fail(Code::unavailable, "every claim lost to another owner's");
}

// Every proposal that was taken and has no outcome: those in the owner's hands, and outcomes that
// were not released, which are given up for `outcome`.
std::vector<Decided> EngineLoop::without_outcome(Outcome outcome, const std::string& why) {
  std::vector<Decided> outcomes;
  if (owner_) {
    for (const auto& proposal : owner_->abandon()) {
      outcomes.push_back(answer_without_record(proposal.ticket, outcome, why));
    }
    for (const auto& decided : owner_->ready()) {
      outcomes.push_back(answer_without_record(decided.ticket, outcome, why));
    }
  }
  for (auto* waiting : {&held_, &covered_}) {
    for (const auto& decided : *waiting) {
      outcomes.push_back(answer_without_record(decided.ticket, outcome, why));
    }
    waiting->clear();
  }
  for (const auto& proposal : again_) {
    outcomes.push_back(answer_without_record(proposal.ticket, outcome, why));
  }
  again_.clear();
  return outcomes;
}

// The partition writes no more: everything that waits is told so, reads go on elsewhere.
void EngineLoop::halt(const std::string& why) {
  auto outcomes = without_outcome(Outcome::stopped, why);
  reigns_ = false;
  {
    const std::lock_guard lock{mutex_};
    stopped_ = why;
  }
  release(std::move(outcomes));
}

void EngineLoop::step_down(std::vector<Decided>&& unanswered, Instant claims_again) {
  owner_.reset();
  in_flight_written_.clear();
  barrier_in_flight_ = false;
  claims_again_ = claims_again;
  folded_ = 0;
  reigns_ = false;
  release(std::move(unanswered));
}

// Unknown or not done: drop what was built on the frame, claim again, read to the claim, and take
// again what has no outcome. With rivals, a frame that had no effect means that another reigns.
void EngineLoop::recover(Appended outcome) {
  const auto* const what =
      outcome == Appended::unknown ? "an append's outcome is unknown" : "an append had no effect";
  in_flight_written_.clear();
  barrier_in_flight_ = false;
  // The new owner folds on from the store: what is done must be there first.
  auto settled = owner_->settle();
  bool lost = parts_.rivals && outcome == Appended::not_done;
  if (parts_.rivals && !lost) {
    // It may have been away for long. Whoever claimed meanwhile keeps the partition.
    lost = !parts_.rivals->catch_up() || parts_.rivals->claimed().epoch > owner_->epoch();
  }
  if (settled && (lost || (parts_.rivals && !parts_.rivals->may_claim()))) {
    const auto pause = lost ? lost_pause_us : claim_pause_us;
    return step_down(without_outcome(Outcome::elsewhere, what),
                     Instant{real_time().microseconds + pause});
  }
  auto again = owner_->abandon();
  auto ready = owner_->ready();
  for (auto* waiting : {&held_, &covered_}) {
    std::move(waiting->begin(), waiting->end(), std::back_inserter(ready));
    waiting->clear();
  }
  auto begun = std::move(settled);
  if (begun) begun = begin_reign();
  if (begun) {
    if (parts_.rivals) {
      // Judged before the doubt, and the new reign's first frame is the barrier for them too.
      std::move(ready.begin(), ready.end(), std::back_inserter(held_));
    } else {
      release(std::move(ready));
    }
    std::move(again.begin(), again.end(), std::back_inserter(again_));
    return;
  }
  const auto why = std::string{what} + "; " + begun.error().text();
  const bool follows = parts_.rivals && !is_final(begun.error().code);
  const auto answer = follows ? Outcome::elsewhere : Outcome::stopped;
  auto outcomes = without_outcome(answer, why);
  for (const auto& decided : ready) {
    outcomes.push_back(answer_without_record(decided.ticket, answer, why));
  }
  for (const auto& proposal : again) {
    outcomes.push_back(answer_without_record(proposal.ticket, answer, why));
  }
  if (follows) {
    {
      const std::lock_guard lock{mutex_};
      trouble_ = why;
    }
    return step_down(std::move(outcomes), Instant{real_time().microseconds + claim_pause_us});
  }
  reigns_ = false;
  {
    const std::lock_guard lock{mutex_};
    stopped_ = why;
  }
  release(std::move(outcomes));
}

void EngineLoop::turn_away(Outcome outcome, const std::string& why) {
  std::vector<Item> items;
  std::vector<std::function<void(Owner*, Instant)>> posted;
  {
    const std::lock_guard lock{mutex_};
    items.swap(people_);
    std::move(background_.begin(), background_.end(), std::back_inserter(items));
    background_.clear();
    posted.swap(posted_);
  }
  std::move(taken_.begin() + static_cast<std::ptrdiff_t>(taken_at_), taken_.end(),
            std::back_inserter(items));
  taken_.clear();
  taken_at_ = 0;
  for (const auto& work : posted) work(nullptr, parts_.clock->now());
  if (items.empty()) return;
  parts_.batch([&] {
    for (auto& item : items) item.done(answer_without_record(0, outcome, why));
  });
}

// Folds core to the end of what this node has read, and takes the reference data that it names.
Result<void> EngineLoop::fold_on() {
  const auto last = parts_.journal->last(parts_.owner.partition);
  if (last == folded_) return ok();
  const bool few = folded_ > 0 && last - folded_ <= few_records;
  auto& core = *parts_.owner.core;
  VERMILION_TRY(core::replay(*parts_.journal, parts_.owner.partition, *parts_.owner.editions, core,
                             last, few ? core::ReplayOptions{} : parts_.owner.replaying));
  folded_ = last;
  parts_.rivals->fell_behind();
  VERMILION_TRY(const auto row,
                core::load<core::PartitionRow>(core, core::partition_key(parts_.owner.partition)));
  if (!row || row->adopted == adopted_) return ok();
  VERMILION_TRY(auto in_force, core::references_of(*row, *parts_.owner.loader));
  adopted_ = row->adopted;
  const std::lock_guard lock{mutex_};
  references_ = std::make_shared<const References>(std::move(in_force));
  return ok();
}

Result<void> EngineLoop::take_reign() {
  const auto begun = begin_reign();
  if (!begun) {
    owner_.reset();
    return fail(begun.error().code, begun.error().detail);
  }
  parts_.rivals->fell_behind();
  last_frame_ = real_time();
  reigns_ = true;
  const std::lock_guard lock{mutex_};
  trouble_.clear();
  return ok();
}

bool EngineLoop::follow() {
  const auto now = real_time();
  turn_away(Outcome::elsewhere, "another node owns the partition");
  {
    const std::lock_guard lock{mutex_};
    if (stopping_) return false;
  }
  if (const auto why = parts_.rivals->cut_off()) {
    halt(why->text());
    return true;
  }
  if (const auto folded = fold_on(); !folded) {
    halt(folded.error().text());
    return true;
  }
  if (claims_again_ <= now && parts_.rivals->may_claim()) {
    const auto taken = take_reign();
    if (taken) return true;
    if (is_final(taken.error().code)) {
      halt(taken.error().text());
      return true;
    }
    claims_again_ = Instant{real_time().microseconds + claim_pause_us};
    const std::lock_guard lock{mutex_};
    trouble_ = taken.error().text();
  }
  std::unique_lock lock{mutex_};
  engine_wakes_.wait_for(lock, follow_nap, [&] {
    return stopping_ || !people_.empty() || !background_.empty() || !posted_.empty();
  });
  return true;
}

bool EngineLoop::gave_way(Instant real) {
  if (!parts_.rivals || owner_->in_flight() || barrier_in_flight_ ||
      parts_.rivals->claimed().epoch <= owner_->epoch()) {
    return false;
  }
  if (const auto settled = owner_->settle(); !settled) {
    halt("core cannot be written: " + settled.error().text());
    return true;
  }
  step_down(without_outcome(Outcome::elsewhere, "another node claimed the partition"),
            Instant{real.microseconds + lost_pause_us});
  return true;
}

}  // namespace vermilion
