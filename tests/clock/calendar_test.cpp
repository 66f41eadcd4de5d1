// The working-day calendar against the published data and STANDARDS §10.
#include <gtest/gtest.h>

#include <random>

#include "engine/clock/statutory.hpp"
#include "tests/clock/reference_calendar.hpp"

namespace vermilion::clock {
namespace {

struct Vector {
  const char* start;
  int days;
  const char* due;
  bool provisional;
};

TEST(Calendar, agrees_with_the_working_day_vectors_of_the_standards) {
  const Vector vectors[] = {
      {"2026-09-25", 20, "2026-10-29", false}, {"2026-02-10", 5, "2026-02-24", false},
      {"2026-09-17", 10, "2026-10-08", false}, {"2026-04-30", 5, "2026-05-11", false},
      {"2016-09-14", 5, "2016-09-22", false},  {"2026-12-24", 10, "2027-01-08", true},
      {"2026-12-24", 5, "2026-12-31", false},  {"2026-12-24", 6, "2027-01-04", true},
      {"2026-09-25", 0, "2026-09-25", false},
  };
  for (const Vector& vector : vectors) {
    const Due due = reference_calendar().add_working_days(day(vector.start), vector.days);
    EXPECT_EQ(to_text(due.day), vector.due) << vector.start << " + " << vector.days;
    EXPECT_EQ(due.provisional, vector.provisional) << vector.start << " + " << vector.days;
  }
}

TEST(Calendar, a_make_up_saturday_works_and_a_listed_weekday_rests) {
  const Calendar& calendar = reference_calendar();
  EXPECT_TRUE(calendar.is_working_day(day("2026-10-10")));   // Saturday, make-up
  EXPECT_TRUE(calendar.is_working_day(day("2026-09-20")));   // Sunday, make-up
  EXPECT_FALSE(calendar.is_working_day(day("2026-10-07")));  // Wednesday, listed
  EXPECT_FALSE(calendar.is_working_day(day("2016-04-30")));  // Saturday, not listed
  EXPECT_TRUE(calendar.is_working_day(day("2026-10-08")));
  EXPECT_EQ(calendar.working_day_from(day("2026-10-01")), day("2026-10-08"));
  EXPECT_EQ(calendar.working_day_from(day("2026-10-10")), day("2026-10-10"));
}

TEST(Calendar, the_horizon_is_the_end_of_the_last_year_with_a_notice) {
  const Calendar& calendar = reference_calendar();
  EXPECT_EQ(to_text(calendar.first()), "2004-01-01");
  EXPECT_EQ(to_text(calendar.horizon()), "2026-12-31");
  EXPECT_FALSE(calendar.is_provisional(day("2026-12-31")));
  EXPECT_TRUE(calendar.is_provisional(day("2027-01-01")));
  EXPECT_TRUE(calendar.is_provisional(day("2003-12-31")));
  EXPECT_TRUE(calendar.add_working_days(day("2003-12-30"), 5).provisional);
  EXPECT_FALSE(calendar.add_working_days(day("2003-12-31"), 5).provisional);
}

TEST(Calendar, past_the_horizon_only_the_statute_and_the_weekends_rest) {
  const Calendar& calendar = reference_calendar();
  // Spring Festival 2027: Eve on Friday 5 February to 8 February; 9 February is not in the statute.
  for (const char* rest : {"2027-01-01", "2027-02-05", "2027-02-06", "2027-02-07", "2027-02-08",
                           "2027-04-05", "2027-06-09", "2027-09-15", "2027-10-01"}) {
    EXPECT_FALSE(calendar.is_working_day(day(rest))) << rest;
  }
  for (const char* works : {"2027-02-09", "2027-05-03", "2027-10-04", "2027-01-04"}) {
    EXPECT_TRUE(calendar.is_working_day(day(works))) << works;
  }
}

TEST(Calendar, the_almanac_has_thirteen_days_a_year_unless_two_fall_together) {
  for (int year = almanac_first_year; year <= almanac_last_year; ++year) {
    int days = 0;
    for (const Exception& exception : statutory_days_after(day("2026-12-31"))) {
      if (date_of(exception.day).year == year) ++days;
    }
    // Mid-Autumn falls on 1 to 3 October in 2028, 2031 and 2039.
    const bool together = year == 2028 || year == 2031 || year == 2039;
    EXPECT_EQ(days, together ? 12 : 13) << year;
  }
  EXPECT_EQ(statutory_days_after(day("2027-12-31")).front().day, day("2028-01-01"));
}

TEST(Calendar, counting_is_the_inverse_of_adding) {
  const Calendar& calendar = reference_calendar();
  std::mt19937 random(20261122);
  std::uniform_int_distribution<int> starts(day("2003-06-01").number, day("2041-06-01").number);
  std::uniform_int_distribution<int> amounts(0, 300);
  for (int i = 0; i < 2000; ++i) {
    const Day start{starts(random)};
    const int days = amounts(random);
    const Due due = calendar.add_working_days(start, days);
    EXPECT_EQ(calendar.count_working_days(start, due.day), days) << to_text(start);
    if (days > 0) {
      EXPECT_TRUE(calendar.is_working_day(due.day));
      EXPECT_EQ(calendar.count_working_days(start, due.day + -1), days - 1) << to_text(start);
    }
  }
  EXPECT_EQ(calendar.count_working_days(day("2026-10-08"), day("2026-10-08")), 0);
  EXPECT_EQ(calendar.count_working_days(day("2026-10-09"), day("2026-10-08")), 0);
}

TEST(Calendar, explains_every_day_until_the_due_day) {
  const auto steps = reference_calendar().explain(day("2026-09-30"), 3);
  ASSERT_EQ(steps.size(), 11U);  // 30 September to 10 October
  EXPECT_EQ(chinese(steps[0]), "起算当日，不计入");
  EXPECT_EQ(chinese(steps[1]), "国庆节放假，不计入");
  EXPECT_EQ(chinese(steps[8]), "第 1 个工作日");
  EXPECT_EQ(chinese(steps[10]), "第 3 个工作日（国庆节调休上班）");
  EXPECT_EQ(english(steps[10]), "working day 3 (make-up day of National Day)");
  EXPECT_EQ(steps.back().day, reference_calendar().add_working_days(day("2026-09-30"), 3).day);
  const auto past = reference_calendar().explain(day("2026-12-31"), 1);
  EXPECT_EQ(english(past[1]), "holiday (New Year's Day), not counted (provisional)");
  EXPECT_EQ(chinese(past[1]), "元旦放假，不计入（暂定）");
  EXPECT_EQ(english(past[2]), "weekend, not counted (provisional)");
}

Parts small() {
  return {"test 1",
          day("2026-01-01"),
          day("2026-12-31"),
          {{day("2026-10-10"), Kind::work, "国庆节"},
           {day("2026-10-01"), Kind::rest, "国庆节"},
           {day("2027-01-01"), Kind::statutory, "元旦"}}};
}

TEST(Calendar, has_one_canonical_text_and_the_digest_of_it) {
  const auto calendar = Calendar::make(small());
  ASSERT_TRUE(calendar) << calendar.error().text();
  const std::string text =
      "vermilion-calendar/1\nversion test 1\nfirst 2026-01-01\nhorizon 2026-12-31\n"
      "R 2026-10-01 国庆节\nW 2026-10-10 国庆节\nS 2027-01-01 元旦\n";
  EXPECT_EQ(calendar.value().encode(), text);
  EXPECT_EQ(calendar.value().digest(), sha256(text));
  const auto again = Calendar::decode(text);
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(again.value().encode(), text);
  EXPECT_EQ(again.value().exceptions(), calendar.value().exceptions());
  const auto& real = reference_calendar();
  EXPECT_EQ(Calendar::decode(real.encode()).value().digest(), real.digest());
}

TEST(Calendar, refuses_what_contradicts_itself) {
  const auto refused = [](auto change) {
    Parts parts = small();
    change(parts);
    const auto calendar = Calendar::make(parts);
    return !calendar && calendar.error().code == Code::invalid;
  };
  EXPECT_TRUE(refused([](Parts& p) { p.exceptions.push_back(p.exceptions[0]); }));
  EXPECT_TRUE(refused([](Parts& p) { p.exceptions[2].day = day("2026-11-11"); }));
  EXPECT_TRUE(refused([](Parts& p) { p.exceptions[0].day = day("2027-02-03"); }));
  EXPECT_TRUE(refused([](Parts& p) { p.exceptions[0].name = "two\nlines"; }));
  EXPECT_TRUE(refused([](Parts& p) { p.exceptions[0].name = "\xFF"; }));
  EXPECT_TRUE(refused([](Parts& p) { p.exceptions[0].name = ""; }));
  EXPECT_TRUE(refused([](Parts& p) { p.version = " x"; }));
  EXPECT_TRUE(refused([](Parts& p) { p.first = day("2027-01-01"); }));
  EXPECT_TRUE(refused([](Parts& p) { p.exceptions.resize(exceptions_max + 1); }));
  EXPECT_FALSE(refused([](Parts&) {}));
}

TEST(Calendar, decoding_arbitrary_octets_is_refused_or_canonical) {
  const std::string& good = reference_calendar().encode();
  std::mt19937 random(20261001);
  int accepted = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string text = i % 3 == 0 ? good.substr(0, random() % 600) : good.substr(0, 300);
    if (i % 7 == 0) text = std::string(random() % 300, '\0');
    const unsigned edits = random() % 4;
    for (unsigned edit = 0; edit < edits && !text.empty(); ++edit) {
      text[random() % text.size()] = static_cast<char>(random());
    }
    const auto calendar = Calendar::decode(text);
    if (calendar) {
      ++accepted;
      EXPECT_EQ(calendar.value().encode(), text);
    } else {
      EXPECT_LT(calendar.error().detail.size(), 500U);
    }
  }
  EXPECT_GT(accepted, 0);  // else the loop proved nothing
  EXPECT_FALSE(Calendar::decode(std::string(calendar_bytes_max + 1, 'R')));
}

TEST(Calendar, a_file_that_is_not_there_names_the_script_that_fetches_it) {
  const auto missing = calendars::load_reference_calendar("/nowhere");
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().detail.find("tools/install.sh"), std::string::npos);
}

TEST(Calendar, published_data_with_a_gap_or_a_contradiction_are_refused) {
  const auto code = [](const char* json) {
    const auto calendar = calendars::from_chinese_days(json, "test");
    return calendar ? std::string("good") : std::string(name_of(calendar.error().code));
  };
  EXPECT_EQ(code(R"({"holidays":{"2026-10-01":"N,国庆节,3"},"workdays":{}})"), "good");
  EXPECT_EQ(code(R"({"holidays":{"2024-10-01":"N,国庆节,3","2026-10-01":"N,国庆节,3"},
                     "workdays":{}})"),
            "corrupt");
  EXPECT_EQ(code(R"({"holidays":{"2026-10-01":"N,国庆节,3"},
                     "workdays":{"2026-10-01":"N,国庆节,3"}})"),
            "invalid");
  EXPECT_EQ(code(R"({"holidays":{"2026-13-01":"N,国庆节,3"},"workdays":{}})"), "invalid");
  EXPECT_EQ(code(R"({"holidays":{"2026-10-01":"nothing"},"workdays":{}})"), "invalid");
  EXPECT_EQ(code(R"({"holidays":{},"workdays":{}})"), "invalid");
  EXPECT_EQ(code("[]"), "invalid");
  EXPECT_EQ(code("{"), "invalid");
}

}  // namespace
}  // namespace vermilion::clock
