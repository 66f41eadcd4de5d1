// How a subcommand is told of a Kafka cluster: brokers, topic, copies, and the security of the
// link.
//
// The security comes from a file of librdkafka's own names, `name = value` a line, '#' before a
// comment, because secrets do not belong on a command line. Names that are not about security are
// refused, and so is whatever would leave the broker's certificate unchecked; a file with a secret
// in it must be its owner's alone. Threads: the main thread.
#pragma once

#include "adapters/kafka/journal/kafka_journal.hpp"
#include "app/commands/command.hpp"

namespace vermilion::commands {

struct KafkaWords {
  std::string brokers;
  std::string topic = KafkaOptions{}.topic;
  bool single_broker = false;
  std::string security_file;
  // Whether anything was said that only a house in Kafka can mean.
  [[nodiscard]] bool said() const {
    return !brokers.empty() || single_broker || !security_file.empty();
  }
};

void add_kafka_options(CLI::App& command, KafkaWords& words);

// Errors: invalid (no brokers; a line of the file, with its number), not_found, io.
[[nodiscard]] Result<KafkaOptions> kafka_options(const KafkaWords& words);

}  // namespace vermilion::commands
