#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>
#include <thread>

#include "adapters/system/set_clock.hpp"
#include "adapters/system/system_clock.hpp"
#include "adapters/system/system_random.hpp"
#include "base/bytes.hpp"

namespace vermilion::test {
namespace {

TEST(SystemClock, SaysThePresent) {
  const SystemClock clock;
  const auto first = clock.now();
  EXPECT_GT(first, instant_from_text("2026-01-01T00:00:00Z").value());
  EXPECT_LT(first, instant_from_text("2100-01-01T00:00:00Z").value());
}

TEST(SetClock, StandsStillAndGoesForwardOnly) {
  const Instant start{1'000'000};
  SetClock clock{start};
  EXPECT_EQ(clock.now(), start);
  EXPECT_TRUE(clock.move_to(start));
  EXPECT_TRUE(clock.move_to(start + 5));
  EXPECT_EQ(clock.now(), start + 5);
  const auto back = clock.move_to(start + 4);
  ASSERT_FALSE(back);
  EXPECT_EQ(back.error().code, Code::invalid);
  EXPECT_EQ(clock.now(), start + 5);
}

TEST(SetClock, OfTwoMoversTheLaterInstantHolds) {
  SetClock clock{Instant{1}};
  std::vector<std::thread> movers;
  for (std::int64_t mover = 0; mover < 4; ++mover) {
    movers.emplace_back([&clock, mover] {
      Instant before{0};
      for (std::int64_t i = 0; i < 5000; ++i) {
        static_cast<void>(clock.move_to(Instant{i * 4 + mover}));  // may be overtaken
        const auto now = clock.now();
        if (now < before) ADD_FAILURE() << "went back";
        before = now;
      }
    });
  }
  for (auto& mover : movers) mover.join();
  EXPECT_EQ(clock.now(), Instant{4999 * 4 + 3});
}

Bytes draw(Random& random, std::size_t size) {
  Bytes octets(size, '\0');
  random.fill(octets.data(), size);
  return octets;
}

TEST(SystemRandom, NeverRepeatsWithinAThreadOrBetweenThreads) {
  SystemRandom random;
  std::vector<std::set<Bytes>> drawn(3);
  std::vector<std::thread> threads;
  for (auto& mine : drawn) {
    threads.emplace_back([&random, &mine] {
      for (int i = 0; i < 3000; ++i) mine.insert(draw(random, 12));
    });
  }
  for (auto& thread : threads) thread.join();
  std::set<Bytes> all;
  for (const auto& mine : drawn) all.insert(mine.begin(), mine.end());
  EXPECT_EQ(all.size(), 9000U);
  for (const std::size_t size : {1U, 255U, 256U, 257U, 5000U}) {
    const auto octets = draw(random, size);
    if (size > 100) {
      EXPECT_NE(octets.substr(size - 40), Bytes(40, '\0')) << "filled to its end";
    }
  }
}

TEST(SystemRandom, AChildProcessDrawsOtherOctets) {
  SystemRandom random;
  draw(random, 12);  // the buffer is filled before the fork
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const auto child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const auto octets = draw(random, 12);
    _exit(write(ends[1], octets.data(), 12) == 12 ? 0 : 1);
  }
  Bytes theirs(12, '\0');
  EXPECT_EQ(read(ends[0], theirs.data(), 12), 12);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_NE(draw(random, 12), theirs);
  close(ends[0]);
  close(ends[1]);
}

}  // namespace
}  // namespace vermilion::test
