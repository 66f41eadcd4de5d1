// Limits of each unit against STANDARDS §10, and the colours of supervision.
#include "engine/clock/limit.hpp"

#include <gtest/gtest.h>

#include "tests/clock/reference_calendar.hpp"

namespace vermilion::clock {
namespace {

Instant noon(const char* text) {
  return start_of(day(text)) + 12 * 3600 * microseconds_a_second;
}

struct Vector {
  const char* from;
  int amount;
  Unit unit;
  const char* due;
  bool provisional;
};

TEST(Limit, agrees_with_the_vectors_of_the_standards) {
  const Vector vectors[] = {
      {"2026-09-25", 20, Unit::working_days, "2026-10-29", false},
      {"2026-12-24", 10, Unit::working_days, "2027-01-08", true},
      {"2026-01-31", 1, Unit::calendar_months, "2026-02-28", false},
      {"2026-01-15", 1, Unit::calendar_months, "2026-02-24", false},
      {"2026-02-21", 1, Unit::calendar_months, "2026-03-23", false},
      {"2024-01-31", 1, Unit::calendar_months, "2024-02-29", false},
      {"2016-03-31", 1, Unit::calendar_months, "2016-05-03", false},
      {"2015-12-31", 1, Unit::calendar_months, "2016-02-01", false},
      {"2026-03-31", 3, Unit::calendar_months, "2026-06-30", false},
      {"2025-11-30", 3, Unit::calendar_months, "2026-02-28", false},
      {"2023-11-30", 3, Unit::calendar_months, "2024-02-29", false},
      {"2026-12-31", 3, Unit::calendar_months, "2027-03-31", true},
      {"2026-11-30", 1, Unit::calendar_months, "2026-12-30", false},
      {"2026-09-24", 7, Unit::natural_days, "2026-10-08", false},
      {"2026-09-24", 6, Unit::natural_days, "2026-09-30", false},
  };
  for (const Vector& vector : vectors) {
    const Limit limit{vector.amount, vector.unit, "test"};
    const auto due = due_of(limit, noon(vector.from), reference_calendar());
    ASSERT_TRUE(due) << due.error().text();
    EXPECT_EQ(to_text(due.value().day), vector.due) << vector.from << " + " << vector.amount;
    EXPECT_EQ(due.value().provisional, vector.provisional) << vector.from;
    EXPECT_EQ(due.value().due, end_of(due.value().day));
  }
}

TEST(Limit, the_day_of_receipt_is_the_day_in_china) {
  // 2026-09-24T16:30Z is 00:30 of 25 September in China.
  const auto from = instant_from_text("2026-09-24T16:30:00Z").value();
  const auto due = due_of({20, Unit::working_days, "test"}, from, reference_calendar()).value();
  EXPECT_EQ(to_text(due.due), "2026-10-29T23:59:59.999999+08:00");
}

TEST(Limit, amounts_out_of_bounds_and_office_hours_are_refused) {
  const auto code = [](int amount, Unit unit) {
    return due_of({amount, unit, "x"}, noon("2026-09-25"), reference_calendar()).error().code;
  };
  EXPECT_EQ(code(0, Unit::working_days), Code::invalid);
  EXPECT_EQ(code(-1, Unit::natural_days), Code::invalid);
  EXPECT_EQ(code(working_days_max + 1, Unit::working_days), Code::invalid);
  EXPECT_EQ(code(calendar_months_max + 1, Unit::calendar_months), Code::invalid);
  EXPECT_EQ(code(4, Unit::office_hours), Code::unsupported);
  EXPECT_FALSE(check({5, Unit::working_days, ""}));
  EXPECT_TRUE(check({5, Unit::working_days, "行政许可法 32(4)"}));
}

TEST(Limit, the_colour_goes_by_the_share_of_days_that_are_over) {
  const Limit limit{5, Unit::working_days, "行政许可法 32"};
  const Instant from = noon("2026-09-21");  // Monday; days 22, 23, 24, 28, 29
  const Instant due = due_of(limit, from, reference_calendar()).value().due;
  EXPECT_EQ(to_text(china_day(due)), "2026-09-29");
  const auto colour = [&](Instant now) {
    return std::string(name_of(colour_of(limit, from, due, now, reference_calendar())));
  };
  EXPECT_EQ(colour(from), "normal");
  EXPECT_EQ(colour(noon("2026-09-24")), "normal");  // two of five over
  EXPECT_EQ(colour(noon("2026-09-26")), "yellow");  // three over, Mid-Autumn
  EXPECT_EQ(colour(noon("2026-09-28")), "yellow");
  EXPECT_EQ(colour(noon("2026-09-29")), "red");
  EXPECT_EQ(colour(due), "red");
  EXPECT_EQ(colour(due + 1), "overdue");
}

}  // namespace
}  // namespace vermilion::clock
