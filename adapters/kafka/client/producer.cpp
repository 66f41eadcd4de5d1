#include "adapters/kafka/client/producer.hpp"

#include <fmt/format.h>

namespace vermilion::kafka {
namespace {

constexpr int connecting_ms = 1'000;

struct Report {
  bool here = false;
  rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_NO_ERROR;
  std::int64_t offset = -1;
};

void on_delivered(rd_kafka_t*, const rd_kafka_message_t* message, void*) {
  auto* report = static_cast<Report*>(message->_private);
  *report = {true, message->err, message->offset};
}

}  // namespace

Result<std::unique_ptr<Producer>> Producer::open(const Cluster& cluster, std::string topic,
                                                 std::int32_t partition,
                                                 std::chrono::milliseconds patience) {
  std::unique_ptr<Producer> producer{new Producer{std::move(topic), partition, patience}};
  const Settings settings = {
      {"acks", "all"},
      {"linger.ms", "0"},
      {"retry.backoff.ms", "50"},
      {"message.timeout.ms", std::to_string(patience.count())},
  };
  VERMILION_TRY(producer->client_, make_client(RD_KAFKA_PRODUCER, cluster, settings,
                                               producer->mentioned_, on_delivered));
  auto* const client = producer->client_.get();
  producer->known_.reset(rd_kafka_topic_new(client, producer->topic_.c_str(), nullptr));
  const rd_kafka_metadata_t* known = nullptr;
  if (rd_kafka_metadata(client, 0, producer->known_.get(), &known, connecting_ms) ==
      RD_KAFKA_RESP_ERR_NO_ERROR) {
    rd_kafka_metadata_destroy(known);
  }
  return producer;
}

Result<std::int64_t> Producer::send(BytesView message) {
  Report report;  // written from rd_kafka_poll only, in this thread
  const auto error = rd_kafka_producev(
      client_.get(), RD_KAFKA_V_TOPIC(topic_.c_str()), RD_KAFKA_V_PARTITION(partition_),
      RD_KAFKA_V_VALUE(const_cast<char*>(message.data()), message.size()),
      RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_OPAQUE(&report), RD_KAFKA_V_END);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return fail(Code::invalid, fmt::format("{} octets for {}[{}]: {}", message.size(), topic_,
                                           partition_, rd_kafka_err2str(error)));
  }
  // The message's own timeout ends this; the second bound is for a client that is stuck itself.
  const auto until = std::chrono::steady_clock::now() + patience_ + std::chrono::seconds{5};
  while (!report.here && std::chrono::steady_clock::now() < until) {
    rd_kafka_poll(client_.get(), 100);
  }
  if (!report.here) {
    rd_kafka_purge(client_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    rd_kafka_poll(client_.get(), 1'000);
    known_.reset();
    client_.reset();  // with it goes whatever could still write to `report`
  }
  if (!report.here || report.error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    const auto* why = report.here ? rd_kafka_err2str(report.error) : "no report";
    return fail(Code::unavailable, fmt::format("{}[{}]: the frame's outcome is unknown: {}{}",
                                               topic_, partition_, why, mentioned_.text()));
  }
  return report.offset;
}

}  // namespace vermilion::kafka
