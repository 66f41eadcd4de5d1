#include "projections/views/deadlines.hpp"

#include <algorithm>

#include "events/facts/house.hpp"

namespace vermilion::projections {
namespace {

Key open_key(const DeadlinesCase& kase, const TrackedDeadline& deadline) {
  return Key{open_deadline_kind}
      .text(kase.tree)
      .text(kase.path)
      .instant(deadline.due)
      .duty(deadline.id);
}

void enter(FoldRows& rows, const DeadlinesCase& kase, const TrackedDeadline& deadline,
           const CaseId& id) {
  add_row(rows, open_key(kase, deadline),
          OpenDeadline{id, deadline.name, kase.item, deadline.provisional, deadline.since});
}
void leave(FoldRows& rows, const DeadlinesCase& kase, const TrackedDeadline& deadline) {
  rows.erase(open_key(kase, deadline));
}

void pass(FoldRows& rows, const DeadlinesCase& kase, const TrackedDeadline& deadline,
          const Header& header, const Body& body) {
  add_row(rows,
          Key{passed_deadline_kind}
              .text(kase.tree)
              .text(kase.path)
              .newest(deadline.due)
              .duty(deadline.id),
          PassedDeadlineRow{body.case_id, deadline.name, kase.item, body.fact, header.sequence,
                            body.recorded_at});
}

class Deadlines final : public View {
 public:
  [[nodiscard]] std::string_view name() const override { return "deadlines"; }
  [[nodiscard]] std::span<const KeyShape> keys() const override {
    using enum KeyPart;
    static constexpr KeyShape shapes[]{{'C', "case", {case_id}},
                                       {'O', "open", {text, text, instant, duty}},
                                       {'P', "passed", {text, text, newest, duty}}};
    return shapes;
  }
  [[nodiscard]] Result<void> fold_record(FoldRows& rows, const Header& header, const Body& body,
                                         const DecisionName& decision) const override {
    if (!body.case_id.set() || header.kind == RecordKind::refused) return ok();
    const bool moves = body.fact == DueMoved::name;
    const bool owes = std::any_of(body.duties.begin(), body.duties.end(),
                                  [](const Duty& duty) { return duty.kind == DutyKind::deadline; });
    if (body.met.empty() && !owes && !moves) return ok();
    const Key key = Key{'C'}.case_id(body.case_id);
    VERMILION_TRY(auto* const found, open_of_case<DeadlinesCase>(rows, key, body));
    if (found == nullptr && !owes) return ok();
    auto& kase = found == nullptr ? add_opened<DeadlinesCase>(rows, key) : found->row;
    if (found == nullptr) {
      kase.tree = body.scope.tree;
      kase.path = body.scope.path;
      kase.item = body.basis.item.name;
    }
    bool changed = owes;
    for (const auto& id : body.met) {
      const auto deadline = find(kase, id);
      if (deadline == kase.open.end()) continue;
      leave(rows, kase, *deadline);
      if (body.cause == id) pass(rows, kase, *deadline, header, body);
      kase.open.erase(deadline);
      changed = true;
    }
    if (moves) {
      VERMILION_TRY(const auto fact, fact_of<DueMoved>(header, body));
      const auto deadline = find(kase, fact.deadline);
      if (deadline != kase.open.end()) {
        leave(rows, kase, *deadline);
        deadline->due = fact.to;
        deadline->provisional = fact.provisional;
        enter(rows, kase, *deadline, body.case_id);
        changed = true;
      }
    }
    for (std::size_t i = 0; i < body.duties.size(); ++i) {
      const auto& duty = body.duties[i];
      if (duty.kind != DutyKind::deadline) continue;
      kase.open.push_back(
          {duty_of(decision, i), duty.name, duty.due, duty.provisional, body.effective_at});
      enter(rows, kase, kase.open.back(), body.case_id);
    }
    if (found != nullptr && changed) found->changed = true;
    if (kase.open.empty()) rows.erase(key);
    return ok();
  }

 private:
  static std::vector<TrackedDeadline>::iterator find(DeadlinesCase& kase, const DutyId& id) {
    return std::find_if(kase.open.begin(), kase.open.end(),
                        [&](const TrackedDeadline& deadline) { return deadline.id == id; });
  }
};

}  // namespace

std::shared_ptr<const View> deadlines_view() {
  return std::make_shared<Deadlines>();
}

}  // namespace vermilion::projections
