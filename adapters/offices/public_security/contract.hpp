// The contract with public security (公安信息比对): do this name and this number belong together?
//
//   POST {base}/v1/identity-checks        Idempotency-Key: <request_id>
//     {"request_id": "…", "name": "…", "id_number": "…", "purpose": "…"}
//   200 {"request_id": "…", "result": "match", "mismatched": [], "reference": "…",
//        "answered_at": "2026-09-25T09:00:00+08:00"}
//       "result": "mismatch" names at least one of "name", "id_number" in "mismatched"
//   202 {"request_id": "…", "poll": "/v1/identity-checks/<request_id>"}, Retry-After in seconds
//   GET {base}/v1/identity-checks/<request_id>   200 or 202 as above, 404 when it is not known
//   4xx asking the same again is in vain, but for 404 of a poll, 408, 425, 429
//   429, 5xx later, Retry-After heeded
// The same key with the same request gets the same answer; with another request, 422. `request_id`
// comes back so that an answer meant for another request is not taken for ours. Nothing of the
// peer's text is believed but what is checked here. Both sides, client and sandbox, read and write
// through these functions. Threads: free functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace vermilion::public_security {

inline constexpr std::string_view checks_path = "/v1/identity-checks";
inline constexpr std::size_t name_max = 200;
inline constexpr std::size_t number_max = 64;
inline constexpr std::size_t purpose_max = 64;
inline constexpr std::size_t reference_max = 128;
inline constexpr std::size_t request_id_max = 64;

// Open personal data: in memory while a request is made, and nowhere else.
struct CheckQuestion {
  std::string request_id;
  std::string name;
  std::string id_number;
  std::string purpose;
  bool operator==(const CheckQuestion&) const = default;
};

struct CheckReply {
  std::string request_id;
  bool match = false;
  std::vector<std::string> mismatched;  // of "name", "id_number", in this order
  std::string reference;
  Instant answered_at;
};

[[nodiscard]] std::string to_json(const CheckQuestion& question);
[[nodiscard]] std::string to_json(const CheckReply& reply);
[[nodiscard]] std::string pending_json(std::string_view request_id);

// Errors: corrupt, naming the rule that does not hold and no octet of the text.
[[nodiscard]] Result<CheckQuestion> read_question(std::string_view json);
[[nodiscard]] Result<CheckReply> read_reply(std::string_view json, std::string_view request_id);
// The path to poll. Errors: corrupt.
[[nodiscard]] Result<std::string> read_pending(std::string_view json, std::string_view request_id);

// The request id of a poll's path; nothing when it is none.
[[nodiscard]] std::optional<std::string_view> polled(std::string_view path);

}  // namespace vermilion::public_security
