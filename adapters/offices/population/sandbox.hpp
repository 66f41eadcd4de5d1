// The population library's counterpart for demonstrations and tests: answers by a rule on the
// number.
//
// It holds nobody. What it says follows from the sequence of the number (its digits 15 to 17), so
// that whoever makes synthetic persons (base/identifiers.hpp) plants what is to be found:
//   000–899  match          900–979  mismatch, as public security's sandbox has it
//   980–989  dead           990–999  emigrated
// A number that does not check: mismatch. Threads: any.
#pragma once

#include <atomic>
#include <boost/json/object.hpp>
#include <string>

#include "adapters/offices/frame/sandbox_reply.hpp"
#include "adapters/offices/population/contract.hpp"

namespace vermilion::population {

using offices::SandboxReply;

class Sandbox {
 public:
  [[nodiscard]] SandboxReply ask(std::string_view key, std::string_view body);
  // {"requests", "persons"}
  [[nodiscard]] boost::json::object statistics() const;

 private:
  std::atomic<std::uint64_t> requests_ = 0;
  std::atomic<std::uint64_t> persons_ = 0;
};

}  // namespace vermilion::population
