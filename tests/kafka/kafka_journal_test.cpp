// What only a real cluster can show: settings that are refused, positions that are taken up again,
// messages that are no frames, and a broker that dies or freezes under an append.
#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>

#include "adapters/kafka/client/producer.hpp"
#include "adapters/kafka/client/topics.hpp"
#include "tests/kafka/cluster.hpp"

namespace vermilion::test {
namespace {

using namespace std::chrono_literals;

class KafkaJournalTest : public ::testing::Test {
 protected:
  static void found(const KafkaOptions& options, const Bytes& record = sample_house_record()) {
    const auto founded = KafkaJournal::found(options, record);
    ASSERT_TRUE(founded) << founded.error().text();
  }
  ChainWriter reign(Journal& journal, PartitionNumber partition = 0) {
    const auto reigning = journal.claim(partition, sample_claim(++nonce_));
    EXPECT_TRUE(reigning) << (reigning ? "" : reigning.error().text());
    return {journal.house(), partition, reigning ? reigning.value() : Reigning{}};
  }
  static void write(Journal& journal, ChainWriter& writer, int frames, std::uint32_t count) {
    for (int i = 0; i < frames; ++i) {
      ASSERT_EQ(journal.append(0, writer.frame(count)), Appended::done);
      writer.done();
    }
  }
  static void settle(KafkaJournal& journal) {
    const auto caught_up = journal.catch_up(0);
    EXPECT_TRUE(caught_up) << caught_up.error().text();
  }
  static std::vector<std::string> voids(Journal& journal) {
    std::vector<std::string> reasons;
    EXPECT_TRUE(journal.read_all(0, [&](const Entry& entry) -> Result<void> {
      if (!entry.valid) reasons.emplace_back(entry.why);
      return ok();
    }));
    return reasons;
  }
  // Something that is not ours stands in the topic.
  static void send(const KafkaOptions& options, PartitionNumber partition, BytesView octets) {
    const auto producer = kafka::Producer::open(options.cluster, options.topic, partition, 10s);
    ASSERT_TRUE(producer);
    ASSERT_TRUE(producer.value()->send(octets));
  }
  std::uint64_t nonce_ = 0;
};

TEST_F(KafkaJournalTest, ATopicThatCannotHoldAJournalIsRefusedByTheNamesOfItsSettings) {
  auto options = cluster_of(1);
  found(options);
  options.single_broker = false;
  ScratchDirectory directory;
  PosixFiles files;
  const auto opened = KafkaJournal::open(files, directory.path(), options);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::invalid);
  EXPECT_NE(opened.error().detail.find("has 1 replicas and must have 3"), std::string::npos)
      << opened.error().detail;
  EXPECT_NE(opened.error().detail.find("min.insync.replicas is \"1\" and must be 2 or more"),
            std::string::npos)
      << opened.error().detail;
  EXPECT_FALSE(std::filesystem::exists(directory / "house.vmr"));

  const auto narrow = kafka::check_topic(options.cluster, {options.topic, 4, true}, 5s);
  ASSERT_FALSE(narrow);
  EXPECT_NE(narrow.error().detail.find("it has 16 partitions and must have 4"), std::string::npos)
      << narrow.error().detail;
}

TEST_F(KafkaJournalTest, ATopicOrAClusterThatIsNotThereIsNamed) {
  auto options = cluster_of(1);
  ScratchDirectory directory;
  PosixFiles files;
  const auto none = KafkaJournal::open(files, directory.path(), options);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, Code::not_found);
  EXPECT_NE(none.error().detail.find(options.topic), std::string::npos);
  options.cluster.brokers = "127.0.0.1:1";
  options.patience = 1s;
  const auto nobody = KafkaJournal::open(files, directory.path(), options);
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error().code, Code::unavailable);
  EXPECT_NE(nobody.error().detail.find("Connection refused"), std::string::npos)
      << nobody.error().detail;
}

TEST_F(KafkaJournalTest, OfTwoFoundersTheFirstFoundsAndADirectoryOfAnotherHouseIsRefused) {
  const auto options = cluster_of(1);
  found(options);
  const auto second = KafkaJournal::found(options, sample_house_record(sample_house(9)));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Code::conflict);
  KafkaNode node{options};
  EXPECT_EQ(node.journal().house(), sample_house());
  node.stop();

  const auto elsewhere = cluster_of(1);
  found(elsewhere, sample_house_record(sample_house(9)));
  PosixFiles files;
  const auto opened = KafkaJournal::open(files, node.directory(), elsewhere);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::conflict);
}

TEST_F(KafkaJournalTest, ANodeReadsOnFromWhereItHadComeAndSetsNothingAsideTwice) {
  const auto options = cluster_of(1);
  found(options);
  KafkaNode first{options};
  KafkaNode second{options};
  auto zombie = reign(first.journal());
  write(first.journal(), zombie, 3, 2);
  settle(second.journal());  // else it may claim behind what it has not read, and lose once
  auto owner = reign(second.journal());
  EXPECT_EQ(first.journal().append(0, zombie.frame(2)), Appended::not_done);
  write(second.journal(), owner, 3, 1);
  settle(first.journal());
  const auto records = read_records(second.journal(), 0);
  EXPECT_EQ(records.size(), 9U);
  const auto aside = voids(second.journal());
  EXPECT_EQ(aside.size(), 2U);
  for (auto* const node : {&first, &second}) {
    const auto carrier = node->directory() + "/carrier";
    node->restart();
    EXPECT_TRUE(std::filesystem::exists(carrier + "/p00"));
    EXPECT_EQ(read_records(node->journal(), 0), records);
    EXPECT_EQ(voids(node->journal()), aside);
    // Without the position it reads from the start, passes over what it has, and ends the same.
    node->stop();
    std::filesystem::remove_all(carrier);
    ASSERT_TRUE(node->start());
    EXPECT_EQ(read_records(node->journal(), 0), records);
    EXPECT_EQ(voids(node->journal()), aside);
  }
  auto again = reign(first.journal());
  write(first.journal(), again, 1, 1);
  settle(second.journal());
  expect_chained(second.journal(), 0);
}

TEST_F(KafkaJournalTest, WhatAPowerCutTookFromTheSegmentsIsReadAgain) {
  const auto options = cluster_of(1);
  found(options);
  KafkaNode node{options};
  auto writer = reign(node.journal());
  write(node.journal(), writer, 20, 2);
  const auto records = read_records(node.journal(), 0);
  node.stop();
  // The live file loses its tail, and a page in the middle of what is left: nothing was synced.
  const auto folder = node.directory() + "/journal/p00";
  std::string live;
  for (const auto& entry : std::filesystem::directory_iterator{folder}) {
    if (entry.path().extension() == ".live") live = entry.path();
  }
  std::fstream file{live, std::ios::in | std::ios::out | std::ios::binary};
  file.seekp(1'500);
  file.write(Bytes(512, '\0').data(), 512);
  file.close();
  std::filesystem::remove_all(node.directory() + "/carrier");
  const auto started = node.start();
  ASSERT_TRUE(started) << started.error().text();
  EXPECT_EQ(read_records(node.journal(), 0), records);
  auto again = reign(node.journal());
  write(node.journal(), again, 2, 2);
  expect_chained(node.journal(), 0);
}

TEST_F(KafkaJournalTest, AMessageThatIsNoFrameStopsItsPartitionByNameAndNoOther) {
  const auto options = cluster_of(1);
  found(options);
  KafkaNode node{options};
  auto zero = reign(node.journal(), 0);
  write(node.journal(), zero, 2, 2);
  auto five = reign(node.journal(), 5);
  auto rotten = five.frame(1);
  rotten.back() = static_cast<char>(rotten.back() ^ 1);
  send(options, 5, rotten);
  const auto caught_up = node.journal().catch_up(5);
  ASSERT_FALSE(caught_up);
  EXPECT_EQ(caught_up.error().code, Code::corrupt);
  EXPECT_NE(caught_up.error().detail.find(options.topic + "[5] at offset 1"), std::string::npos)
      << caught_up.error().detail;
  EXPECT_TRUE(node.journal().stopped(5));
  EXPECT_EQ(node.journal().append(5, five.frame(1)), Appended::not_done);
  write(node.journal(), zero, 2, 2);
  EXPECT_FALSE(node.journal().stopped(0));
}

TEST_F(KafkaJournalTest, ATopicThatLostItsEndIsNamedAndNotFollowed) {
  auto options = cluster_of(1);
  found(options);
  KafkaNode node{options};
  auto writer = reign(node.journal());
  write(node.journal(), writer, 5, 1);
  node.restart();
  node.stop();
  // Another topic of the same name would have less in it: the position says more than it holds.
  const auto position = node.directory() + "/carrier/p00";
  auto empty = cluster_of(1);
  found(empty);
  PosixFiles files;
  const auto opened = KafkaJournal::open(files, node.directory(), empty);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::corrupt);
  EXPECT_NE(opened.error().detail.find("ends at offset 0, and this node has read to 6"),
            std::string::npos)
      << opened.error().detail;
  // Without a position it reads from the start, and does not come to what it has kept.
  std::filesystem::remove(position);
  const auto again = KafkaJournal::open(files, node.directory(), empty);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Code::corrupt);
  EXPECT_NE(again.error().detail.find("this node has kept seq 5 of epoch 1"), std::string::npos)
      << again.error().detail;
}

TEST_F(KafkaJournalTest, AFrozenBrokerLeavesAnAppendInDoubtAndTheNextClaimDecides) {
  const OwnBroker broker;
  auto options = broker.options();
  options.patience = 2s;
  found(options);
  KafkaNode node{options};
  auto writer = reign(node.journal());
  write(node.journal(), writer, 3, 1);
  broker.tell("freeze 1");
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(node.journal().append(0, writer.frame(2)), Appended::unknown);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 10s);
  EXPECT_EQ(node.journal().append(0, writer.frame(2)), Appended::not_done) << "no claim stands";
  EXPECT_FALSE(node.journal().claim(0, sample_claim(77)));
  EXPECT_EQ(read_records(node.journal(), 0).size(), 3U) << "reads go on";
  broker.tell("thaw 1");
  // The frame in doubt, and the claim, may still land: whatever is there is there for good.
  Result<Reigning> reigning = fail(Code::unavailable, "");
  for (int i = 0; i < 20 && !reigning; ++i) {
    reigning = node.journal().claim(0, sample_claim(100 + static_cast<std::uint64_t>(i)));
  }
  ASSERT_TRUE(reigning) << reigning.error().text();
  EXPECT_TRUE(reigning.value().sequence == 3 || reigning.value().sequence == 5);
  ChainWriter next{node.journal().house(), 0, reigning.value()};
  write(node.journal(), next, 3, 1);
  expect_chained(node.journal(), 0);
  KafkaNode other{options};
  EXPECT_EQ(read_records(other.journal(), 0), read_records(node.journal(), 0));
}

TEST_F(KafkaJournalTest, ABrokerThatIsKilledAndComesBackLosesNothingThatWasDone) {
  const OwnBroker broker;
  const auto options = broker.options();
  found(options);
  KafkaNode node{options};
  std::vector<Bytes> done;
  std::atomic<int> frames = 0;
  auto killing = std::async(std::launch::async, [&] {
    for (int kills = 1; kills <= 3; ++kills) {
      for (auto seen = frames.load(); seen < 50 * kills; seen = frames.load()) frames.wait(seen);
      broker.tell("kill 1");
      broker.tell("restart 1");
    }
  });
  int claims = 0;
  while (killing.wait_for(0s) != std::future_status::ready || frames < 200) {
    const auto reigning =
        node.journal().claim(0, sample_claim(static_cast<std::uint64_t>(++claims)));
    if (!reigning) continue;
    ChainWriter writer{node.journal().house(), 0, reigning.value()};
    while (node.journal().append(0, writer.frame(2)) == Appended::done) {
      writer.done();
      done.insert(done.end(), writer.records().begin(), writer.records().end());
      ++frames;
      frames.notify_all();
      if (frames >= 200 && killing.wait_for(0s) == std::future_status::ready) break;
    }
  }
  KafkaNode other{options};
  const auto records = read_records(other.journal(), 0);
  expect_chained(other.journal(), 0);
  std::size_t at = 0;
  for (const auto& record : done) {
    while (at < records.size() && records[at] != record) ++at;
    ASSERT_LT(at, records.size()) << "a record that was done is not there, or not in its order";
    ++at;
  }
}

}  // namespace
}  // namespace vermilion::test
