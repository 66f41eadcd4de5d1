// timeline: every record of a case in order, accepted and refused, without its payload.
//
// One range scan over the case answers GET …/timeline; whoever wants the payload reads the record
// by its seq from the journal. Eight records of a case share a row, so that a step costs one row
// and not several. Rows:
//   T <case> <case version 8> → TimelinePart: the records from this version on (1, 9, 17 …), and
//                               the names of the duties open after them, so that a record that
//                               meets one can say which
// Threads: any.
#pragma once

#include "projections/view.hpp"

namespace vermilion::projections {

struct TimelineRefusal {
  std::string reason;
  std::string rule;  // the one it is told by (telling_rule); its citation
  std::string law;
  std::string article;
  std::string place;
  std::string found;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(reason, rule, law, article, place, found);
  }
  bool operator==(const TimelineRefusal&) const = default;
};

struct TimelineRow {
  Sequence sequence = 0;
  RecordKind kind = RecordKind::accepted;
  std::string fact;
  std::vector<std::string> from;  // of the task, when the fact is a worklist act
  std::vector<std::string> to;
  PrincipalKind principal = PrincipalKind::system;
  std::string who;
  std::string role;
  std::string person;
  std::string on_behalf_of;
  Instant received_at;
  Instant recorded_at;
  Instant effective_at;
  std::uint64_t material_version = 0;
  std::vector<std::string> duties;  // names, as the table names them
  std::vector<std::string> met;
  std::optional<TimelineRefusal> refusal;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(sequence, kind, fact, from, to, principal, who, role, person, on_behalf_of, received_at,
            recorded_at, effective_at, material_version, duties, met, refusal);
  }
  bool operator==(const TimelineRow&) const = default;
};

inline constexpr std::uint64_t timeline_part_records = 8;
// Of the part in which the record of this version stands.
[[nodiscard]] Bytes timeline_key(const CaseId& id, std::uint64_t case_version);
// The records of one part, in order. Errors: corrupt.
[[nodiscard]] Result<std::vector<TimelineRow>> timeline_rows(BytesView octets);

[[nodiscard]] std::shared_ptr<const View> timeline_view();

}  // namespace vermilion::projections
