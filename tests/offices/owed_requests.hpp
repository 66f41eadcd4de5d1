// What a house owes an office and hears of it, for tests of one office's client through a real
// runner: open duties, and the first answer to each. Threads: any.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "adapters/offices/frame/office_runner.hpp"
#include "events/codec/span_archive.hpp"

namespace vermilion::tests {

class OwedRequests {
 public:
  DutyId owe(Bytes detail, Instant since) {
    const std::scoped_lock lock{mutex_};
    offices::OfficeRequest request;
    request.id.decision[0] = ++made_;
    request.case_id.octets[15] = made_;
    request.detail = std::move(detail);
    request.since = since;
    open_.push_back(request);
    return request.id;
  }

  // A runner that asks the office at `base` often and gives up soon; it must end before this.
  std::unique_ptr<offices::OfficeRunner> start(const offices::Office& office,
                                               const std::string& base) {
    using offices::Milliseconds;
    offices::RunnerOptions options;
    options.client.base = base;
    options.client.total_timeout = Milliseconds(400);
    options.backoff = {.first = Milliseconds(10), .most = Milliseconds(40), .attempts_max = 4};
    options.poll_outbox = Milliseconds(20);
    auto runner = offices::OfficeRunner::start(
        options, office, gate_,
        [this](std::size_t) -> Result<std::vector<offices::OfficeRequest>> {
          const std::scoped_lock lock{mutex_};
          return open_;
        },
        [this](const offices::OfficeAnswer& answer) -> Result<void> {
          const std::scoped_lock lock{mutex_};
          std::erase_if(open_, [&](const auto& one) { return one.id == answer.request; });
          answers_.emplace(answer.request, answer);
          changed_.notify_all();
          return ok();
        });
    EXPECT_TRUE(runner) << runner.error().text();
    return std::move(runner.value());
  }

  // The answer to this request, when there is one; `meanwhile` is done again and again.
  template <class F, class Meanwhile>
  F answered(const DutyId& id, Meanwhile&& meanwhile) {
    constexpr std::chrono::seconds patience{30};
    constexpr std::chrono::milliseconds look_every{20};
    const auto until = std::chrono::steady_clock::now() + patience;
    std::unique_lock lock{mutex_};
    while (!changed_.wait_for(lock, look_every, [&] { return answers_.contains(id); })) {
      if (std::chrono::steady_clock::now() > until) {
        ADD_FAILURE() << "no answer in time";
        return {};
      }
      lock.unlock();
      meanwhile();
      lock.lock();
    }
    EXPECT_EQ(answers_.at(id).fact, F::name);
    const auto fact = decode<F>(answers_.at(id).payload);
    EXPECT_TRUE(fact && fact->request == id);
    return fact.value_or(F{});
  }
  template <class F>
  F answered(const DutyId& id) {
    return answered<F>(id, [] {});
  }

 private:
  offices::PeerGate gate_{{.rate = {.per_second = 10'000, .burst = 100}, .in_flight_max = 4}};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<offices::OfficeRequest> open_;
  std::map<DutyId, offices::OfficeAnswer> answers_;
  std::uint8_t made_ = 0;
};

}  // namespace vermilion::tests
