#include "projections/views/worklist.hpp"

#include <algorithm>

#include "events/facts/house.hpp"

namespace vermilion::projections {
namespace {

constexpr char case_kind = 'C';
constexpr char task_kind = 'T';

Key index_key(const WorklistCase& kase, const WorklistTask& task) {
  return Key{task_index_kind}.text(kase.tree).text(kase.path).instant(task.indexed).duty(task.id);
}
Key held_key(const WorklistTask& task) {
  return Key{holder_index_kind}.text(task.holder).instant(task.indexed).duty(task.id);
}

void leave_index(FoldRows& rows, const WorklistCase& kase, const WorklistTask& task) {
  rows.erase(index_key(kase, task));
  if (!task.holder.empty()) rows.erase(held_key(task));
}
void enter_index(FoldRows& rows, const WorklistCase& kase, const WorklistTask& task,
                 const CaseId& id) {
  const auto value = encode_task_index(id, task.role, kase.item);
  rows.add(index_key(kase, task), value);
  if (!task.holder.empty()) rows.add(held_key(task), value);
}

Instant earlier(Instant a, Instant b) {
  if (!a.set()) return b;
  return b.set() ? std::min(a, b) : a;
}

// One record's effect on the tasks of one case. `fresh` are those not in the index yet.
class Step {
 public:
  Step(FoldRows& rows, const Header& header, const Body& body, const DecisionName& decision)
      : rows_{rows}, header_{header}, body_{body}, decision_{decision} {}

  Result<void> fold() {
    if (header_.kind == RecordKind::refused) return ok();
    const Key key = Key{case_kind}.case_id(body_.case_id);
    VERMILION_TRY(auto* const found, open_of_case<WorklistCase>(rows_, key, body_));
    // A case of which nothing stood here gets a row only if something stays open.
    WorklistCase fresh;
    kase_ = found == nullptr ? &fresh : &found->row;
    if (found == nullptr) {
      fresh.tree = body_.scope.tree;
      fresh.path = body_.scope.path;
      fresh.item = body_.basis.item.name;
    } else {
      found->changed = true;
    }
    end_duties();
    if (body_.fact == DueMoved::name) {
      VERMILION_TRY(move_deadline());
    }
    if (is_task_act(body_)) {
      VERMILION_TRY(move_holder());
    } else if (header_.kind == RecordKind::accepted) {
      kase_->states = body_.to;
      kase_->material_version = body_.material_version;
    }
    VERMILION_TRY(open_duties());
    VERMILION_TRY(fold_cosigns(kase_->cosigns, body_, decision_));
    place_tasks();
    const bool open = !kase_->tasks.empty() || !kase_->deadlines.empty();
    if (found == nullptr && open) {
      add_opened<WorklistCase>(rows_, key) = std::move(fresh);
    } else if (found != nullptr && !open) {
      rows_.erase(key);
    }
    return ok();
  }

 private:
  void end_duties() {
    for (const auto& id : body_.met) {
      std::erase_if(kase_->deadlines, [&](const auto& deadline) { return deadline.id == id; });
      const auto task = find_task(id);
      if (task == kase_->tasks.end()) continue;
      leave_index(rows_, *kase_, *task);
      rows_.erase(Key{task_kind}.duty(id));
      kase_->tasks.erase(task);
    }
  }

  Result<void> move_deadline() {
    VERMILION_TRY(const auto fact, fact_of<DueMoved>(header_, body_));
    for (auto& deadline : kase_->deadlines) {
      if (deadline.id != fact.deadline) continue;
      // The tasks that bore its date move with it.
      for (auto& task : kase_->tasks) {
        if (task.due == deadline.due) task.due = fact.to;
      }
      deadline.due = fact.to;
      deadline.provisional = fact.provisional;
    }
    return ok();
  }

  Result<void> move_holder() {
    VERMILION_TRY(const auto id, task_of_act(body_.fact, body_.schema, body_.payload));
    VERMILION_TRY(const auto change, hands_change(body_));
    const auto task = find_task(id);
    if (task == kase_->tasks.end()) {
      if (std::find(body_.met.begin(), body_.met.end(), id) != body_.met.end()) return ok();
      return fail(Code::corrupt, fmt::format("record {} of partition {}: task {} is not open",
                                             header_.sequence, header_.partition, id.text()));
    }
    const auto before = held_key(*task);
    const auto holder = task->holder;
    change_hands(*task, change, body_.effective_at);
    if (task->holder == holder) return ok();
    if (!holder.empty()) rows_.erase(before);
    if (!task->holder.empty()) {
      rows_.add(held_key(*task), encode_task_index(body_.case_id, task->role, kase_->item));
    }
    return ok();
  }

  Result<void> open_duties() {
    VERMILION_TRY(const auto holders, holders_at_once(body_));
    for (std::size_t i = 0; i < body_.duties.size(); ++i) {
      const auto& duty = body_.duties[i];
      const auto id = duty_of(decision_, i);
      if (duty.kind == DutyKind::deadline) {
        kase_->deadlines.push_back({id, duty.name, duty.due, duty.provisional});
      } else if (duty.kind == DutyKind::task) {
        WorklistTask task;
        task.id = id;
        task.name = duty.name;
        task.role = duty.to;
        task.detail = duty.detail;
        task.since = body_.effective_at;
        task.due = duty.due;
        if (i < holders.size()) change_holder(task, holders[i], body_.effective_at);
        kase_->tasks.push_back(std::move(task));
        rows_.add(Key{task_kind}.duty(id), body_.case_id.bytes());
        ++fresh_;
      }
    }
    return ok();
  }

  void place_tasks() {
    const auto* nearest = kase_->nearest();
    const auto limit = nearest == nullptr ? Instant{} : nearest->due;
    const auto old = kase_->tasks.size() - fresh_;
    for (std::size_t i = 0; i < kase_->tasks.size(); ++i) {
      auto& task = kase_->tasks[i];
      const auto due = earlier(task.due, limit);
      if (i < old) {
        if (due == task.indexed) continue;
        leave_index(rows_, *kase_, task);
      }
      task.indexed = due;
      enter_index(rows_, *kase_, task, body_.case_id);
    }
  }

  std::vector<WorklistTask>::iterator find_task(const DutyId& id) {
    return std::find_if(kase_->tasks.begin(), kase_->tasks.end(),
                        [&](const WorklistTask& task) { return task.id == id; });
  }

  FoldRows& rows_;
  const Header& header_;
  const Body& body_;
  const DecisionName& decision_;
  WorklistCase* kase_ = nullptr;
  std::size_t fresh_ = 0;
};

class Worklist final : public View {
 public:
  [[nodiscard]] std::string_view name() const override { return "worklist"; }
  [[nodiscard]] std::span<const KeyShape> keys() const override {
    using enum KeyPart;
    static constexpr KeyShape shapes[]{{case_kind, "case", {case_id}},
                                       {task_kind, "task", {duty}},
                                       {'I', "task-of-scope", {text, text, instant, duty}},
                                       {'M', "task-of-holder", {text, instant, duty}}};
    return shapes;
  }
  [[nodiscard]] Result<void> fold_record(FoldRows& rows, const Header& header, const Body& body,
                                         const DecisionName& decision) const override {
    if (!body.case_id.set()) return ok();
    return Step{rows, header, body, decision}.fold();
  }
};

}  // namespace

const WorklistDeadline* WorklistCase::nearest() const {
  const auto first = std::min_element(deadlines.begin(), deadlines.end(),
                                      [](const auto& a, const auto& b) { return a.due < b.due; });
  return first == deadlines.end() ? nullptr : &*first;
}

Bytes encode_task_index(const CaseId& id, BytesView role, BytesView item) {
  Bytes octets{id.bytes()};
  octets.append(role).push_back('\0');
  return octets.append(item);
}

Result<TaskIndex> decode_task_index(BytesView octets) {
  const auto zero = octets.size() < 17 ? BytesView::npos : octets.find('\0', 16);
  if (zero == BytesView::npos) return fail(Code::corrupt, "an index row of worklist is too short");
  return TaskIndex{{octets_of<16>(octets)}, octets.substr(16, zero - 16), octets.substr(zero + 1)};
}

Bytes worklist_case_key(const CaseId& id) {
  return Key{case_kind}.case_id(id).take();
}
Bytes task_key(const DutyId& id) {
  return Key{task_kind}.duty(id).take();
}

std::shared_ptr<const View> worklist_view() {
  return std::make_shared<Worklist>();
}

}  // namespace vermilion::projections
