#include "adapters/kafka/client/membership.hpp"

#include <fmt/format.h>

namespace vermilion::kafka {
namespace {

constexpr int places_max = 64;
constexpr int poll_ms = 100;

std::uint64_t bit_of(std::int32_t partition) noexcept {
  return partition >= 0 && partition < places_max ? std::uint64_t{1} << partition : 0;
}

std::int64_t since_1970_us() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
}

}  // namespace

Result<std::unique_ptr<Membership>> Membership::join(const Cluster& cluster,
                                                     const GroupNeeds& needs) {
  std::unique_ptr<Membership> member{new Membership{cluster, needs}};
  VERMILION_TRY(member->client_, member->subscribe());
  auto* const self = member.get();
  member->thread_ = std::jthread{[self](const std::stop_token& stop) { self->poll(stop); }};
  return member;
}

Result<Handle> Membership::subscribe() {
  const Settings settings = {
      {"group.id", needs_.group},
      {"client.id", fmt::format("{:020}-{}", since_1970_us(), needs_.member)},
      {"partition.assignment.strategy", "range"},
      {"session.timeout.ms", std::to_string(needs_.session.count())},
      {"heartbeat.interval.ms", "500"},
      {"enable.auto.commit", "false"},
      {"auto.offset.reset", "latest"},
  };
  VERMILION_TRY(auto client, make_client(RD_KAFKA_CONSUMER, cluster_, settings, places_, nullptr,
                                         &Membership::on_rebalance));
  rd_kafka_poll_set_consumer(client.get());
  const PartitionList topics{rd_kafka_topic_partition_list_new(1)};
  rd_kafka_topic_partition_list_add(topics.get(), needs_.topic.c_str(), RD_KAFKA_PARTITION_UA);
  const auto error = rd_kafka_subscribe(client.get(), topics.get());
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return client;
  return fail(Code::invalid, fmt::format("group {}: {}", needs_.group, rd_kafka_err2str(error)));
}

Membership::~Membership() {
  leave();
}

bool Membership::holds(std::int32_t partition) const noexcept {
  return (places_.held.load() & bit_of(partition)) != 0;
}

void Membership::on_rebalance(rd_kafka_t* client, rd_kafka_resp_err_t what,
                              rd_kafka_topic_partition_list_t* partitions, void* opaque) {
  auto& places = static_cast<Places&>(*static_cast<Mentioned*>(opaque));
  std::uint64_t meant = 0;
  for (int i = 0; i < partitions->cnt; ++i) meant |= bit_of(partitions->elems[i].partition);
  // Given back or lost: the journal decides what a write that is still on its way is worth.
  const bool given = what == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS;
  places.held = given ? meant : 0;
  if (!given && rd_kafka_assignment_lost(client) != 0) places.thrown_out = true;
  const auto error = rd_kafka_assign(client, given ? partitions : nullptr);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) places.note(rd_kafka_err2str(error));
}

void Membership::poll(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const Message message{rd_kafka_consumer_poll(client_.get(), poll_ms)};
    if (message && message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      places_.note(rd_kafka_message_errstr(message.get()));
    }
    if (!places_.thrown_out.exchange(false)) continue;
    // Under its old id it would be the oldest again, and take from who has taken over.
    if (auto again = subscribe()) {
      rd_kafka_consumer_close(client_.get());
      client_ = std::move(again.value());
    }
  }
}

void Membership::leave() {
  if (!client_) return;
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
  rd_kafka_consumer_close(client_.get());  // calls on_rebalance
  client_.reset();
  places_.held = 0;
}

}  // namespace vermilion::kafka
