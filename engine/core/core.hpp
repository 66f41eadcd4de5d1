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
//   N <case 16> <owner>, O <case 16> → Stock, OpenedRow: numbers of a bill code
//   S <case 16 of a signer>          → Signer (events/billing.hpp)
//   T <case 16 of a session>         → Session (events/sessions.hpp)
//   W <digest of a material 32>      → VerifiedRow: a window has seen its original
//   A                                → FoundingRow: how the house gets its first administrator
//   E <key 16>                       → subject 16: keys that were destroyed
//   Z <partition 2>                  → PartitionRow: tip, last recorded_at, what is adopted
// Records that this fold cannot take are an Error: the caller stops the partition (DESIGN §9).
// `fold` runs no rule and knows no table; it sets what the record says, asserting that versions and
// proposal ids are what an owner must have kept (I5). Threads: one an overlay.
#pragma once

#include "engine/core/core_rows.hpp"
#include "engine/ports/overlay.hpp"

namespace vermilion::core {

// The reference data that a partition has adopted. Errors: as the loader's.
[[nodiscard]] Result<References> references_of(const PartitionRow& row, ReferenceLoader& loader);

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
