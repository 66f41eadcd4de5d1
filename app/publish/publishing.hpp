// Publishing: the public events of a hall's journal into their topics, by the node that reigns.
//
// An event's number (pubseq) and its place in the journal stand in its headers, and both are
// functions of the journal alone: the n-th record of a partition that is public has pubseq n. So
// whoever takes over reads the topic's last message and goes on behind it; the topic's fencing sees
// to it that nobody else still writes (adapters/kafka/publisher). Only what is durable and valid is
// read, from the journal, never from memory. What goes wrong is tried again and said in
// `statistics`. Threads: one of its own; statistics from any.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "adapters/kafka/publisher/public_topic.hpp"
#include "app/api/public_json.hpp"
#include "app/hall/hall.hpp"

namespace vermilion {

class Publishing {
 public:
  // `kafka`: where the journal lies, and the topics beside it. The hall outlives it.
  [[nodiscard]] static std::unique_ptr<Publishing> start(Hall& hall, KafkaOptions kafka);
  ~Publishing();
  Publishing(const Publishing&) = delete;
  Publishing& operator=(const Publishing&) = delete;

  [[nodiscard]] api::PublishingStatistics statistics() const;

 private:
  Publishing(Hall& hall, KafkaOptions kafka) : hall_{hall}, kafka_{std::move(kafka)} {}
  void run(const std::stop_token& stop);
  [[nodiscard]] Result<void> open();
  // One batch; false when there was nothing.
  [[nodiscard]] Result<bool> publish_some();
  [[nodiscard]] kafka::PublicMessage message_of(const Header& header, const CaseChanged& event,
                                                std::uint64_t pubseq) const;

  Hall& hall_;
  KafkaOptions kafka_;
  std::unique_ptr<kafka::PublicTopic> topic_;  // the thread's, as are the next two
  std::uint64_t pubseq_ = 0;
  Sequence position_ = 0;
  mutable std::mutex mutex_;
  std::condition_variable_any pauses_;
  api::PublishingStatistics statistics_;
  std::jthread thread_;
};

}  // namespace vermilion
