// Percent-encoding and query strings (RFC 3986 §2.1, WHATWG URL's form for '+').
//
// A name that occurs twice, a broken escape, a NUL or bytes that are no UTF-8 are refused, because
// two readers would take different values (RELIABILITY §5.3 "parsers").
// Threads: free functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace vermilion::api {

inline constexpr std::size_t query_parameters_max = 32;

[[nodiscard]] bool is_utf8(std::string_view bytes) noexcept;

// `plus_is_space` in queries, not in paths. Nothing for a broken escape, a NUL or no UTF-8.
[[nodiscard]] std::optional<std::string> percent_decoded(std::string_view text,
                                                         bool plus_is_space = false);
[[nodiscard]] std::string percent_encoded(std::string_view text);  // all but unreserved characters

class Query {
 public:
  // Of what stands after '?'. Errors: invalid, with a sentence that names the parameter.
  static Result<Query> parse(std::string_view text);

  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const noexcept;
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& all() const noexcept {
    return parameters_;
  }

 private:
  std::vector<std::pair<std::string, std::string>> parameters_;
};

}  // namespace vermilion::api
