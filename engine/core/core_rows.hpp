// The rows of core but for the cases themselves, and their keys (core.hpp lists them all).
//
// Threads: values and free functions.
#pragma once

#include "engine/core/edition.hpp"
#include "engine/core/references.hpp"
#include "engine/ports/rows.hpp"

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

struct VerifiedRow {
  std::string applicant;  // `who` handed it in
  Sequence sequence = 0;  // of the record that says so
  template <class Archive>
  void serialize(Archive& archive) {
    archive(applicant, sequence);
  }
};

// Of one bill code.
struct OpenedRow {
  std::uint64_t highest = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(highest);
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

// A row decoded; nothing when it is not there. Errors: corrupt, and the store's.
template <class Row>
[[nodiscard]] Result<std::optional<Row>> load(const RowReader& rows, BytesView key) {
  VERMILION_TRY(const auto octets, rows.get(key));
  if (!octets) return std::optional<Row>{};
  auto row = decode<Row>(*octets);
  if (!row) return fail(Code::corrupt, "a row of core does not decode: " + to_hex(key));
  return row;
}

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
[[nodiscard]] Bytes mandate_key(const CaseId& mandate);
[[nodiscard]] Bytes verified_key(const Digest& material);
// Numbers of bills: one row a stock of the code's case, and one for the code itself.
[[nodiscard]] Bytes stock_key(const CaseId& numbers, std::string_view owner);
[[nodiscard]] Bytes opened_key(const CaseId& numbers);
[[nodiscard]] Bytes signer_key(const CaseId& signer);
[[nodiscard]] Bytes session_key(const CaseId& session);
[[nodiscard]] BytesView founding_key();
// The account of `who`, or that of the case; null when it is not enrolled. Errors: corrupt, the
// store's.
[[nodiscard]] Result<std::shared_ptr<const Staff>> account_of(const RowReader& rows,
                                                              const CaseId& account);
[[nodiscard]] Result<std::shared_ptr<const Staff>> find_account(const RowReader& rows,
                                                                std::string_view who);
// Null when none was given. Errors: corrupt, the store's.
[[nodiscard]] Result<std::shared_ptr<const Mandate>> mandate_of(const RowReader& rows,
                                                                const CaseId& mandate);
// Whether a window has seen the original of this material of `who`. Errors: corrupt, the store's.
[[nodiscard]] Result<bool> is_verified_for(const RowReader& rows, const Digest& material,
                                           std::string_view who);
[[nodiscard]] Result<FoundingRow> founding_of(const RowReader& rows);

// The register case of something scarce: lives in partition 0 for ever.
[[nodiscard]] CaseId register_case_of(std::string_view kind, BytesView natural_key);

}  // namespace vermilion::core
