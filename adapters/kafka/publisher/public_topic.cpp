#include "adapters/kafka/publisher/public_topic.hpp"

#include <fmt/format.h>

#include "adapters/kafka/client/asking.hpp"
#include "adapters/kafka/client/consumer.hpp"
#include "adapters/kafka/client/topics.hpp"

namespace vermilion::kafka {
namespace {

// How far before the end the last message is looked for at first; transactions leave marks there.
constexpr std::int64_t first_look = 256;
// A publisher that died in the midst of a transaction holds readers up for so long at most; its
// successor ends it at once.
constexpr const char* transaction_timeout_ms = "10000";

using Failure = std::unique_ptr<rd_kafka_error_t, Freed<rd_kafka_error_destroy>>;

PublicTopic::Headers headers_of(const rd_kafka_message_t* message) {
  PublicTopic::Headers headers;
  rd_kafka_headers_t* all = nullptr;
  if (rd_kafka_message_headers(message, &all) != RD_KAFKA_RESP_ERR_NO_ERROR) return headers;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t at = 0;
       rd_kafka_header_get_all(all, at, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++at) {
    headers.emplace_back(name, std::string{static_cast<const char*>(value), size});
  }
  return headers;
}

void on_delivered(rd_kafka_t*, const rd_kafka_message_t* message, void*) {
  auto* const offset = static_cast<std::int64_t*>(message->_private);
  if (offset != nullptr && message->err == RD_KAFKA_RESP_ERR_NO_ERROR) *offset = message->offset;
}

}  // namespace

Result<std::unique_ptr<PublicTopic>> PublicTopic::open(const PublicTopicOptions& options) {
  std::unique_ptr<PublicTopic> topic{new PublicTopic{options}};
  VERMILION_TRY(make_topic(options.cluster,
                           {options.topic, options.partitions, options.single_broker},
                           options.patience));
  VERMILION_TRY(topic->fence());
  VERMILION_TRY(const auto probe, topic->probe());
  VERMILION_TRY(topic->read_tail(probe));
  return topic;
}

Result<void> PublicTopic::fence() {
  const auto identity = fmt::format("{}-{}", options_.topic, options_.partition);
  const Settings settings = {
      {"acks", "all"},
      {"enable.idempotence", "true"},
      {"transactional.id", identity},
      {"transaction.timeout.ms", transaction_timeout_ms},
      {"message.timeout.ms", transaction_timeout_ms},
      {"linger.ms", "5"},
  };
  VERMILION_TRY(client_, make_client(RD_KAFKA_PRODUCER, options_.cluster, settings, mentioned_,
                                     on_delivered));
  const Failure failed{
      rd_kafka_init_transactions(client_.get(), static_cast<int>(options_.patience.count()))};
  if (!failed) return ok();
  return fail(
      Code::unavailable,
      fmt::format("{}: {}{}", identity, rd_kafka_error_string(failed.get()), mentioned_.text()));
}

Error PublicTopic::error_of(const rd_kafka_error_t* failure) const {
  const auto code = rd_kafka_error_code(failure);
  const bool fenced = code == RD_KAFKA_RESP_ERR__FENCED ||
                      code == RD_KAFKA_RESP_ERR_PRODUCER_FENCED ||
                      code == RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH;
  return {fenced ? Code::conflict : Code::unavailable,
          fmt::format("{}[{}]: {}{}", options_.topic, options_.partition,
                      rd_kafka_error_string(failure), mentioned_.text())};
}

Result<std::int64_t> PublicTopic::probe() {
  const auto patience = static_cast<int>(options_.patience.count());
  if (const Failure failure{rd_kafka_begin_transaction(client_.get())}) {
    return error_of(failure.get());
  }
  std::int64_t offset = -1;
  const auto sent = rd_kafka_producev(client_.get(), RD_KAFKA_V_TOPIC(options_.topic.c_str()),
                                      RD_KAFKA_V_PARTITION(options_.partition),
                                      RD_KAFKA_V_OPAQUE(&offset), RD_KAFKA_V_END);
  const auto flushed =
      sent == RD_KAFKA_RESP_ERR_NO_ERROR ? rd_kafka_flush(client_.get(), patience) : sent;
  const Failure failure{rd_kafka_abort_transaction(client_.get(), patience)};
  if (failure) {
    client_.reset();  // no report may still come to `offset`
    return error_of(failure.get());
  }
  if (flushed == RD_KAFKA_RESP_ERR_NO_ERROR && offset >= 0) return offset;
  client_.reset();
  return fail(Code::unavailable, fmt::format("{}[{}]: {}", options_.topic, options_.partition,
                                             rd_kafka_err2str(flushed)));
}

Result<void> PublicTopic::read_tail(std::int64_t probe) {
  VERMILION_TRY(const auto asking, Asking::begin(options_.cluster, options_.patience));
  VERMILION_TRY(const auto extent,
                asking->extent(options_.topic, options_.partition, options_.patience));
  for (auto look = first_look;; look *= 16) {
    const auto from = std::max(extent.first, probe - look);
    VERMILION_TRY(const bool found, read_last_from(from, probe));
    if (found || from == extent.first) return ok();
  }
}

Result<bool> PublicTopic::read_last_from(std::int64_t offset, std::int64_t probe) {
  VERMILION_TRY(const auto consumer, Consumer::open(options_.cluster, options_.topic,
                                                    options_.partition, Consumer::Sees::committed));
  VERMILION_TRY(consumer->begin(offset));
  auto until = std::chrono::steady_clock::now() + options_.patience;
  for (;;) {
    VERMILION_TRY(const auto read, consumer->next(std::chrono::milliseconds{100}));
    if (read) {
      tail_ = headers_of(read->message.get());
      until = std::chrono::steady_clock::now() + options_.patience;
    } else if (consumer->at_end() && consumer->end() > probe) {
      return tail_.has_value();
    } else if (std::chrono::steady_clock::now() > until) {
      return fail(Code::unavailable, fmt::format("{}[{}]: its end cannot be read", options_.topic,
                                                 options_.partition));
    }
  }
}

Result<void> PublicTopic::produce(const PublicMessage& message) {
  auto* const headers = rd_kafka_headers_new(message.headers.size());
  for (const auto& [name, value] : message.headers) {
    rd_kafka_header_add(headers, name.data(), static_cast<ssize_t>(name.size()), value.data(),
                        static_cast<ssize_t>(value.size()));
  }
  const auto error = rd_kafka_producev(
      client_.get(), RD_KAFKA_V_TOPIC(options_.topic.c_str()),
      RD_KAFKA_V_PARTITION(options_.partition),
      RD_KAFKA_V_KEY(message.key.data(), message.key.size()),
      RD_KAFKA_V_VALUE(const_cast<char*>(message.value.data()), message.value.size()),
      RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_END);
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return ok();
  rd_kafka_headers_destroy(headers);  // the producer's only when it took them
  return fail(Code::unavailable, fmt::format("{}[{}]: {}", options_.topic, options_.partition,
                                             rd_kafka_err2str(error)));
}

Result<void> PublicTopic::publish(const std::vector<PublicMessage>& batch) {
  if (batch.empty()) return ok();
  if (const Failure failure{rd_kafka_begin_transaction(client_.get())}) {
    return error_of(failure.get());
  }
  for (const auto& message : batch) {
    VERMILION_TRY(produce(message));
  }
  const Failure failure{
      rd_kafka_commit_transaction(client_.get(), static_cast<int>(options_.patience.count()))};
  if (failure) return error_of(failure.get());
  return ok();
}

}  // namespace vermilion::kafka
