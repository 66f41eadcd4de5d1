// A proposal ("record this fact") and its outcome.
//
// Threads: values; an outcome is immutable once made.
#pragma once

#include <memory>

#include "events/record.hpp"

namespace vermilion {

struct Proposal {
  std::uint64_t ticket = 0;  // the caller's own number; comes back with the outcome
  CaseId case_id;
  bool opens = false;  // the fact opens the case (Submitted)
  std::string item;    // opening: item code
  std::string office;  // opening: node of the item's scope tree
  std::string fact;
  std::uint16_t schema = 0;
  Bytes payload;
  std::uint8_t level = 255;  // of assurance, as the token says it; what no token asks for has all
  Principal principal;       // kind, who, on_behalf_of; role of systems only; grant is found here
  std::string proposal_id;   // Idempotency-Key; ≤ 128 octets, not empty
  Octets<16> meaning{};      // keyed digest of the canonical proposal
  std::optional<std::uint64_t> expected;  // material version (If-Match)
  Instant received_at;
  std::optional<DutyId> cause;  // offices: the request that is answered
  std::optional<DutyId> task;   // worklist acts: the task
  std::vector<SubjectKey> subjects;
};

enum class Outcome : std::uint8_t {
  recorded,           // accepted or refused: see the record
  repeated,           // same principal, id and meaning as before: the first answer
  not_found,          // no such case, or outside the principal's scope
  too_little_known,   // an applicant below the item's level of assurance, which is in `needed`
  no_mandate,         // an agent whose unit's mandate does not cover this
  version_conflict,   // the material version is another
  other_meaning,      // this id was used for another proposal
  invalid,            // reference data know no such item or office
  too_many_refusals,  // more than ten refusals a minute: unjudged
  full,               // the case is at its bound of records
  elsewhere,          // another node owns the partition now: ask again, with the same id
  stopped,            // the partition writes no more (failed sync, divergence): named
  failed,             // a rule or fold failed: an operational error, named
};

// What a proposal came to. `record` is there for recorded and repeated.
struct Decided {
  std::uint64_t ticket = 0;
  Outcome outcome = Outcome::failed;
  Position position;  // of the record; else "as of"
  RecordKind kind = RecordKind::accepted;
  std::shared_ptr<const Body> body;
  std::uint64_t current_version = 0;  // version_conflict: the material version now
  std::uint32_t needed = 0;           // too_little_known: the level that would do
  std::string detail;                 // invalid, failed: what and what would be right
  std::string place;                  // invalid: JSON pointer
  DecisionName decision{};            // recorded: names the record's duties
};

}  // namespace vermilion
