#include "adapters/kafka/client/topics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <thread>

#include "adapters/kafka/client/asking.hpp"

namespace vermilion::kafka {
namespace {

constexpr int replicas_min = 3;
constexpr int in_sync_min = 2;
constexpr std::int64_t message_octets_min = 1'000'000;  // a frame and what Kafka adds to it

struct Setting {
  const char* name;
  const char* value;  // as it is made
  const char* must;   // in words
  std::function<bool(const std::string&)> good;
};

std::function<bool(const std::string&)> exactly(const char* value) {
  return [value](const std::string& found) { return found == value; };
}
std::function<bool(const std::string&)> at_least(std::int64_t least) {
  return [least](const std::string& found) {
    char* end = nullptr;
    const auto number = std::strtoll(found.c_str(), &end, 10);
    return end != found.c_str() && *end == '\0' && number >= least;
  };
}

std::vector<Setting> settings_of(const TopicNeeds& needs) {
  std::vector<Setting> settings = {
      {"cleanup.policy", "delete", "delete: a compacted log has holes", exactly("delete")},
      {"retention.ms", "-1", "-1: the journal is kept", exactly("-1")},
      {"retention.bytes", "-1", "-1: the journal is kept", exactly("-1")},
      {"unclean.leader.election.enable", "false", "false: else acknowledged frames can vanish",
       exactly("false")},
      {"message.timestamp.type", "LogAppendTime", "LogAppendTime: a set clock may run ahead",
       exactly("LogAppendTime")},
      {"max.message.bytes", "1048588", "1000000 or more: a frame is one message",
       at_least(message_octets_min)},
  };
  if (!needs.single_broker) {
    settings.push_back({"min.insync.replicas", "2", "2 or more", at_least(in_sync_min)});
  }
  return settings;
}

// A topic that was just made is not known to every broker at once.
constexpr std::chrono::milliseconds unknown_for{3'000};
constexpr std::chrono::milliseconds pause{50};

// Partitions and copies as the cluster has them.
Result<void> check_shape(const Asking& asking, const TopicNeeds& needs,
                         std::chrono::milliseconds patience, std::vector<std::string>& wrong) {
  const TopicHandle topic{rd_kafka_topic_new(asking.client(), needs.name.c_str(), nullptr)};
  const rd_kafka_metadata_t* raw = nullptr;
  const auto error =
      rd_kafka_metadata(asking.client(), 0, topic.get(), &raw, static_cast<int>(patience.count()));
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return fail(Code::unavailable, asking.nobody(rd_kafka_err2str(error)));
  }
  const Metadata metadata{raw};
  const auto& found = metadata->topics[0];
  if (found.err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART || found.partition_cnt == 0) {
    return fail(Code::not_found, fmt::format("topic {} does not exist", needs.name));
  }
  if (found.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return fail(Code::unavailable,
                fmt::format("topic {}: {}", needs.name, rd_kafka_err2str(found.err)));
  }
  if (found.partition_cnt != needs.partitions) {
    wrong.push_back(fmt::format("it has {} partitions and must have {}", found.partition_cnt,
                                needs.partitions));
  }
  for (int i = 0; i < found.partition_cnt; ++i) {
    if (found.partitions[i].err == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    return fail(Code::unavailable,
                fmt::format("topic {}, partition {}: {}", needs.name, found.partitions[i].id,
                            rd_kafka_err2str(found.partitions[i].err)));
  }
  for (int i = 0; i < found.partition_cnt && !needs.single_broker; ++i) {
    const auto copies = found.partitions[i].replica_cnt;
    if (copies >= replicas_min) continue;
    wrong.push_back(
        fmt::format("partition {} has {} replicas and must have {} or more; --single-"
                    "broker accepts that a lost disk is a lost journal",
                    found.partitions[i].id, copies, replicas_min));
    break;
  }
  return ok();
}

Result<void> check_settings(const Asking& asking, const TopicNeeds& needs,
                            std::chrono::milliseconds patience, std::vector<std::string>& wrong) {
  std::unique_ptr<rd_kafka_ConfigResource_t, Freed<rd_kafka_ConfigResource_destroy>> resource{
      rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, needs.name.c_str())};
  std::array<rd_kafka_ConfigResource_t*, 1> resources{resource.get()};
  rd_kafka_DescribeConfigs(asking.client(), resources.data(), resources.size(), nullptr,
                           asking.queue());
  VERMILION_TRY(const auto event, asking.answer(RD_KAFKA_EVENT_DESCRIBECONFIGS_RESULT, patience));
  std::size_t count = 0;
  const auto* found = rd_kafka_DescribeConfigs_result_resources(
      rd_kafka_event_DescribeConfigs_result(event.get()), &count);
  if (count != 1 || rd_kafka_ConfigResource_error(found[0]) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    const auto* why = count == 1 ? rd_kafka_ConfigResource_error_string(found[0]) : "no answer";
    return fail(Code::unavailable,
                fmt::format("topic {}: its settings cannot be read: {}", needs.name, why));
  }
  std::size_t entries = 0;
  const auto* entry = rd_kafka_ConfigResource_configs(found[0], &entries);
  Settings there;
  for (std::size_t i = 0; i < entries; ++i) {
    const auto* value = rd_kafka_ConfigEntry_value(entry[i]);
    there[rd_kafka_ConfigEntry_name(entry[i])] = value == nullptr ? "" : value;
  }
  for (const auto& setting : settings_of(needs)) {
    const auto& value = there[setting.name];
    if (setting.good(value)) continue;
    wrong.push_back(fmt::format("{} is \"{}\" and must be {}", setting.name, value, setting.must));
  }
  return ok();
}

}  // namespace

Result<void> make_topic(const Cluster& cluster, const TopicNeeds& needs,
                        std::chrono::milliseconds patience) {
  VERMILION_TRY(const auto asking, Asking::begin(cluster, patience));
  std::array<char, 512> why{};
  std::unique_ptr<rd_kafka_NewTopic_t, Freed<rd_kafka_NewTopic_destroy>> topic{
      rd_kafka_NewTopic_new(needs.name.c_str(), needs.partitions,
                            needs.single_broker ? 1 : replicas_min, why.data(), why.size())};
  if (!topic) return fail(Code::invalid, fmt::format("topic {}: {}", needs.name, why.data()));
  for (const auto& setting : settings_of(needs)) {
    rd_kafka_NewTopic_set_config(topic.get(), setting.name, setting.value);
  }
  std::array<rd_kafka_NewTopic_t*, 1> topics{topic.get()};
  rd_kafka_CreateTopics(asking->client(), topics.data(), topics.size(), nullptr, asking->queue());
  VERMILION_TRY(const auto event, asking->answer(RD_KAFKA_EVENT_CREATETOPICS_RESULT, patience));
  std::size_t count = 0;
  const auto* results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.get()), &count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto error = rd_kafka_topic_result_error(results[i]);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR || error == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) {
      continue;
    }
    const auto* said = rd_kafka_topic_result_error_string(results[i]);
    return fail(Code::invalid, fmt::format("topic {} cannot be made: {}", needs.name,
                                           said != nullptr ? said : rd_kafka_err2str(error)));
  }
  return ok();
}

Result<void> check_topic(const Cluster& cluster, const TopicNeeds& needs,
                         std::chrono::milliseconds patience) {
  VERMILION_TRY(const auto asking, Asking::begin(cluster, patience));
  const auto until = std::chrono::steady_clock::now() + std::min(patience, unknown_for);
  std::vector<std::string> wrong;
  for (;;) {
    wrong.clear();
    auto found = check_shape(*asking, needs, patience, wrong);
    if (found) found = check_settings(*asking, needs, patience, wrong);
    if (found) break;
    if (std::chrono::steady_clock::now() > until) return found;
    std::this_thread::sleep_for(pause);
  }
  if (wrong.empty()) return ok();
  auto text = fmt::format("topic {} cannot hold a journal:", needs.name);
  for (const auto& what : wrong) text += "\n  " + what;
  return fail(Code::invalid, std::move(text));
}

}  // namespace vermilion::kafka
