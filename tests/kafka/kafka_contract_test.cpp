// The journal's contract on real brokers: one, and three.
#include "tests/contract/journal_contract.hpp"
#include "tests/kafka/cluster.hpp"

namespace vermilion::test {
namespace {

template <int brokers>
class KafkaHall {
 public:
  KafkaHall() {
    const auto founded = KafkaJournal::found(options_, sample_house_record());
    VERMILION_CHECK(founded, founded.error().text());
    node_.emplace(options_);
  }
  Journal& owner() { return node_->journal(); }
  void restart() { node_->restart(); }
  void crash() { node_->crash(); }
  Result<Journal*> rival() {
    rival_.emplace(options_);
    return static_cast<Journal*>(&rival_->journal());
  }
  void settle(Journal& journal) {
    const auto caught_up = static_cast<KafkaJournal&>(journal).catch_up(0);
    EXPECT_TRUE(caught_up) << caught_up.error().text();
  }

 private:
  KafkaOptions options_ = cluster_of(brokers);
  std::optional<KafkaNode> node_;
  std::optional<KafkaNode> rival_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(OneBroker, JournalContract, KafkaHall<1>);
INSTANTIATE_TYPED_TEST_SUITE_P(ThreeBrokers, JournalContract, KafkaHall<3>);

}  // namespace
}  // namespace vermilion::test
