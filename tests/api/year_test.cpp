// A year of settable time: an application on every fourth day of 2026, through all its holidays and
// make-up days; each deadline passes on its day and no other, and what explains it adds up.
//
// Which days work is written down here from the notice for 2026 (国办发明电〔2025〕7号) and counted
// by a loop, without the engine's calendar. 2027 has no notice yet: its dates are provisional, have
// no consequence, and move by a record when a calendar is adopted.
#include <gmock/gmock.h>

#include <thread>

#include "tests/api/served_hall.hpp"

namespace vermilion::tests {
namespace {

// Days of rest beside weekends, and weekend days that work.
constexpr std::pair<const char*, const char*> rests[]{
    {"2026-01-01", "2026-01-03"}, {"2026-02-15", "2026-02-23"}, {"2026-04-04", "2026-04-06"},
    {"2026-05-01", "2026-05-05"}, {"2026-06-19", "2026-06-21"}, {"2026-09-25", "2026-09-27"},
    {"2026-10-01", "2026-10-07"}, {"2027-01-01", "2027-01-01"}};
constexpr const char* works[]{"2026-01-04", "2026-02-14", "2026-02-28",
                              "2026-05-09", "2026-09-20", "2026-10-10"};
constexpr int accept_within = 5;
constexpr int decide_within = 10;
constexpr std::chrono::seconds patience{20};

bool is_working(Day day) {
  const auto text = to_text(day);
  if (std::any_of(std::begin(works), std::end(works), [&](const char* one) { return text == one; }))
    return true;
  const bool rest = std::any_of(std::begin(rests), std::end(rests), [&](const auto& one) {
    return one.first <= text && text <= one.second;
  });
  return !rest && weekday_of(day) < 5;
}
Day after_working_days(Day day, int count) {
  while (count > 0) {
    day = day + 1;
    if (is_working(day)) --count;
  }
  return day;
}

struct Filed {
  std::string id;
  Day day;
  Day accept_by;
  Day decide_by;
};

struct year : testing::Test {
  ServedHall hall{true, {.starts = "2026-01-04T00:00:01+08:00"}};
  std::vector<Filed> cases;

  void move_to(Day day, const char* time) {
    const auto to = to_text(day) + "T" + time + "+08:00";
    ASSERT_EQ(
        hall.operations("POST", "/ops/clock", json::serialize(json::object{{"to", to}})).status,
        200);
  }
  std::string state(const Filed& one) {
    return hall.get("applicant", "/v1/cases/" + one.id).text("/states/0/name");
  }
  // Until what is due by the house's clock was judged, which a thread of its own does.
  void wait_for(const Filed& one, const char* fact) {
    const auto until = std::chrono::steady_clock::now() + patience;
    while (hall.get("applicant", "/v1/cases/" + one.id + "/timeline").body.find(fact) ==
           std::string::npos) {
      ASSERT_LT(std::chrono::steady_clock::now(), until) << fact << " of " << to_text(one.day);
      std::this_thread::yield();
    }
  }
  void file(Day day) {
    Filed one{hall.submit_licence("applicant"), day, after_working_days(day, accept_within),
              after_working_days(day, decide_within)};
    const auto clock = hall.get("applicant", "/v1/cases/" + one.id + "/clock");
    const auto deadline = clock.at("/deadlines/0").as_object();
    EXPECT_EQ(deadline.at("name"), "accept");
    EXPECT_EQ(std::string{deadline.at("due").as_string()},
              to_text(one.accept_by) + "T23:59:59.999999+08:00");
    EXPECT_EQ(deadline.at("provisional").as_bool(), one.accept_by >= day_of({2027, 1, 1}));
    add_up(deadline, one);
    cases.push_back(one);
  }
  // Every day from the first to the last, none left out, each counted exactly when it works.
  static void add_up(const json::object& deadline, const Filed& one) {
    int counted = 0;
    auto expected = one.day;
    for (const auto& entry : deadline.at("days").as_array()) {
      const auto& step = entry.as_object();
      ASSERT_EQ(std::string{step.at("day").as_string()}, to_text(expected))
          << "of " << to_text(one.day);
      const bool counts = expected > one.day && is_working(expected);
      ASSERT_EQ(step.at("counted").to_number<int>(), counts ? ++counted : 0)
          << to_text(expected) << ": " << json::serialize(step);
      ASSERT_FALSE(step.at("text").as_string().empty());
      expected = expected + 1;
    }
    EXPECT_EQ(counted, accept_within);
    EXPECT_EQ(expected + -1, one.accept_by);
  }
  // Recorded once, of that instant, and not before it.
  void expect_passed(const Filed& one, const char* fact, Day due) {
    int found = 0;
    for (const auto& entry :
         hall.get("applicant", "/v1/cases/" + one.id + "/timeline").list("/rows")) {
      const auto& row = entry.as_object();
      if (row.at("fact") != fact) continue;
      ++found;
      EXPECT_EQ(std::string{row.at("effective_at").as_string()},
                to_text(due) + "T23:59:59.999999+08:00")
          << fact << " of " << to_text(one.day);
      EXPECT_EQ(std::string{row.at("recorded_at").as_string()}.substr(0, 10), to_text(due + 1));
    }
    EXPECT_EQ(found, 1) << fact << " of " << to_text(one.day);
  }
};

TEST_F(year, each_deadline_passes_on_its_day_through_holidays_and_make_up_days) {
  const auto last = day_of({2026, 12, 31});
  for (auto day = day_of({2026, 1, 4}); day <= last; day = day + 1) {
    if (day.number % 4 == 0) {
      move_to(day, "10:00:00");
      file(day);
    }
    move_to(day, "23:59:59");
    for (const auto& one : cases) {
      if (one.accept_by != day) continue;
      EXPECT_EQ(state(one), "PRECHECK") << "the day is not over";
    }
    move_to(day + 1, "00:00:00");
    for (const auto& one : cases) {
      if (one.accept_by == day) wait_for(one, "DeemedAccepted");
      if (one.decide_by == day) wait_for(one, "DecisionOverdue");
    }
  }
  ASSERT_GT(cases.size(), 85U);
  std::size_t provisional = 0;
  for (const auto& one : cases) {
    if (one.accept_by <= last) expect_passed(one, "DeemedAccepted", one.accept_by);
    if (one.decide_by <= last) expect_passed(one, "DecisionOverdue", one.decide_by);
    if (one.accept_by > last) ++provisional;
  }
  ASSERT_GE(provisional, 2U);

  // Past their dates, and nothing happens before a calendar says that they are dates.
  move_to(day_of({2027, 1, 20}), "10:00:00");
  for (const auto& one : cases) {
    if (one.accept_by <= last) continue;
    EXPECT_EQ(state(one), "PRECHECK") << to_text(one.day);
  }
  const auto in_force = hall.hall().loop().references()->calendar;
  clock::Parts parts{"with 2027", in_force->first(), day_of({2027, 12, 31}), {}};
  for (const auto& exception : in_force->exceptions()) {
    if (exception.kind != clock::Kind::statutory) parts.exceptions.push_back(exception);
  }
  for (const auto day : {day_of({2027, 1, 1}), day_of({2027, 1, 4})}) {
    parts.exceptions.push_back({day, clock::Kind::rest, "元旦"});
  }
  ASSERT_TRUE(hall.hall().adopt(
      {"calendar", "with 2027", clock::Calendar::make(std::move(parts)).value().encode()}));
  for (auto& one : cases) {
    if (one.accept_by <= last) continue;
    wait_for(one, "DeemedAccepted");
    const auto timeline = hall.get("applicant", "/v1/cases/" + one.id + "/timeline");
    // Monday the 4th rests by the notice: whoever counted over it ends a working day later.
    const auto due = one.accept_by >= day_of({2027, 1, 4}) ? after_working_days(one.accept_by, 1)
                                                           : one.accept_by;
    EXPECT_THAT(timeline.body, testing::HasSubstr("\"DueMoved\"")) << to_text(one.day);
    EXPECT_THAT(timeline.body, testing::HasSubstr(to_text(due) + "T23:59:59.999999+08:00"));
  }
}

}  // namespace
}  // namespace vermilion::tests
