// Handles of librdkafka, each freed by its own function, and the errors it reports in between.
//
// librdkafka retries most faults for ever and mentions them to a callback only; `Mentioned` keeps
// the last one, so that whoever gives up at a deadline can say why. Threads: a Mentioned any; the
// rest as librdkafka says.
#pragma once

#include <librdkafka/rdkafka.h>

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/result.hpp"

namespace vermilion::kafka {

template <auto free_it>
struct Freed {
  template <class T>
  void operator()(T* it) const noexcept {
    free_it(it);
  }
};
using Handle = std::unique_ptr<rd_kafka_t, Freed<rd_kafka_destroy>>;
using TopicHandle = std::unique_ptr<rd_kafka_topic_t, Freed<rd_kafka_topic_destroy>>;
using Queue = std::unique_ptr<rd_kafka_queue_t, Freed<rd_kafka_queue_destroy>>;
using Event = std::unique_ptr<rd_kafka_event_t, Freed<rd_kafka_event_destroy>>;
using Message = std::unique_ptr<rd_kafka_message_t, Freed<rd_kafka_message_destroy>>;
using Metadata = std::unique_ptr<const rd_kafka_metadata_t, Freed<rd_kafka_metadata_destroy>>;
using PartitionList =
    std::unique_ptr<rd_kafka_topic_partition_list_t, Freed<rd_kafka_topic_partition_list_destroy>>;

class Mentioned {
 public:
  void note(std::string what);
  // " (last heard: …)", or nothing.
  [[nodiscard]] std::string text() const;

 private:
  mutable std::mutex mutex_;
  std::string last_;
};

// Names as in librdkafka's CONFIGURATION.md.
using Settings = std::map<std::string, std::string>;

// How to reach a cluster.
struct Cluster {
  std::string brokers;  // "host:port,host:port"
  Settings security;    // security.protocol, ssl.*, sasl.*
};

// A client with these settings over those that all of ours share. `mentioned` outlives it;
// `delivered` is the producer's report callback, called from rd_kafka_poll; `rebalanced` a group
// member's, called from rd_kafka_consumer_poll. Both are given the Mentioned as their opaque.
// Errors: invalid (the setting that librdkafka refuses, named).
using Delivered = void (*)(rd_kafka_t*, const rd_kafka_message_t*, void*);
using Rebalanced = void (*)(rd_kafka_t*, rd_kafka_resp_err_t, rd_kafka_topic_partition_list_t*,
                            void*);
[[nodiscard]] Result<Handle> make_client(rd_kafka_type_t type, const Cluster& cluster,
                                         const Settings& settings, Mentioned& mentioned,
                                         Delivered delivered = nullptr,
                                         Rebalanced rebalanced = nullptr);

}  // namespace vermilion::kafka
