// The record: one journal entry = one decision; what is in it can never be added later.
//
// A record is a fixed 88-octet little-endian header and a body. The header is all that the arbiter
// (engine/journal/arbiter.hpp) and a stranger's script need to follow the chain; the body is
// decoded by name. docs/journal.md describes both to the octet; tests/golden holds samples of every
// schema.
//
//   at  size  header field
//    0     4  magic "VMR1"
//    4     2  format = 1
//    6     2  kind (RecordKind)
//    8     4  length of the whole record, header included; 88 … 524,288
//   12     4  CRC-32C of octets 0–11 and 16–end
//   16    16  house
//   32     2  partition
//   34     2  level: the least reader that knows this kind, fact and schema
//   36     4  zero
//   40     8  epoch
//   48     8  seq: valid records from 1; 0 in a claim and in the house record
//   56    32  prev: SHA-256 of the valid record before; zero in a claim
//
// Source: DESIGN §4. Threads: values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/hash.hpp"
#include "base/ids.hpp"
#include "base/personal.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace vermilion {

inline constexpr std::uint32_t record_magic = 0x31524D56;  // "VMR1"
inline constexpr std::uint16_t record_format = 1;
inline constexpr std::size_t record_header_size = 88;
inline constexpr std::size_t record_size_max = 512 * 1024;
inline constexpr std::uint16_t level_of_this_program = 1;

enum class RecordKind : std::uint16_t {
  claim = 1,     // takes a partition: epoch + 1, a nonce, no seq, no part of the chain
  accepted = 2,  // a case's fact with its verdict
  refused = 3,   // a proposal that the table refused, with rule, citation, reason
  house = 4,     // a fact of the partition itself: Reign, Adopted, Placed, SegmentSealed …
};

struct Header {
  RecordKind kind = RecordKind::accepted;
  std::uint32_t length = 0;
  std::uint32_t crc = 0;
  HouseId house;
  PartitionNumber partition = 0;
  std::uint16_t level = level_of_this_program;
  Epoch epoch = 0;
  Sequence sequence = 0;
  Digest previous{};
  bool operator==(const Header&) const = default;
};

enum class PrincipalKind : std::uint8_t { person = 1, agent = 2, staff = 3, system = 4 };

// The judged principal. `who` of a natural person or agent is the keyed hash of issuer and subject
// (32 hex digits), never a number of theirs; of staff and systems it is their name in the
// directory.
struct Principal {
  PrincipalKind kind = PrincipalKind::system;
  std::string who;                   // ≤ 128 octets
  std::string person;                // whoever stands behind the account, where the directory knows
                                     // it; else `who`: separation of duties compares this
  std::string role;                  // as the table names it: "window", "reviewer"
  std::string grant;                 // the grant under which it was judged; empty for systems
  std::uint64_t grant_position = 0;  // seq of the record that put that grant in force here
  std::string on_behalf_of;          // `who` of the principal stood in for, or a unit's USCC
  bool operator==(const Principal&) const = default;
};

// A node of a versioned tree per business line. `path` runs from the root: "/330000/330100/330106".
struct Scope {
  std::string tree;
  std::uint32_t version = 0;
  std::string path;
  bool operator==(const Scope&) const = default;
};

// A named, versioned thing that was judged by, and the digest of its text.
struct Reference {
  std::string name;
  std::string version;
  Digest digest{};
  bool operator==(const Reference&) const = default;
};

struct Basis {
  Reference item;      // code, version
  Reference edition;   // "approval", "1", digest of its table as data
  Reference calendar;  // "cn", version
  std::vector<Reference> code_sets;
  bool operator==(const Basis&) const = default;
};

enum class DutyKind : std::uint8_t {
  task = 1,      // for a person of `to` (a role): a row of the worklist
  check = 2,     // for an office `to`: a request with the duty's id as idempotency key
  deadline = 3,  // at `due` the fact named in `detail` is judged
  document = 4,
  notice = 5,
  delivery = 6,
  payment = 7,
  child = 8,
  take = 9,        // of the register case `to`: asks for one of its places
  give_back = 10,  // of the register case `to`: returns the place held under `detail`
  judgement = 11,  // the fact named in `detail` is judged at once, in the same frame
  tell = 12,       // another case is told in the same frame; which, and what: `detail`
};

struct Duty {
  DutyKind kind = DutyKind::task;
  std::string name;          // as the table names it: "review", "deadline:accept"
  std::string to;            // role, office, register kind, template
  Instant due;               // not set: none
  bool provisional = false;  // `due` lies beyond the published calendar
  std::string detail;  // what the consumer needs beside the case itself; octets of its own grammar
  bool operator==(const Duty&) const = default;
};

// One row of the table that was tried and why it did not hold.
struct RowTried {
  std::uint16_t row = 0;
  std::string rule;  // "role" when it was the principal's role
  std::string law;
  std::string article;
  bool operator==(const RowTried&) const = default;
};

struct Refusal {
  std::string reason;  // "not_here" | "refused" | "register_full" | "internal"
  std::vector<RowTried> tried;
  std::string place;  // JSON pointer into the fact's data, when content is at fault
  std::string
      found;  // what the reader needs to know: the holder, the wrong check digit; no personal data
  bool operator==(const Refusal&) const = default;
};
// The rule that a refusal is told by: of the rows tried, the first that failed by a rule and not by
// the role; nothing when every row failed by the role, or none was tried.
[[nodiscard]] inline const RowTried* telling_rule(const Refusal& refusal) noexcept {
  for (const auto& tried : refusal.tried) {
    if (tried.rule != "role") return &tried;
  }
  return nullptr;
}

// A subject whose key this record is the first to use: the key store's index is folded from these.
struct SubjectKey {
  Octets<16> subject{};  // keyed hash of the subject's identity
  KeyId key;
  bool operator==(const SubjectKey&) const = default;
};

struct Body {
  CaseId case_id;                      // zero in house records
  std::uint64_t case_version = 0;      // dense count of the case's records, this one included
  std::uint64_t material_version = 0;  // grows only with facts that change what is judged
  std::string proposal_id;             // ≤ 128 octets; empty in chained records and house records
  Octets<16> meaning{};  // keyed digest of the canonical proposal, under the house key
  Principal principal;
  Scope scope;
  Instant received_at;
  Instant recorded_at;   // never decreases in a partition
  Instant effective_at;  // what the law says; a deadline's is its due instant
  Basis basis;
  std::string fact;
  std::uint16_t schema = 0;
  Bytes payload;                     // the fact, by its own schema
  std::optional<std::uint16_t> row;  // of the edition's table, when one held
  std::vector<std::string> from;     // state names, one a region
  std::vector<std::string> to;       // the same after it; equal to `from` in a refusal
  std::vector<Duty> duties;
  std::vector<DutyId> met;      // duties of the case that this record ends
  std::optional<DutyId> cause;  // the duty that proposed it: deadline, office, judgement, take
  std::optional<Refusal> refusal;
  std::vector<SubjectKey> subjects;
  std::vector<Bytes> signatures;  // empty in this first form
  bool operator==(const Body&) const = default;
};

struct Record {
  Header header;
  Body body;
};

// A claim's body. A claim is known as one's own by its nonce only.
struct Claim {
  Octets<16> nonce{};
  std::string node;
  Instant at;
  bool operator==(const Claim&) const = default;
};

// Writes the header over the first 88 octets of `record`, whose body already follows them, and
// fills in length and CRC. CHECKs that the record is within its bounds.
void write_header(Bytes& record, Header header);

// Header of the record that starts at `bytes`, after magic, format, bounds and CRC were seen to be
// right; the record is then `bytes.substr(0, header.length)`.
// Errors: corrupt (what differs), unsupported (format).
[[nodiscard]] Result<Header> read_header(BytesView bytes);

// Body of a whole record. Errors: corrupt.
[[nodiscard]] Result<Body> read_body(BytesView record);
// The same into a body that was used before, whose memory is used again. Errors: corrupt; the body
// is then of no use.
[[nodiscard]] Result<void> read_body_into(BytesView record, Body& body);
[[nodiscard]] Result<Claim> read_claim(BytesView record);

// A record's octets: header + body.
[[nodiscard]] Bytes encode_record(const Header& header, const Body& body);
[[nodiscard]] Bytes encode_claim(const Header& header, const Claim& claim);

[[nodiscard]] inline Digest hash_of_record(BytesView record) {
  return sha256(record);
}
// The name of the decision that an accepted or refused record holds: the first half of the SHA-256
// of docs/journal.md §3.3. Everything that makes a decision another one goes into it; recorded_at,
// seq, epoch and prev do not. Zero when the record owes nothing: then nobody asks for it.
[[nodiscard]] DecisionName name_of_decision(const Header& header, const Body& body);
[[nodiscard]] DutyId duty_of(const DecisionName& decision, std::size_t index);

[[nodiscard]] const char* name_of(RecordKind kind) noexcept;
[[nodiscard]] const char* name_of(PrincipalKind kind) noexcept;
[[nodiscard]] const char* name_of(DutyKind kind) noexcept;

}  // namespace vermilion
