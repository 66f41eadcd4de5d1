#include "adapters/offices/public_security/sandbox.hpp"

#include <algorithm>
#include <boost/json/array.hpp>

#include "base/hash.hpp"
#include "base/identifiers.hpp"

namespace vermilion::public_security {

using offices::problem_reply;

namespace {

// The sequence of a number that checks; nothing otherwise.
std::optional<int> sequence_of(std::string_view number) {
  const auto checked = identifiers::check_resident_number(number);
  if (!checked) return std::nullopt;
  const std::string& text = checked.value().text;
  return (text[14] - '0') * 100 + (text[15] - '0') * 10 + (text[16] - '0');
}

CheckReply look_up(const CheckQuestion& question, Instant now) {
  CheckReply reply;
  reply.request_id = question.request_id;
  reply.answered_at = now;
  reply.reference = "PS-" + to_hex(view_of(sha256(question.request_id))).substr(0, 16);
  const auto sequence = sequence_of(question.id_number);
  if (!sequence || (*sequence >= first_unknown_sequence && *sequence < first_other_name_sequence)) {
    reply.mismatched.emplace_back("id_number");
  } else if (*sequence >= first_other_name_sequence && *sequence < first_pending_sequence) {
    reply.mismatched.emplace_back("name");
  }
  reply.match = reply.mismatched.empty();
  return reply;
}

}  // namespace

SandboxReply Sandbox::ask(std::string_view key, std::string_view body, Instant now, bool pending) {
  const auto question = read_question(body);
  const std::scoped_lock lock(mutex_);
  ++requests_;
  if (!question) return problem_reply(400, question.error().detail);
  if (key != question.value().request_id) {
    return problem_reply(400, "the Idempotency-Key is not the request_id");
  }
  const std::string id(key);
  auto known = known_.find(id);
  if (known == known_.end()) {
    if (known_.size() >= keys_max_) {
      known_.erase(order_.front());
      order_.pop_front();
      ++forgotten_;
    }
    Known fresh;
    fresh.question = question.value();
    const auto sequence = sequence_of(fresh.question.id_number);
    if (sequence && *sequence >= first_pending_sequence) fresh.pending_left = pending_answers;
    known = known_.emplace(id, std::move(fresh)).first;
    order_.push_back(id);
  } else if (known->second.question != question.value()) {
    return problem_reply(422, "this Idempotency-Key was used for another question");
  } else {
    ++repeated_;
  }
  ++known->second.asked;
  return answer(known->second, now, pending);
}

SandboxReply Sandbox::poll(std::string_view request_id, Instant now, bool pending) {
  const std::scoped_lock lock(mutex_);
  ++polls_;
  const auto known = known_.find(std::string(request_id));
  if (known == known_.end()) return problem_reply(404, "no such request");
  return answer(known->second, now, pending);
}

SandboxReply Sandbox::answer(Known& known, Instant now, bool pending) {
  if (!known.answer && (pending || known.pending_left > 0)) {
    if (!pending) --known.pending_left;
    return {202, pending_json(known.question.request_id), 1};
  }
  if (!known.answer) {
    const CheckReply reply = look_up(known.question, now);
    ++(reply.match ? matches_ : mismatches_);
    known.answer = to_json(reply);
  }
  return {200, *known.answer, 0};
}

boost::json::object Sandbox::statistics(std::size_t keys_shown) const {
  const std::scoped_lock lock(mutex_);
  boost::json::array by_key;
  const std::size_t shown = std::min(keys_shown, order_.size());
  for (std::size_t i = order_.size() - shown; i < order_.size(); ++i) {
    const Known& known = known_.at(order_[i]);
    by_key.push_back(boost::json::object{
        {"key", order_[i]}, {"asked", known.asked}, {"answered", known.answer.has_value()}});
  }
  return {{"requests", requests_},
          {"polls", polls_},
          {"keys", known_.size()},
          {"repeated", repeated_},
          {"forgotten", forgotten_},
          {"answers", boost::json::object{{"match", matches_}, {"mismatch", mismatches_}}},
          {"by_key", std::move(by_key)}};
}

std::uint64_t Sandbox::asked(std::string_view key) const {
  const std::scoped_lock lock(mutex_);
  const auto known = known_.find(std::string(key));
  return known == known_.end() ? 0 : known->second.asked;
}

}  // namespace vermilion::public_security
