#include "app/hall/engine_loop.hpp"

#include <fmt/format.h>

#include <chrono>

#include "adapters/system/thread_name.hpp"
#include "base/check.hpp"

namespace vermilion {
namespace {

// How long the engine sleeps at most: deadlines, silence and the once-a-second work come from this.
constexpr std::int64_t nap_max_us = 100'000;
}  // namespace

Instant EngineLoop::real_time() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return Instant{std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
}

EngineLoop::EngineLoop(Parts parts, LoopOptions options)
    : parts_{std::move(parts)}, options_{std::move(options)} {}

EngineLoop::~EngineLoop() {
  stop();
}

Result<void> EngineLoop::start() {
  if (parts_.rivals) {
    VERMILION_TRY(fold_on());
  } else {
    VERMILION_TRY(begin_reign());
    reigns_ = true;
  }
  last_frame_ = real_time();
  journal_ = std::thread{[this] { run_journal(); }};
  engine_ = std::thread{[this] { run_engine(); }};
  return ok();
}

void EngineLoop::stop() {
  {
    const std::lock_guard lock{mutex_};
    if (!engine_.joinable()) return;
    stopping_ = true;
    engine_wakes_.notify_all();
  }
  engine_.join();
  {
    const std::lock_guard lock{mutex_};
    journal_stops_ = true;
    journal_wakes_.notify_all();
  }
  journal_.join();
  if (stopped().empty() && parts_.close) parts_.close();
}

bool EngineLoop::submit(Proposal proposal, ProposalClass from, Done done) {
  const std::lock_guard lock{mutex_};
  auto& inbox = from == ProposalClass::people ? people_ : background_;
  const auto bound =
      from == ProposalClass::people ? options_.people_inbox_max : options_.background_inbox_max;
  if (stopping_ || inbox.size() >= bound) {
    ++statistics_.refused_full;
    return false;
  }
  inbox.push_back({std::move(proposal), std::move(done)});
  if (engine_asleep_) {
    engine_asleep_ = false;
    engine_wakes_.notify_one();
  }
  return true;
}

bool EngineLoop::post(std::function<void(Owner*, Instant)> work) {
  const std::lock_guard lock{mutex_};
  if (stopping_ || !stopped_.empty() || !reigns_) return false;
  posted_.push_back(std::move(work));
  engine_asleep_ = false;
  engine_wakes_.notify_one();
  return true;
}

std::string EngineLoop::stopped() const {
  const std::lock_guard lock{mutex_};
  return stopped_;
}

EngineLoop::Standing EngineLoop::standing() const {
  if (reigns_) return {true, options_.node, {}};
  Standing standing;
  if (parts_.rivals) standing.node = parts_.rivals->claimed().node;
  // Its own last reign has ended.
  if (standing.node == options_.node) standing.node.clear();
  const std::lock_guard lock{mutex_};
  standing.trouble = trouble_;
  return standing;
}

LoopStatistics EngineLoop::statistics() const {
  const std::lock_guard lock{mutex_};
  auto statistics = statistics_;
  statistics.waiting = people_.size() + background_.size();
  return statistics;
}

std::shared_ptr<const References> EngineLoop::references() const {
  const std::lock_guard lock{mutex_};
  return references_;
}

void EngineLoop::publish_references() {
  auto references = std::make_shared<const References>(owner_->references());
  const std::lock_guard lock{mutex_};
  references_ = std::move(references);
}

void EngineLoop::release(std::vector<Decided>&& outcomes) {
  if (outcomes.empty()) return;
  parts_.batch([&] {
    for (auto& decided : outcomes) {
      const auto found = waiting_.find(decided.ticket);
      if (found == waiting_.end()) continue;
      auto done = std::move(found->second);
      waiting_.erase(found);
      done(std::move(decided));
    }
  });
}

// With rivals, what was judged and leaves no record is known to hold only when a frame that was
// sent later is done: then nobody else reigned meanwhile.
void EngineLoop::hold_unrecorded() {
  auto ready = owner_->ready();
  if (!parts_.rivals) return release(std::move(ready));
  std::move(ready.begin(), ready.end(), std::back_inserter(held_));
}

void EngineLoop::hand_over(Formed&& formed) {
  in_flight_written_ = std::move(formed.written);
  in_flight_seals_ = formed.seals;
  covered_ = std::exchange(held_, {});
  const std::lock_guard lock{mutex_};
  ++statistics_.frames;
  statistics_.records += formed.records;
  statistics_.bytes += formed.frame.size();
  to_write_ = std::move(formed);
  journal_wakes_.notify_one();
}

void EngineLoop::take_inbox(Instant now) {
  for (; !again_.empty() && owner_->has_room(); again_.pop_front()) {
    owner_->take(std::move(again_.front()), now);
  }
  if (taken_at_ == taken_.size()) {
    taken_.clear();
    taken_at_ = 0;
    const std::lock_guard lock{mutex_};
    // People first: the background gets a frame's room only when no person waits.
    taken_.swap(people_.empty() ? background_ : people_);
    statistics_.proposals += taken_.size();
  }
  while (taken_at_ < taken_.size() && owner_->has_room()) {
    auto& item = taken_[taken_at_++];
    item.proposal.ticket = next_ticket_++;
    waiting_.emplace(item.proposal.ticket, std::move(item.done));
    owner_->take(std::move(item.proposal), now);
  }
}

// Sleeps until there is something to do; false when the loop is to end.
bool EngineLoop::wait_for_work(Instant now) {
  std::unique_lock lock{mutex_};
  const auto busy = [&] {
    return written_.has_value() || !people_.empty() || !background_.empty() || !posted_.empty() ||
           stopping_;
  };
  if (!busy()) {
    auto nap = nap_max_us;
    if (next_deadline_.set()) {
      nap = std::clamp<std::int64_t>(next_deadline_.microseconds - now.microseconds, 1'000, nap);
    }
    engine_asleep_ = true;
    engine_wakes_.wait_for(lock, std::chrono::microseconds{nap}, busy);
    engine_asleep_ = false;
  }
  return !(stopping_ && people_.empty() && background_.empty() && posted_.empty() && !to_write_ &&
           !written_ && !owner_->in_flight() && !barrier_in_flight_ && held_.empty());
}

void EngineLoop::run_engine() {
  name_this_thread("engine");
  for (;;) {
    const auto now = parts_.clock->now();
    const auto real = real_time();
    std::optional<Appended> written;
    bool halted = false;
    {
      const std::lock_guard lock{mutex_};
      written = std::exchange(written_, std::nullopt);
      halted = !stopped_.empty();
    }
    if (!halted && !reigns_) {
      if (!follow()) return;
      continue;
    }
    if (!halted) owner_->set_pace(real);
    if (written) {
      if (*written == Appended::done && std::exchange(barrier_in_flight_, false)) {
        release(std::exchange(covered_, {}));
        last_frame_ = real;
      } else if (*written == Appended::done) {
        auto outcomes = owner_->committed();
        if (!outcomes) {
          halt("core cannot be written: " + outcomes.error().text());
          continue;
        }
        std::move(covered_.begin(), covered_.end(), std::back_inserter(outcomes.value()));
        covered_.clear();
        // Before anybody is told: his next request is judged by what he has just changed.
        for (const auto& record : in_flight_written_) {
          if (is_of_directory(*record.body)) directory_changed_ = record.header.sequence;
        }
        release(std::move(outcomes.value()));
        parts_.feed(std::move(in_flight_written_));
        in_flight_written_.clear();
        if (in_flight_seals_ && parts_.roll) {
          const auto rolled = parts_.roll();
          if (!rolled) {
            halt("the journal cannot begin a new segment: " + rolled.error().text());
            continue;
          }
        }
        last_frame_ = real;
        silent_ = false;
      } else {
        recover(*written);
        continue;
      }
    }
    if (halted) {
      // Nothing is written any more; whoever still asks is told why.
      bool over = false;
      std::string why;
      {
        std::unique_lock lock{mutex_};
        engine_wakes_.wait_for(lock, std::chrono::milliseconds{100}, [&] {
          return stopping_ || !people_.empty() || !background_.empty();
        });
        why = stopped_;
        over = stopping_;
      }
      turn_away(Outcome::stopped, why);
      if (over) return;
      continue;
    }
    if (gave_way(real)) continue;
    std::vector<std::function<void(Owner*, Instant)>> posted;
    {
      const std::lock_guard lock{mutex_};
      posted.swap(posted_);
    }
    for (const auto& work : posted) work(owner_.get(), now);
    if (!posted.empty()) publish_references();
    take_inbox(now);
    if (next_deadline_.set() && next_deadline_ <= now && owner_->has_room()) {
      const auto fired = owner_->fire_deadlines(now);
      if (!fired) {
        halt("deadlines cannot be read: " + fired.error().text());
        continue;
      }
      next_deadline_ = owner_->next_deadline();
    }
    if (owner_->reviews_dues() && owner_->has_room()) {
      const auto reviewed = owner_->review_dues(now);
      if (!reviewed) {
        halt("deadlines cannot be read: " + reviewed.error().text());
        continue;
      }
    }
    if (real.microseconds - last_tick_.microseconds >= microseconds_a_second) {
      last_tick_ = real;
      const auto settled = owner_->settle();
      if (!settled) {
        halt("core cannot be written: " + settled.error().text());
        continue;
      }
      const auto ticked = owner_->tick(now);
      if (!ticked) {
        halt("house facts cannot be recorded: " + ticked.error().text());
        continue;
      }
    }
    hold_unrecorded();
    Result<std::optional<Formed>> formed = std::optional<Formed>{};
    if (!barrier_in_flight_) formed = owner_->form(now);
    if (!formed) {
      halt("no frame can be formed: " + formed.error().text());
      continue;
    }
    if (formed.value()) {
      next_deadline_ = owner_->next_deadline();
      hand_over(std::move(*formed.value()));
    } else if (!owner_->in_flight() && !barrier_in_flight_ && !held_.empty()) {
      Formed barrier;
      barrier.frame =
          FrameBuilder{parts_.owner.house, parts_.owner.partition, owner_->epoch()}.finish(
              FrameKind::silence);
      barrier_in_flight_ = true;
      hand_over(std::move(barrier));
    } else if (!owner_->in_flight() && !silent_ &&
               real.microseconds - last_frame_.microseconds >= microseconds_a_second) {
      if (parts_.silence) parts_.silence();
      silent_ = true;
    }
    // While a frame is in flight and the next has room, go on as soon as anything arrives; with
    // proposals already taken but no room left, wait for the frame.
    const bool more = taken_at_ < taken_.size() || !again_.empty() || owner_->reviews_dues();
    if (more && owner_->has_room()) continue;
    if (!wait_for_work(now)) {
      // What is not settled is folded again at the next start; a failure here loses nothing.
      static_cast<void>(owner_->settle());
      return;
    }
  }
}

void EngineLoop::run_journal() {
  name_this_thread("journal");
  for (;;) {
    std::optional<Formed> formed;
    {
      std::unique_lock lock{mutex_};
      journal_wakes_.wait(lock, [&] { return to_write_.has_value() || journal_stops_; });
      if (!to_write_) return;
      formed = std::exchange(to_write_, std::nullopt);
    }
    const auto appended = parts_.journal->append(parts_.owner.partition, formed->frame);
    const std::lock_guard lock{mutex_};
    written_ = appended;
    engine_asleep_ = false;
    engine_wakes_.notify_one();
  }
}

}  // namespace vermilion
