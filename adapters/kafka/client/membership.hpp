// Membership: one member of a consumer group, over a topic that holds nothing.
//
// Who is to own what is settled by Kafka's group protocol, so that exactly one of the members that
// are alive is asked to; that it never has two owners at once is not its promise but the journal's.
// Places go to members in the order in which they joined (assignor `range`, which sorts by member
// id, and the broker makes that of the client id, which begins with the moment): with one place the
// oldest member holds it, and those that come and go after it change nothing. A member that dies is
// missed after `session`, one that leaves within a heartbeat or two; one that was thrown out and
// finds itself alive (it was frozen) joins as the newest. It has a thread of its own,
// because a member that does not poll is thrown out. (cooperative-sticky of librdkafka 2.0.2 can
// abort the process when a member leaves.) Source: docs/decisions/0012.
// Threads: any.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

#include "adapters/kafka/client/handle.hpp"

namespace vermilion::kafka {

struct GroupNeeds {
  std::string group;
  std::string topic;   // has as many partitions as there are places to hold; at most 64
  std::string member;  // as people know it, in the broker's tools
  std::chrono::milliseconds session{6'000};  // the least that a broker takes by default
};

class Membership {
 public:
  // Begins to join; what it holds comes later. Errors: invalid (a setting, named).
  [[nodiscard]] static Result<std::unique_ptr<Membership>> join(const Cluster& cluster,
                                                                const GroupNeeds& needs);
  ~Membership();  // leaves
  Membership(const Membership&) = delete;
  Membership& operator=(const Membership&) = delete;

  // Whether the group has given this place to this member, as far as it knows.
  [[nodiscard]] bool holds(std::int32_t partition) const noexcept;
  // Gives back what it holds and says so to the group. At most one from any thread.
  void leave();

 private:
  struct Places : Mentioned {
    std::atomic<std::uint64_t> held{0};
    std::atomic<bool> thrown_out{false};
  };
  Membership(Cluster cluster, GroupNeeds needs)
      : cluster_{std::move(cluster)}, needs_{std::move(needs)} {}
  [[nodiscard]] Result<Handle> subscribe();
  static void on_rebalance(rd_kafka_t* client, rd_kafka_resp_err_t what,
                           rd_kafka_topic_partition_list_t* partitions, void* opaque);
  void poll(const std::stop_token& stop);

  const Cluster cluster_;
  const GroupNeeds needs_;
  Places places_;
  Handle client_;  // the thread's while it runs
  std::jthread thread_;
};

}  // namespace vermilion::kafka
