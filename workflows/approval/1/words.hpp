// The words of approval/1: its states and what its rows owe. The table joins them.
//
// The first region is the case itself, the second the one check of the person in charge. A duty's
// `to` is a role (task), office (check), register (take, give_back) or template (notice, document);
// `detail` is the fact that a deadline or judgement proposes.
// Source: ITEMS §2.0; 行政许可法 29–44. Threads: constants.
#pragma once

#include "engine/table/roles.hpp"
#include "engine/table/table.hpp"

namespace vermilion::approval_1 {

using table::DutyInfo;
using table::State;
using table::StateInfo;

struct Draft : State {
  static constexpr StateInfo info{"DRAFT", "草稿"};
};
struct PreCheck : State {
  static constexpr StateInfo info{"PRECHECK", "预受理"};
};
struct Supplement : State {
  static constexpr StateInfo info{"SUPPLEMENT", "待补正"};
};
struct Handling : State {
  static constexpr StateInfo info{"HANDLING", "承办"};
};
struct Review : State {
  static constexpr StateInfo info{"REVIEW", "审核"};
};
struct Granted : State {
  static constexpr StateInfo info{"APPROVED", "准予"};
};
struct Making : State {
  static constexpr StateInfo info{"MAKING", "制证"};
};
struct Closed : State {
  static constexpr StateInfo info{"CLOSED", "办结", true};
};
struct Declined : State {
  static constexpr StateInfo info{"NOT_ACCEPTED", "不予受理", true};
};
struct Refused : State {
  static constexpr StateInfo info{"REFUSED", "不予许可", true};
};
struct Retracted : State {
  static constexpr StateInfo info{"WITHDRAWN", "撤回", true};
};
struct Terminated : State {
  static constexpr StateInfo info{"TERMINATED", "终止", true};
};

// No answer yet, or none needed: what the item asks for is asked by rules.
struct CheckOpen : State {
  static constexpr StateInfo info{"CHECK_OPEN", "未核验"};
};
struct CheckByHand : State {
  static constexpr StateInfo info{"CHECK_MANUAL", "待人工核验"};
};
struct CheckHolds : State {
  static constexpr StateInfo info{"CHECK_PASSED", "核验通过", true};
};
struct CheckDiffers : State {
  static constexpr StateInfo info{"CHECK_FAILED", "核验不符"};
};

using enum DutyKind;

// NOLINTBEGIN(readability-identifier-naming): words of the table read as Owes<precheck>
// Deadlines: the item's limit of the same name says how long.
struct accept_in_time {
  static constexpr DutyInfo info{"accept",         deadline,   "timer",
                                 "DeemedAccepted", "受理期限", "limit for acceptance"};
};
struct supply_in_time {
  static constexpr DutyInfo info{"supply",           deadline,   "timer",
                                 "LapsedUnsupplied", "补正期限", "limit for the supplement"};
};
struct decide_in_time {
  static constexpr DutyInfo info{"decide",          deadline,   "timer",
                                 "DecisionOverdue", "决定期限", "limit for the decision"};
};
struct deliver_in_time {
  static constexpr DutyInfo info{"deliver",         deadline,   "timer",
                                 "DeliveryOverdue", "送达期限", "limit for delivery"};
};

// Tasks.
struct precheck {
  static constexpr DutyInfo info{"precheck", task, "window", "", "受理审查", "acceptance check"};
};
struct supply_materials {
  static constexpr DutyInfo info{"supply_materials", task, "applicant", "", "补正材料",
                                 "supply materials"};
};
struct check_by_hand {
  static constexpr DutyInfo info{"check_by_hand", task, "window", "", "人工核验", "check by hand"};
};
struct handle {
  static constexpr DutyInfo info{"handle", task, "handler", "", "承办", "handle"};
};
struct review {
  static constexpr DutyInfo info{"review", task, "approver", "", "审批", "review and decide"};
};
struct make_certificate {
  static constexpr DutyInfo info{"make", task, "maker", "", "制证", "make the certificate"};
};
struct hand_over {
  static constexpr DutyInfo info{"hand_over", task, "window", "", "送达", "hand over"};
};

// Of other cases, of an office, of the rule itself.
struct take_posts {
  static constexpr DutyInfo info{"take_post", take,           "full_time_post",
                                 "",          "占用专职岗位", "take the full-time post"};
};
struct give_back_posts {
  static constexpr DutyInfo info{"give_back_post", give_back,
                                 "full_time_post", "",
                                 "归还专职岗位",   "give back the full-time post"};
};
struct check_lead {
  static constexpr DutyInfo info{
      "check", check, "public_security", "", "核验负责人身份", "check the person in charge"};
};
struct accept_at_once {
  static constexpr DutyInfo info{"accept_at_once", judgement,  "rule",
                                 "Accepted",       "自动受理", "accept by rule"};
};

// Papers that the law demands.
struct receipt {
  static constexpr DutyInfo info{"receipt", document, "receipt", "", "申请材料接收凭证", "receipt"};
};
struct acceptance_notice {
  static constexpr DutyInfo info{
      "acceptance_notice", document, "acceptance_notice", "", "受理通知书", "notice of acceptance"};
};
struct rejection_notice {
  static constexpr DutyInfo info{"rejection_notice", document,
                                 "rejection_notice", "",
                                 "不予受理通知书",   "notice that the application is not accepted"};
};
struct supplement_notice {
  static constexpr DutyInfo info{"supplement_notice", document,
                                 "supplement_notice", "",
                                 "补正材料通知书",    "list of what is to be supplied"};
};
struct termination_notice {
  static constexpr DutyInfo info{"termination_notice", document,
                                 "termination_notice", "",
                                 "终止办理通知书",     "notice of termination"};
};
struct licence {
  static constexpr DutyInfo info{"licence", document, "licence", "", "许可证书", "licence"};
};
struct decision_letter {
  static constexpr DutyInfo info{"decision_letter", document,  "decision_letter", "",
                                 "准予许可决定书",  "decision"};
};
struct refusal_letter {
  static constexpr DutyInfo info{"refusal_letter", document, "refusal_letter", "",
                                 "不予许可决定书", "refusal"};
};
struct withdrawal_confirmation {
  static constexpr DutyInfo info{
      "withdrawal_confirmation",   document, "withdrawal_confirmation", "", "撤回确认书",
      "confirmation of withdrawal"};
};

// Notices.
struct tell_received {
  static constexpr DutyInfo info{"tell_received", notice,          "received", "",
                                 "告知收件",      "tell: received"};
};
struct tell_accepted {
  static constexpr DutyInfo info{"tell_accepted", notice,          "accepted", "",
                                 "告知受理",      "tell: accepted"};
};
struct tell_not_accepted {
  static constexpr DutyInfo info{"tell_not_accepted", notice, "not_accepted", "", "告知不予受理",
                                 "tell: not accepted"};
};
struct tell_supplement {
  static constexpr DutyInfo info{"tell_supplement", notice, "supplement", "", "告知补正",
                                 "tell: supplement"};
};
struct tell_terminated {
  static constexpr DutyInfo info{"tell_terminated", notice, "terminated", "", "告知终止",
                                 "tell: terminated"};
};
struct tell_decided {
  static constexpr DutyInfo info{"tell_decided", notice,         "decided", "",
                                 "告知决定",     "tell: decided"};
};
struct tell_ready {
  static constexpr DutyInfo info{"tell_ready", notice,     "ready",
                                 "",           "告知领证", "tell: ready to be collected"};
};
struct tell_mismatch {
  static constexpr DutyInfo info{"tell_mismatch",          notice, "mismatch", "", "告知核验不符",
                                 "tell: the check differs"};
};
struct tell_post_held {
  static constexpr DutyInfo info{
      "tell_post_held", notice, "post_held", "", "告知专职岗位已被占用", "tell: post is held"};
};
struct publish_decision {
  static constexpr DutyInfo info{"publish_decision",    notice, "public_decision", "", "公示决定",
                                 "publish the decision"};
};
struct alert_supervision {
  static constexpr DutyInfo info{"alert_supervision", notice, "supervision", "", "监察告警",
                                 "alert supervision"};
};

// NOLINTEND(readability-identifier-naming): end of the words

}  // namespace vermilion::approval_1
