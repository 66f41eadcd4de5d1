#include "adapters/offices/frame/office_runner.hpp"

#include <algorithm>

namespace vermilion::offices {
namespace {

Moment now() {
  return std::chrono::steady_clock::now();
}

}  // namespace

OfficeRunner::OfficeRunner(RunnerOptions options, const Office& office, PeerGate& gate,
                           Source source, Sink sink)
    : options_(std::move(options)),
      office_(office),
      gate_(gate),
      source_(std::move(source)),
      sink_(std::move(sink)),
      chance_(options_.seed) {}

Result<std::unique_ptr<OfficeRunner>> OfficeRunner::start(RunnerOptions options,
                                                          const Office& office, PeerGate& gate,
                                                          Source source, Sink sink) {
  std::unique_ptr<OfficeRunner> runner(
      new OfficeRunner(std::move(options), office, gate, std::move(source), std::move(sink)));
  const std::size_t workers = std::max<std::size_t>(runner->options_.workers, 1);
  for (std::size_t i = 0; i < workers; ++i) {
    VERMILION_TRY(auto client, HttpClient::make(runner->options_.client));
    runner->clients_.push_back(std::move(client));
  }
  OfficeRunner* const self = runner.get();
  for (const auto& client : self->clients_) {
    self->threads_.emplace_back(
        [self, &one = *client](const std::stop_token& stop) { self->work(stop, one); });
  }
  self->threads_.emplace_back([self](const std::stop_token& stop) { self->read_outbox(stop); });
  return runner;
}

OfficeRunner::~OfficeRunner() {
  stop();
}

void OfficeRunner::stop() {
  for (std::jthread& thread : threads_) thread.request_stop();
  for (std::jthread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void OfficeRunner::wake() {
  {
    const std::scoped_lock lock(mutex_);
    woken_ = true;
  }
  outbox_.notify_all();
}

void OfficeRunner::hint(const DutyId& request) {
  const std::scoped_lock lock(mutex_);
  const auto found = in_hand_.find(request);
  if (found == in_hand_.end() || found->second.answer) return;
  auto& one = found->second;
  if (one.busy) {
    one.hinted = true;
    return;
  }
  next_.erase({one.next, request});
  look_again(one, now());
  work_.notify_one();
}

void OfficeRunner::look_again(InHand& one, Moment at) {
  one.next = at;
  next_.emplace(at, one.request.id);
}

RunnerStatistics OfficeRunner::statistics() const {
  const std::scoped_lock lock(mutex_);
  RunnerStatistics statistics = statistics_;
  statistics.in_hand = in_hand_.size();
  return statistics;
}

void OfficeRunner::read_outbox(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    woken_ = false;
    lock.unlock();
    auto listed = source_(options_.requests_max);
    lock.lock();
    if (listed) {
      const bool truncated = listed.value().size() >= options_.requests_max;
      reconcile(std::move(listed.value()), truncated);
    } else {
      ++statistics_.source_failures;
    }
    outbox_.wait_for(lock, stop, options_.poll_outbox, [this] { return woken_; });
  }
}

void OfficeRunner::reconcile(std::vector<OfficeRequest>&& listed, bool truncated) {
  for (auto& [id, one] : in_hand_) one.listed = false;
  statistics_.left_in_outbox = 0;
  const Moment at = now();
  for (OfficeRequest& request : listed) {
    const DutyId id = request.id;
    const auto known = in_hand_.find(id);
    if (known != in_hand_.end()) {
      known->second.listed = true;
    } else if (in_hand_.size() >= options_.requests_max) {
      ++statistics_.left_in_outbox;
    } else {
      InHand& one = in_hand_[id];
      one.request = std::move(request);
      one.first = at;
      one.alive = at;
      one.listed = true;
      look_again(one, at);
    }
  }
  // Met, by us or by another: nothing more to do. A cut list says this only of what was answered.
  std::erase_if(in_hand_, [&](const auto& entry) {
    const InHand& one = entry.second;
    return !one.listed && !one.busy && (!truncated || one.answer);
  });
  std::erase_if(next_, [this](const auto& entry) { return !in_hand_.contains(entry.second); });
  work_.notify_all();
}

void OfficeRunner::work(const std::stop_token& stop, HttpClient& client) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    if (next_.empty()) {
      work_.wait(lock, stop, [this] { return !next_.empty(); });
      continue;
    }
    const auto [due, id] = *next_.begin();
    if (due > now()) {
      work_.wait_until(lock, stop, due,
                       [this, due = due] { return next_.empty() || next_.begin()->first < due; });
      continue;
    }
    next_.erase(next_.begin());
    InHand& one = in_hand_.at(id);  // stays where it is while busy
    one.busy = true;
    lock.unlock();
    const Moment again = one.answer ? propose(one) : attempt(one, client, stop);
    lock.lock();
    one.busy = false;
    look_again(one, std::exchange(one.hinted, false) ? now() : again);
    work_.notify_one();
  }
}

Moment OfficeRunner::end_of(const InHand& one) const {
  return std::min(one.alive + options_.backoff.total,
                  one.first + std::max(options_.backoff.total, options_.pending_total));
}

Moment OfficeRunner::attempt(InHand& one, HttpClient& client, const std::stop_token& stop) {
  auto request = office_.request_for(one.request, one.poll);
  if (!request) {
    if (request.error().retriable()) return failed(one, request.error().detail, {});
    one.last_error = request.error().detail;
    give_up(one);
    return now();
  }
  const Moment end = end_of(one);
  auto pass = gate_.enter(stop, end);
  if (!pass) {
    if (!stop.stop_requested()) {
      if (one.sent == 0) one.last_error = "the office was left alone after failures of others";
      give_up(one);
    }
    return now();
  }
  request.value().timeout =
      std::max(Milliseconds(1), std::chrono::duration_cast<Milliseconds>(end - now()));
  ++one.sent;
  {
    const std::scoped_lock lock(mutex_);
    ++statistics_.sent;
    if (!one.poll.empty()) ++statistics_.polls;
  }
  const auto answer = client.ask(request.value(), stop);
  if (!answer) {
    if (stop.stop_requested()) return now();  // says nothing of the peer
    pass->failed();
    return failed(one, answer.error().detail, {});
  }
  Reading reading = office_.read(one.request, answer.value());
  if (reading.kind == Reading::Kind::retry) {
    pass->failed();
  } else {
    pass->healthy();
  }
  return take_in(one, std::move(reading), answer.value().retry_after);
}

Moment OfficeRunner::take_in(InHand& one, Reading&& reading,
                             std::optional<Milliseconds> retry_after) {
  switch (reading.kind) {
    case Reading::Kind::answered: {
      one.answer = std::move(reading.answer);
      const std::scoped_lock lock(mutex_);
      ++statistics_.answered;
      break;
    }
    case Reading::Kind::pending: {
      one.failed = 0;
      one.poll = std::move(reading.poll);
      one.last_error = "the office had not answered yet";
      const Milliseconds wait = retry_after.value_or(options_.poll_pending);
      const Moment again = now() + wait;
      one.alive = again;
      if (again < end_of(one)) return again;
      give_up(one);
      break;
    }
    case Reading::Kind::refused:
      one.last_error = std::move(reading.reason);
      give_up(one);
      break;
    case Reading::Kind::retry:
    case Reading::Kind::busy:
      return failed(one, std::move(reading.reason), retry_after.value_or(Milliseconds(0)));
  }
  return now();
}

Moment OfficeRunner::failed(InHand& one, std::string reason, Milliseconds at_least) {
  one.last_error = std::move(reason);
  one.poll.clear();  // ask anew: the key is the same, so the peer does nothing twice
  ++one.failed;
  const auto elapsed = std::chrono::duration_cast<Milliseconds>(now() - one.alive);
  std::optional<Milliseconds> wait;
  {
    const std::scoped_lock lock(mutex_);
    ++statistics_.failures;
    wait = backoff(options_.backoff, one.failed, elapsed, at_least, chance_);
  }
  if (wait) return now() + *wait;
  give_up(one);
  return now();
}

void OfficeRunner::give_up(InHand& one) {
  one.answer = office_.unavailable(one.request, one.sent, one.last_error);
  const std::scoped_lock lock(mutex_);
  ++statistics_.unavailable;
}

Moment OfficeRunner::propose(InHand& one) {
  const bool taken = static_cast<bool>(sink_(*one.answer));
  const std::scoped_lock lock(mutex_);
  if (!taken) {
    ++statistics_.sink_failures;
    return now() + options_.backoff.first;
  }
  ++statistics_.proposed;
  return now() + options_.propose_again;
}

}  // namespace vermilion::offices
