// Beyond a bound: 503 with Retry-After for those who come too many, and nothing else for the rest.

#include <deque>
#include <thread>

#include "tests/api/served_hall.hpp"

namespace vermilion::tests {
namespace {

// A read that waits for the next record.
std::string of_the_future(ServedHall& served) {
  const auto next = served.hall().journal().last(Hall::partition) + 1;
  return "/v1/cases?min_position=0:" + std::to_string(next);
}

void expect_busy(const Answer& answer) {
  EXPECT_EQ(answer.status, 503) << answer.head << answer.body;
  EXPECT_EQ(answer.field("Retry-After"), "1");
  EXPECT_EQ(answer.text("/type"), "urn:vermilion:problem:busy");
}

TEST(crowd, beyond_the_bound_of_reads_that_wait_is_503_with_retry_after_and_others_are_served) {
  ServedHall served{true, {.waiters = 3}};
  served.submit_firm("first");  // whose answer lies behind the reign's own records
  const auto path = of_the_future(served);
  std::deque<RawClient> waiting;
  for (int i = 0; i < 3; ++i) waiting.push_back(served.asking("li.wei", path));
  const auto& waiters = served.hall().projector().waiters();
  while (waiters.waiting() < 3) std::this_thread::yield();
  expect_busy(served.get_as_it_is("li.wei", path));
  EXPECT_EQ(served.get_as_it_is("li.wei", "/v1/cases").status, 200);
  served.submit_firm("second");
  for (auto& one : waiting) EXPECT_EQ(ServedHall::answer_of(one.answer()).status, 200);
  EXPECT_EQ(waiters.waiting(), 0U) << "and there is room again";
  EXPECT_EQ(served.get_as_it_is("li.wei", path).status, 200);
}

TEST(crowd, beyond_the_bound_of_connections_is_503_with_retry_after_and_others_are_served) {
  ServedHall served{true, {.waiters = 3, .connections = 3}};
  served.submit_firm("first");
  // Closed by its client, a connection counts until the server has seen it.
  while (served.server().statistics().connections_open > 0) std::this_thread::yield();
  std::deque<RawClient> open;
  for (int i = 0; i < 3; ++i) {
    open.push_back(served.asking("li.wei", "/v1/cases"));
    EXPECT_EQ(ServedHall::answer_of(open.back().answer()).status, 200);
  }
  {
    RawClient too_many = served.asking("li.wei", "/v1/cases");
    expect_busy(ServedHall::answer_of(too_many.answer()));
  }
  EXPECT_TRUE(served.ask_again(open.back(), "li.wei", "/v1/cases"));
  EXPECT_EQ(ServedHall::answer_of(open.back().answer()).status, 200);
  open.pop_front();
  while (served.server().statistics().connections_open > 2) std::this_thread::yield();
  EXPECT_EQ(served.get_as_it_is("li.wei", "/v1/cases").status, 200);
}

}  // namespace
}  // namespace vermilion::tests
