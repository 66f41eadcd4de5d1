// Asking: a client for questions, each with a deadline.
//
// A consumer is no good for them: a broker answers a connection in order, and its connection waits
// half a second in a fetch. librdkafka 2.0.2 lets some calls go past the deadline that they were
// given, up to the socket's, so that is `patience` here. Threads: `extent` any; the rest one.
#pragma once

#include <chrono>

#include "adapters/kafka/client/handle.hpp"

namespace vermilion::kafka {

// The offsets that a partition holds: [first, end).
struct Extent {
  std::int64_t first = 0;
  std::int64_t end = 0;
};

class Asking {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Asking>> begin(const Cluster& cluster,
                                                             std::chrono::milliseconds patience);

  [[nodiscard]] rd_kafka_t* client() const noexcept { return client_.get(); }
  [[nodiscard]] rd_kafka_queue_t* queue() const noexcept { return queue_.get(); }
  // The answer to what was asked over `queue`. Errors: unavailable.
  [[nodiscard]] Result<Event> answer(rd_kafka_event_type_t type,
                                     std::chrono::milliseconds patience) const;
  // What every replica in sync holds. Errors: unavailable.
  [[nodiscard]] Result<Extent> extent(const std::string& topic, std::int32_t partition,
                                      std::chrono::milliseconds patience) const;
  // "no broker of LIST answers: WHY (last heard: …)".
  [[nodiscard]] std::string nobody(const std::string& why) const;

 private:
  explicit Asking(std::string brokers) : brokers_{std::move(brokers)} {}
  std::string brokers_;
  Mentioned mentioned_;
  Handle client_;
  Queue queue_;
};

}  // namespace vermilion::kafka
