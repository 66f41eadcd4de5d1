// Public security's counterpart for demonstrations and tests: answers by a rule on the number.
//
// The register holds nobody. What it says follows from the sequence of the number (its digits 15 to
// 17), so that whoever makes synthetic persons (base/identifiers.hpp) chooses the answer:
//   000–899  match
//   900–939  mismatch: id_number (no such number)
//   940–979  mismatch: name
//   980–999  pending for the first two questions, then match
// A number that does not check is in no register: mismatch of id_number. The same key and question
// get the same answer, octet for octet, and are counted; the same key with another question gets
// 422. At most `keys_max` keys are kept; then the oldest is forgotten.
// Threads: any.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "adapters/offices/frame/sandbox_reply.hpp"
#include "adapters/offices/public_security/contract.hpp"

namespace vermilion::public_security {

inline constexpr int first_unknown_sequence = 900;
inline constexpr int first_other_name_sequence = 940;
inline constexpr int first_pending_sequence = 980;
inline constexpr std::uint32_t pending_answers = 2;

using offices::SandboxReply;

class Sandbox {
 public:
  explicit Sandbox(std::size_t keys_max = 65'536) : keys_max_(keys_max) {}

  // `now` is the time of the answer; `pending` makes it "not yet", however often it is asked.
  [[nodiscard]] SandboxReply ask(std::string_view key, std::string_view body, Instant now,
                                 bool pending = false);
  [[nodiscard]] SandboxReply poll(std::string_view request_id, Instant now, bool pending = false);

  // {"requests", "polls", "keys", "repeated", "forgotten", "answers": {match, mismatch},
  //  "by_key": the latest `keys_shown` keys with their counts}
  [[nodiscard]] boost::json::object statistics(std::size_t keys_shown = 100) const;
  // How often this key was asked for by POST.
  [[nodiscard]] std::uint64_t asked(std::string_view key) const;

 private:
  struct Known {
    CheckQuestion question;
    std::uint64_t asked = 0;
    std::uint32_t pending_left = 0;
    std::optional<std::string> answer;
  };
  [[nodiscard]] SandboxReply answer(Known& known, Instant now, bool pending);

  const std::size_t keys_max_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Known> known_;
  std::deque<std::string> order_;  // oldest first
  std::uint64_t requests_ = 0;
  std::uint64_t polls_ = 0;
  std::uint64_t repeated_ = 0;
  std::uint64_t forgotten_ = 0;
  std::uint64_t matches_ = 0;
  std::uint64_t mismatches_ = 0;
};

}  // namespace vermilion::public_security
