// deadlines (期限): what is due where, and what passed unmet, for supervision (行政许可法 74).
//
// Rows:
//   C <case>                               → DeadlinesCase, while a deadline is open
//   O <tree> <path> <due> <duty>           → OpenDeadline: what falls due next, oldest first
//   P <tree> <path> <due, newest> <duty>   → PassedDeadlineRow: what passed, newest first
// Threads: any.
#pragma once

#include "projections/view.hpp"

namespace vermilion::projections {

struct TrackedDeadline {
  DutyId id;
  std::string name;
  Instant due;
  bool provisional = false;  // `due` lies beyond the published calendar
  Instant since;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(id, name, due, provisional, since);
  }
  bool operator==(const TrackedDeadline&) const = default;
};

struct DeadlinesCase {
  std::string tree;
  std::string path;
  std::string item;
  std::vector<TrackedDeadline> open;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(tree, path, item, open);
  }
  bool operator==(const DeadlinesCase&) const = default;
};

struct OpenDeadline {
  CaseId case_id;
  std::string name;
  std::string item;
  bool provisional = false;
  Instant since;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(case_id, name, item, provisional, since);
  }
  bool operator==(const OpenDeadline&) const = default;
};

struct PassedDeadlineRow {
  CaseId case_id;
  std::string name;
  std::string item;
  std::string fact;  // what its passing did
  Sequence sequence = 0;
  Instant recorded_at;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(case_id, name, item, fact, sequence, recorded_at);
  }
  bool operator==(const PassedDeadlineRow&) const = default;
};

inline constexpr char open_deadline_kind = 'O';
inline constexpr char passed_deadline_kind = 'P';
inline constexpr std::size_t deadline_suffix = 8 + 18;

[[nodiscard]] std::shared_ptr<const View> deadlines_view();

}  // namespace vermilion::projections
