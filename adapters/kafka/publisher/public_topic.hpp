// PublicTopic: one partition of a topic that leaves the house, written by one publisher at a time.
//
// Opening it fences whoever wrote it before (Kafka's transactional id), so what then stands at its
// end is all there is, and the publisher goes on behind it: nothing is lost and nothing comes
// twice, however often the publisher changes. A batch is one transaction: readers with
// isolation.level=read_committed see all of it or nothing. The end is believed only behind a
// message of its own, in a transaction that it takes back: a broker that was frozen and believes
// that it still leads would name an older one. After any error the outcome is not known and the
// topic is to be opened anew, which finds out. Sources: KIP-98; DESIGN §7. Threads: one.
#pragma once

#include <chrono>
#include <optional>
#include <utility>
#include <vector>

#include "adapters/kafka/client/handle.hpp"
#include "base/bytes.hpp"

namespace vermilion::kafka {

struct PublicMessage {
  std::string key;
  std::vector<std::pair<std::string, std::string>> headers;
  Bytes value;
};

struct PublicTopicOptions {
  Cluster cluster;
  std::string topic;
  std::int32_t partition = 0;
  int partitions = 1;          // when it has to be made
  bool single_broker = false;  // accepts one copy
  std::chrono::milliseconds patience{10'000};
};

class PublicTopic {
 public:
  // Makes the topic unless it exists, and fences. Errors: unavailable, invalid.
  [[nodiscard]] static Result<std::unique_ptr<PublicTopic>> open(const PublicTopicOptions& options);

  // The headers of the last message that counts; nothing when there is none.
  using Headers = std::vector<std::pair<std::string, std::string>>;
  [[nodiscard]] const std::optional<Headers>& tail() const noexcept { return tail_; }

  // Errors: conflict (another publisher has opened it), unavailable.
  [[nodiscard]] Result<void> publish(const std::vector<PublicMessage>& batch);

 private:
  explicit PublicTopic(PublicTopicOptions options) : options_{std::move(options)} {}
  [[nodiscard]] Result<void> fence();
  // The offset of a message that nobody sees, acknowledged by who leads.
  [[nodiscard]] Result<std::int64_t> probe();
  [[nodiscard]] Result<void> read_tail(std::int64_t probe);
  [[nodiscard]] Result<bool> read_last_from(std::int64_t offset, std::int64_t probe);
  [[nodiscard]] Error error_of(const rd_kafka_error_t* failure) const;
  [[nodiscard]] Result<void> produce(const PublicMessage& message);

  PublicTopicOptions options_;
  Mentioned mentioned_;
  Handle client_;
  std::optional<Headers> tail_;
};

}  // namespace vermilion::kafka
