// The rules of approval/1, each with the law or the item's own member that it stands on.
//
// A rule is a pure predicate over the fact, the case as folded, the item and the moments; it sees
// no Personal<T>. What needs several lines is in rules.cpp. `found` says where the fault lies and
// what stands there, never personal data; texts for people are "Chinese | English".
// Source: 行政许可法; 代理记账管理办法 (财政部令98号); 会计法 36; ITEMS §2.0, §2.9. Threads: pure.
#pragma once

#include "engine/core/shared_rules.hpp"
#include "workflows/approval/1/fold.hpp"
#include "workflows/approval/1/words.hpp"

namespace vermilion::approval_1 {

using rules::DeadlinePassed;
using rules::TaskMineOrFree;
using table::Finding;
using table::RuleInfo;
using Context = RuleContext<Data>;

// ---- what an application must be, whatever its item

// Each answers the finding of the first fault, or nothing.
using Fault = std::optional<Finding>;

[[nodiscard]] Fault unit_fault(const Submitted& fact, const Item& item);
[[nodiscard]] Fault people_fault(const Submitted& fact, const Item& item);
[[nodiscard]] Fault lead_fault(const Submitted& fact, const Item& item);
[[nodiscard]] Fault id_number_fault(const Submitted& fact);
[[nodiscard]] Fault same_person_fault(const Submitted& fact);
[[nodiscard]] Fault form_fault(const Submitted& fact, const Item& item);
[[nodiscard]] Fault material_list_fault(const std::vector<Material>& materials, const Item& item);
[[nodiscard]] Fault grade_fault(const std::vector<Material>& materials, const Item& item);
[[nodiscard]] Fault list_fault(const SupplementRequested& fact, const Item& item);
// Of what was handed in so far.
[[nodiscard]] Fault completeness_fault(const Data& data, const Item& item);
[[nodiscard]] Fault grade_fault(const Data& data, const Item& item);
[[nodiscard]] Fault supplied_fault(const Supplemented& fact, const Data& data);
[[nodiscard]] Fault posts_fault(const Data& data);

// A rule that is "this finder finds nothing".
template <class Rule>
struct FindsNothing {
  static bool holds(const auto& fact, const Context& context) {
    return !Rule::fault(fact, context).has_value();
  }
  static Finding found(const auto& fact, const Context& context) {
    return Rule::fault(fact, context).value_or(Finding{});
  }

 private:
  FindsNothing() = default;
  friend Rule;
};

struct UnitHolds : FindsNothing<UnitHolds> {
  static constexpr RuleInfo info{"UnitHolds",
                                 {"代理记账管理办法", "4(1), 5(1); GB 32100-2015"},
                                 "事项要求单位的，单位已填写且统一社会信用代码校验相符",
                                 "a unit is given where the item needs one, and its code checks"};
  static Fault fault(const Submitted& fact, const Context& context) {
    return unit_fault(fact, *context.input.item);
  }
};
struct PeopleAreEnough : FindsNothing<PeopleAreEnough> {
  static constexpr RuleInfo info{"PeopleAreEnough",
                                 {"代理记账管理办法", "4(2)"},
                                 "专职从业人员不少于规定人数",
                                 "there are enough full-time people"};
  static Fault fault(const Submitted& fact, const Context& context) {
    return people_fault(fact, *context.input.item);
  }
};
struct LeadIsQualified : FindsNothing<LeadIsQualified> {
  static constexpr RuleInfo info{
      "LeadIsQualified",
      {"代理记账管理办法", "4(3); 会计法 36"},
      "有且仅有一名业务负责人，专职，具有会计师以上职称或者规定年限",
      "exactly one person is in charge, full-time, with the title or the years"};
  static Fault fault(const Submitted& fact, const Context& context) {
    return lead_fault(fact, *context.input.item);
  }
};
struct IdNumbersHold : FindsNothing<IdNumbersHold> {
  static constexpr RuleInfo info{"IdNumbersHold",
                                 {"GB 11643-1999", "4"},
                                 "各人身份证件号码校验相符",
                                 "each identity number checks"};
  static Fault fault(const Submitted& fact, const Context&) { return id_number_fault(fact); }
};
struct NobodyTwice : FindsNothing<NobodyTwice> {
  static constexpr RuleInfo info{
      "NobodyTwice", {"代理记账管理办法", "4(2)"}, "同一人不重复填报", "nobody is named twice"};
  static Fault fault(const Submitted& fact, const Context&) { return same_person_fault(fact); }
};
struct FormIsFilled : FindsNothing<FormIsFilled> {
  static constexpr RuleInfo info{"FormIsFilled",
                                 {"行政许可法", "29(1)"},
                                 "申请书必填栏目已填写，无未知或重复栏目",
                                 "the form's required fields are filled, none unknown or twice"};
  static Fault fault(const Submitted& fact, const Context& context) {
    return form_fault(fact, *context.input.item);
  }
};
struct OnlyListedMaterials : FindsNothing<OnlyListedMaterials> {
  static constexpr RuleInfo info{"OnlyListedMaterials",
                                 {"行政许可法", "31"},
                                 "只提交事项清单中的材料，且不重复",
                                 "only materials of the item's list are handed in, none twice"};
  static Fault fault(const auto& fact, const Context& context) {
    return material_list_fault(fact.materials, *context.input.item);
  }
};

// ---- acceptance

struct MaterialsComplete : FindsNothing<MaterialsComplete> {
  static constexpr RuleInfo info{"MaterialsComplete",
                                 {"行政许可法", "32(1)(5)"},
                                 "申请材料齐全",
                                 "all required materials are there"};
  static Fault fault(const auto&, const Context& context) {
    return completeness_fault(context.data, *context.input.item);
  }
};
struct GradesSuffice : FindsNothing<GradesSuffice> {
  static constexpr RuleInfo info{"GradesSuffice",
                                 {"国办函〔2016〕108号", "可信等级"},
                                 "材料可信等级符合事项要求",
                                 "each material has a trust grade that the item takes"};
  static Fault fault(const auto&, const Context& context) {
    return grade_fault(context.data, *context.input.item);
  }
};
struct SuppliedGradesSuffice : FindsNothing<SuppliedGradesSuffice> {
  static constexpr RuleInfo info{"SuppliedGradesSuffice",
                                 {"国办函〔2016〕108号", "可信等级"},
                                 "补正材料可信等级符合事项要求",
                                 "each supplied material has a trust grade that the item takes"};
  static Fault fault(const Supplemented& fact, const Context& context) {
    return grade_fault(fact.materials, *context.input.item);
  }
};
struct PersonOrItemAccepts {
  static constexpr RuleInfo info{"PersonOrItemAccepts",
                                 {"item", "accept_by_rule"},
                                 "由窗口受理，或者事项规定自动受理",
                                 "a window accepts, or the item lets the rule accept"};
  static bool holds(const auto&, const Context& context) {
    return context.holds_role("window") || context.input.item->accept_by_rule;
  }
};
struct LeadWasChecked {
  static constexpr RuleInfo info{"LeadWasChecked",
                                 {"item", "check_lead"},
                                 "事项要求核验负责人的，核验已通过",
                                 "the person in charge has passed the check where the item asks"};
  static bool holds(const auto&, const Context& context) {
    return !context.input.item->check_lead || context.input.kase.in_state("CHECK_PASSED");
  }
  static Finding found(const auto&, const Context& context) {
    const auto& states = context.input.kase.states;
    return {"", states.size() > 1 ? states[1] : std::string{}};
  }
};
// The second agency is refused, naming the case that holds the post.
struct PostsAreHeld : FindsNothing<PostsAreHeld> {
  static constexpr RuleInfo info{"PostsAreHeld",
                                 {"代理记账管理办法", "4(2), 4(3)"},
                                 "专职从业人员未在其他机构专职",
                                 "each full-time person works for this agency only"};
  static Fault fault(const auto&, const Context& context) { return posts_fault(context.data); }
};

// ---- refusal to accept, supplement

struct ReasonGiven {
  static constexpr RuleInfo info{
      "ReasonGiven", {"行政许可法", "32(2)"}, "已说明理由", "a reason is given"};
  static bool holds(const auto& fact, const Context&) { return !fact.reason.empty(); }
  static Finding found(const auto&, const Context&) { return {"/reason", ""}; }
};
struct FirstAndOnlyList {
  static constexpr RuleInfo info{"FirstAndOnlyList",
                                 {"行政许可法", "32(1)(4)"},
                                 "尚未告知过补正，一次告知全部内容",
                                 "no list was told before: all is told at once"};
  static bool holds(const auto&, const Context& context) { return !context.data.list_told; }
};
struct ListIsOfThisItem : FindsNothing<ListIsOfThisItem> {
  static constexpr RuleInfo info{"ListIsOfThisItem",
                                 {"行政许可法", "31"},
                                 "补正清单不为空，且只列事项清单中的材料",
                                 "the list is not empty and names the item's materials only"};
  static Fault fault(const SupplementRequested& fact, const Context& context) {
    return list_fault(fact, *context.input.item);
  }
};
struct AllListedSupplied : FindsNothing<AllListedSupplied> {
  static constexpr RuleInfo info{"AllListedSupplied",
                                 {"行政许可法", "32(1)(5)"},
                                 "已按要求提交全部补正材料",
                                 "all that was listed is supplied"};
  static Fault fault(const Supplemented& fact, const Context& context) {
    return supplied_fault(fact, context.data);
  }
};

// ---- time

// In time but known later (DESIGN §5.4): the timer was recorded first, the act was received first.
template <class Deadline>
struct ReceivedInTime {
  static constexpr RuleInfo info{"ReceivedInTime",
                                 {"民法典", "203"},
                                 "在期限届满前收到",
                                 "it was received before the deadline passed"};
  static bool holds(const auto&, const Context& context) {
    return context.received_before_passed(Deadline::info.name);
  }
};
struct AcceptedBySilenceOnly {
  static constexpr RuleInfo info{"AcceptedBySilenceOnly",
                                 {"行政许可法", "32(1)(4)"},
                                 "此前仅因逾期未告知而视为受理",
                                 "the case was accepted by silence only"};
  static bool holds(const auto&, const Context& context) { return context.data.deemed_only; }
};

// ---- the links of the review

struct TwoLinks {
  static constexpr RuleInfo info{
      "TwoLinks", {"item", "links"}, "事项设两个审查环节", "the item has two links"};
  static bool holds(const auto&, const Context& context) { return context.input.item->links == 2; }
};
struct OneLink {
  static constexpr RuleInfo info{
      "OneLink", {"item", "links"}, "事项设一个审查环节", "the item has one link"};
  static bool holds(const auto&, const Context& context) { return context.input.item->links == 1; }
};
// Over the whole history and by person, so neither delegation nor a second account helps.
struct OtherThanHandler {
  static constexpr RuleInfo info{"OtherThanHandler",
                                 {"item", "links: second look"},
                                 "决定人不是任何一次承办人",
                                 "whoever decides has never handled this case"};
  static bool holds(const auto&, const Context& context) { return !context.did("Proposed"); }
};
struct OtherThanWindow {
  static constexpr RuleInfo info{"OtherThanWindow",
                                 {"item", "links: second look"},
                                 "事项设两个环节的，决定人不是受理人",
                                 "with two links, whoever decides did not accept the application"};
  static bool holds(const auto&, const Context& context) {
    return context.input.item->links < 2 || !context.did("Accepted");
  }
};
// Whoever applied decides nothing in his own case, also not through another account (回避).
struct NotOnesOwnCase {
  static constexpr RuleInfo info{"NotOnesOwnCase",
                                 {"公务员法", "76(1)"},
                                 "办理人不是本办件的申请人",
                                 "whoever acts for the office is not the applicant"};
  static bool holds(const auto&, const Context& context) { return !context.did("Submitted"); }
};
struct OpinionGiven {
  static constexpr RuleInfo info{
      "OpinionGiven", {"行政许可法", "34(1)"}, "已写明审查意见", "an opinion is given"};
  static bool holds(const Proposed& fact, const Context&) { return !fact.opinion.empty(); }
  static Finding found(const Proposed&, const Context&) { return {"/opinion", ""}; }
};
struct ReasonsStated {
  static constexpr RuleInfo info{"ReasonsStated",
                                 {"行政许可法", "38(2)"},
                                 "已说明不予许可的理由",
                                 "the refusal gives reasons"};
  static bool holds(const RefusedToGrant& fact, const Context&) { return !fact.reasons.empty(); }
  static Finding found(const RefusedToGrant&, const Context&) { return {"/reasons", ""}; }
};
struct RemediesStated {
  static constexpr RuleInfo info{"RemediesStated",
                                 {"行政许可法", "38(2)"},
                                 "已告知行政复议和行政诉讼的权利",
                                 "the refusal names review and lawsuit"};
  static bool holds(const RefusedToGrant& fact, const Context&) { return !fact.remedies.empty(); }
  static Finding found(const RefusedToGrant&, const Context&) { return {"/remedies", ""}; }
};

// ---- tasks, requests, papers

// A free task may be done without claiming it; one in another's hands may not, also not by the one
// from whom it was assigned away.
// The rule itself holds no task and takes none from anybody.
struct PrecheckMineOrFree {
  static constexpr RuleInfo info = TaskMineOrFree<precheck>::info;
  static bool holds(const auto& fact, const Context& context) {
    return context.holds_role("rule") || TaskMineOrFree<precheck>::holds(fact, context);
  }
};
struct RequestIsOpen {
  static constexpr RuleInfo info{"RequestIsOpen",
                                 {"item", "check_lead"},
                                 "答复对应本办件未答复的核验请求",
                                 "the answer belongs to an open request of this case"};
  static bool holds(const auto& fact, const Context& context) {
    const auto* asked = context.input.kase.duty(fact.request);
    return asked != nullptr && asked->kind == DutyKind::check;
  }
};
struct HandSaysPassed {
  static constexpr RuleInfo info{
      "HandSaysPassed", {"item", "check_lead"}, "人工核验相符", "found to be right by hand"};
  static bool holds(const CheckedByHand& fact, const Context&) { return fact.passed; }
};
struct HandSaysFailed {
  static constexpr RuleInfo info{
      "HandSaysFailed", {"item", "check_lead"}, "人工核验不符", "found to be wrong by hand"};
  static bool holds(const CheckedByHand& fact, const Context&) { return !fact.passed; }
};
struct PostWasAskedFor {
  static constexpr RuleInfo info{"PostWasAskedFor",
                                 {"house", "register"},
                                 "该岗位由本办件申请占用且未占用",
                                 "this case asked for the post and does not hold it"};
  static bool holds(const auto& fact, const Context& context) {
    const auto* post = context.data.post_of(fact.key);
    return post != nullptr && !post->granted;
  }
};
struct NumberGiven {
  static constexpr RuleInfo info{
      "NumberGiven", {"行政许可法", "39"}, "证书有编号", "the certificate has a number"};
  static bool holds(const CertificateMade& fact, const Context&) { return !fact.number.empty(); }
  static Finding found(const CertificateMade&, const Context&) { return {"/number", ""}; }
};
struct HowGiven {
  static constexpr RuleInfo info{
      "HowGiven", {"行政许可法", "44"}, "已写明送达方式", "it is said how it was handed over"};
  static bool holds(const HandedOver& fact, const Context&) { return !fact.how.empty(); }
  static Finding found(const HandedOver&, const Context&) { return {"/how", ""}; }
};

}  // namespace vermilion::approval_1
