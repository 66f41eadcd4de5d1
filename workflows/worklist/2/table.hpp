// worklist/2 (待办): the states of one task, whose hands it may go into, and who helps with it.
//
// It is judged beside the case's own edition: `Case::states` holds the task's state (FREE, HELD,
// DELEGATED), JudgeInput::task the task, and JudgeInput::named the colleagues whom the act names
// with what each may do on the case: nobody is given a task that he could not do, or asked about a
// case that he may not see. Rows name no role, since the role that counts is the one the task is
// for. A co-signature is a task of its own, in the hands of whoever is asked from the start; what
// waits for it is engine/cosigning.hpp's. A task's `detail` names the facts whose recorders may
// not do it (events/facts/requests.hpp): separation of duties is kept when the task is taken, and
// kept again by the act's own row. Worklist acts change nothing that is judged of the case.
// Source: DESIGN §3 (worklist acts are facts judged by the same engine); ITEMS §2.0 (AB roles:
// B has A's worklist only while A is recorded absent). Threads: types.
#pragma once

#include <set>

#include "workflows/worklist/rules.hpp"

namespace vermilion::worklist_2 {

using table::Any;
using table::By;
using table::Ends;
using table::Finding;
using table::If;
using table::On;
using table::Owes;
using table::Regions;
using table::Rows;
using table::RuleInfo;
using table::Same;
using table::State;
using table::StateInfo;
using worklist::HolderOrSupervisor;
using worklist::is_in_conflict;
using worklist::is_staff_task;
using worklist::NotInConflict;
using worklist::RoleOfTaskHeld;

// Empty: the case's data are those of its own edition.
struct Data {
  template <class Archive>
  void serialize(Archive&) {}
};
using Context = RuleContext<Data>;

struct Free : State {
  static constexpr StateInfo info{"FREE", "待认领"};
};
struct Held : State {
  static constexpr StateInfo info{"HELD", "已认领"};
};
struct Delegated : State {
  static constexpr StateInfo info{"DELEGATED", "委托办理中"};
};
struct Signed : State {
  static constexpr StateInfo info{"SIGNED", "已加签", true};
};
struct Dropped : State {
  static constexpr StateInfo info{"DROPPED", "加签已撤回", true};
};

// The first role under which a colleague works on the case; nullptr when he has none.
[[nodiscard]] inline const RoleHeld* staff_role_of(const NamedPerson& one) {
  for (const auto& held : one.roles) {
    if (table::roles::is_staff(held.role)) return &held;
  }
  return nullptr;
}
[[nodiscard]] inline bool holds_role(const NamedPerson& one, std::string_view role) {
  return std::any_of(one.roles.begin(), one.roles.end(),
                     [&](const RoleHeld& held) { return held.role == role; });
}

struct HeldByTheAbsent {
  static constexpr RuleInfo info{"HeldByTheAbsent",
                                 {"item", "AB 角: substitute"},
                                 "任务由其所代理的缺勤人员持有",
                                 "held by the absent colleague whom one stands in for"};
  static bool holds(const auto&, const Context& context) {
    const auto* task = context.input.task;
    const auto& absent = context.input.principal.on_behalf_of;
    return task != nullptr && !absent.empty() && task->holder == absent;
  }
};
struct Holder {
  static constexpr RuleInfo info{
      "Holder", {"house", "worklist"}, "由任务持有人办理", "by whoever holds the task"};
  static bool holds(const auto&, const Context& context) {
    const auto* task = context.input.task;
    return is_staff_task(task) && !task->holder.empty() &&
           task->holder == context.input.principal.who;
  }
};
struct Supervisor {
  static constexpr RuleInfo info{
      "Supervisor", {"house", "worklist"}, "由监察岗位办理", "by a supervisor"};
  static bool holds(const auto&, const Context& context) {
    return is_staff_task(context.input.task) && context.holds_role("supervisor");
  }
};
struct HolderOrDelegator {
  static constexpr RuleInfo info{"HolderOrDelegator",
                                 {"house", "worklist"},
                                 "由受托人交还，或者由委托人收回",
                                 "returned by the delegate, or taken back by who delegated"};
  static bool holds(const auto& fact, const Context& context) {
    const auto* task = context.input.task;
    return Holder::holds(fact, context) ||
           (task != nullptr && task->delegated_by == context.input.principal.who);
  }
};
struct AskerOrSupervisor {
  static constexpr RuleInfo info{"AskerOrSupervisor",
                                 {"house", "worklist: co-signatures"},
                                 "由请求加签的人或者监察岗位撤回",
                                 "by whoever asked for it, or a supervisor"};
  static bool holds(const auto& fact, const Context& context) {
    const auto& input = context.input;
    if (input.task == nullptr) return false;
    const auto* asked = cosigns_of(input.kase.cosigns, input.task->id);
    return (asked != nullptr && asked->asked_by == input.principal.who) ||
           Supervisor::holds(fact, context);
  }
};
// Nobody is given a task that he could not do.
struct AssigneeMayDoIt {
  static constexpr RuleInfo info{"AssigneeMayDoIt",
                                 {"house", "worklist"},
                                 "被指派人在此持有该任务所属岗位的授权",
                                 "whom it is given to is granted the task's role here"};
  static bool holds(const auto&, const Context& context) {
    const auto& input = context.input;
    return is_staff_task(input.task) && input.named.size() == 1 &&
           holds_role(input.named.front(), input.task->to);
  }
  static Finding found(const auto&, const Context&) { return {"/to", ""}; }
};
struct AssigneeNotInConflict {
  static constexpr RuleInfo info{"AssigneeNotInConflict",
                                 {"item", "links: second look"},
                                 "被指派人未办理过与该任务相互制约的环节",
                                 "whom it is given to has done nothing that bars from it"};
  static bool holds(const auto&, const Context& context) {
    const auto& input = context.input;
    if (input.task == nullptr || input.named.size() != 1) return false;
    const auto& one = input.named.front();
    return !is_in_conflict(input.kase, *input.task, one.who, one.person);
  }
  static Finding found(const auto&, const Context&) { return {"/to", ""}; }
};
struct NamedIsAnother {
  static constexpr RuleInfo info{"NamedIsAnother",
                                 {"house", "worklist"},
                                 "受托人不是本人",
                                 "whom it is given to is not oneself"};
  static bool holds(const auto&, const Context& context) {
    const auto& input = context.input;
    return input.named.size() == 1 && input.named.front().who != input.principal.who &&
           input.named.front().person != input.principal.person;
  }
  static Finding found(const auto&, const Context&) { return {"/to", ""}; }
};

// The place of the first colleague of whom `bad` is true; empty when there is none.
template <class Bad>
[[nodiscard]] std::string place_of(const Context& context, Bad&& bad) {
  for (std::size_t i = 0; i < context.input.named.size(); ++i) {
    if (bad(context.input.named[i])) return "/to/" + std::to_string(i);
  }
  return {};
}
// Told of it, or asked about it, is only who may see it anyway.
struct NamedMaySeeIt {
  static constexpr RuleInfo info{"NamedMaySeeIt",
                                 {"个人信息保护法", "6, 10"},
                                 "所列人员均在此持有岗位授权",
                                 "everybody named holds a staff role here"};
  static bool holds(const auto& fact, const Context& context) {
    return !context.input.named.empty() && found(fact, context).place.empty();
  }
  static Finding found(const auto&, const Context& context) {
    return {place_of(context, [](const auto& one) { return staff_role_of(one) == nullptr; }), ""};
  }
};
struct CosignersAreOthers {
  static constexpr RuleInfo info{"CosignersAreOthers",
                                 {"house", "worklist: co-signatures"},
                                 "加签人各不相同，且不是本人、不是申请人",
                                 "co-signers are different persons, neither oneself nor applicant"};
  static bool holds(const auto& fact, const Context& context) {
    return found(fact, context).place.empty();
  }
  static Finding found(const auto&, const Context& context) {
    const auto& input = context.input;
    std::set<std::string> persons{input.principal.person};
    if (!input.for_person.empty()) persons.emplace(input.for_person);
    return {place_of(context,
                     [&](const NamedPerson& one) {
                       return one.who == input.kase.applicant || !persons.insert(one.person).second;
                     }),
            ""};
  }
};
struct NeededAreAsked {
  static constexpr RuleInfo info{"NeededAreAsked",
                                 {"house", "worklist: co-signatures"},
                                 "须同意人数为 1 至加签人数",
                                 "at least one, and no more than are asked, must agree"};
  static bool holds(const CosignAsked& fact, const Context&) {
    return fact.needed >= 1 && fact.needed <= fact.to.size();
  }
  static Finding found(const CosignAsked& fact, const Context&) {
    return {"/needed", std::to_string(fact.needed)};
  }
};
struct NoneIsAskedFor {
  static constexpr RuleInfo info{"NoneIsAskedFor",
                                 {"house", "worklist: co-signatures"},
                                 "该任务没有尚未完成的加签",
                                 "no co-signatures are being waited for on this task"};
  static bool holds(const auto&, const Context& context) {
    const auto& input = context.input;
    return input.task != nullptr &&
           std::none_of(input.kase.cosigns.begin(), input.kase.cosigns.end(),
                        [&](const Cosigns& one) { return one.task == input.task->id; });
  }
};
struct ConcernsOne {
  static constexpr RuleInfo info{"ConcernsOne",
                                 {"house", "worklist"},
                                 "由申请人或者本机关人员催办他人的任务",
                                 "the applicant or staff here urge a task that is another's"};
  static bool holds(const auto&, const Context& context) {
    const auto* task = context.input.task;
    if (task == nullptr || task->holder == context.input.principal.who) return false;
    for (const auto& held : context.input.roles) {
      const bool counts = held.role == "applicant" || table::roles::is_staff(held.role);
      if (counts && !(held.role == "applicant" && task->to == "applicant")) return true;
    }
    return false;
  }
};
struct NotUrgedToday {
  static constexpr RuleInfo info{"NotUrgedToday",
                                 {"house", "worklist"},
                                 "同一任务每日至多催办一次",
                                 "a task is urged once a day at most"};
  static bool holds(const auto&, const Context& context) {
    const auto* task = context.input.task;
    if (task == nullptr) return false;
    return !task->urged_at.set() ||
           china_day(task->urged_at) != china_day(context.input.moments.effective_at);
  }
};
struct WorksHere {
  static constexpr RuleInfo info{
      "WorksHere", {"house", "worklist"}, "在此持有岗位授权", "holds a staff role here"};
  static bool holds(const auto&, const Context& context) {
    return std::any_of(context.input.roles.begin(), context.input.roles.end(),
                       [](const RoleHeld& held) { return table::roles::is_staff(held.role); });
  }
};

struct IsCosignature {
  static constexpr RuleInfo info{"IsCosignature",
                                 {"house", "worklist: co-signatures"},
                                 "该任务为加签任务",
                                 "the task is a co-signature"};
  static bool holds(const auto&, const Context& context) {
    const auto* task = context.input.task;
    return task != nullptr && task->name == cosign_task;
  }
};
// Nobody signs in another's stead: a co-signature is not handed on.
struct NoCosignature {
  static constexpr RuleInfo info{"NoCosignature",
                                 {"house", "worklist: co-signatures"},
                                 "该任务不是加签任务",
                                 "the task is no co-signature"};
  static bool holds(const auto& fact, const Context& context) {
    return !IsCosignature::holds(fact, context);
  }
};

// NOLINTBEGIN(readability-identifier-naming): words of the table read as Owes<cosign>
struct cosign {
  static constexpr table::DutyInfo info{cosign_task, DutyKind::task, "oneself",
                                        "",          "加签",         "co-sign"};
};
// NOLINTEND(readability-identifier-naming): end of the words

// clang-format off
struct Table {
  static constexpr table::EditionName edition = "worklist/2";
  using initial = Regions<Free>;
  using table = Rows<
  //  in state          on fact        becomes  who    provided that
  On< Free            , TaskClaimed  , Held   , By<> , If<RoleOfTaskHeld, NotInConflict> >,
  On< Held            , TaskTakenOver, Held   , By<> , If<NoCosignature, HeldByTheAbsent,
                                                          RoleOfTaskHeld, NotInConflict> >,
  On< Held            , TaskReleased , Free   , By<> , If<NoCosignature, HolderOrSupervisor> >,
  On< Any<Free, Held> , TaskAssigned , Held   , By<> , If<NoCosignature, HolderOrSupervisor,
                                                          AssigneeMayDoIt, AssigneeNotInConflict> >,

  On< Held            , TaskDelegated, Delegated, By<>, If<NoCosignature, Holder, NamedIsAnother,
                                                           AssigneeMayDoIt,
                                                           AssigneeNotInConflict> >,
  On< Delegated       , TaskReturned , Held   , By<> , If<HolderOrDelegator> >,
  On< Delegated       , TaskAssigned , Held   , By<> , If<Supervisor, AssigneeMayDoIt,
                                                          AssigneeNotInConflict> >,

  On< Any<Free, Held, Delegated>,
                        TaskUrged    , Same   , By<> , If<ConcernsOne, NotUrgedToday> >,
  On< Any<Free, Held, Delegated>,
                        TaskNoted    , Same   , By<> , If<WorksHere> >,
  On< Any<Free, Held, Delegated>,
                        TaskCopied   , Same   , By<> , If<WorksHere, NamedMaySeeIt> >,

  On< Any<Held, Delegated>,
                        CosignAsked  , Same   , By<> , If<NoCosignature, Holder, NoneIsAskedFor,
                                                          NamedMaySeeIt, CosignersAreOthers,
                                                          NeededAreAsked>,
                                                       Owes<cosign> >,
  On< Held            , CosignGiven  , Signed , By<> , If<IsCosignature, Holder>,
                                                       Owes<>, Ends<cosign> >,
  On< Held            , CosignWithdrawn, Dropped, By<>, If<IsCosignature, AskerOrSupervisor>,
                                                       Owes<>, Ends<cosign> > >;
};
// clang-format on

}  // namespace vermilion::worklist_2
