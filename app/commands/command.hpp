// What every subcommand shares: how it is chosen, how it ends, and how it says what is wrong.
//
// A subcommand is one function add_<name>(app, chosen): it adds itself with its options to the
// command line and, when the user has chosen it, sets `chosen` to what is to be run. The options
// live as long as `app`. Exit codes are an interface (DESIGN §11): scripts rely on them.
// Threads: the main thread.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <string>

#include "base/result.hpp"

namespace vermilion::commands {

inline constexpr int exit_good = 0;
inline constexpr int exit_findings = 1;    // it ran, and what it looked at is not in order
inline constexpr int exit_usage = 2;       // arguments or configuration are wrong
inline constexpr int exit_unfinished = 3;  // it could not be done

using Chosen = std::function<int()>;

// Says the error on standard error, as {"error": code, "detail": …} when `json`. Returns the exit
// code: usage for what the caller can put right by other arguments, else unfinished.
int ends_with(std::string_view command, const Error& error, bool json);

// "127.0.0.1:8090", an IPv4 address and a port; port 0 lets the system choose.
struct ListenAddress {
  std::string host;
  std::uint16_t port = 0;
  [[nodiscard]] bool loopback() const { return host.starts_with("127."); }
};
// Errors: invalid.
[[nodiscard]] Result<ListenAddress> listen_address(std::string_view text);

// A secret of one line, in a file that nobody else reads. Errors: not_found, invalid (others may
// read it), io.
[[nodiscard]] Result<std::string> read_secret(const std::string& file);

// SIGINT and SIGTERM, kept from every thread that is started from here on, and waited for. They
// stay kept: a second one, while the process ends in good order, is not to kill it at the last.
class TerminationSignals {
 public:
  TerminationSignals();
  TerminationSignals(const TerminationSignals&) = delete;
  TerminationSignals& operator=(const TerminationSignals&) = delete;
  // Returns when one has come. Returns its number.
  int wait();
};

}  // namespace vermilion::commands
