// The contract between registers (登记机构之间): one asks another to give up a person, by the form
// that the other gave out.
//
//   POST {base}/v1/registers/transfers   Idempotency-Key: <request_id>
//     Authorization: Bearer <a token whose subject is register.<to_register>>
//     {"request_id": "…", "form": "…", "to_register": "330200", "id_number": "…",
//      "lodged_at": "2026-09-25T09:00:00+08:00"}
//   200 {"request_id": "…", "status": "released", "reference": "…"}
//   200 {"request_id": "…", "status": "refused", "reason": "…"}
//   429, 5xx later
// "released" is for ever: the other side owns the person no more. The same request gets the same
// answer; whoever did not hear it asks again. Halls of ours speak both sides of it.
// Source: ITEMS §2.5. Threads: free functions.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace vermilion::registers {

inline constexpr std::string_view office_prefix = "register.";  // then the code of the register
inline constexpr std::string_view transfers_path = "/v1/registers/transfers";

// Open personal data: in memory while a request is made, and nowhere else.
struct Transfer {
  std::string request_id;
  std::string form;
  std::string to_register;
  std::string id_number;
  Instant lodged_at;
  bool operator==(const Transfer&) const = default;
};

struct Outcome {
  bool released = false;
  std::string reference;  // when released
  std::string reason;     // when not: a word
};

[[nodiscard]] std::string to_json(const Transfer& transfer);
[[nodiscard]] std::string to_json(std::string_view request_id, const Outcome& outcome);

// Errors: corrupt, saying what is not of the contract, without any octet of the text.
[[nodiscard]] Result<Transfer> read_transfer(std::string_view json);
[[nodiscard]] Result<Outcome> read_outcome(std::string_view json, std::string_view request_id);

}  // namespace vermilion::registers
