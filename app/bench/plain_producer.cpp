// What Kafka's own producer does on the same broker, beside which the journal's figures stand.
#include "adapters/kafka/client/handle.hpp"
#include "adapters/kafka/client/topics.hpp"
#include "app/bench/bench_hall.hpp"
#include "app/bench/profile.hpp"

namespace vermilion::bench {
namespace {

// A record of `raw`, as it stands in a frame.
Bytes record_of_raw() {
  Body body;
  body.fact = "Raw";
  body.payload = Bytes(content_octets, 'x');
  return encode_record({}, body);
}

struct Sending {
  Latencies latencies;
  std::uint64_t delivered = 0;
  std::uint64_t failed = 0;
  std::size_t in_flight = 0;
  bool counts = false;
};

// Its opaque is the moment at which the message was given away, in the Sending's own table.
struct Sent {
  Sending* of = nullptr;
  SteadyTime at;
};

void on_delivered(rd_kafka_t*, const rd_kafka_message_t* message, void*) {
  const std::unique_ptr<Sent> sent{static_cast<Sent*>(message->_private)};
  auto& sending = *sent->of;
  --sending.in_flight;
  if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    ++sending.failed;
  } else if (sending.counts) {
    ++sending.delivered;
    sending.latencies.add(sent->at, steady_now());
  }
}

}  // namespace

Result<Run> run_plain_producer(const BenchOptions& options) {
  if (!options.kafka)
    return fail(Code::invalid, "plain: without --journal kafka there is no broker");
  const auto own = own_topic(options.kafka, "plain");
  VERMILION_TRY(
      kafka::make_topic(own->cluster, {own->topic, 1, own->single_broker}, own->patience));
  kafka::Mentioned mentioned;
  const kafka::Settings settings = {
      {"acks", "all"}, {"enable.idempotence", "true"}, {"linger.ms", "0"}};
  VERMILION_TRY(const auto producer, kafka::make_client(RD_KAFKA_PRODUCER, own->cluster, settings,
                                                        mentioned, on_delivered));
  Sending sending;
  const auto message = record_of_raw();
  const auto begun = steady_now();
  auto measured = begun;
  double cpu = 0;
  const auto going = [&] {
    const auto seconds = seconds_since(begun);
    if (!sending.counts && seconds >= options.warm_up_s) {
      sending.counts = true;
      measured = steady_now();
      cpu = cpu_of_process();
    }
    return seconds < options.warm_up_s + options.seconds;
  };
  while (going()) {
    while (sending.in_flight < options.connections) {
      auto* const sent = new Sent{&sending, steady_now()};  // the report's, once it was taken
      const auto error = rd_kafka_producev(
          producer.get(), RD_KAFKA_V_TOPIC(own->topic.c_str()), RD_KAFKA_V_PARTITION(0),
          RD_KAFKA_V_VALUE(const_cast<char*>(message.data()), message.size()),
          RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_OPAQUE(sent), RD_KAFKA_V_END);
      if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
        delete sent;
        return fail(Code::unavailable, std::string{"plain: "} + rd_kafka_err2str(error));
      }
      ++sending.in_flight;
    }
    rd_kafka_poll(producer.get(), 10);
  }
  const auto seconds = seconds_since(measured);
  sending.counts = false;
  const auto spent = cpu_of_process() - cpu;
  rd_kafka_flush(producer.get(), 10'000);
  Run run;
  const auto count = static_cast<double>(std::max<std::uint64_t>(sending.delivered, 1));
  run.commands_a_second = count / seconds;
  run.figures = {{"messages_a_second", rounded(run.commands_a_second, 1)},
                 {"octets_a_message", message.size()},
                 {"failures", sending.failed},
                 {"cpu_us_a_message", rounded(spent * 1e6 / count, 1)},
                 {"latency", sending.latencies.percentiles()}};
  return run;
}

}  // namespace vermilion::bench
