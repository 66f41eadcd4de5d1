// The load of profile A4 over HTTP: a closed loop of connections, each running items step by step.
//
// One thread, epoll, keep-alive, one request a connection in hand. It reads as much of an answer as
// it needs (status, length, case id), because on two cores the client's share is the server's loss.
// Threads: runs on the caller's.
#pragma once

#include <functional>

#include "app/bench/measure.hpp"
#include "base/result.hpp"

namespace vermilion::bench {

struct LoadOptions {
  std::uint16_t port = 0;
  std::size_t connections = 64;
  double seconds = 5;
  double warm_up_s = 1;
  // Commands a second over all connections (open loop); 0: as fast as answers come.
  double rate = 0;
};

struct LoadResult {
  double seconds = 0;
  std::uint64_t commands = 0;
  std::uint64_t items = 0;     // whole: their last step was answered
  std::uint64_t failures = 0;  // answers that were not 2xx
  std::string first_failure;
  Latencies latencies;  // of all but reads
  Latencies reads;      // of GET
  double client_cpu_s = 0;
};

// A request of one connection: `step` counts its commands from 0; `last` is the answer before.
// Returns the whole HTTP request; sets `ends_item` on an item's last step.
using NextRequest = std::function<std::string(std::size_t connection, std::uint64_t step,
                                              std::string_view last, bool& ends_item)>;

// Errors: io (no connection), unavailable (the server closed one).
[[nodiscard]] Result<LoadResult> run_load(const LoadOptions& options, const NextRequest& next);

// A connected socket to a port of this machine, without Nagle's delay. Errors: io.
[[nodiscard]] Result<int> connect_to(std::uint16_t port);

// "GET … HTTP/1.1" with token.
[[nodiscard]] std::string get(std::string_view path, std::string_view token);
// "POST … HTTP/1.1" with JSON body, token and key (each left out when empty).
[[nodiscard]] std::string post(std::string_view path, std::string_view token, std::string_view key,
                               std::string_view body);

}  // namespace vermilion::bench
