// An office as its runner sees it: what to send for a duty, and what the peer's answer means.
//
// An office's client is this interface and nothing else: no socket, no time, no thread. Whatever a
// peer says becomes one of four readings; which case an answer belongs to comes from the duty that
// was asked for, never from the peer. Source: DESIGN §7. Threads: const and from any.
#pragma once

#include <string>
#include <string_view>

#include "adapters/offices/frame/http_client.hpp"
#include "base/ids.hpp"
#include "base/time.hpp"

namespace vermilion::offices {

// An open duty of kind `check`, as the outbox view shows it.
struct OfficeRequest {
  DutyId id;  // the peer's idempotency key
  CaseId case_id;
  PartitionNumber partition = 0;
  Bytes detail;   // Duty::detail (events/facts/requests.hpp)
  Instant since;  // when the duty was recorded
};

// A fact to propose: Proposal::cause is `request`, and so is the proposal id, in text form, so that
// the same answer proposed twice is one record.
struct OfficeAnswer {
  DutyId request;
  CaseId case_id;
  PartitionNumber partition = 0;
  std::string fact;
  std::uint16_t schema = 0;
  Bytes payload;
};

struct Reading {
  enum class Kind : std::uint8_t {
    answered,  // `answer` is to be proposed
    pending,   // ask `poll` for it later
    retry,     // no answer that could be used; the peer is not well
    busy,      // not now; the peer is well
    refused,   // asking the same again is in vain
  };
  Kind kind = Kind::retry;
  OfficeAnswer answer;
  std::string poll;    // a path of the contract
  std::string reason;  // English; no octet that came from the peer, and nothing of a person
};

class Office {
 public:
  Office() = default;
  Office(const Office&) = delete;
  Office& operator=(const Office&) = delete;
  virtual ~Office() = default;

  [[nodiscard]] virtual std::string_view name() const = 0;
  // As which role it answers.
  [[nodiscard]] virtual std::string_view role() const { return name(); }
  // The request for a duty; with `poll`, the question how far the peer is.
  // Errors: retriable ones are tried again; others end in `unavailable`.
  [[nodiscard]] virtual Result<HttpRequest> request_for(const OfficeRequest& request,
                                                        const std::string& poll) const = 0;
  [[nodiscard]] virtual Reading read(const OfficeRequest& request,
                                     const HttpAnswer& answer) const = 0;
  // The fact that the office could not be asked: an incident, and a task for a person.
  [[nodiscard]] virtual OfficeAnswer unavailable(const OfficeRequest& request,
                                                 std::uint32_t attempts,
                                                 std::string_view last_error) const = 0;
};

}  // namespace vermilion::offices
