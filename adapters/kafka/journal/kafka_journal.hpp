// KafkaJournal: the journal of one house in a topic of Apache Kafka, as one node sees it.
//
// Kafka carries, segments keep. One message is one frame, one partition of the topic one partition
// of the journal. A thread a partition reads the topic from where this node had come, rules on each
// frame by the arbiter, and puts what counts into the same segment files that a hall on one machine
// writes; all reads are from there. `append` is *done* when the frame was acknowledged by every
// replica in sync **and** met by that reader and found valid: another owner may have claimed
// meanwhile. A frame is known as one's own by its octets, never by an offset that a report names.
// An outcome that is not known costs the producer; the next claim makes a new one, reads to its own
// claim, and what was in doubt is found there or is void.
// The house record is the first message of a topic of its own, so of two founders one founds.
// Contract: tests/contract/journal_contract.hpp. Sources: DESIGN §4, RELIABILITY §1.8,
// docs/decisions/0011. Threads: claim and append of one partition from one; the rest any.
#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <mutex>

#include "adapters/kafka/client/asking.hpp"
#include "adapters/store/segments/segment_journal.hpp"
#include "engine/ports/journal.hpp"

namespace vermilion {

struct KafkaOptions {
  kafka::Cluster cluster;
  std::string topic = "vermilion-journal";  // the house record's is this and "-house"
  bool single_broker = false;               // accepts one copy of everything
  std::vector<PartitionNumber> partitions = {
      0};                                      // followed from the start; more as they are claimed
  std::chrono::milliseconds patience{10'000};  // for one question, and for a frame
  SegmentOptions segments;
};

class KafkaPartition;

class KafkaJournal final : public Journal {
 public:
  // Makes the topics unless they exist and sends the house record; whose is the first founds.
  // Errors: conflict (another house stands there), invalid, unavailable.
  [[nodiscard]] static Result<void> found(const KafkaOptions& options, BytesView house_record);
  // Checks topics and settings, takes the directory's lock, and reads every partition that is
  // followed to the end it had when asked. `files` outlives the journal.
  // Errors: not_found (no such topic, or no house in it), invalid (a setting, named), conflict (the
  // directory is another house's, or locked), corrupt, diverged, unavailable, io.
  [[nodiscard]] static Result<std::unique_ptr<KafkaJournal>> open(FilePort& files,
                                                                  const std::string& directory,
                                                                  const KafkaOptions& options);
  ~KafkaJournal() override;

  [[nodiscard]] HouseId house() const override { return kept_->house(); }
  [[nodiscard]] Bytes house_record() const override { return kept_->house_record(); }
  [[nodiscard]] Result<Reigning> claim(PartitionNumber partition, const Claim& claim) override;
  [[nodiscard]] Appended append(PartitionNumber partition, BytesView frame) override;
  [[nodiscard]] Result<void> read(PartitionNumber partition, Sequence from,
                                  const EntryVisitor& each) override;
  [[nodiscard]] Result<void> read_all(PartitionNumber partition, const EntryVisitor& each) override;
  [[nodiscard]] Result<Bytes> read_one(PartitionNumber partition, Sequence sequence) override;
  [[nodiscard]] Sequence last(PartitionNumber partition) const override;

  // Reads what the topic holds now. Errors: unavailable, and why the partition stopped.
  [[nodiscard]] Result<void> catch_up(PartitionNumber partition);
  [[nodiscard]] Claimed claimed(PartitionNumber partition) const;
  // Why the partition takes nothing more; nothing while it does.
  [[nodiscard]] std::optional<Error> stopped(PartitionNumber partition) const;
  // The segments of this node.
  [[nodiscard]] SegmentJournal& kept() noexcept { return *kept_; }
  // Ends following and leaves the segments closed, so that the next start need not copy them.
  void close();

 private:
  KafkaJournal(FilePort& files, std::string directory, KafkaOptions options);
  [[nodiscard]] KafkaPartition* at(PartitionNumber partition) const;
  [[nodiscard]] Result<KafkaPartition*> follow(PartitionNumber partition);

  FilePort& files_;
  std::string directory_;
  KafkaOptions options_;
  std::unique_ptr<kafka::Asking> asking_;
  std::unique_ptr<SegmentJournal> kept_;
  std::mutex following_;      // one partition begins at a time; the others go on meanwhile
  mutable std::mutex mutex_;  // guards the places, not what they point to
  std::array<std::unique_ptr<KafkaPartition>, partitions_max> partitions_;
};

}  // namespace vermilion
