#include "projections/views/deadlines.hpp"

#include <algorithm>

#include "events/facts/house.hpp"

namespace vermilion::projections {
namespace {

template <class Each>
void each_open_key(const DeadlinesCase& kase, const TrackedDeadline& deadline, Each&& each) {
  each_ancestor(kase.path, [&](BytesView ancestor) {
    each(Key{open_deadline_kind}
             .text(kase.tree)
             .text(ancestor)
             .instant(deadline.due)
             .duty(deadline.id)
             .take());
  });
}

void enter(FoldRows& rows, const DeadlinesCase& kase, const TrackedDeadline& deadline,
           const CaseId& id) {
  const auto value =
      encode(OpenDeadline{id, deadline.name, kase.item, deadline.provisional, deadline.since});
  each_open_key(kase, deadline, [&](BytesView key) { rows.add(key, value); });
}
void leave(FoldRows& rows, const DeadlinesCase& kase, const TrackedDeadline& deadline) {
  each_open_key(kase, deadline, [&](BytesView key) { rows.erase(key); });
}

void pass(FoldRows& rows, const DeadlinesCase& kase, const TrackedDeadline& deadline,
          const Header& header, const Body& body) {
  const auto value = encode(PassedDeadlineRow{body.case_id, deadline.name, kase.item, body.fact,
                                              header.sequence, body.recorded_at});
  each_ancestor(kase.path, [&](BytesView ancestor) {
    rows.add(Key{passed_deadline_kind}
                 .text(kase.tree)
                 .text(ancestor)
                 .newest(deadline.due)
                 .duty(deadline.id)
                 .take(),
             value);
  });
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
  [[nodiscard]] Result<void> fold(FoldRows& rows, const Header& header, const Body& body,
                                  const Digest& hash) const override {
    if (!body.case_id.set() || header.kind == RecordKind::refused) return ok();
    const bool moves = body.fact == DueMoved::name;
    const bool owes = std::any_of(body.duties.begin(), body.duties.end(),
                                  [](const Duty& duty) { return duty.kind == DutyKind::deadline; });
    if (body.met.empty() && !owes && !moves) return ok();
    const auto key = Key{'C'}.case_id(body.case_id).take();
    VERMILION_TRY(auto found, load_of_case<DeadlinesCase>(rows, key, body));
    if (!found && !owes) return ok();
    auto kase = found ? std::move(*found) : DeadlinesCase{};
    if (!found) {
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
          {duty_of(hash, i), duty.name, duty.due, duty.provisional, body.effective_at});
      enter(rows, kase, kase.open.back(), body.case_id);
    }
    if (!changed) return ok();
    if (kase.open.empty()) {
      rows.erase(key);
    } else {
      store(rows, key, kase, !found);
    }
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
