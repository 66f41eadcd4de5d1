// What the sample day counts as taken, and what it does not let pass.
#include "app/demo/coverage.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

namespace vermilion::demo {
namespace {

boost::json::object object_of(const char* text) {
  return boost::json::parse(text).get_object();
}

constexpr auto table = R"({"rows": [
  {"from": "PRECHECK", "fact": "Accepted", "to": "HANDLING",
   "who": [{"name": "window"}], "rules": []},
  {"from": "HANDLING", "fact": "Accepted", "to": "HANDLING",
   "who": [{"name": "window"}], "rules": [{"name": "ReceivedInTime"}]},
  {"from": "PRECHECK", "fact": "DeemedAccepted", "to": "HANDLING",
   "who": [{"name": "timer"}], "rules": []},
  {"from": "CHECK_OPEN", "fact": "CheckPassed", "to": "CHECK_PASSED",
   "who": [{"name": "public_security"}], "rules": []}]})";

Coverage of(const char* text) {
  return Coverage::of_table(object_of(text)).value();
}

TEST(Coverage, ARowIsTakenByAnAcceptedRecordWithItsStatesInEitherRegion) {
  auto coverage = of(table);
  coverage.take(object_of(R"({"verdict": "accepted", "fact": "CheckPassed",
    "from": [{"name": "PRECHECK"}, {"name": "CHECK_OPEN"}],
    "to": [{"name": "PRECHECK"}, {"name": "CHECK_PASSED"}]})"));
  EXPECT_EQ(coverage.taken(), 1U);
  EXPECT_EQ(coverage.rows()[3].taken, 1U);
}

TEST(Coverage, ARefusalTakesNoRow) {
  auto coverage = of(table);
  coverage.take(object_of(R"({"verdict": "refused", "fact": "Accepted",
    "from": [{"name": "PRECHECK"}], "to": [{"name": "HANDLING"}]})"));
  EXPECT_EQ(coverage.taken(), 0U);
}

TEST(Coverage, ARowThatWasNotTakenIsMissingUnlessTheHallCannotTakeIt) {
  auto coverage = of(table);
  coverage.explain(true);
  const auto missing = coverage.missing();
  ASSERT_EQ(missing.size(), 3U);
  EXPECT_EQ(missing[0]->fact, "Accepted");
  EXPECT_EQ(missing[0]->from, "PRECHECK");
  EXPECT_EQ(missing[1]->fact, "DeemedAccepted");
  EXPECT_EQ(missing[2]->fact, "CheckPassed");
}

TEST(Coverage, ATimersRowIsExcusedOnlyWhereTheClockCannotBeMoved) {
  auto coverage = of(table);
  coverage.explain(false);
  ASSERT_EQ(coverage.missing().size(), 2U);
}

TEST(Coverage, RowsThatRecordsCannotTellApartAreRefused) {
  EXPECT_FALSE(Coverage::of_table(object_of(R"({"rows": [
    {"from": "A", "fact": "F", "to": "B"}, {"from": "A", "fact": "F", "to": "B"}]})")));
  EXPECT_FALSE(Coverage::of_table(object_of(R"({"rows": []})")));
}

}  // namespace
}  // namespace vermilion::demo
