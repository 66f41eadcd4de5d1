#include <gtest/gtest.h>

#include <thread>

#include "adapters/offices/frame/backoff.hpp"
#include "adapters/offices/frame/peer_gate.hpp"
#include "adapters/offices/frame/rate_limit.hpp"

using namespace vermilion::offices;

namespace {

constexpr BackoffOptions options{.first = Milliseconds(100),
                                 .most = Milliseconds(1'000),
                                 .attempts_max = 8,
                                 .total = Milliseconds(60'000)};

Moment at(int milliseconds) {
  return Moment{} + std::chrono::hours(1) + Milliseconds(milliseconds);
}

Moment soon() {
  return std::chrono::steady_clock::now() + std::chrono::seconds(20);
}

}  // namespace

TEST(Backoff, WaitsBetweenHalfAndTheWholeOfADoublingTimeUpToItsBound) {
  Chance chance(7);
  for (int round = 0; round < 200; ++round) {
    int whole = 100;
    for (std::uint32_t failures = 1; failures < options.attempts_max; ++failures) {
      const auto wait = backoff(options, failures, Milliseconds(0), {}, chance);
      ASSERT_TRUE(wait);
      EXPECT_GE(wait->count(), whole / 2);
      EXPECT_LE(wait->count(), whole);
      whole = std::min(whole * 2, 1'000);
    }
  }
}

TEST(Backoff, TheSameSeedGivesTheSameWaitsAndAnotherSeedOthers) {
  const auto waits = [](std::uint64_t seed) {
    Chance chance(seed);
    std::vector<std::int64_t> all;
    for (std::uint32_t i = 1; i < 8; ++i) {
      all.push_back(backoff(options, i, Milliseconds(0), {}, chance)->count());
    }
    return all;
  };
  EXPECT_EQ(waits(1), waits(1));
  EXPECT_NE(waits(1), waits(2));
}

TEST(Backoff, GivesUpAfterSoManyAttemptsOrSoMuchTime) {
  Chance chance(1);
  EXPECT_TRUE(backoff(options, 7, Milliseconds(0), {}, chance));
  EXPECT_FALSE(backoff(options, 8, Milliseconds(0), {}, chance));
  EXPECT_TRUE(backoff(options, 1, Milliseconds(59'900), {}, chance));
  EXPECT_FALSE(backoff(options, 1, Milliseconds(59'951), {}, chance));
}

TEST(Backoff, HeedsWhatThePeerAsksForAsLongAsThereIsTime) {
  Chance chance(1);
  EXPECT_EQ(backoff(options, 1, Milliseconds(0), Milliseconds(5'000), chance), Milliseconds(5'000));
  EXPECT_FALSE(backoff(options, 1, Milliseconds(0), Milliseconds(60'001), chance));
}

TEST(RateLimit, LetsABurstThroughAndThenOneAnInterval) {
  RateLimit limit({.per_second = 10, .burst = 3});
  EXPECT_TRUE(limit.take(at(0)));
  EXPECT_TRUE(limit.take(at(0)));
  EXPECT_TRUE(limit.take(at(0)));
  EXPECT_FALSE(limit.take(at(0)));
  EXPECT_EQ(limit.next(), at(100));
  EXPECT_FALSE(limit.take(at(99)));
  EXPECT_TRUE(limit.take(at(100)));
  EXPECT_FALSE(limit.take(at(100)));
}

TEST(RateLimit, NeverSavesUpMoreThanItsBurst) {
  RateLimit limit({.per_second = 10, .burst = 2});
  EXPECT_TRUE(limit.take(at(0)));
  int taken = 0;
  while (limit.take(at(3'600'000))) ++taken;
  EXPECT_EQ(taken, 2);
}

TEST(PeerGate, AdmitsNoMoreThanItsBulkheadHoldsAndTheNextWhenOneLeaves) {
  PeerGate gate({.rate = {.per_second = 1'000, .burst = 1'000}, .in_flight_max = 2});
  std::stop_source stop;
  auto first = gate.enter(stop.get_token(), soon());
  auto second = gate.enter(stop.get_token(), soon());
  ASSERT_TRUE(first && second);
  EXPECT_FALSE(gate.enter(stop.get_token(), std::chrono::steady_clock::now() + Milliseconds(50)));
  std::optional<PeerGate::Pass> third;
  std::jthread waiting([&] {
    third = std::nullopt;
    auto pass = gate.enter(stop.get_token(), soon());
    if (pass) third.emplace(std::move(*pass));
  });
  first->healthy();
  waiting.join();
  EXPECT_TRUE(third);
  EXPECT_EQ(gate.statistics().in_flight, 2);
  EXPECT_EQ(gate.statistics().in_flight_highest, 2);
}

TEST(PeerGate, WaitingEndsWhenItIsStopped) {
  PeerGate gate({.in_flight_max = 1});
  const auto held = gate.enter({}, soon());
  std::stop_source stop;
  bool admitted = true;
  std::jthread waiting([&] { admitted = gate.enter(stop.get_token(), soon()).has_value(); });
  stop.request_stop();
  waiting.join();
  EXPECT_FALSE(admitted);
}

TEST(PeerGate, LeavesABrokenPeerAloneAndOneTrialOpensTheWayForAll) {
  PeerGate gate({.breaker = {.failures_to_open = 1, .open_for = Milliseconds(20)},
                 .rate = {.per_second = 1'000, .burst = 1'000},
                 .in_flight_max = 8});
  gate.enter({}, soon())->failed();
  EXPECT_EQ(gate.statistics().state, Breaker::State::open);
  auto trial = gate.enter({}, soon());  // waits until the pause is over
  ASSERT_TRUE(trial);
  EXPECT_EQ(gate.statistics().state, Breaker::State::half_open);
  bool admitted = false;
  std::jthread other([&] { admitted = gate.enter({}, soon()).has_value(); });
  trial->healthy();
  other.join();
  EXPECT_TRUE(admitted);
  EXPECT_EQ(gate.statistics().state, Breaker::State::closed);
}
