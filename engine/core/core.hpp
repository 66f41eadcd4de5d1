// core: the decider's own state, and the fold that makes it from records.
//
// Rows (keys binary, first octet the kind):
//   C <case 16>                      → Case
//   P <case 16> <proposal 16>        → Answered: which record answered it (idempotency), for
//                                      proposals that are not among the newest of their Case
//   D <partition 2> <due 8> <duty 18>→ case 16: open deadlines in order of due, no provisional ones
//   V <partition 2> <due 8> <duty 18>→ case 16: the provisional ones, which wait for a calendar
//   H <register case 16> <holder 16> → HolderRow
//   R <register case 16>             → RegisterRow: how many hold it, and the first
//   K <subject 16> <key 16>          → seq 8: keys of a subject
//   G <case 16 of an account>        → Staff (events/directory.hpp)
//   M <case 16 of a mandate>         → Mandate (events/directory.hpp)
//   A                                → FoundingRow: how the house gets its first administrator
//   E <key 16>                       → subject 16: keys that were destroyed
//   Z <partition 2>                  → PartitionRow: tip, last recorded_at, what is adopted
// Records that this fold cannot take are an Error: the caller stops the partition (DESIGN §9).
// `fold` runs no rule and knows no table; it sets what the record says, asserting that versions and
// proposal ids are what an owner must have kept (I5). Threads: one an overlay.
#pragma once

#include "engine/core/edition.hpp"
#include "engine/core/references.hpp"
#include "engine/ports/overlay.hpp"

namespace vermilion::core {

struct HolderRow {
  Sequence since = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(since);
  }
};

struct RegisterRow {
  std::uint32_t taken = 0;
  CaseId first;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(taken, first);
  }
};

struct FoundingRow {
  Digest awaited{};  // of the one-time token; zero: none was made
  bool administered = false;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(awaited, administered);
  }
};

// One piece of reference data in force.
struct AdoptedRow {
  std::string what;
  std::string version;
  Digest digest{};
  Sequence sequence = 0;
  bool operator==(const AdoptedRow&) const = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(what, version, digest, sequence);
  }
};

// What every record changes; stands first in the row, so that the rest need not be decoded for it.
struct PartitionHead {
  Epoch epoch = 0;
  Sequence sequence = 0;
  Digest head{};
  Instant recorded_at;
  std::uint16_t level = 1;
  std::uint16_t active = 0;  // partitions that take new cases; 0 before Placed
  Sequence segment_first = 1;
  Instant segment_since;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(epoch, sequence, head, recorded_at, level, active, segment_first, segment_since);
  }
};
inline constexpr std::size_t partition_head_size = 76;

struct PartitionRow : PartitionHead {
  std::vector<AdoptedRow> adopted;
  template <class Archive>
  void serialize(Archive& archive) {
    PartitionHead::serialize(archive);
    archive(adopted);
  }
};

// The reference data that a partition has adopted. Errors: as the loader's.
[[nodiscard]] Result<References> references_of(const PartitionRow& row, ReferenceLoader& loader);

[[nodiscard]] Bytes case_key(const CaseId& id);
[[nodiscard]] Bytes proposal_key(const CaseId& id, const Octets<16>& proposal);
[[nodiscard]] Bytes deadline_key(PartitionNumber partition, Instant due, const DutyId& duty);
[[nodiscard]] Bytes provisional_key(PartitionNumber partition, Instant due, const DutyId& duty);
[[nodiscard]] Bytes holder_key(const CaseId& register_case, const CaseId& holder);
[[nodiscard]] Bytes register_key(const CaseId& register_case);
[[nodiscard]] Bytes partition_key(PartitionNumber partition);
[[nodiscard]] Bytes subject_prefix(const Octets<16>& subject);
// Keys that were destroyed: one row a key, so that a restored copy of them is destroyed again.
[[nodiscard]] Bytes erased_prefix();

[[nodiscard]] Bytes account_key(const CaseId& account);
// The account of `who`, or that of the case; null when it is not enrolled. Errors: corrupt, the
// store's.
[[nodiscard]] Result<std::shared_ptr<const Staff>> account_of(const RowReader& rows,
                                                              const CaseId& account);
[[nodiscard]] Result<std::shared_ptr<const Staff>> find_account(const RowReader& rows,
                                                                std::string_view who);
// Null when none was given. Errors: corrupt, the store's.
[[nodiscard]] Result<std::shared_ptr<const Mandate>> mandate_of(const RowReader& rows,
                                                                const CaseId& mandate);
[[nodiscard]] Result<FoundingRow> founding_of(const RowReader& rows);

// The register case of something scarce: lives in partition 0 for ever.
[[nodiscard]] CaseId register_case_of(std::string_view kind, BytesView natural_key);

// A row decoded; nothing when it is not there. Errors: corrupt, and the store's.
template <class Row>
[[nodiscard]] Result<std::optional<Row>> load(const RowReader& rows, BytesView key) {
  VERMILION_TRY(const auto octets, rows.get(key));
  if (!octets) return std::optional<Row>{};
  auto row = decode<Row>(*octets);
  if (!row) return fail(Code::corrupt, "a row of core does not decode: " + to_hex(key));
  return row;
}

// The case as it lies there, decoded only when it comes from a store; null when it is not there.
[[nodiscard]] Result<std::shared_ptr<const Case>> find_case(const RowReader& rows,
                                                            const CaseId& id);
[[nodiscard]] Result<std::optional<Case>> load_case(const RowReader& rows, const CaseId& id);

// The record that answered this proposal of `kase`, if one did.
[[nodiscard]] Result<std::optional<Answered>> answer_to(const RowReader& rows, const Case& kase,
                                                        std::string_view who,
                                                        std::string_view proposal_id);

// Whether a duty of this kind stays open in its case until a later record meets it; the others are
// performed at once (judgement, take, give back) or have their own life (notices, documents).
[[nodiscard]] bool stays_open(DutyKind kind) noexcept;

// Folds one valid record, whose decision goes by this name. Errors: corrupt, unsupported; the
// overlay is then to be dropped.
[[nodiscard]] Result<void> fold(Overlay& rows, const Editions& editions, const Header& header,
                                const Body& body, const Digest& record_hash,
                                const DecisionName& decision);

}  // namespace vermilion::core
