#include "tests/kafka/cluster.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

namespace vermilion::test {
namespace {

std::string bootstrap_of(const std::string& folder) {
  std::ifstream file{folder + "/cluster.json"};
  const std::string text{std::istreambuf_iterator<char>{file}, {}};
  constexpr std::string_view member = "\"bootstrap\": \"";
  const auto from = text.find(member);
  VERMILION_CHECK(from != std::string::npos, folder + " holds no running cluster");
  const auto begin = from + member.size();
  return text.substr(begin, text.find('"', begin) - begin);
}

KafkaOptions options_at(const std::string& folder, bool single_broker) {
  static int number = 0;
  KafkaOptions options;
  options.cluster.brokers = bootstrap_of(folder);
  options.topic = fmt::format("test-{}-{}", ::getpid(), ++number);
  options.single_broker = single_broker;
  options.segments.octets_ahead = 64 * 1024;
  options.segments.octets_at_first = 16 * 1024;
  options.segments.octets_a_step = 16 * 1024;
  options.segments.octets_a_block = 4 * 1024;
  options.segments.blocks_cached = 2;
  return options;
}

void run_tool(const std::string& command, const std::string& folder) {
  const auto line =
      fmt::format("{}/tools/kafka {} --dir {} >/dev/null", VERMILION_SOURCE_DIR, command, folder);
  VERMILION_CHECK(std::system(line.c_str()) == 0, line);
}

}  // namespace

KafkaOptions cluster_of(int brokers) {
  return options_at(fmt::format("{}/{}", VERMILION_KAFKA_CLUSTERS, brokers), brokers == 1);
}

OwnBroker::OwnBroker() {
  tell("start 1 --small");
}
OwnBroker::~OwnBroker() {
  tell("stop");
}
KafkaOptions OwnBroker::options() const {
  return options_at(directory_ / "broker", true);
}
void OwnBroker::tell(const std::string& command) const {
  run_tool(command, directory_ / "broker");
}

}  // namespace vermilion::test
