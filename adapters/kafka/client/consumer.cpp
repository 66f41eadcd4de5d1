#include "adapters/kafka/client/consumer.hpp"

#include <fmt/format.h>

namespace vermilion::kafka {

Result<std::unique_ptr<Consumer>> Consumer::open(const Cluster& cluster, std::string topic,
                                                 std::int32_t partition, Sees sees) {
  std::unique_ptr<Consumer> consumer{new Consumer{std::move(topic), partition}};
  const Settings settings = {
      {"group.id", "vermilion-tail"},  // asked for by librdkafka; no group is joined
      {"enable.auto.commit", "false"},
      {"enable.auto.offset.store", "false"},
      {"auto.offset.reset", "error"},
      {"isolation.level", sees == Sees::committed ? "read_committed" : "read_uncommitted"},
      {"enable.partition.eof", "true"},
      {"check.crcs", "true"},
      {"fetch.error.backoff.ms", "50"},
      {"queued.max.messages.kbytes", "16384"},
  };
  VERMILION_TRY(consumer->client_,
                make_client(RD_KAFKA_CONSUMER, cluster, settings, consumer->mentioned_));
  rd_kafka_poll_set_consumer(consumer->client_.get());
  return consumer;
}

Result<void> Consumer::begin(std::int64_t offset) {
  const PartitionList list{rd_kafka_topic_partition_list_new(1)};
  rd_kafka_topic_partition_list_add(list.get(), topic_.c_str(), partition_)->offset = offset;
  const auto error = rd_kafka_assign(client_.get(), list.get());
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return ok();
  return fail(Code::invalid, fmt::format("{}[{}] cannot be read from {}: {}", topic_, partition_,
                                         offset, rd_kafka_err2str(error)));
}

Result<std::optional<Consumer::Read>> Consumer::next(std::chrono::milliseconds patience) {
  at_end_ = false;
  Message message{rd_kafka_consumer_poll(client_.get(), static_cast<int>(patience.count()))};
  if (!message) return std::optional<Read>{};
  const auto said = [&](const char* what) {
    return fmt::format("{}[{}]: {}: {}", topic_, partition_, what,
                       rd_kafka_message_errstr(message.get()));
  };
  switch (message->err) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
      return std::optional<Read>{Read{std::move(message)}};
    case RD_KAFKA_RESP_ERR__PARTITION_EOF:
      at_end_ = true;
      end_ = message->offset;
      return std::optional<Read>{};
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
      return fail(Code::corrupt, said("what was to be read next is not there"));
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
      return fail(Code::invalid, said("it cannot be read"));
    default:
      mentioned_.note(rd_kafka_message_errstr(message.get()));
      return std::optional<Read>{};
  }
}

}  // namespace vermilion::kafka
