// Producer: sends one message to one partition and waits for its report.
//
// acks=all, one message outstanding. A message that is not *delivered* may be there, come later, or
// come twice: whoever sent it reads. Not Kafka's idempotent producer: a copy that lands twice is
// void to every reader as it is, and that producer needs half a second for its number each time
// that it is made anew, and has fatal states of its own (docs/decisions/0011). Threads: one.
#pragma once

#include <chrono>

#include "adapters/kafka/client/handle.hpp"
#include "base/bytes.hpp"

namespace vermilion::kafka {

class Producer {
 public:
  // Connects and learns of the topic, if a broker answers soon; it goes on trying otherwise.
  // Errors: invalid.
  [[nodiscard]] static Result<std::unique_ptr<Producer>> open(const Cluster& cluster,
                                                              std::string topic,
                                                              std::int32_t partition,
                                                              std::chrono::milliseconds patience);
  // The offset at which it stands, acknowledged by every replica in sync.
  // Errors: invalid (it never left: too large), unavailable (it may be there or not).
  [[nodiscard]] Result<std::int64_t> send(BytesView message);

 private:
  Producer(std::string topic, std::int32_t partition, std::chrono::milliseconds patience)
      : topic_{std::move(topic)}, partition_{partition}, patience_{patience} {}

  std::string topic_;
  std::int32_t partition_;
  std::chrono::milliseconds patience_;
  Mentioned mentioned_;
  Handle client_;
  TopicHandle known_;  // keeps what the client knows of the topic
};

}  // namespace vermilion::kafka
