// From a request to a proposal, and from its outcome to an answer.
//
// The actor is the authenticated principal, never a field of the body. The meaning of a proposal is
// a keyed digest of its canonical JSON, so that a retry with reordered members is the same proposal
// and the digest tells nobody what was said (DESIGN §8). A repeated proposal gets the first answer,
// made again from the record. Refusals become RFC 9457 problems with rule and citation (§10).
// Threads: free functions; Proposing is immutable.
#pragma once

#include <boost/json/value.hpp>

#include "app/api/fact_json.hpp"
#include "app/api/problem.hpp"
#include "app/api/router.hpp"
#include "engine/proposal.hpp"

namespace vermilion::api {

inline constexpr std::size_t idempotency_key_max = 128;

// Who is asking, as records name him. `who` of persons and agents is a keyed hash.
// Errors: invalid for kinds and names that may not act through the API.
[[nodiscard]] Result<Principal> principal_of(const Identity& identity, const Keys& keys);

// The case that a submission with this key opens: partition ‖ hash(principal, key).
[[nodiscard]] CaseId case_id_of(PartitionNumber partition, std::string_view who,
                                std::string_view idempotency_key);

// The Idempotency-Key, or the problem with it (400).
struct KeyReading {
  std::string key;
  std::optional<Problem> problem;
};
[[nodiscard]] KeyReading idempotency_key_of(const Request& request);

// If-Match as a material version: `"3"`; nothing when the header is absent.
struct MatchReading {
  std::optional<std::uint64_t> version;
  std::optional<Problem> problem;
};
[[nodiscard]] MatchReading expected_version_of(const Request& request);

// A proposal made of JSON, or the problem with it.
struct ProposalReading {
  std::optional<Proposal> proposal;
  Problem problem;
};

struct Proposing {
  IntakeHouse house;
  PartitionNumber partition = 0;
};

// `fact` on `case_id` (none: the fact opens a case). `data` is the fact's data; `place` is where
// the data stand in the body, for problems.
[[nodiscard]] ProposalReading propose(const Proposing& proposing, const Principal& principal,
                                      std::optional<CaseId> case_id, std::string_view fact,
                                      const boost::json::value& data, std::string_view key,
                                      Instant received_at, std::string_view place);

// A record as the answer to whoever proposed it: a JSON object.
[[nodiscard]] std::string answer_of(const Position& position, RecordKind kind, const Body& body,
                                    const DecisionName& decision);

// The whole answer to an outcome. `body` is the record's, for `repeated` read from the journal.
[[nodiscard]] Response response_of(const Decided& decided, const Body* body, RecordKind kind,
                                   const DecisionName& decision, bool opened, Language language);

// The problem that a refusal is.
[[nodiscard]] Problem problem_of_refusal(const Body& body);

}  // namespace vermilion::api
