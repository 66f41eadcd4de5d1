// Members of the owners' group on a real broker: one holds the place, whoever comes later takes
// nothing from it, and when it leaves the next oldest has it.
#include "adapters/kafka/client/membership.hpp"

#include "adapters/kafka/client/topics.hpp"
#include "tests/kafka/cluster.hpp"

namespace vermilion::test {
namespace {

using kafka::GroupNeeds;
using kafka::Membership;

constexpr std::chrono::seconds patience{20};

class MembershipTest : public testing::Test {
 protected:
  std::unique_ptr<Membership> join(const std::string& name) const {
    auto joined =
        Membership::join(options_.cluster, {.group = topic_, .topic = topic_, .member = name});
    EXPECT_TRUE(joined);
    return joined ? std::move(joined.value()) : nullptr;
  }
  template <class Holds>
  static bool comes_true(const Holds& holds) {
    const auto ends = std::chrono::steady_clock::now() + patience;
    while (!holds() && std::chrono::steady_clock::now() < ends) std::this_thread::yield();
    return holds();
  }
  void SetUp() override {
    ASSERT_TRUE(kafka::make_topic(options_.cluster, {topic_, 1, true}, options_.patience));
  }
  KafkaOptions options_ = cluster_of(1);
  std::string topic_ = options_.topic + "-owners";
};

TEST_F(MembershipTest, TheOldestHoldsThePlaceAndTheNextOldestFollows) {
  auto first = join("z");
  ASSERT_TRUE(comes_true([&] { return first->holds(0); }));
  auto second = join("a");  // its name comes first in the alphabet, and it came second
  auto third = join("b");
  // Whoever joins last brings about a new assignment, after which the first holds on.
  third->leave();
  EXPECT_TRUE(comes_true([&] { return first->holds(0); }));
  EXPECT_FALSE(second->holds(0));
  first->leave();
  EXPECT_FALSE(first->holds(0));
  EXPECT_TRUE(comes_true([&] { return second->holds(0); }));
  auto again = join("z");
  auto last = join("y");
  last->leave();
  EXPECT_TRUE(comes_true([&] { return second->holds(0); }));
  EXPECT_FALSE(again->holds(0));
  EXPECT_FALSE(second->holds(1)) << "there is one place";
  EXPECT_FALSE(second->holds(64));
}

}  // namespace
}  // namespace vermilion::test
