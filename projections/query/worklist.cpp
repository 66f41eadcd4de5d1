#include "projections/query/worklist.hpp"

#include <algorithm>
#include <map>

namespace vermilion::projections {
namespace {

ListedTask listed(const CaseId& id, const WorklistCase& kase, const WorklistTask& task) {
  ListedTask row;
  row.case_id = id;
  row.task = task;
  row.tree = kase.tree;
  row.path = kase.path;
  row.item = kase.item;
  row.states = kase.states;
  row.material_version = kase.material_version;
  if (const auto* nearest = kase.nearest()) row.nearest = *nearest;
  for (const auto& asked : kase.cosigns) {
    if (asked.task == task.id || asked.is_open(task.id)) row.cosigns = asked;
  }
  return row;
}

const WorklistTask* task_of(const WorklistCase& kase, const DutyId& id) {
  const auto found = std::find_if(kase.tasks.begin(), kase.tasks.end(),
                                  [&](const WorklistTask& task) { return task.id == id; });
  return found == kase.tasks.end() ? nullptr : &*found;
}

// One page while it is gathered: decides from the index row where that is enough, reads the case
// where it is not, and keeps what it read for the answer.
class Gathering {
 public:
  Gathering(const RowReader& rows, SeenScopes scopes, const TaskFilter& filter)
      : rows_{rows}, scopes_{scopes}, filter_{filter} {}

  // `within` is the subtree whose index is read; none for a holder's.
  Result<bool> matches(const Subtree* within, BytesView suffix, BytesView value) {
    VERMILION_TRY(const auto index, decode_task_index(value));
    if (!filter_.item.empty() && index.item != filter_.item) return false;
    if (!filter_.roles.empty() &&
        std::find(filter_.roles.begin(), filter_.roles.end(), index.role) == filter_.roles.end()) {
      return false;
    }
    if (within != nullptr && !within->allows(index.role, index.item)) return false;
    const bool asks_case = within == nullptr || !filter_.state.empty() || !filter_.name.empty() ||
                           filter_.free || filter_.urged;
    if (!asks_case) return true;
    const auto id = duty_id_from_bytes(suffix.substr(8));
    VERMILION_TRY(const auto* row, load(index.case_id, *id));
    return (within != nullptr || seen_in_case(*row)) && holds(*row);
  }

  Result<ListedTask> row_of(const Hit& hit) {
    VERMILION_TRY(const auto index, decode_task_index(hit.value));
    VERMILION_TRY(const auto* row,
                  load(index.case_id, *duty_id_from_bytes(BytesView{hit.suffix}.substr(8))));
    return *row;
  }

 private:
  bool seen_in_case(const ListedTask& row) const {
    return std::any_of(scopes_.begin(), scopes_.end(), [&](const SeenScope& scope) {
      return (scope.role.empty() || scope.role == row.task.role) && scope.covers_item(row.item) &&
             scope.tree == row.tree && lies_within(row.path, scope.path);
    });
  }

  bool holds(const ListedTask& row) const {
    if (filter_.free && !row.task.holder.empty()) return false;
    if (filter_.urged && row.task.urged == 0) return false;
    if (!filter_.name.empty() && row.task.name != filter_.name) return false;
    return filter_.state.empty() ||
           std::find(row.states.begin(), row.states.end(), filter_.state) != row.states.end();
  }

  // Errors: corrupt (an index row without its case or task).
  Result<const ListedTask*> load(const CaseId& id, const DutyId& task_id) {
    const auto found = loaded_.find(task_id);
    if (found != loaded_.end()) return &found->second;
    VERMILION_TRY(const auto kase, read_row<WorklistCase>(rows_, worklist_case_key(id)));
    const auto* task = kase ? task_of(*kase, task_id) : nullptr;
    if (task == nullptr) {
      return fail(Code::corrupt,
                  "the worklist has no row for its own task " + task_id.text() + "; rebuild it");
    }
    // Rows that did not match are not worth keeping for long.
    if (loaded_.size() > 4 * page_rows_max) loaded_.clear();
    return &loaded_.emplace(task_id, listed(id, *kase, *task)).first->second;
  }

  const RowReader& rows_;
  SeenScopes scopes_;
  const TaskFilter& filter_;
  std::map<DutyId, ListedTask> loaded_;
};

}  // namespace

Result<Page<ListedTask>> worklist_page(const RowReader& rows, SeenScopes scopes,
                                       const TaskFilter& filter, const PageRequest& request) {
  Range range;
  range.suffix_size = task_index_suffix;
  std::vector<Subtree> subtrees;
  if (filter.holder.empty()) {
    VERMILION_TRY(subtrees, subtrees_of(scopes));
    range.parts = parts_of(task_index_kind, subtrees);
  } else {
    range.parts.push_back({Key{holder_index_kind}.text(filter.holder).take(), {}});
  }
  if (filter.due_before.set()) {
    append_big(range.until, static_cast<std::uint64_t>(filter.due_before.microseconds));
  }
  Gathering gathering{rows, scopes, filter};
  VERMILION_TRY(
      const auto hits,
      page_of(rows, range, request, [&](std::size_t prefix, BytesView suffix, BytesView value) {
        return gathering.matches(subtrees.empty() ? nullptr : &subtrees[prefix], suffix, value);
      }));
  Page<ListedTask> page;
  page.next = hits.next;
  for (const auto& hit : hits.rows) {
    VERMILION_TRY(auto row, gathering.row_of(hit));
    page.rows.push_back(std::move(row));
  }
  return page;
}

Result<std::optional<ListedTask>> find_task(const RowReader& rows, SeenScopes scopes,
                                            const DutyId& id) {
  VERMILION_TRY(const auto octets, rows.get(task_key(id)));
  if (!octets) return std::optional<ListedTask>{};
  if (octets->size() != 16) return fail(Code::corrupt, "the row of task " + id.text());
  const CaseId case_id{octets_of<16>(*octets)};
  VERMILION_TRY(const auto kase, read_row<WorklistCase>(rows, worklist_case_key(case_id)));
  const auto* task = kase ? task_of(*kase, id) : nullptr;
  if (task == nullptr) {
    return fail(Code::corrupt, "the worklist has no row for its own task " + id.text());
  }
  if (!sees(scopes, kase->tree, kase->path, kase->item)) return std::optional<ListedTask>{};
  return std::optional<ListedTask>{listed(case_id, *kase, *task)};
}

}  // namespace vermilion::projections
