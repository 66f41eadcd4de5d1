#include "adapters/offices/registers/sandbox.hpp"

#include "base/hash.hpp"

namespace vermilion::registers {

using offices::problem_reply;

SandboxReply Sandbox::ask(std::string_view key, std::string_view body) {
  const auto transfer = read_transfer(body);
  if (!transfer) return problem_reply(400, transfer.error().detail);
  const auto& asked = transfer.value();
  if (key != asked.request_id)
    return problem_reply(400, "the Idempotency-Key is not the request_id");
  const std::scoped_lock lock{mutex_};
  const auto known = known_.find(asked.request_id);
  if (known != known_.end()) {
    if (known->second.transfer == asked) return {200, known->second.answer, 0};
    return problem_reply(422, "this Idempotency-Key was used for another question");
  }
  if (known_.size() >= keys_max_) return {503, problem_reply(503, "full").body, 1};
  const auto dash = asked.form.rfind('-');
  Outcome outcome;
  if (dash == std::string::npos || asked.form.substr(dash) == "-0") {
    outcome.reason = dash == std::string::npos ? "not_found" : "lapsed";
  } else if (!released_.emplace(asked.form, asked.request_id).second) {
    outcome.reason = "moved";
  } else {
    outcome.released = true;
    outcome.reference = "R-" + to_hex(view_of(sha256(asked.request_id))).substr(0, 16);
  }
  auto answer = to_json(asked.request_id, outcome);
  known_.emplace(asked.request_id, Known{asked, answer});
  return {200, std::move(answer), 0};
}

}  // namespace vermilion::registers
