#include "base/time.hpp"

#include <gtest/gtest.h>

using namespace vermilion;

TEST(Time, CivilDatesGoRoundAndWeekdaysAreRight) {
  EXPECT_EQ(weekday_of(*day_from_text("2026-11-22")), 6);
  EXPECT_EQ(to_text(*day_from_text("2024-02-29")), "2024-02-29");
  EXPECT_FALSE(day_from_text("2026-02-29"));
  for (int number = -20'000; number < 40'000; number += 37) {
    EXPECT_EQ(day_of(date_of(Day{number})), Day{number});
  }
}

TEST(Time, InstantsAreReadAndPrintedWithTheirZone) {
  const auto at = instant_from_text("2026-09-25T16:30:00Z");
  ASSERT_TRUE(at);
  EXPECT_EQ(to_text(*at), "2026-09-26T00:30:00+08:00");
  EXPECT_EQ(to_text(china_day(*at)), "2026-09-26");
  EXPECT_EQ(instant_from_text("2026-09-26T00:30:00.000001+08:00")->microseconds,
            at->microseconds + 1);
  EXPECT_FALSE(instant_from_text("2026-09-26 00:30:00Z"));
  EXPECT_FALSE(instant_from_text("2026-09-26T00:30:00"));
}
