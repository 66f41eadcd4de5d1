#include "adapters/offices/frame/faults.hpp"

#include <gtest/gtest.h>

using namespace vermilion::offices;

namespace {

Moment at(int seconds) {
  return Moment{} + std::chrono::hours(1) + std::chrono::seconds(seconds);
}

Fault fault(FaultMode mode) {
  Fault one;
  one.office = "public_security";
  one.mode = mode;
  return one;
}

}  // namespace

TEST(Faults, AreReadStrictly) {
  const auto read = read_fault(
      R"({"office":"public_security","mode":"slow","for_requests":3,"for_seconds":60,
          "probability":0.25,"delay_ms":10,"status":503})");
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(read.value().mode, FaultMode::slow);
  EXPECT_EQ(read.value().for_requests, 3U);
  EXPECT_EQ(read.value().for_seconds, 60U);
  EXPECT_EQ(read.value().probability, 0.25);
  EXPECT_EQ(read.value().delay, Milliseconds(10));
  EXPECT_EQ(read.value().status, 503);
  for (const char* bad : {
           R"({})",
           R"({"mode":"down"})",
           R"({"office":"public_security","mode":"sulk"})",
           R"({"office":"public_security","mode":"down","for_request":1})",
           R"({"office":"public_security","mode":"down","for_requests":0})",
           R"({"office":"public_security","mode":"down","for_requests":-1})",
           R"({"office":"public_security","mode":"down","for_requests":"1"})",
           R"({"office":"public_security","mode":"down","probability":1.5})",
           R"({"office":"public_security","mode":"down","probability":"often"})",
           R"({"office":"public_security","mode":"down","status":200})",
       }) {
    EXPECT_FALSE(read_fault(bad)) << bad;
  }
}

TEST(Faults, HitSoManyRequestsOfTheirOfficeAndNoMore) {
  Faults faults;
  Fault one = fault(FaultMode::down);
  one.for_requests = 2;
  ASSERT_TRUE(faults.add(one, at(0)));
  EXPECT_FALSE(faults.meet("tax", at(0)));
  EXPECT_TRUE(faults.meet("public_security", at(0)));
  EXPECT_TRUE(faults.meet("public_security", at(0)));
  EXPECT_FALSE(faults.meet("public_security", at(0)));
  EXPECT_TRUE(faults.list(at(0)).empty());
}

TEST(Faults, StandForSoManySeconds) {
  Faults faults;
  Fault one = fault(FaultMode::drip);
  one.for_seconds = 10;
  ASSERT_TRUE(faults.add(one, at(0)));
  EXPECT_TRUE(faults.meet("public_security", at(9)));
  EXPECT_FALSE(faults.meet("public_security", at(10)));
}

TEST(Faults, HitWithTheirProbabilityAndTheSameSeedHitsTheSame) {
  const auto hits = [](std::uint64_t seed) {
    Faults faults(seed);
    Fault one = fault(FaultMode::error);
    one.probability = 0.25;
    EXPECT_TRUE(faults.add(one, at(0)));
    std::string which;
    for (int i = 0; i < 1'000; ++i) which += faults.meet("public_security", at(0)) ? '1' : '0';
    return which;
  };
  EXPECT_EQ(hits(1), hits(1));
  EXPECT_NE(hits(1), hits(2));
  const std::string which = hits(1);
  EXPECT_NEAR(static_cast<double>(std::count(which.begin(), which.end(), '1')), 250.0, 60.0);
}

TEST(Faults, TheFirstGivenHoldsFirstAndAllCanBeTakenAway) {
  Faults faults;
  Fault one = fault(FaultMode::down);
  one.for_requests = 1;
  ASSERT_TRUE(faults.add(one, at(0)));
  ASSERT_TRUE(faults.add(fault(FaultMode::slow), at(0)));
  EXPECT_EQ(faults.meet("public_security", at(0))->mode, FaultMode::down);
  EXPECT_EQ(faults.meet("public_security", at(0))->mode, FaultMode::slow);
  faults.clear();
  EXPECT_FALSE(faults.meet("public_security", at(0)));
}

TEST(Faults, AreBounded) {
  Faults faults;
  for (std::size_t i = 0; i < faults_max; ++i) {
    ASSERT_TRUE(faults.add(fault(FaultMode::slow), at(0)));
  }
  EXPECT_FALSE(faults.add(fault(FaultMode::slow), at(0)));
}
