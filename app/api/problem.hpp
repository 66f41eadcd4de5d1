// What an answer says when it cannot be yes: RFC 9457 application/problem+json, in two languages.
//
// The catalogue is closed: one ProblemType, one urn:vermilion:problem:… name, one status, one title
// a language. What is particular to the occasion stands in `detail` (both languages, so that the
// writer cannot forget one), `rule` and `citation` (which rule of the table said no, and the law it
// comes from), `place` (JSON Pointer of the fault in the body, RFC 6901) and `position` (the
// journal position that the answer is as of). Never in it: tokens, ID numbers, file names, stack
// traces (ASVS 16.5.1).
// Threads: free functions over constants.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "app/api/exchange.hpp"

namespace vermilion::api {

enum class Language : std::uint8_t { chinese, english };

// The better liked of zh and en by weight (RFC 9110 §12.5.4); Chinese when neither or equal.
[[nodiscard]] Language language_of(std::string_view accept_language) noexcept;
[[nodiscard]] Language language_of(const Request& request) noexcept;

struct Text {
  std::string chinese;
  std::string english;
  [[nodiscard]] const std::string& in(Language language) const noexcept {
    return language == Language::english ? english : chinese;
  }
};

enum class ProblemType : std::uint8_t {
  malformed_request,        // 400: not HTTP, or HTTP that two readers could read differently
  missing_idempotency_key,  // 400
  malformed_json,           // 400
  unknown_member,           // 400
  bad_parameter,            // 400: query or path
  token,                    // 401, with WWW-Authenticate
  assurance,                // 401, with acr_values: known too little surely (RFC 9470)
  role,                     // 403
  not_found,                // 404: also for all that lies outside the caller's scope
  method,                   // 405, with Allow
  request_timeout,          // 408
  state,                    // 409: the case's state does not take this fact
  in_flight,                // 409: the first request of this key is still being decided
  gone,                     // 410: the person's data were erased
  version,                  // 412: If-Match names another material version
  too_large,                // 413
  media_type,               // 415
  range,                    // 416
  expectation,              // 417
  rule,                     // 422: a rule of the table refused
  content,                  // 422: the data is not what the fact demands, with its place
  idempotency_meaning,      // 422: same key, other meaning
  too_many_requests,        // 429, with Retry-After
  header_too_large,         // 431
  internal,                 // 500
  not_implemented,          // 501
  busy,                     // 503, with Retry-After: a bound was reached
  stopped,                  // 503, with Retry-After: the partition does not write at present
  behind,                   // 504: min_position was not reached in time
  no_answer,                // 504: no decision within the bound; ask again with the same key
  http_version,             // 505
};

struct ProblemEntry {
  ProblemType type;
  std::string_view name;  // after "urn:vermilion:problem:"
  int status;
  std::string_view chinese;  // titles
  std::string_view english;
};

[[nodiscard]] std::span<const ProblemEntry> problem_catalogue() noexcept;
[[nodiscard]] const ProblemEntry& entry_of(ProblemType type) noexcept;

struct Problem {
  ProblemType type = ProblemType::internal;
  Text detail = {};           // left out when empty
  std::string instance = {};  // a URI reference of this occurrence
  std::string rule = {};      // name of the rule
  std::string citation = {};  // law, article, paragraph
  std::string place = {};     // JSON Pointer, "" = the whole body; sent when `has_place`
  bool has_place = false;
  std::string position = {};         // as Vermilion-Position says it
  std::uint32_t retry_after_s = 0;   // 0: 1 for 429 and 503, else no header
  bool token_was_shown = false;      // 401: names the error code invalid_token
  boost::json::object members = {};  // further extension members, e.g. all rows tried
};

// What a rule found: "中文 | English" in a record; a value that stands by itself is the same in
// both.
[[nodiscard]] Text text_found(std::string_view found);

[[nodiscard]] boost::json::object document_of(const Problem& problem, Language language);
// With Content-Type, Content-Language, and Retry-After or WWW-Authenticate where the type has one.
[[nodiscard]] Response response_of(const Problem& problem, Language language);

// Any document as an answer.
[[nodiscard]] Response json_response(int status, const boost::json::value& document);

}  // namespace vermilion::api
