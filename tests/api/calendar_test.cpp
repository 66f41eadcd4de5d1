// A calendar that is adopted while cases are open: what people then see of their deadlines.
#include <gmock/gmock.h>

#include "tests/api/served_hall.hpp"

namespace vermilion::tests {
namespace {

// The calendar in force with the notice for 2027 in it: New Year's Day and the Monday after rest.
HallReference calendar_with_2027(const clock::Calendar& in_force) {
  clock::Parts parts{"with 2027", in_force.first(), day_of({2027, 12, 31}), {}};
  for (const auto& exception : in_force.exceptions()) {
    if (exception.kind != clock::Kind::statutory) parts.exceptions.push_back(exception);
  }
  parts.exceptions.push_back({day_of({2027, 1, 1}), clock::Kind::rest, "元旦"});
  parts.exceptions.push_back({day_of({2027, 1, 4}), clock::Kind::rest, "元旦"});
  return {"calendar", "with 2027", clock::Calendar::make(std::move(parts)).value().encode()};
}

TEST(calendar, adopted_while_a_case_is_open_moves_what_clock_worklist_and_timeline_show) {
  ServedHall served;
  ASSERT_TRUE(served.hall().move_clock(*instant_from_text("2026-12-28T09:00:00+08:00")));
  const auto id = served.submit_licence("newyear");
  const auto path = "/v1/cases/" + id;
  const auto before = served.get("newyear", path + "/clock");
  // 29, 30, 31 December; 1 January rests by statute; 4 and 5 January.
  EXPECT_EQ(before.text("/deadlines/0/due"), "2027-01-05T23:59:59.999999+08:00");
  EXPECT_EQ(before.text("/deadlines/0/provisional"), "true");
  EXPECT_EQ(before.list("/deadlines/0/moved").size(), 0U);

  const auto in_force = served.hall().loop().references()->calendar;
  ASSERT_TRUE(served.hall().adopt(calendar_with_2027(*in_force)));
  // Whatever is recorded of the case next finds the date moved.
  const auto tasks = served.get("li.wei", "/v1/tasks");
  const auto task = tasks.text("/rows/0/task");
  ASSERT_EQ(served.post("li.wei", "/v1/tasks/" + task + "/claim", json::object{}).status, 200);

  const std::string moved_to = "2027-01-06T23:59:59.999999+08:00";
  const auto after = served.get("newyear", path + "/clock");
  EXPECT_EQ(after.text("/deadlines/0/due"), moved_to);
  EXPECT_EQ(after.text("/deadlines/0/provisional"), "false");
  EXPECT_EQ(after.list("/deadlines/0/moved").size(), 1U) << after.body;
  EXPECT_EQ(after.text("/deadlines/0/moved/0/from"), before.text("/deadlines/0/due"));
  EXPECT_EQ(after.text("/deadlines/0/moved/0/to"), moved_to);
  EXPECT_EQ(after.text("/deadlines/0/explained"), "true") << "counted by the calendar now in force";
  EXPECT_EQ(after.text("/calendar/version"), "with 2027");
  EXPECT_EQ(served.get("li.wei", "/v1/tasks/" + task).text("/due"), moved_to);
  EXPECT_EQ(served.get("li.wei", "/v1/tasks").text("/rows/0/due"), moved_to);
  EXPECT_EQ(served.get("li.wei", "/v1/deadlines").text("/rows/0/due"), moved_to);
  const auto timeline = served.get("newyear", path + "/timeline");
  EXPECT_THAT(timeline.body, testing::HasSubstr("\"DueMoved\""));
  EXPECT_THAT(timeline.body, testing::HasSubstr("期限变更"));
}

TEST(calendar, a_case_is_shown_as_of_an_instant_and_as_it_was_known_at_one) {
  ServedHall served;
  const auto id = served.submit_licence("history");
  const auto path = "/v1/cases/" + id;
  // Nobody looks for nine days: the limit for acceptance passes on the 29th, and is recorded later.
  ASSERT_TRUE(served.hall().move_clock(*instant_from_text("2026-10-09T09:00:00+08:00")));
  ASSERT_EQ(served.record("history", id, "Withdrawn", {{"reason", "不再申请"}}).status, 200);
  const auto state = [&](const std::string& query) {
    const auto seen = served.get("history", path + query);
    return seen.status == 200 ? seen.text("/states/0/name") : std::to_string(seen.status);
  };
  EXPECT_EQ(state(""), "WITHDRAWN");
  EXPECT_EQ(state("?at=2026-09-29T12:00:00Z"), "PRECHECK");
  EXPECT_EQ(state("?at=2026-09-30T12:00:00Z"), "HANDLING") << "silence took effect by law";
  EXPECT_EQ(state("?known_at=2026-09-30T12:00:00Z"), "PRECHECK") << "and was not recorded yet";
  EXPECT_EQ(state("?at=2026-09-20T12:00:00Z"), "404");
  EXPECT_EQ(state("?at=yesterday"), "400");
  const auto then = served.get("history", path + "?at=2026-09-29T12:00:00Z");
  EXPECT_EQ(then.field("ETag"), "") << "nothing to be changed from there";
  EXPECT_EQ(then.text("/as_of"), "2026-09-29T20:00:00+08:00");
  EXPECT_THAT(then.body, testing::Not(testing::HasSubstr("Withdrawn")));
  EXPECT_EQ(served.get("stranger", path + "?at=2026-09-29T12:00:00Z").status, 404);
}

}  // namespace
}  // namespace vermilion::tests
