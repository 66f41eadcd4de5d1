// KafkaPartition: one partition as a node follows it, and as its owner writes it.
//
// One thread reads the topic: it rules, keeps, and tells whoever waits. Another, once in a while,
// syncs the segments and stores how far they reach. The one frame that is outstanding lies with the
// reader as *expected*: the first message with its octets decides what became of it.
// Threads: claim and append one; follow, keep their own; the rest any.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "adapters/kafka/client/asking.hpp"
#include "adapters/kafka/client/consumer.hpp"
#include "adapters/kafka/client/producer.hpp"
#include "adapters/kafka/journal/carried_position.hpp"
#include "adapters/kafka/journal/kafka_journal.hpp"
#include "engine/journal/frame_ruling.hpp"

namespace vermilion {

class KafkaPartition {
 public:
  // Begins to follow from where the node had come. Errors: corrupt (the topic begins behind what is
  // kept, or ends before it), invalid, unavailable, io.
  [[nodiscard]] static Result<std::unique_ptr<KafkaPartition>> follow(
      FilePort& files, const std::string& directory, const KafkaOptions& options,
      SegmentJournal& kept, const kafka::Asking& asking, PartitionNumber partition);
  ~KafkaPartition();
  KafkaPartition(const KafkaPartition&) = delete;
  KafkaPartition& operator=(const KafkaPartition&) = delete;

  [[nodiscard]] Result<Reigning> claim(const Claim& claim);
  [[nodiscard]] Appended append(BytesView frame);
  // Waits until what the topic holds now was read. Errors: unavailable, corrupt (the topic ends
  // before what is kept), why it stopped.
  [[nodiscard]] Result<void> catch_up();
  [[nodiscard]] Claimed claimed() const;
  [[nodiscard]] std::optional<Error> stopped() const;
  // Ends both threads. What was kept since it was last synced is read again at the next start.
  void end();
  // Ends, syncs and stores what was read, and closes the segments.
  void close();

 private:
  struct Expected {
    BytesView frame;
    bool met = false;
    FrameRuling ruling;
    Tip tip;  // behind it, when it was valid
  };

  KafkaPartition(FilePort& files, const std::string& directory, const KafkaOptions& options,
                 SegmentJournal& kept, const kafka::Asking& asking, PartitionNumber partition);
  [[nodiscard]] Result<void> begin();
  void read_on(const std::stop_token& stop);
  // What the topic holds now. A broker that was frozen believes for a moment that it still leads,
  // and ends before what was read from its successor: only when the topic goes on to be without
  // `next` is it lost. Errors: corrupt (says so), unavailable.
  [[nodiscard]] Result<kafka::Extent> extent_around(std::int64_t next,
                                                    const std::stop_token& stop) const;
  // Another consumer from where this one had come.
  [[nodiscard]] Result<void> read_again(const std::stop_token& stop);
  [[nodiscard]] Result<void> take(std::int64_t offset, BytesView frame);
  void keep_on(const std::stop_token& stop);
  [[nodiscard]] Result<void> store();
  [[nodiscard]] Result<void> reaches_what_is_kept(std::uint64_t end) const;
  void halt(const Error& why);
  // Sends the frame and waits until it was acknowledged and met. An error leaves its outcome
  // unknown, ends the reign and costs the producer. Errors: unavailable, invalid, why the partition
  // stopped.
  [[nodiscard]] Result<Expected> send(BytesView frame);
  [[nodiscard]] Result<void> take_producer();
  [[nodiscard]] Result<Expected> wait_for(Expected& expected);

  FilePort& files_;
  const std::string& directory_;
  const KafkaOptions& options_;
  SegmentJournal& kept_;
  const kafka::Asking& asking_;
  PartitionNumber partition_;
  std::unique_ptr<kafka::Consumer> consumer_;
  std::unique_ptr<kafka::Producer> producer_;  // the owner's thread's; another after each doubt
  bool reigns_ = false;  // since a claim was valid, until a frame's outcome is unknown
  Arbiter arbiter_;      // the reader's
  Tip kept_tip_;         // of the segments, when following began

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  CarriedPosition position_;  // what was read and kept
  Expected* expected_ = nullptr;
  std::optional<Error> stopped_;

  std::condition_variable_any ending_;  // the keeper's own: it is not woken by each frame
  CarriedPosition stored_;              // the keeper's
  std::jthread keeper_;
  std::jthread reader_;
};

}  // namespace vermilion
