// What every office's client does alike: its answer as a fact to propose, and readings of an HTTP
// status that needs no look at the body.
//
// Threads: free functions.
#pragma once

#include <fmt/format.h>

#include "adapters/offices/frame/office.hpp"
#include "events/facts/approval.hpp"

namespace vermilion::offices {

template <class F>
[[nodiscard]] OfficeAnswer proposing(const OfficeRequest& request, const F& fact) {
  OfficeAnswer answer;
  answer.request = request.id;
  answer.case_id = request.case_id;
  answer.partition = request.partition;
  answer.fact = F::name;
  answer.schema = F::schema;
  answer.payload = encode(fact);
  return answer;
}

[[nodiscard]] inline Reading without_answer(Reading::Kind kind, std::string reason) {
  Reading reading;
  reading.kind = kind;
  reading.reason = std::move(reason);
  return reading;
}

[[nodiscard]] inline OfficeAnswer gave_up(const OfficeRequest& request, std::uint32_t attempts,
                                          std::string_view last_error) {
  constexpr std::size_t last_error_max = 300;  // CheckUnavailable::last_error
  return proposing(
      request, CheckUnavailable{.request = request.id,
                                .attempts = attempts,
                                .last_error = std::string(last_error.substr(0, last_error_max))});
}

// 200 with `found`, 202 with `pending`, both JSON; all others by their status alone.
template <class Found, class Pending>
[[nodiscard]] Reading reading_of(const HttpAnswer& answer, Found&& found, Pending&& pending) {
  using Kind = Reading::Kind;
  const std::string said = fmt::format("the office answered HTTP {}", answer.status);
  if (answer.status == 200 || answer.status == 202) {
    if (answer.content_type != "application/json") {
      return without_answer(Kind::retry, said + " with another content type than JSON");
    }
    if (answer.status == 200) return found();
    Result<std::string> poll = pending();
    if (!poll) return without_answer(Kind::retry, poll.error().detail);
    Reading reading;
    reading.kind = Kind::pending;
    reading.poll = std::move(poll.value());
    return reading;
  }
  switch (answer.status) {
    case 404:  // of a poll: the peer has forgotten; of a question: it is asked anew, then given up
    case 408:
    case 425:
    case 429:
      return without_answer(Kind::busy, said);
    default:
      return without_answer(
          answer.status >= 400 && answer.status < 500 ? Kind::refused : Kind::retry, said);
  }
}

}  // namespace vermilion::offices
