// The contract with the payment system (缴费平台): collect an amount, tell what became of it, pay
// it back.
//
//   POST {base}/v1/payment-orders         Idempotency-Key: <request_id>
//     {"request_id": "…", "amount": 6500, "purpose": "…", "asked_at": "…", "valid_s": 86400}
//   GET {base}/v1/payment-orders/<request_id>
//   202 {"request_id": "…", "poll": "/v1/payment-orders/<request_id>"}, Retry-After in seconds
//   200 {"request_id": "…", "status": "paid", "amount": 6500, "reference": "…", "paid_at": "…"}
//   200 {"request_id": "…", "status": "ended", "reason": "expired"}
//   POST {base}/v1/refunds                Idempotency-Key: <request_id>
//     {"request_id": "…", "pays_back": "<request_id of the order>", "amount": 6500}
//   200 {"request_id": "…", "status": "refunded", "amount": 6500, "reference": "…"}
//   4xx: the question is wrong and will not get better; 5xx and 429 (with Retry-After): later
// An order is open for valid_s seconds from asked_at, and is paid or ended after that for ever.
// Amounts are whole fen. The system may tell the hall that an order has changed
// (POST /v1/public/payments/notifications {"request_id": "…"}): a hint to ask now, and no more.
// Source: ITEMS §2.17, row 41. Threads: free functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace vermilion::payment {

inline constexpr std::string_view office_name = "payment";
inline constexpr std::string_view orders_path = "/v1/payment-orders";
inline constexpr std::string_view refunds_path = "/v1/refunds";

struct Order {
  std::string request_id;
  std::uint64_t amount = 0;
  std::string purpose;
  Instant asked_at;
  std::uint64_t valid_s = 0;
  bool operator==(const Order&) const = default;
};
struct Refund {
  std::string request_id;
  std::string pays_back;
  std::uint64_t amount = 0;
  bool operator==(const Refund&) const = default;
};
struct Outcome {
  enum class Status : std::uint8_t { paid, ended, refunded };
  Status status = Status::paid;
  std::uint64_t amount = 0;
  std::string reference;
  Instant paid_at;
  std::string reason;
};

[[nodiscard]] std::string to_json(const Order& order);
[[nodiscard]] std::string to_json(const Refund& refund);
[[nodiscard]] std::string to_json(std::string_view request_id, const Outcome& outcome);
[[nodiscard]] std::string pending_json(std::string_view request_id);

// Errors: corrupt, saying what is not of the contract, without any octet of the text.
[[nodiscard]] Result<Order> read_order(std::string_view json);
[[nodiscard]] Result<Refund> read_refund(std::string_view json);
[[nodiscard]] Result<Outcome> read_outcome(std::string_view json, std::string_view request_id);
// The path to ask again. Errors: corrupt.
[[nodiscard]] Result<std::string> read_pending(std::string_view json, std::string_view request_id);

// The request that the path of an order names; nothing when it names none.
[[nodiscard]] std::optional<std::string_view> order_in(std::string_view path);

}  // namespace vermilion::payment
