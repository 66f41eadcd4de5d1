#include "adapters/kafka/client/handle.hpp"

#include <array>

namespace vermilion::kafka {
namespace {

// Failover in seconds, not in the ten that librdkafka backs off by default.
const Settings shared_settings = {
    {"client.id", "vermilion"},          {"reconnect.backoff.ms", "50"},
    {"reconnect.backoff.max.ms", "500"}, {"socket.nagle.disable", "true"},
    {"socket.timeout.ms", "10000"},      {"log_level", "3"},
};

void on_error(rd_kafka_t*, int error, const char* reason, void* opaque) {
  const auto code = static_cast<rd_kafka_resp_err_t>(error);
  // It says only that each of the brokers has been mentioned.
  if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) return;
  static_cast<Mentioned*>(opaque)->note(std::string{rd_kafka_err2name(code)} + ": " + reason);
}

// What librdkafka would print; its errors come to on_error as well.
void on_log(const rd_kafka_t*, int, const char*, const char*) {}

}  // namespace

void Mentioned::note(std::string what) {
  const std::lock_guard lock{mutex_};
  last_ = std::move(what);
}

std::string Mentioned::text() const {
  const std::lock_guard lock{mutex_};
  return last_.empty() ? std::string{} : " (last heard: " + last_ + ")";
}

Result<Handle> make_client(rd_kafka_type_t type, const Cluster& cluster, const Settings& settings,
                           Mentioned& mentioned, Delivered delivered, Rebalanced rebalanced) {
  std::unique_ptr<rd_kafka_conf_t, Freed<rd_kafka_conf_destroy>> conf{rd_kafka_conf_new()};
  std::array<char, 512> why{};
  Settings all = shared_settings;
  all["bootstrap.servers"] = cluster.brokers;
  for (const auto* more : {&cluster.security, &settings}) {
    for (const auto& [name, value] : *more) all[name] = value;
  }
  for (const auto& [name, value] : all) {
    if (rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), why.data(), why.size()) !=
        RD_KAFKA_CONF_OK) {
      return fail(Code::invalid, std::string{"Kafka setting "} + name + ": " + why.data());
    }
  }
  rd_kafka_conf_set_opaque(conf.get(), &mentioned);
  rd_kafka_conf_set_error_cb(conf.get(), on_error);
  rd_kafka_conf_set_log_cb(conf.get(), on_log);
  if (delivered != nullptr) rd_kafka_conf_set_dr_msg_cb(conf.get(), delivered);
  if (rebalanced != nullptr) rd_kafka_conf_set_rebalance_cb(conf.get(), rebalanced);
  auto* const settled = conf.release();  // the client's, once there is one
  Handle handle{rd_kafka_new(type, settled, why.data(), why.size())};
  if (handle) return handle;
  rd_kafka_conf_destroy(settled);
  return fail(Code::invalid, std::string{"Kafka client: "} + why.data());
}

}  // namespace vermilion::kafka
