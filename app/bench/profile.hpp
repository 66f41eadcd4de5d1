// The runs of a bench: profile A4 over HTTP and in process, the raw log beside each, replay, and
// the worklist under load. Each returns one JSON object of figures; nothing here judges them.
// Threads: run from one thread, one after the other.
#pragma once

#include <optional>
#include <string>

#include "adapters/kafka/journal/kafka_journal.hpp"
#include "app/bench/http_load.hpp"

namespace vermilion::bench {

struct BenchOptions {
  std::size_t connections = 64;
  double seconds = 5;
  double warm_up_s = 1;
  std::string under;            // where temporary folders are made; empty: the system's
  std::size_t tasks = 100'000;  // open tasks of the worklist run
  double decisions = 2'000;     // a second, while the worklist is read
  std::size_t replay_items = 50'000;
  std::optional<KafkaOptions> kafka;  // the journals of `http` and `raw` lie there
};

struct Run {
  boost::json::object figures;
  double commands_a_second = 0;
};

[[nodiscard]] Result<Run> run_http(const BenchOptions& options);
[[nodiscard]] Result<Run> run_raw_http(const BenchOptions& options);
// Kafka's idempotent producer with as many messages in flight as there are clients, each of the
// octets that one record of `raw` has: what the broker takes with nobody reading or judging.
[[nodiscard]] Result<Run> run_plain_producer(const BenchOptions& options);
[[nodiscard]] Result<Run> run_in_process(const BenchOptions& options);
[[nodiscard]] Result<Run> run_raw_in_process(const BenchOptions& options);
[[nodiscard]] Result<Run> run_postgres(const BenchOptions& options, bool by_function);
// Folds a journal of `replay_items` items afresh: core, all views, and views by ingesting.
[[nodiscard]] Result<Run> run_replay(const BenchOptions& options);
// Pages of 50 (my subtree, oldest due first) with `tasks` open and `decisions` a second.
[[nodiscard]] Result<Run> run_worklist(const BenchOptions& options);
// A grant check and the opening of a sealed field, as shares of a command's processor time.
[[nodiscard]] Result<Run> run_grants(const BenchOptions& options);
// Bills through all their signatures, drained before it counts.
[[nodiscard]] Result<Run> run_bills(const BenchOptions& options);
[[nodiscard]] Result<Run> run_seats(const BenchOptions& options);
// Commands and reads at a moderate rate, in turns without and with a crowd beside them: 200 readers
// who wait for a position that does not come, and 1,000 slow clients.
[[nodiscard]] Result<Run> run_crowd(const BenchOptions& options);

}  // namespace vermilion::bench
