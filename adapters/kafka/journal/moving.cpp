#include "adapters/kafka/journal/moving.hpp"

#include <fmt/format.h>

#include <deque>

#include "adapters/kafka/client/asking.hpp"
#include "adapters/kafka/client/consumer.hpp"
#include "adapters/kafka/client/producer.hpp"
#include "engine/journal/frame_ruling.hpp"

namespace vermilion {
namespace {

constexpr std::size_t frame_octets = 512 * 1024;  // one message; the broker takes twice that

// The valid records of a partition of the topic, one after the other, to the end it had.
class TopicRecords {
 public:
  static Result<std::unique_ptr<TopicRecords>> begin(const KafkaOptions& options,
                                                     PartitionNumber partition,
                                                     const Journal& house) {
    std::unique_ptr<TopicRecords> records{new TopicRecords{options, partition, house}};
    VERMILION_TRY(const auto asking, kafka::Asking::begin(options.cluster, options.patience));
    VERMILION_TRY(const auto extent, asking->extent(options.topic, partition, options.patience));
    if (extent.first > 0) {
      return fail(Code::corrupt, fmt::format("{}[{}] begins at offset {}: its head is gone",
                                             options.topic, partition, extent.first));
    }
    records->end_ = extent.end;
    VERMILION_TRY(records->consumer_,
                  kafka::Consumer::open(options.cluster, options.topic, partition));
    VERMILION_TRY(records->consumer_->begin(0));
    return records;
  }

  // The next record that counts, without claims; nothing at the end. Errors: as take's.
  Result<std::optional<Bytes>> next() {
    while (found_.empty() && next_ < end_) {
      VERMILION_TRY(take());
    }
    if (found_.empty()) return std::optional<Bytes>{};
    auto record = std::move(found_.front());
    found_.pop_front();
    return std::optional{std::move(record)};
  }
  const Tip& tip() const noexcept { return arbiter_.tip(); }

 private:
  TopicRecords(const KafkaOptions& options, PartitionNumber partition, const Journal& house)
      : options_{options},
        partition_{partition},
        arbiter_{house.house(), partition, hash_of_record(house.house_record())} {}

  Result<void> take() {
    const auto until = std::chrono::steady_clock::now() + options_.patience;
    std::optional<kafka::Consumer::Read> read;
    while (!read) {
      VERMILION_TRY(read, consumer_->next(std::chrono::milliseconds{100}));
      if (!read && std::chrono::steady_clock::now() > until) {
        return fail(Code::unavailable, fmt::format("{}[{}] cannot be read on from offset {}",
                                                   options_.topic, partition_, next_));
      }
    }
    next_ = read->offset() + 1;
    const auto frame = read->octets();
    VERMILION_TRY(const auto header, read_frame(frame));
    if (header.length != frame.size() || header.partition != partition_) {
      return fail(Code::corrupt, fmt::format("{}[{}] at offset {}: no frame of this partition",
                                             options_.topic, partition_, read->offset()));
    }
    VERMILION_TRY(const auto ruling, rule_frame(arbiter_, header, frame));
    if (!ruling.valid) return ok();
    return each_record(header, frame, [&](const Header& record, BytesView octets) -> Result<void> {
      if (record.kind != RecordKind::claim) found_.emplace_back(octets);
      return ok();
    });
  }

  const KafkaOptions& options_;
  PartitionNumber partition_;
  Arbiter arbiter_;
  std::unique_ptr<kafka::Consumer> consumer_;
  std::int64_t next_ = 0;
  std::int64_t end_ = 0;
  std::deque<Bytes> found_;
};

// Cuts records into frames of one epoch and sends each when it is full.
class Moving {
 public:
  Moving(kafka::Producer& producer, HouseId house, PartitionNumber partition)
      : producer_{producer}, house_{house}, partition_{partition} {}

  Result<void> add(const Header& header, BytesView record) {
    const bool claim = header.kind == RecordKind::claim;
    if (builder_ && (claim || header.epoch != epoch_ || !builder_->fits(record.size()) ||
                     octets_ > frame_octets)) {
      VERMILION_TRY(send(FrameKind::records));
    }
    if (!builder_) builder_.emplace(house_, partition_, header.epoch);
    epoch_ = header.epoch;
    builder_->add(record);
    octets_ += record.size();
    if (!claim) {
      ++moved.records;
      return ok();
    }
    ++moved.claims;
    return send(FrameKind::claim);
  }
  Result<void> end() { return builder_ ? send(FrameKind::records) : Result<void>{ok()}; }

  Moved moved;

 private:
  Result<void> send(FrameKind kind) {
    VERMILION_TRY(producer_.send(builder_->finish(kind)));
    builder_.reset();
    octets_ = 0;
    ++moved.frames;
    return ok();
  }

  kafka::Producer& producer_;
  HouseId house_;
  PartitionNumber partition_;
  std::optional<FrameBuilder> builder_;
  Epoch epoch_ = 0;
  std::size_t octets_ = 0;
};

}  // namespace

Result<std::vector<PartitionNumber>> partitions_in(const KafkaOptions& options) {
  VERMILION_TRY(const auto asking, kafka::Asking::begin(options.cluster, options.patience));
  std::vector<PartitionNumber> partitions;
  for (PartitionNumber partition = 0; partition < partitions_max; ++partition) {
    VERMILION_TRY(const auto extent, asking->extent(options.topic, partition, options.patience));
    if (extent.end > 0) partitions.push_back(partition);
  }
  return partitions;
}

Result<Moved> move_in(Journal& from, PartitionNumber partition, const KafkaOptions& options,
                      const MovingProgress& progress) {
  VERMILION_TRY(const auto there, TopicRecords::begin(options, partition, from));
  std::uint64_t before = 0;
  for (;;) {
    VERMILION_TRY(const auto record, there->next());
    if (!record) break;
    if (++before > from.last(partition)) {
      return fail(Code::conflict, fmt::format("{}[{}] holds more than the {} records of this "
                                              "journal: a hall writes it, or has",
                                              options.topic, partition, before - 1));
    }
    VERMILION_TRY(const auto ours, from.read_one(partition, before));
    if (ours == *record) continue;
    return fail(Code::conflict, fmt::format("{}[{}] holds another record at seq {}: it is no "
                                            "beginning of this journal",
                                            options.topic, partition, before));
  }
  const auto tip = there->tip();
  VERMILION_TRY(const auto producer,
                kafka::Producer::open(options.cluster, options.topic, partition, options.patience));
  Moving moving{*producer, from.house(), partition};
  moving.moved.there_before = before;
  VERMILION_TRY(from.read_all(partition, [&](const Entry& entry) -> Result<void> {
    const auto& header = entry.header;
    const bool claim = header.kind == RecordKind::claim;
    const bool has = claim ? header.epoch <= tip.epoch : header.sequence <= tip.sequence;
    if (!entry.valid || has) return ok();
    progress(moving.moved.records);
    return moving.add(header, entry.record);
  }));
  VERMILION_TRY(moving.end());
  return moving.moved;
}

Result<Compared> compare_with_topic(Journal& kept, PartitionNumber partition,
                                    const KafkaOptions& options, const MovingProgress& progress) {
  VERMILION_TRY(const auto topic, TopicRecords::begin(options, partition, kept));
  Compared compared;
  VERMILION_TRY(kept.read(partition, 1, [&](const Entry& entry) -> Result<void> {
    VERMILION_TRY(const auto record, topic->next());
    if (!record || *record != entry.record) {
      return fail(Code::corrupt, fmt::format("{}[{}] {} seq {}", options.topic, partition,
                                             record ? "holds another record at" : "ends before",
                                             entry.header.sequence));
    }
    progress(++compared.records);
    return ok();
  }));
  for (;;) {
    VERMILION_TRY(const auto record, topic->next());
    if (!record) return compared;
    ++compared.more;
  }
}

}  // namespace vermilion
