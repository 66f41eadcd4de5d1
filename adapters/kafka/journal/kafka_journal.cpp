#include "adapters/kafka/journal/kafka_journal.hpp"

#include <fmt/format.h>

#include "adapters/kafka/client/topics.hpp"
#include "adapters/kafka/journal/kafka_partition.hpp"
#include "adapters/store/segments/house_file.hpp"

namespace vermilion {
namespace {

std::string house_topic(const KafkaOptions& options) {
  return options.topic + "-house";
}
kafka::TopicNeeds house_needs(const KafkaOptions& options) {
  return {house_topic(options), 1, options.single_broker};
}
kafka::TopicNeeds journal_needs(const KafkaOptions& options) {
  return {options.topic, partitions_max, options.single_broker};
}

// The first message of the house topic. Errors: not_found (there is none), unavailable.
Result<Bytes> first_house(const KafkaOptions& options) {
  VERMILION_TRY(const auto consumer,
                kafka::Consumer::open(options.cluster, house_topic(options), 0));
  VERMILION_TRY(const auto asking, kafka::Asking::begin(options.cluster, options.patience));
  VERMILION_TRY(const auto extent, asking->extent(house_topic(options), 0, options.patience));
  if (extent.first > 0) {
    return fail(Code::corrupt, house_topic(options) + " has lost its first message, the house");
  }
  if (extent.end == 0) {
    return fail(Code::not_found, "topic " + house_topic(options) + " is empty: no house there");
  }
  VERMILION_TRY(consumer->begin(0));
  const auto until = std::chrono::steady_clock::now() + options.patience;
  while (std::chrono::steady_clock::now() < until) {
    VERMILION_TRY(const auto read, consumer->next(std::chrono::milliseconds{100}));
    if (read) return Bytes{read->octets()};
  }
  return fail(Code::unavailable, house_topic(options) + ": its first message cannot be read");
}

}  // namespace

Result<void> KafkaJournal::found(const KafkaOptions& options, BytesView house_record) {
  VERMILION_TRY(kafka::make_topic(options.cluster, journal_needs(options), options.patience));
  VERMILION_TRY(kafka::make_topic(options.cluster, house_needs(options), options.patience));
  VERMILION_TRY(kafka::check_topic(options.cluster, house_needs(options), options.patience));
  VERMILION_TRY(const auto producer,
                kafka::Producer::open(options.cluster, house_topic(options), 0, options.patience));
  VERMILION_TRY(producer->send(house_record));
  VERMILION_TRY(const auto first, first_house(options));
  if (first == house_record) return ok();
  return fail(Code::conflict,
              "topic " + house_topic(options) + " holds a house already; a house is founded once");
}

Result<std::unique_ptr<KafkaJournal>> KafkaJournal::open(FilePort& files,
                                                         const std::string& directory,
                                                         const KafkaOptions& options) {
  VERMILION_TRY(kafka::check_topic(options.cluster, journal_needs(options), options.patience));
  VERMILION_TRY(kafka::check_topic(options.cluster, house_needs(options), options.patience));
  VERMILION_TRY(const auto house, first_house(options));
  const auto here = read_house(files, directory);
  if (!here && here.error().code == Code::not_found) {
    VERMILION_TRY(found_house(files, directory, house));
  } else if (!here) {
    return fail(here.error().code, here.error().detail);
  } else if (here.value() != house) {
    return fail(Code::conflict,
                fmt::format("{} is another house's than topic {}", directory, options.topic));
  }
  std::unique_ptr<KafkaJournal> journal{new KafkaJournal{files, directory, options}};
  journal->options_.segments.carried = true;
  VERMILION_TRY(journal->asking_, kafka::Asking::begin(options.cluster, options.patience));
  VERMILION_TRY(journal->kept_, SegmentJournal::open(files, directory, journal->options_.segments));
  auto followed = options.partitions;
  for (const auto partition : journal->kept_->partitions()) followed.push_back(partition);
  for (const auto partition : followed) {
    VERMILION_TRY(auto* const reading, journal->follow(partition));
    VERMILION_TRY(reading->catch_up());
  }
  return journal;
}

KafkaJournal::KafkaJournal(FilePort& files, std::string directory, KafkaOptions options)
    : files_{files}, directory_{std::move(directory)}, options_{std::move(options)} {}

KafkaJournal::~KafkaJournal() = default;

void KafkaJournal::close() {
  for (PartitionNumber number = 0; number < partitions_max; ++number) {
    if (auto* const here = at(number)) here->close();
  }
}

KafkaPartition* KafkaJournal::at(PartitionNumber partition) const {
  const std::lock_guard lock{mutex_};
  return partition < partitions_max ? partitions_[partition].get() : nullptr;
}

Result<KafkaPartition*> KafkaJournal::follow(PartitionNumber partition) {
  if (partition >= partitions_max) {
    return fail(Code::invalid,
                fmt::format("partition {}: there are 0 to {}", partition, partitions_max - 1));
  }
  const std::lock_guard following{following_};
  if (auto* const here = at(partition)) return here;
  VERMILION_TRY(auto made,
                KafkaPartition::follow(files_, directory_, options_, *kept_, *asking_, partition));
  const std::lock_guard lock{mutex_};
  partitions_[partition] = std::move(made);
  return partitions_[partition].get();
}

Result<Reigning> KafkaJournal::claim(PartitionNumber partition, const Claim& claim) {
  VERMILION_TRY(auto* const here, follow(partition));
  return here->claim(claim);
}

Appended KafkaJournal::append(PartitionNumber partition, BytesView frame) {
  auto* const here = at(partition);
  return here == nullptr ? Appended::not_done : here->append(frame);
}

Result<void> KafkaJournal::catch_up(PartitionNumber partition) {
  VERMILION_TRY(auto* const here, follow(partition));
  return here->catch_up();
}

Claimed KafkaJournal::claimed(PartitionNumber partition) const {
  const auto* const here = at(partition);
  return here == nullptr ? Claimed{} : here->claimed();
}

std::optional<Error> KafkaJournal::stopped(PartitionNumber partition) const {
  const auto* const here = at(partition);
  return here == nullptr ? std::nullopt : here->stopped();
}

Result<void> KafkaJournal::read(PartitionNumber partition, Sequence from,
                                const EntryVisitor& each) {
  return kept_->read(partition, from, each);
}

Result<void> KafkaJournal::read_all(PartitionNumber partition, const EntryVisitor& each) {
  return kept_->read_all(partition, each);
}

Result<Bytes> KafkaJournal::read_one(PartitionNumber partition, Sequence sequence) {
  return kept_->read_one(partition, sequence);
}

Sequence KafkaJournal::last(PartitionNumber partition) const {
  return kept_->last(partition);
}

}  // namespace vermilion
