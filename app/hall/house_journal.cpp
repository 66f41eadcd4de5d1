#include "app/hall/house_journal.hpp"

#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <thread>
#include <utility>

#include "adapters/kafka/client/membership.hpp"
#include "adapters/kafka/client/topics.hpp"
#include "adapters/system/thread_name.hpp"

namespace vermilion {
namespace {

constexpr std::chrono::milliseconds between_questions{500};

class SegmentsHouse final : public HouseJournal {
 public:
  explicit SegmentsHouse(std::unique_ptr<SegmentJournal> journal) : journal_{std::move(journal)} {}

  Journal& journal() override { return *journal_; }
  std::vector<std::string> notices() const override { return journal_->report().lines(); }
  Result<void> join(EngineLoop::Parts& parts) override {
    const auto partition = parts.owner.partition;
    parts.silence = [this, partition] { static_cast<void>(journal_->silence(partition)); };
    parts.close = [this, partition] { static_cast<void>(journal_->close(partition)); };
    parts.roll = [this, partition] { return journal_->roll(partition); };
    return ok();
  }

 private:
  std::unique_ptr<SegmentJournal> journal_;
};

class KafkaHouse final : public HouseJournal {
 public:
  KafkaHouse(std::unique_ptr<KafkaJournal> journal, KafkaOptions options, std::string node)
      : journal_{std::move(journal)}, options_{std::move(options)}, node_{std::move(node)} {}

  Journal& journal() override { return *journal_; }
  std::vector<std::string> notices() const override { return journal_->kept().report().lines(); }

  Result<void> join(EngineLoop::Parts& parts) override {
    // As many places as there are partitions that take new cases.
    const kafka::TopicNeeds places{options_.topic + "-owners", 1, options_.single_broker};
    VERMILION_TRY(kafka::make_topic(options_.cluster, places, options_.patience));
    VERMILION_TRY(member_, kafka::Membership::join(
                               options_.cluster,
                               {.group = places.name, .topic = places.name, .member = node_}));
    const auto partition = parts.owner.partition;
    EngineLoop::Rivals rivals;
    rivals.may_claim = [this, partition] { return may_claim(partition); };
    // A reign that was in force before this process opened the directory is over with its process.
    own_epoch_ = journal_->claimed(partition).epoch;
    rivals.has_claimed = [this](Epoch epoch) { own_epoch_ = epoch; };
    rivals.claimed = [this, partition] { return journal_->claimed(partition); };
    rivals.catch_up = [this, partition] { return journal_->catch_up(partition); };
    rivals.cut_off = [this, partition] { return journal_->stopped(partition); };
    parts.rivals = std::move(rivals);
    listener_ = std::jthread{[this, partition](const std::stop_token& stop) {
      name_this_thread("hears");
      hear(partition, stop);
    }};
    return ok();
  }

  std::optional<Heard> heard() const override {
    const std::lock_guard lock{hearing_};
    return heard_;
  }
  void leave() override { member_.reset(); }
  void close() override {
    listener_ = {};
    journal_->close();
  }

 private:
  // Asks the brokers what the topic holds, again and again, and reads it. A node that is cut off,
  // or was frozen, has old news.
  void hear(PartitionNumber partition, const std::stop_token& stop) {
    std::unique_lock lock{hearing_};
    while (!stop.stop_requested()) {
      lock.unlock();
      const auto asked = std::chrono::steady_clock::now();
      const auto read = journal_->catch_up(partition);
      const auto last = journal_->last(partition);
      lock.lock();
      if (read) heard_ = Heard{asked, last};
      hears_.wait_for(lock, stop, between_questions, [] { return false; });
    }
  }

  // The group asks it to; or the last reign was its own and has no successor: the process that held
  // it is this one, or is dead, by the directory's lock, so nobody need wait until the group has
  // missed that one. A later reign under its name is of another process that was given the same
  // --node: the two would take the partition from each other for ever.
  bool may_claim(PartitionNumber partition) {
    if (member_ && member_->holds(partition)) return true;
    const auto claimed = journal_->claimed(partition);
    if (claimed.node != node_) return false;
    if (claimed.epoch <= own_epoch_.load()) return true;
    if (!std::exchange(namesake_told_, true)) {
      std::fprintf(stderr,
                   "hall: another process writes as node %s: no two nodes may bear one --node\n",
                   node_.c_str());
    }
    return false;
  }

  std::unique_ptr<KafkaJournal> journal_;
  KafkaOptions options_;
  std::string node_;
  std::atomic<Epoch> own_epoch_{0};  // of the last reign that is known to be this node's
  bool namesake_told_ = false;       // the engine thread's
  std::unique_ptr<kafka::Membership> member_;
  mutable std::mutex hearing_;
  std::condition_variable_any hears_;
  std::optional<Heard> heard_ = Heard{};  // of no moment yet
  std::jthread listener_;
};

}  // namespace

Result<std::unique_ptr<HouseJournal>> open_segments(FilePort& files, const std::string& directory,
                                                    const SegmentOptions& options,
                                                    const MakeHouse& make) {
  auto journal = SegmentJournal::open(files, directory, options);
  if (!journal && journal.error().code == Code::not_found) {
    VERMILION_TRY(SegmentJournal::found(files, directory, make()));
    journal = SegmentJournal::open(files, directory, options);
  }
  if (!journal) return fail(journal.error().code, journal.error().detail);
  return std::unique_ptr<HouseJournal>{new SegmentsHouse{std::move(journal.value())}};
}

Result<std::unique_ptr<HouseJournal>> open_kafka(FilePort& files, const std::string& directory,
                                                 const KafkaOptions& options,
                                                 const std::string& node, const MakeHouse& make) {
  auto journal = KafkaJournal::open(files, directory, options);
  if (!journal && journal.error().code == Code::not_found) {
    // Of two founders one founds; the other takes part in what the first has founded.
    const auto founded = KafkaJournal::found(options, make());
    if (!founded && founded.error().code != Code::conflict) {
      return fail(founded.error().code, founded.error().detail);
    }
    journal = KafkaJournal::open(files, directory, options);
  }
  if (!journal) return fail(journal.error().code, journal.error().detail);
  return std::unique_ptr<HouseJournal>{new KafkaHouse{std::move(journal.value()), options, node}};
}

}  // namespace vermilion
