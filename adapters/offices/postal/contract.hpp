// The contract with the post (邮政速递): take a parcel, tell what was heard of it.
//
//   POST {base}/v1/parcels                Idempotency-Key: <request_id>
//     {"request_id": "…", "asked_at": "…", "sender": "/330000/330100", "contents": "…",
//      "recipient": {"name": "…", "phone": "…", "address": "…"}}
//   200 {"request_id": "…", "waybill": "EE123456785CN"}
//   GET {base}/v1/parcels/<waybill>/events?request_id=<request_id>&after=<n>
//   202 {"request_id": "…", "poll": "<the same path>"}, Retry-After in seconds: nothing beyond n
//   200 {"request_id": "…", "through": 5, "events": [{"trace": "…", "kind": "in_transit",
//        "at": "…", "place": "…", "signed_by": ""}]}
//   4xx: the question is wrong and will not get better; 5xx and 429 (with Retry-After): later
// Events are numbered in the order in which the post heard of them, from 1; the answer has those
// beyond `after`, 100 at most, and says through which. One may stand there twice, and earlier ones
// after later ones: `trace` says which it is, `at` when it happened. `kind` is one of
// ParcelScan::kind, `signed_by` of a delivery only. Source: ITEMS §2.20; STANDARDS §1.7.
// Threads: free functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "events/facts/delivery.hpp"

namespace vermilion::postal {

inline constexpr std::string_view office_name = "postal";
inline constexpr std::string_view parcels_path = "/v1/parcels";

struct Order {
  std::string request_id;
  Instant asked_at;
  std::string sender;  // path of the office
  std::string contents;
  std::string name;  // of the recipient, as the rest
  std::string phone;
  std::string address;
  bool operator==(const Order&) const = default;
};
// What is asked of a parcel: the query of its path.
struct Question {
  std::string request_id;
  std::string waybill;
  std::uint64_t after = 0;
  bool operator==(const Question&) const = default;
};
struct News {
  std::uint64_t through = 0;
  std::vector<ParcelScan> events;
};

[[nodiscard]] std::string to_json(const Order& order);
[[nodiscard]] std::string to_json(std::string_view request_id, const News& news);
[[nodiscard]] std::string taken_json(std::string_view request_id, std::string_view waybill);
[[nodiscard]] std::string pending_json(const Question& question);
[[nodiscard]] std::string path_of(const Question& question);

// Errors: corrupt, saying what is not of the contract, without any octet of the text.
[[nodiscard]] Result<Order> read_order(std::string_view json);
[[nodiscard]] Result<std::string> read_taken(std::string_view json, std::string_view request_id);
[[nodiscard]] Result<News> read_news(std::string_view json, const Question& asked);
// The path to ask again: the one that was asked.
[[nodiscard]] Result<std::string> read_pending(std::string_view json, const Question& asked);
[[nodiscard]] Result<Question> read_question(std::string_view path, std::string_view query);

}  // namespace vermilion::postal
