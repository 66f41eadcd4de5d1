// A child process that reads a text and writes an answer: for programs of others, and for work on
// what strangers send, which must not be done in a process that holds keys.
//
// Errors: unsupported (there is no such program), unavailable (no process or pipe to be had, it did
// not end in time or wrote more than it may; it is then killed). Threads: any; blocks.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace vermilion {

struct ChildLimits {
  int timeout_ms = 10'000;
  std::size_t output_max = 4U << 20U;
};
struct ChildAnswer {
  std::string output;
  int exit_code = 0;  // -1: a signal ended it
};

// `arguments` begin with the program, looked for in PATH unless it has a slash.
[[nodiscard]] Result<ChildAnswer> run_child(std::vector<std::string> arguments, BytesView input,
                                            const ChildLimits& limits);

}  // namespace vermilion
