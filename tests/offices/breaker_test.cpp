#include "adapters/offices/frame/breaker.hpp"

#include <gtest/gtest.h>

using namespace vermilion::offices;
using State = Breaker::State;

namespace {

constexpr BreakerOptions options{
    .failures_to_open = 3, .open_for = Milliseconds(100), .open_for_most = Milliseconds(350)};

Moment at(int milliseconds) {
  return Moment{} + std::chrono::hours(1) + Milliseconds(milliseconds);
}

// Fails as often as it takes to open it.
void open(Breaker& breaker, int when) {
  for (std::uint32_t i = 0; i < options.failures_to_open; ++i) {
    breaker.failed(*breaker.enter(at(when)), at(when));
  }
}

}  // namespace

TEST(Breaker, OpensAfterSoManyFailuresInARowAndASuccessBreaksTheRow) {
  Breaker breaker(options);
  breaker.failed(*breaker.enter(at(0)), at(0));
  breaker.failed(*breaker.enter(at(0)), at(0));
  breaker.succeeded(*breaker.enter(at(0)));
  breaker.failed(*breaker.enter(at(0)), at(0));
  breaker.failed(*breaker.enter(at(0)), at(0));
  EXPECT_EQ(breaker.state(), State::closed);
  breaker.failed(*breaker.enter(at(0)), at(0));
  EXPECT_EQ(breaker.state(), State::open);
  EXPECT_EQ(breaker.times_opened(), 1);
  EXPECT_FALSE(breaker.enter(at(99)));
  EXPECT_EQ(breaker.next(at(1)), at(100));
}

TEST(Breaker, LetsOneCallTryThePeerWhenThePauseIsOver) {
  Breaker breaker(options);
  open(breaker, 0);
  const auto trial = breaker.enter(at(100));
  ASSERT_TRUE(trial);
  EXPECT_EQ(breaker.state(), State::half_open);
  EXPECT_FALSE(breaker.enter(at(100))) << "only one call may try";
  EXPECT_EQ(breaker.next(at(100)), std::nullopt);
  breaker.succeeded(*trial);
  EXPECT_EQ(breaker.state(), State::closed);
  EXPECT_TRUE(breaker.enter(at(100)));
}

TEST(Breaker, PausesTwiceAsLongAfterEachFailedTrialUpToItsBound) {
  Breaker breaker(options);
  open(breaker, 0);
  breaker.failed(*breaker.enter(at(100)), at(100));
  EXPECT_FALSE(breaker.enter(at(299)));
  breaker.failed(*breaker.enter(at(300)), at(300));
  EXPECT_FALSE(breaker.enter(at(649)));
  const auto trial = breaker.enter(at(650));
  ASSERT_TRUE(trial) << "the pause is at most 350 ms";
  breaker.succeeded(*trial);
  open(breaker, 700);
  EXPECT_TRUE(breaker.enter(at(800))) << "after a success the pause is the first again";
}

TEST(Breaker, AnAnswerOfACallThatBeganBeforeItOpenedChangesNothing) {
  Breaker breaker(options);
  const auto early = breaker.enter(at(0));
  const auto earlier = breaker.enter(at(0));
  open(breaker, 10);
  breaker.succeeded(*early);
  EXPECT_EQ(breaker.state(), State::open);
  const auto trial = breaker.enter(at(110));
  breaker.failed(*earlier, at(110));
  EXPECT_EQ(breaker.state(), State::half_open);
  breaker.succeeded(*trial);
  EXPECT_EQ(breaker.state(), State::closed);
}

TEST(Breaker, AnAbandonedTrialLeavesItsPlaceToAnother) {
  Breaker breaker(options);
  open(breaker, 0);
  breaker.abandoned(*breaker.enter(at(100)));
  EXPECT_TRUE(breaker.enter(at(100)));
}
