// worklist (待办): the open tasks of every office, each to be found from its office and all above.
//
// What a task shares with its case stands once, in the case's row, so that a step rewrites one row.
// A task's place in the index is its due time: its own, or the case's nearest open deadline when
// that is sooner; when a deadline comes, goes or moves, all tasks of the case move. Rows:
//   C <case>                                   → WorklistCase, while a task or deadline is open
//   T <duty>                                   → case 16
//   I <tree> <path> <due> <duty>               → TaskIndex: "my subtree, oldest due first"
//   M <holder> <due> <duty>                    → TaskIndex: what somebody holds
// Threads: any.
#pragma once

#include "events/task_acts.hpp"
#include "projections/view.hpp"

namespace vermilion::projections {

struct WorklistDeadline {
  DutyId id;
  std::string name;
  Instant due;
  bool provisional = false;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(id, name, due, provisional);
  }
  bool operator==(const WorklistDeadline&) const = default;
};

struct WorklistTask {
  DutyId id;
  std::string name;
  std::string role;
  std::string detail;
  Instant since;  // effective time of the record that owes it
  Instant due;    // its own; not set: none
  std::string holder;
  Instant held_since;
  std::vector<std::string> former_holders;
  Instant indexed;  // the due time under which it stands in the index
  std::string delegated_by;
  std::uint16_t urged = 0;
  Instant urged_at;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(id, name, role, detail, since, due, holder, held_since, former_holders, indexed,
            delegated_by, urged, urged_at);
  }
  bool operator==(const WorklistTask&) const = default;
};

struct WorklistCase {
  std::string tree;
  std::string path;
  std::string item;
  std::vector<std::string> states;
  std::uint64_t material_version = 0;
  std::vector<WorklistTask> tasks;
  std::vector<WorklistDeadline> deadlines;
  std::vector<Cosigns> cosigns;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(tree, path, item, states, material_version, tasks, deadlines, cosigns);
  }
  bool operator==(const WorklistCase&) const = default;
  // The open deadline that ends first; nullptr when there is none.
  [[nodiscard]] const WorklistDeadline* nearest() const;
};

// What the filters of a page need, so that most rows are told without reading the case.
// Octets: case 16, role, zero, item.
struct TaskIndex {
  CaseId case_id;
  BytesView role;
  BytesView item;
};
[[nodiscard]] Bytes encode_task_index(const CaseId& id, BytesView role, BytesView item);
[[nodiscard]] Result<TaskIndex> decode_task_index(BytesView octets);

inline constexpr char task_index_kind = 'I';
inline constexpr char holder_index_kind = 'M';
inline constexpr std::size_t task_index_suffix = 8 + 18;
[[nodiscard]] Bytes worklist_case_key(const CaseId& id);
[[nodiscard]] Bytes task_key(const DutyId& id);

[[nodiscard]] std::shared_ptr<const View> worklist_view();

}  // namespace vermilion::projections
