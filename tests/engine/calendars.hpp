// Another calendar comes into force, and every open deadline is looked at by it.
#pragma once

#include "tests/support/hall.hpp"

namespace vermilion::test {

inline void adopt(Hall& hall, const std::string& version) {
  std::vector<Adopted> references = in_force();
  references.front() = calendar_of_version(version);
  ASSERT_EQ(references.front().what, "calendar");
  ASSERT_TRUE(hall.node.owner().adopt(references.front(), hall.now));
  hall.node.adopts(std::move(references));
}

// Turns until every deadline was looked at; how many there were.
inline std::size_t review(Hall& hall) {
  std::size_t turns = 0;
  while (hall.node.owner().reviews_dues() && turns < 1'000) {
    EXPECT_TRUE(hall.node.owner().review_dues(hall.now));
    hall.settle();
    ++turns;
  }
  return turns;
}

}  // namespace vermilion::test
