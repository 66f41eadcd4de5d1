// Result<T>: a value or an operational failure; the only header that includes Boost.Outcome.
//
// A *refusal* is data and never travels as an Error; a *bug* is VERMILION_CHECK; what is left, the
// disk, the network, a peer, a file that cannot be read, is an Error with a class that says what to
// do about it (DESIGN §9). Use `VERMILION_TRY(value, expression)` to hand a failure on.
// Threads: values; no shared state.
#pragma once

#include <boost/outcome/basic_result.hpp>
#include <boost/outcome/policy/terminate.hpp>
#include <boost/outcome/try.hpp>
#include <cstdint>
#include <string>
#include <utility>

namespace vermilion {

enum class Code : std::uint8_t {
  invalid,      // the input is wrong: say what, where, and what would be right
  not_found,    // the named thing does not exist
  conflict,     // it exists in another state than the caller expected
  full,         // a bound was reached; try later
  unavailable,  // a peer or a device does not answer; retrying may help
  io,           // the operating system said no; `detail` holds errno's text
  corrupt,      // bytes are not what was written: stop and name the place
  diverged,     // the chain forks: stop and name the sequence number
  unsupported,  // made by a newer program, or not by this one
};

// The code's name as it is printed in messages and exit reports.
const char* name_of(Code code) noexcept;

struct Error {
  Code code{};
  std::string detail;  // one sentence: what, where, what would be right

  // Whether doing the same again later may succeed.
  [[nodiscard]] bool retriable() const noexcept {
    return code == Code::full || code == Code::unavailable;
  }
  // "corrupt: segment p00…: frame at 4096 …"
  [[nodiscard]] std::string text() const;
};

template <class T>
using Result =
    BOOST_OUTCOME_V2_NAMESPACE::basic_result<T, Error,
                                             BOOST_OUTCOME_V2_NAMESPACE::policy::terminate>;

// `return fail(Code::invalid, "…");` in any function that returns a Result.
[[nodiscard]] inline auto fail(Code code, std::string detail) {
  return BOOST_OUTCOME_V2_NAMESPACE::failure(Error{code, std::move(detail)});
}
[[nodiscard]] inline auto ok() {
  return BOOST_OUTCOME_V2_NAMESPACE::success();
}

}  // namespace vermilion

// VERMILION_TRY(expression) for Result<void>; VERMILION_TRY(auto value, expression) otherwise.
#define VERMILION_TRY(...) BOOST_OUTCOME_TRY(__VA_ARGS__)
