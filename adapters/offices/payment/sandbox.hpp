// The payment system's counterpart for demonstrations and tests, and the payer's bank.
//
// An order is open until it is paid (POST …/payments, which stands for the payer's bank) or its
// time is over; what it came to never changes. `asked_at` is taken as the time of the sandbox's
// clock when the order came, so that a hall with a set clock hears of payments in its own time. A
// refund is of an order that was paid, once, to the fen. At most `orders_max` orders are kept; then
// a new one is answered 503. Threads: any.
#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <mutex>
#include <unordered_map>

#include "adapters/offices/frame/sandbox_reply.hpp"
#include "adapters/offices/payment/contract.hpp"

namespace vermilion::payment {

using offices::SandboxReply;

class Sandbox {
 public:
  explicit Sandbox(std::size_t orders_max = 200'000) : orders_max_(orders_max) {}

  [[nodiscard]] SandboxReply order(std::string_view key, std::string_view body, Instant now);
  [[nodiscard]] SandboxReply poll(std::string_view request_id, Instant now);
  // By the payer: 200, 404, or 409 when it was paid before or has ended.
  [[nodiscard]] SandboxReply pay(std::string_view request_id, Instant now);
  [[nodiscard]] SandboxReply refund(std::string_view key, std::string_view body);

  // {"orders", "paid", "ended", "refunds", "polls", "collected", "paid_back"}: amounts in fen.
  [[nodiscard]] boost::json::object statistics() const;

 private:
  struct Known {
    Order order;
    Instant taken_at;
    std::optional<Outcome> outcome;
    std::string refunded_by;  // request
    std::uint32_t polls = 0;
  };
  [[nodiscard]] SandboxReply answer(Known& known, Instant now);

  const std::size_t orders_max_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Known> known_;
  std::unordered_map<std::string, Refund> refunds_;
  std::uint64_t polls_ = 0;
  std::uint64_t paid_ = 0;
  std::uint64_t ended_ = 0;
  std::uint64_t collected_ = 0;
  std::uint64_t paid_back_ = 0;
};

}  // namespace vermilion::payment
