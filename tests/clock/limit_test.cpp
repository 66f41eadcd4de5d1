// Limits of each unit against STANDARDS §10, what stops and extends them, and the colours of
// supervision.
#include "engine/clock/running_limit.hpp"

#include <gtest/gtest.h>

#include <random>

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
    return std::string(name_of(colour_of({limit, from}, due, now, reference_calendar())));
  };
  EXPECT_EQ(colour(from), "normal");
  EXPECT_EQ(colour(noon("2026-09-24")), "normal");  // two of five over
  EXPECT_EQ(colour(noon("2026-09-26")), "yellow");  // three over, Mid-Autumn
  EXPECT_EQ(colour(noon("2026-09-28")), "yellow");
  EXPECT_EQ(colour(noon("2026-09-29")), "red");
  EXPECT_EQ(colour(due), "red");
  EXPECT_EQ(colour(due + 1), "overdue");
}

// Ten working days from Monday 2026-03-02 end with the 16th. A hearing from the 5th to the 11th
// leaves eight, counted from the 12th.
TEST(RunningLimit, what_was_left_goes_on_after_a_stop) {
  RunningLimit run{{10, Unit::working_days, "test"}, noon("2026-03-02")};
  const auto due = [&] { return to_text(due_of(run, reference_calendar()).value().day); };
  EXPECT_EQ(due(), "2026-03-16");
  run.stops = {{day("2026-03-05"), day("2026-03-11"), "听证"}};
  EXPECT_EQ(due(), "2026-03-23");
  run.stops.push_back({day("2026-03-23"), day("2026-03-23"), "鉴定"});
  EXPECT_EQ(due(), "2026-03-24") << "stopped and gone on within its last day: that day is left";
  run.stops.pop_back();
  run.extension = 10;
  EXPECT_EQ(due(), "2026-04-07") << "Qingming rests until Monday the 6th";
}

TEST(RunningLimit, a_stop_on_the_day_it_begins_to_run_takes_the_days_that_it_takes) {
  RunningLimit run{{5, Unit::working_days, "test"}, noon("2026-03-02")};
  run.stops = {{day("2026-03-02"), day("2026-03-06"), "听证"}};
  EXPECT_EQ(to_text(due_of(run, reference_calendar()).value().day), "2026-03-13");
}

TEST(RunningLimit, only_the_last_day_of_natural_days_and_months_is_moved_off_a_rest_day) {
  RunningLimit run{{1, Unit::calendar_months, "test"},
                   noon("2026-01-31")};                          // 2026-02-28, a make-up Saturday
  run.stops = {{day("2026-02-10"), day("2026-02-12"), "鉴定"}};  // three days
  EXPECT_EQ(to_text(due_of(run, reference_calendar()).value().day), "2026-03-03");
  run.limit = {30, Unit::natural_days, "test"};  // 2026-03-02
  EXPECT_EQ(to_text(due_of(run, reference_calendar()).value().day), "2026-03-05");
}

// Day by day, as a clerk counts: what no stop takes out, until the amount is reached.
DueAt counted_by_hand(const RunningLimit& run) {
  const auto& calendar = reference_calendar();
  const bool working = run.limit.unit == Unit::working_days;
  int left = run.limit.amount + run.extension;
  Day at = china_day(run.from);
  while (left > 0) {
    at = at + 1;
    bool stopped = false;
    for (const auto& stop : run.stops) stopped = stopped || (stop.first <= at && at <= stop.last);
    if (!stopped && (!working || calendar.is_working_day(at))) --left;
  }
  if (working) return {end_of(at), at, false};
  at = calendar.working_day_from(at);
  // Stopped while its last day was moved off rest days: nothing is left, and it cannot end before.
  for (const auto& stop : run.stops) {
    if (stop.first <= at && stop.last > at) at = calendar.working_day_from(stop.last);
  }
  return {end_of(at), at, false};
}

TEST(RunningLimit, agrees_with_a_count_by_hand_over_random_stops) {
  std::mt19937 random{20260302};
  const auto below = [&](int most) {
    return std::uniform_int_distribution<int>{0, most - 1}(random);
  };
  for (int round = 0; round < 4'000; ++round) {
    const auto unit = below(2) == 0 ? Unit::working_days : Unit::natural_days;
    RunningLimit run{{1 + below(40), unit, "test"},
                     noon("2025-01-06") + below(300) * 86'400 * 1'000'000LL};
    if (below(3) == 0) run.extension = 1 + below(10);
    // Each begins while the limit still runs, and none before the one ahead of it has ended.
    for (int stops = below(4); stops > 0; --stops) {
      const Day last = counted_by_hand(run).day;
      Day first = run.stops.empty() ? china_day(run.from) : run.stops.back().last;
      first = first + below(static_cast<int>(last.number - first.number) + 1);
      if (!run.stops.empty() && first <= run.stops.back().last) first = run.stops.back().last + 1;
      if (first > last) break;
      run.stops.push_back({first, first + below(30), "x"});
    }
    const auto due = due_of(run, reference_calendar()).value();
    ASSERT_EQ(to_text(due.day), to_text(counted_by_hand(run).day)) << "round " << round;
    if (unit != Unit::working_days) continue;
    const auto days = explain(run, reference_calendar());
    ASSERT_EQ(days.back().day, due.day);
    ASSERT_EQ(days.back().counted, run.limit.amount + run.extension);
    std::size_t counted = 0;
    for (const auto& step : days) counted += step.counted != 0 ? 1U : 0U;
    ASSERT_EQ(counted, static_cast<std::size_t>(run.limit.amount + run.extension));
  }
}

TEST(RunningLimit, the_colour_leaves_out_what_was_stopped) {
  RunningLimit run{{5, Unit::working_days, "test"}, noon("2026-03-02")};  // 3, 4, 5, 6, 9
  run.stops = {{day("2026-03-04"), day("2026-03-13"), "听证"}};           // 3, 16, 17, 18, 19
  const auto due = due_of(run, reference_calendar()).value().due;
  EXPECT_EQ(to_text(china_day(due)), "2026-03-19");
  const auto colour = [&](const char* now) {
    return std::string(name_of(colour_of(run, due, noon(now), reference_calendar())));
  };
  EXPECT_EQ(colour("2026-03-12"), "normal");
  EXPECT_EQ(colour("2026-03-18"), "yellow");
  EXPECT_EQ(colour("2026-03-19"), "red");
}

}  // namespace
}  // namespace vermilion::clock
