// The rules of clock/1, each with the law or the item's own member that it stands on.
//
// Threads: pure.
#pragma once

#include "engine/core/legal_clock.hpp"
#include "engine/core/shared_rules.hpp"
#include "workflows/clock/1/words.hpp"

namespace vermilion::clock_1 {

using rules::NotOnesOwnCase;
using table::Finding;
using table::RuleInfo;

// Empty: the case's data are those of its own edition.
struct Data {
  template <class Archive>
  void serialize(Archive&) {}
};
using Context = RuleContext<Data>;

// The limit that the fact is about.
inline std::string_view limit_of(const ProcedureStarted& fact, const Context&) {
  return fact.limit;
}
inline std::string_view limit_of(const ExtensionAsked& fact, const Context&) {
  return fact.limit;
}
inline std::string_view limit_of(const LimitExtended&, const Context& context) {
  return context.input.kase.clock.asked;
}

// The passing of that limit, if this was received before it; null otherwise, and while it runs.
[[nodiscard]] inline const PassedDeadline* passed_meanwhile(std::string_view limit,
                                                            const Context& context) {
  const auto& kase = context.input.kase;
  if (kase.duty_named(limit) != nullptr) return nullptr;
  return context.received_before_last_passed(limit) ? context.last_passed(limit) : nullptr;
}

// Due first: a limit that had ended before this was received is no longer open.
struct LimitRuns : Tells<LimitRuns> {
  static constexpr std::string_view place = "/limit";
  static constexpr RuleInfo info{"LimitRuns",
                                 {"行政许可法", "42(1), 45"},
                                 "该期限仍在计算，尚未届满",
                                 "the limit is running and has not ended"};
  static bool holds(const auto& fact, const Context& context) {
    const auto limit = limit_of(fact, context);
    const auto* open = context.input.kase.duty_named(limit);
    return open != nullptr && open->kind == DutyKind::deadline;
  }
};
// In time but known later (DESIGN §5.4): the limit's end was recorded first, the act received
// first.
struct ReceivedInTime {
  static constexpr RuleInfo info{"ReceivedInTime",
                                 {"民法典", "203"},
                                 "在期限届满前收到",
                                 "it was received before the limit ended"};
  static bool holds(const auto& fact, const Context& context) {
    return passed_meanwhile(limit_of(fact, context), context) != nullptr;
  }
};
struct ReasonGiven : Tells<ReasonGiven> {
  static constexpr std::string_view place = "/reason";
  static constexpr RuleInfo info{
      "ReasonGiven", {"行政许可法", "42(1), 45"}, "已说明理由", "a reason is given"};
  static bool holds(const auto& fact, const Context&) { return !fact.reason.empty(); }
};

// ---- procedures

struct ItemKnowsProcedure : Tells<ItemKnowsProcedure> {
  static constexpr std::string_view place = "/procedure";
  static constexpr RuleInfo info{"ItemKnowsProcedure",
                                 {"行政许可法", "45"},
                                 "该特别程序列于事项，并暂停所写期限",
                                 "the item lists the procedure, and it stops that limit"};
  static bool holds(const ProcedureStarted& fact, const Context& context) {
    const auto* procedure = context.input.item->procedure(fact.procedure);
    return procedure != nullptr && procedure->stops == fact.limit;
  }
};
struct FewProcedures {
  static constexpr RuleInfo info{"FewProcedures",
                                 {"house", "procedures_max"},
                                 "本办件特别程序不超过 16 次",
                                 "the case has had fewer than 16 procedures"};
  static bool holds(const auto&, const Context& context) {
    return context.input.kase.clock.procedures.size() < procedures_max;
  }
};
struct ProcedureTaskMineOrFree {
  static constexpr RuleInfo info{"TaskMineOrFree",
                                 {"house", "worklist"},
                                 "该任务无人认领或者由本人承办",
                                 "the task is free or in one's own hands"};
  static bool holds(const auto&, const Context& context) {
    return context.task_is_mine_or_free(end_procedure::info.name);
  }
};
struct ResultGiven : Tells<ResultGiven> {
  static constexpr std::string_view place = "/result";
  static constexpr RuleInfo info{
      "ResultGiven", {"行政许可法", "48(1)(5), 48(2)"}, "已写明结果", "its result is given"};
  static bool holds(const ProcedureEnded& fact, const Context&) { return !fact.result.empty(); }
};
struct ProcedurePassed {
  static constexpr RuleInfo info{"ProcedurePassed",
                                 {"item", "procedures"},
                                 "该时限仍在计算且已届满",
                                 "its limit is open and its day is over"};
  static bool holds(const auto&, const Context& context) {
    const auto* open = context.input.kase.duty_named(procedure_in_time::info.name);
    return open != nullptr && open->due <= context.input.moments.effective_at;
  }
};

// ---- another version of the item

struct VersionIsThere : Tells<VersionIsThere> {
  static constexpr std::string_view place = "/to";
  static constexpr RuleInfo info{"VersionIsThere",
                                 {"item", "version"},
                                 "事项有该版本，且不是现行办理版本",
                                 "the item has that version, and the case is not of it"};
  static bool holds(const ItemVersionChanged&, const Context& context) {
    const auto* target = context.input.target;
    return target != nullptr && target->version != context.input.kase.item_version;
  }
};
struct SameShape : Tells<SameShape> {
  static constexpr std::string_view place = "/to";
  static constexpr RuleInfo info{"SameShape",
                                 {"item", "workflow"},
                                 "两个版本流程相同",
                                 "both versions are of one edition of a workflow"};
  static bool holds(const ItemVersionChanged&, const Context& context) {
    const auto* target = context.input.target;
    return target != nullptr && target->edition == context.input.kase.edition;
  }
};
// Nothing that runs may be left without what says how long.
struct VersionServesCase : Tells<VersionServesCase> {
  static constexpr std::string_view place = "/to";
  static constexpr RuleInfo info{"VersionServesCase",
                                 {"item", "limits, procedures"},
                                 "该版本载有办件正在计算的期限和正在进行的特别程序",
                                 "that version has each limit and the procedure that run"};
  static bool holds(const ItemVersionChanged&, const Context& context) {
    const auto* target = context.input.target;
    // What is signed of a bill names the version that it was prepared under.
    if (target == nullptr || context.input.item->bill) return false;
    const auto& kase = context.input.kase;
    for (const auto& duty : kase.open) {
      const bool of_item =
          duty.kind == DutyKind::deadline && context.input.item->limits.contains(duty.name);
      if (of_item && !target->limits.contains(duty.name)) return false;
    }
    const auto* running = kase.clock.running();
    if (running == nullptr) return true;
    const auto* procedure = target->procedure(running->procedure);
    return procedure != nullptr && procedure->stops == running->limit;
  }
};

// ---- the extension

struct ItemExtends : Tells<ItemExtends> {
  static constexpr std::string_view place = "/limit";
  static constexpr RuleInfo info{"ItemExtends",
                                 {"行政许可法", "42(1)"},
                                 "事项规定该期限可以延长",
                                 "the item lets this limit be extended"};
  static bool holds(const ExtensionAsked& fact, const Context& context) {
    return context.input.item->extensions.contains(fact.limit);
  }
};
struct WithinExtension {
  static constexpr RuleInfo info{"WithinExtension",
                                 {"行政许可法", "42(1)"},
                                 "延长不超过事项规定",
                                 "by no more than the item lets it be extended"};
  static bool holds(const LimitExtended& fact, const Context& context) {
    return fact.amount >= 1 && fact.amount <= most(context);
  }
  static Finding found(const LimitExtended& fact, const Context& context) {
    return {"/amount", std::to_string(fact.amount) + " (1-" + std::to_string(most(context)) + ")"};
  }

 private:
  static std::uint32_t most(const Context& context) {
    const auto& extensions = context.input.item->extensions;
    const auto found = extensions.find(context.input.kase.clock.asked);
    return found == extensions.end() ? 0 : static_cast<std::uint32_t>(found->second.most);
  }
};
struct ExtensionTaskMineOrFree {
  static constexpr RuleInfo info = ProcedureTaskMineOrFree::info;
  static bool holds(const auto&, const Context& context) {
    return context.task_is_mine_or_free(decide_extension::info.name);
  }
};
struct OtherThanAsker {
  static constexpr RuleInfo info{"OtherThanAsker",
                                 {"行政许可法", "42(1)"},
                                 "批准人不是申请延长的人",
                                 "whoever decides on it has not asked for it"};
  static bool holds(const auto&, const Context& context) {
    return !context.did(ExtensionAsked::name);
  }
};

}  // namespace vermilion::clock_1
