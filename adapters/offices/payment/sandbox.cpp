#include "adapters/offices/payment/sandbox.hpp"

#include "base/hash.hpp"

namespace vermilion::payment {

using offices::problem_reply;

namespace {

// Often at first, when a payer sits before the screen, and seldom then.
constexpr std::uint32_t quick_polls = 3;
constexpr std::uint32_t quick_s = 1;
constexpr std::uint32_t seldom_s = 30;

std::string reference_of(std::string_view kind, std::string_view request) {
  return std::string{kind} + to_hex(view_of(sha256(request))).substr(0, 16);
}

}  // namespace

SandboxReply Sandbox::order(std::string_view key, std::string_view body, Instant now) {
  const auto read = read_order(body);
  if (!read) return problem_reply(400, read.error().detail);
  if (key != read.value().request_id) {
    return problem_reply(400, "the Idempotency-Key is not the request_id");
  }
  const std::scoped_lock lock(mutex_);
  auto known = known_.find(std::string(key));
  if (known == known_.end()) {
    if (known_.size() >= orders_max_) return problem_reply(503, "too many orders");
    known = known_.emplace(std::string(key), Known{read.value(), now, {}, {}, 0}).first;
  } else if (known->second.order != read.value()) {
    return problem_reply(422, "this Idempotency-Key was used for another order");
  }
  return answer(known->second, now);
}

SandboxReply Sandbox::poll(std::string_view request_id, Instant now) {
  const std::scoped_lock lock(mutex_);
  ++polls_;
  const auto known = known_.find(std::string(request_id));
  if (known == known_.end()) return problem_reply(404, "no such order");
  return answer(known->second, now);
}

SandboxReply Sandbox::pay(std::string_view request_id, Instant now) {
  const std::scoped_lock lock(mutex_);
  const auto known = known_.find(std::string(request_id));
  if (known == known_.end()) return problem_reply(404, "no such order");
  auto& one = known->second;
  if (answer(one, now).status != 202)
    return problem_reply(409, "the order was paid before, or has ended");
  const auto passed = now.microseconds - one.taken_at.microseconds;
  one.outcome = Outcome{Outcome::Status::paid,
                        one.order.amount,
                        reference_of("PAY-", request_id),
                        one.order.asked_at + passed,
                        {}};
  ++paid_;
  collected_ += one.order.amount;
  return answer(one, now);
}

SandboxReply Sandbox::answer(Known& known, Instant now) {
  const auto open_until =
      known.taken_at + static_cast<std::int64_t>(known.order.valid_s) * microseconds_a_second;
  if (!known.outcome && now >= open_until) {
    known.outcome = Outcome{Outcome::Status::ended, 0, {}, {}, "expired"};
    ++ended_;
  }
  if (known.outcome) return {200, to_json(known.order.request_id, *known.outcome), 0};
  const auto wait = ++known.polls <= quick_polls ? quick_s : seldom_s;
  return {202, pending_json(known.order.request_id), wait};
}

SandboxReply Sandbox::refund(std::string_view key, std::string_view body) {
  const auto read = read_refund(body);
  if (!read) return problem_reply(400, read.error().detail);
  const auto& asked = read.value();
  if (key != asked.request_id)
    return problem_reply(400, "the Idempotency-Key is not the request_id");
  const std::scoped_lock lock(mutex_);
  const auto known = known_.find(asked.pays_back);
  const bool was_paid = known != known_.end() && known->second.outcome &&
                        known->second.outcome->status == Outcome::Status::paid;
  if (!was_paid) return problem_reply(409, "that order was not paid");
  auto& order = known->second;
  if (asked.amount != order.order.amount) return problem_reply(422, "another amount than was paid");
  if (!order.refunded_by.empty() && order.refunded_by != asked.request_id) {
    return problem_reply(409, "that order was paid back before");
  }
  const auto [before, fresh] = refunds_.emplace(asked.request_id, asked);
  if (!fresh && before->second != asked) {
    return problem_reply(422, "this Idempotency-Key was used for another refund");
  }
  if (fresh) paid_back_ += asked.amount;
  order.refunded_by = asked.request_id;
  return {200,
          to_json(asked.request_id, Outcome{Outcome::Status::refunded,
                                            asked.amount,
                                            reference_of("BACK-", asked.request_id),
                                            {},
                                            {}}),
          0};
}

boost::json::object Sandbox::statistics() const {
  const std::scoped_lock lock(mutex_);
  return {{"orders", known_.size()},    {"paid", paid_},   {"ended", ended_},
          {"refunds", refunds_.size()}, {"polls", polls_}, {"collected", collected_},
          {"paid_back", paid_back_}};
}

}  // namespace vermilion::payment
