#include "adapters/kafka/client/asking.hpp"

namespace vermilion::kafka {

Result<std::unique_ptr<Asking>> Asking::begin(const Cluster& cluster,
                                              std::chrono::milliseconds patience) {
  std::unique_ptr<Asking> asking{new Asking{cluster.brokers}};
  VERMILION_TRY(
      asking->client_,
      make_client(RD_KAFKA_PRODUCER, cluster,
                  {{"socket.timeout.ms", std::to_string(patience.count())}}, asking->mentioned_));
  asking->queue_.reset(rd_kafka_queue_new(asking->client_.get()));
  return asking;
}

Result<Event> Asking::answer(rd_kafka_event_type_t type, std::chrono::milliseconds patience) const {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (std::chrono::steady_clock::now() < until) {
    rd_kafka_poll(client_.get(), 0);  // errors are mentioned here
    Event event{rd_kafka_queue_poll(queue_.get(), 100)};
    if (!event || rd_kafka_event_type(event.get()) != type) continue;
    const auto error = rd_kafka_event_error(event.get());
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return event;
    const auto* said = rd_kafka_event_error_string(event.get());
    return fail(Code::unavailable, nobody(said != nullptr ? said : rd_kafka_err2str(error)));
  }
  return fail(Code::unavailable, nobody("no answer in time"));
}

Result<Extent> Asking::extent(const std::string& topic, std::int32_t partition,
                              std::chrono::milliseconds patience) const {
  // librdkafka 2.0.2 waits for the offsets past any deadline while a broker is silent; a question
  // that does end comes first, and says whether somebody is there.
  const rd_kafka_metadata_t* brokers = nullptr;
  auto error =
      rd_kafka_metadata(client_.get(), 0, nullptr, &brokers, static_cast<int>(patience.count()));
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return fail(Code::unavailable, nobody(rd_kafka_err2str(error)));
  }
  rd_kafka_metadata_destroy(brokers);
  Extent extent;
  error = rd_kafka_query_watermark_offsets(client_.get(), topic.c_str(), partition, &extent.first,
                                           &extent.end, static_cast<int>(patience.count()));
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return extent;
  return fail(Code::unavailable, topic + "[" + std::to_string(partition) +
                                     "]: its end is not known: " + rd_kafka_err2str(error) +
                                     mentioned_.text());
}

std::string Asking::nobody(const std::string& why) const {
  rd_kafka_poll(client_.get(), 0);  // what went wrong is mentioned here
  return "no broker of " + brokers_ + " answers: " + why + mentioned_.text();
}

}  // namespace vermilion::kafka
