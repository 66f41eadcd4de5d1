#include "app/commands/kafka_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <sstream>

#include "adapters/system/durable_files.hpp"
#include "workflows/reference/file.hpp"

namespace vermilion::commands {
namespace {

constexpr std::array known_names = {"security.protocol",
                                    "ssl.ca.location",
                                    "ssl.certificate.location",
                                    "ssl.key.location",
                                    "ssl.key.password",
                                    "ssl.crl.location",
                                    "ssl.cipher.suites",
                                    "ssl.curves.list",
                                    "ssl.sigalgs.list",
                                    "sasl.mechanism",
                                    "sasl.username",
                                    "sasl.password",
                                    "sasl.kerberos.service.name",
                                    "sasl.kerberos.keytab",
                                    "sasl.kerberos.principal"};
constexpr std::array secrets = {"ssl.key.password", "sasl.password"};
constexpr std::array protocols = {"plaintext", "ssl", "sasl_plaintext", "sasl_ssl"};

template <std::size_t n>
bool is_one_of(const std::array<const char*, n>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string trimmed(const std::string& text) {
  const auto from = text.find_first_not_of(" \t\r");
  if (from == std::string::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t\r") - from + 1);
}

Result<kafka::Settings> read_security(const std::string& path) {
  VERMILION_TRY(const auto text, reference::read_file(path));
  kafka::Settings settings;
  std::istringstream lines{text};
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    line = trimmed(line);
    if (line.empty() || line.front() == '#') continue;
    const auto bad = [&](const std::string& what) {
      return fail(Code::invalid, fmt::format("{}:{}: {}", path, number, what));
    };
    const auto equals = line.find('=');
    if (equals == std::string::npos) return bad("a line is NAME = VALUE");
    const auto name = trimmed(line.substr(0, equals));
    const auto value = trimmed(line.substr(equals + 1));
    if (!is_one_of(known_names, name)) {
      return bad(fmt::format("{} is no setting of the link's security; known are {}", name,
                             fmt::join(known_names, ", ")));
    }
    if (value.empty()) return bad(name + " says nothing");
    if (name == "security.protocol" && !is_one_of(protocols, value)) {
      return bad(fmt::format("{} is one of {}", name, fmt::join(protocols, ", ")));
    }
    if (!settings.emplace(name, value).second) return bad(name + " stands here twice");
    if (is_one_of(secrets, name)) {
      VERMILION_TRY(check_private(path));
    }
  }
  // The name on the broker's certificate is checked too, which librdkafka leaves out by default.
  settings["ssl.endpoint.identification.algorithm"] = "https";
  return settings;
}

}  // namespace

void add_kafka_options(CLI::App& command, KafkaWords& words) {
  command.add_option("--brokers", words.brokers, "of Kafka: host:port,host:port");
  command.add_option("--topic", words.topic, "the journal's topic")->capture_default_str();
  command.add_flag("--single-broker", words.single_broker,
                   "accept a cluster that keeps one copy of everything");
  command.add_option("--kafka-security", words.security_file,
                     "file of security.protocol, ssl.* and sasl.*, name = value a line");
}

Result<KafkaOptions> kafka_options(const KafkaWords& words) {
  if (words.brokers.empty()) {
    return fail(Code::invalid, "--brokers is missing: host:port,host:port of Kafka");
  }
  KafkaOptions options;
  options.cluster.brokers = words.brokers;
  options.topic = words.topic;
  options.single_broker = words.single_broker;
  if (!words.security_file.empty()) {
    VERMILION_TRY(options.cluster.security, read_security(words.security_file));
  }
  return options;
}

}  // namespace vermilion::commands
