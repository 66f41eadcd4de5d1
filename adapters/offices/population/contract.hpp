// The contract with the population library (人口库): many persons at once, what it has of each.
//
//   POST {base}/v1/population-comparisons   Idempotency-Key: <request_id>
//     {"request_id": "…", "cursor": "…", "persons": [{"key": "…", "name": "…", "id_number": "…"}]}
//   200 {"request_id": "…", "cursor": "…", "reference": "…",
//        "results": [{"key": "…", "result": "match"}]}
//       one result a person; "match", "dead", "emigrated" or "mismatch" (name and number do not
//       belong together, or there is no such number). `cursor` comes back as it was sent.
//   429, 5xx later
// At most `persons_max` at once. Source: ITEMS §2.7. Threads: free functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace vermilion::population {

inline constexpr std::string_view office_name = "population";
inline constexpr std::string_view comparisons_path = "/v1/population-comparisons";
inline constexpr std::size_t persons_max = 500;
inline constexpr std::size_t text_octets_max = 512 * 1024;  // of a question, and of an answer

// Open personal data: in memory while a request is made, and nowhere else.
struct Person {
  std::string key;
  std::string name;
  std::string id_number;
  bool operator==(const Person&) const = default;
};
struct Question {
  std::string request_id;
  std::string cursor;
  std::vector<Person> persons;
  bool operator==(const Question&) const = default;
};

struct PersonResult {
  std::string key;
  std::string result;
};
struct Reply {
  std::string request_id;
  std::string cursor;
  std::string reference;
  std::vector<PersonResult> results;
};

[[nodiscard]] std::string to_json(const Question& question);
[[nodiscard]] std::string to_json(const Reply& reply);

// Errors: corrupt, naming what does not hold and no octet of the text.
[[nodiscard]] Result<Question> read_question(std::string_view json);
[[nodiscard]] Result<Reply> read_reply(std::string_view json, std::string_view request_id);

}  // namespace vermilion::population
