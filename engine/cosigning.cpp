#include "engine/cosigning.hpp"

#include "engine/table/roles.hpp"
#include "events/codec/upcast.hpp"

namespace vermilion {
namespace {

constexpr table::RuleInfo cosigns_are_given{"CosignsAreGiven",
                                            {"house", "worklist: co-signatures"},
                                            "所请求的加签已经完成或者撤回",
                                            "the co-signatures asked for were given or withdrawn"};

void add_met(std::vector<DutyId>& met, const DutyId& id) {
  if (std::find(met.begin(), met.end(), id) == met.end()) met.push_back(id);
}

}  // namespace

const Cosigns* waited_for(const Case& kase, const OpenDuty& task) {
  if (task.kind != DutyKind::task || task.name == cosign_task) return nullptr;
  for (const auto& asked : kase.cosigns) {
    const bool waits = asked.before ? asked.task == task.id : kase.duty(asked.task) == nullptr;
    if (waits) return &asked;
  }
  return nullptr;
}

Result<void> heed_cosigns(const Case& kase, const Body& body, Judgement& judgement) {
  if (kase.cosigns.empty() || judgement.answer != table::Answer::recorded) return ok();
  if (body.fact == CosignGiven::name || body.fact == CosignWithdrawn::name) {
    VERMILION_TRY(const auto own, task_of_act(body.fact, body.schema, body.payload));
    judgement.met = {own};
    const auto* all = cosigns_of(kase.cosigns, own);
    if (all == nullptr || body.fact == CosignWithdrawn::name) return ok();
    VERMILION_TRY(const auto fact, read_fact<CosignGiven>(body.schema, body.payload));
    if (fact.agrees && all->agreed + 1 >= all->needed) {
      for (const auto& id : all->open) add_met(judgement.met, id);
    }
    return ok();
  }
  const bool by_staff = table::roles::is_staff(judgement.role);
  // What is to be signed after an act is not over because the act ended all else.
  for (const auto& asked : kase.cosigns) {
    if (!by_staff || asked.before) continue;
    std::erase_if(judgement.met, [&](const DutyId& id) { return asked.is_open(id); });
  }
  const auto met = judgement.met;
  for (const auto& id : met) {
    const auto* duty = kase.duty(id);
    const auto* asked = duty == nullptr ? nullptr : waited_for(kase, *duty);
    if (asked == nullptr) continue;
    if (by_staff) {
      refuse_by(cosigns_are_given, "", kase.states, judgement);
      return ok();
    }
    for (const auto& open : asked->open) add_met(judgement.met, open);
  }
  return ok();
}

}  // namespace vermilion
