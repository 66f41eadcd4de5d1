// A journal moves into a topic: whole, in parts, and not at all when the topic holds something
// else.
#include "adapters/kafka/journal/moving.hpp"

#include "adapters/store/memory/memory_journal.hpp"
#include "tests/kafka/cluster.hpp"

namespace vermilion::test {
namespace {

class MovingTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(KafkaJournal::found(options_, from_.house_record())); }
  // Two reigns' worth of records, so that claims and epochs go along.
  void write(std::uint32_t records) {
    Claim claim = sample_claim(++claims_);
    const auto reigning = from_.claim(0, claim);
    ASSERT_TRUE(reigning);
    ChainWriter writer{from_.house(), 0, reigning.value()};
    ASSERT_EQ(from_.append(0, writer.frame(records)), Appended::done);
    writer.done();
  }
  static void ignore(std::uint64_t) {}

  KafkaOptions options_ = cluster_of(1);
  std::shared_ptr<SharedLog> log_ = std::make_shared<SharedLog>(sample_house_record());
  MemoryJournal from_{log_};
  std::uint8_t claims_ = 0;
};

TEST_F(MovingTest, WhatIsThereAlreadyIsNotSentAgain) {
  write(3);
  write(4);
  const auto first = move_in(from_, 0, options_, ignore);
  ASSERT_TRUE(first) << first.error().text();
  EXPECT_EQ(first.value().records, 7U);
  EXPECT_EQ(first.value().claims, 2U);
  EXPECT_EQ(first.value().there_before, 0U);
  write(5);
  const auto second = move_in(from_, 0, options_, ignore);
  ASSERT_TRUE(second) << second.error().text();
  EXPECT_EQ(second.value().records, 5U);
  EXPECT_EQ(second.value().claims, 1U);
  EXPECT_EQ(second.value().there_before, 7U);
  const auto compared = compare_with_topic(from_, 0, options_, ignore);
  ASSERT_TRUE(compared) << compared.error().text();
  EXPECT_EQ(compared.value().records, 12U);
  EXPECT_EQ(compared.value().more, 0U);
  EXPECT_EQ(partitions_in(options_).value(), std::vector<PartitionNumber>{0});
  // A node reads there what was written here.
  KafkaNode node{options_};
  EXPECT_EQ(read_records(node.journal(), 0), read_records(from_, 0));
}

TEST_F(MovingTest, ATopicThatHoldsLessOrSomethingElseIsNamed) {
  write(3);
  ASSERT_TRUE(move_in(from_, 0, options_, ignore));
  write(1);
  const auto less = compare_with_topic(from_, 0, options_, ignore);
  ASSERT_FALSE(less);
  EXPECT_NE(less.error().detail.find("ends before seq 4"), std::string::npos)
      << less.error().detail;
  // The same house with another history: as if it had been restored from a copy.
  MemoryJournal other{std::make_shared<SharedLog>(sample_house_record())};
  const auto reigning = other.claim(0, sample_claim(9));
  ASSERT_TRUE(reigning);
  ChainWriter writer{other.house(), 0, reigning.value()};
  ASSERT_EQ(other.append(0, writer.frame(5, 40, "otherwise")), Appended::done);
  const auto refused = move_in(other, 0, options_, ignore);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::conflict);
  EXPECT_NE(refused.error().detail.find("at seq 1"), std::string::npos) << refused.error().detail;
  const auto differs = compare_with_topic(other, 0, options_, ignore);
  ASSERT_FALSE(differs);
  EXPECT_NE(differs.error().detail.find("seq 1"), std::string::npos) << differs.error().detail;
}

TEST_F(MovingTest, ATopicThatHasGoneOnIsRefused) {
  write(3);
  ASSERT_TRUE(move_in(from_, 0, options_, ignore));
  {
    KafkaNode node{options_};
    const auto reigning = node.journal().claim(0, sample_claim(8));
    ASSERT_TRUE(reigning);
    ChainWriter writer{node.journal().house(), 0, reigning.value()};
    ASSERT_EQ(node.journal().append(0, writer.frame(2)), Appended::done);
  }
  const auto refused = move_in(from_, 0, options_, ignore);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::conflict);
  EXPECT_EQ(compare_with_topic(from_, 0, options_, ignore).value().more, 2U);
}

}  // namespace
}  // namespace vermilion::test
