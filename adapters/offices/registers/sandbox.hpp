// Another province's register for demonstrations and tests: answers by a rule on the form.
//
// Its forms end with "-" and a number: 0 is a form that has lapsed, any other one is released, to
// whoever asks first for it. The same request gets the same answer. At most `keys_max` requests are
// kept; then a new one is answered 503. Threads: any.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "adapters/offices/frame/sandbox_reply.hpp"
#include "adapters/offices/registers/contract.hpp"

namespace vermilion::registers {

using offices::SandboxReply;

class Sandbox {
 public:
  explicit Sandbox(std::size_t keys_max = 65'536) : keys_max_{keys_max} {}
  [[nodiscard]] SandboxReply ask(std::string_view key, std::string_view body);

 private:
  struct Known {
    Transfer transfer;
    std::string answer;
  };
  const std::size_t keys_max_;
  mutable std::mutex mutex_;
  std::map<std::string, Known> known_;
  std::map<std::string, std::string> released_;  // form: request
};

}  // namespace vermilion::registers
