// The rules of enrolment/1, and what it remembers of an enrolment.
//
// Source: ITEMS §2.10; 会计专业技术资格考试暂行规定; 专业技术人员资格考试违纪违规行为处理规定
// (人社部令第31号). Threads: pure.
#pragma once

#include <algorithm>

#include "engine/core/shared_rules.hpp"
#include "events/sessions.hpp"
#include "workflows/enrolment/1/words.hpp"

namespace vermilion::enrolment_1 {

using rules::DeadlinePassed;
using rules::NotOnesOwnCase;
using rules::TaskMineOrFree;
using table::Finding;
using table::RuleInfo;

struct Data {
  Digest place{};  // of person, item and subject: one enrolment at a time
  std::string subject;
  std::uint64_t paid = 0;         // in fen
  std::optional<DutyId> payment;  // the request that was paid
  std::string session;            // chosen, or held
  std::uint32_t seat = 0;         // held; 0: none
  Instant starts;                 // of the session that is held
  Instant ends;
  std::uint32_t score = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(place, subject, paid, payment, session, seat, starts, ends, score);
  }
};
using Context = RuleContext<Data>;

inline const EnrolmentRules& rules_of(const Context& context) {
  return *context.input.item->enrolment;
}
// A request for the fee, or a person who settles it, is still awaited.
inline bool is_order_open(const Context& context) {
  const auto& kase = context.input.kase;
  return kase.duty_named(collect_fee::info.name) != nullptr ||
         kase.duty_named(collect_by_hand::info.name) != nullptr;
}

// ---- enrolling

struct SubjectOfItem {
  static constexpr RuleInfo info{"SubjectOfItem",
                                 {"item", "enrolment.subjects"},
                                 "科目列于本事项",
                                 "the subject is one of the item's"};
  static bool holds(const Enrolled& fact, const Context& context) {
    const auto& rules = context.input.item->enrolment;
    return rules && rules->subject(fact.subject) != nullptr;
  }
  static Finding found(const Enrolled& fact, const Context&) { return {"/subject", fact.subject}; }
};
struct IdNumberHolds : Tells<IdNumberHolds> {
  static constexpr std::string_view place = "/id_number";
  static constexpr RuleInfo info{"IdNumberHolds",
                                 {"GB 11643-1999", "4"},
                                 "身份证件号码校验相符",
                                 "the identity number checks"};
  static bool holds(const Enrolled& fact, const Context&) { return fact.id_number.check_holds; }
};
struct HasPledged : Tells<HasPledged> {
  static constexpr std::string_view place = "/pledged";
  static constexpr RuleInfo info{"HasPledged",
                                 {"人社部令第31号", "5"},
                                 "已作出诚信承诺",
                                 "the candidate has pledged to be honest"};
  static bool holds(const Enrolled& fact, const Context&) { return fact.pledged; }
};
struct PaysFirst {
  static constexpr RuleInfo info{"PaysFirst",
                                 {"item", "enrolment.fee"},
                                 "本事项先缴费后选考",
                                 "the item has one pay before one chooses"};
  static bool holds(const auto&, const Context& context) {
    return rules_of(context).fee != 0 && rules_of(context).pays_first;
  }
};
struct ChoosesFirst {
  static constexpr RuleInfo info{"ChoosesFirst",
                                 {"item", "enrolment.fee"},
                                 "本事项不收费，或者先占座后缴费",
                                 "the item has no fee, or one pays while a seat is held"};
  static bool holds(const auto& fact, const Context& context) {
    return !PaysFirst::holds(fact, context);
  }
};

// ---- paying

// By the payment system to its request; by a window to the task that it has in hand.
struct AskedOfThem {
  static constexpr RuleInfo info{"AskedOfThem",
                                 {"house", "payment"},
                                 "对应本办件未答复的请求，或者本人承办的任务",
                                 "it answers an open request, or the task in one's hands"};
  static bool holds(const auto& fact, const Context& context) {
    const auto* asked = context.input.kase.duty(fact.request);
    if (asked == nullptr) return false;
    const bool refund = std::is_same_v<std::decay_t<decltype(fact)>, FeeRefunded>;
    if (context.holds_role(table::roles::payment::info.name)) {
      return asked->name == (refund ? refund_fee::info.name : collect_fee::info.name);
    }
    const auto task = refund ? refund_by_hand::info.name : collect_by_hand::info.name;
    return asked->name == task &&
           (asked->holder.empty() || asked->holder == context.input.principal.who);
  }
};
struct RequestIsOpen {
  static constexpr RuleInfo info{"RequestIsOpen",
                                 {"house", "payment"},
                                 "对应本办件未答复的请求",
                                 "it answers an open request of this case"};
  static bool holds(const CheckUnavailable& fact, const Context& context) {
    const auto* asked = context.input.kase.duty(fact.request);
    return asked != nullptr && asked->kind == DutyKind::check;
  }
};
struct AmountIsFee {
  static constexpr RuleInfo info{
      "AmountIsFee", {"item", "enrolment.fee"}, "金额等于收费标准", "the amount is the fee"};
  static bool holds(const FeePaid& fact, const Context& context) {
    return fact.amount == rules_of(context).fee;
  }
  static Finding found(const FeePaid&, const Context& context) {
    return {"/amount", std::to_string(rules_of(context).fee)};
  }
};
struct AmountIsPaid {
  static constexpr RuleInfo info{
      "AmountIsPaid", {"item", "enrolment.fee"}, "金额等于已缴金额", "the amount is what was paid"};
  static bool holds(const FeeRefunded& fact, const Context& context) {
    return fact.amount == context.data.paid;
  }
  static Finding found(const FeeRefunded&, const Context& context) {
    return {"/amount", std::to_string(context.data.paid)};
  }
};
// Money that was paid in time, and of which the house heard when the limit had been recorded.
struct PaidInTime {
  static constexpr RuleInfo info{"PaidInTime",
                                 {"民法典", "203"},
                                 "缴费时间在缴费时限之内",
                                 "it was paid before the limit passed"};
  static bool holds(const FeePaid& fact, const Context& context) {
    const auto& passed = context.input.kase.passed;
    return std::any_of(passed.begin(), passed.end(), [&](const PassedDeadline& one) {
      return one.name == pay_in_time::info.name && fact.paid_at <= one.due;
    });
  }
};
struct PaidLate {
  static constexpr RuleInfo info{"PaidLate",
                                 {"民法典", "203"},
                                 "缴费时间在缴费时限之后，或者报名已取消",
                                 "it was paid after the limit, or the enrolment was cancelled"};
  static bool holds(const FeePaid& fact, const Context& context) {
    return !PaidInTime::holds(fact, context);
  }
};
struct FeeIsDue {
  static constexpr RuleInfo info{
      "FeeIsDue", {"item", "enrolment.fee"}, "尚需缴费", "the fee is still to be paid"};
  static bool holds(const auto&, const Context& context) {
    return rules_of(context).fee != 0 && context.data.paid == 0;
  }
};
struct NothingIsDue {
  static constexpr RuleInfo info{
      "NothingIsDue", {"item", "enrolment.fee"}, "不收费或者已缴费", "nothing is to be paid"};
  static bool holds(const auto& fact, const Context& context) {
    return !FeeIsDue::holds(fact, context);
  }
};

// ---- holding a seat

struct CodeOfSession : Tells<CodeOfSession> {
  static constexpr std::string_view place = "/session";
  static constexpr RuleInfo info{"CodeOfSession",
                                 {"house", "sessions"},
                                 "场次代码为 1 至 32 位 a-z、0-9、“-”",
                                 "the session's code is 1 to 32 of a-z, 0-9, '-'"};
  static bool holds(const SeatChosen& fact, const Context&) {
    return is_session_code(fact.session);
  }
};
// In time but known later: of the hold that lapsed last.
struct ConfirmedInTime {
  static constexpr RuleInfo info{"ConfirmedInTime",
                                 {"民法典", "203"},
                                 "在占座时限届满前收到",
                                 "it was received before the hold was over"};
  static bool holds(const SeatConfirmed&, const Context& context) {
    return context.received_before_last_passed(hold_ends::info.name);
  }
};
struct CancelledInTime {
  static constexpr RuleInfo info{"CancelledInTime",
                                 {"民法典", "203"},
                                 "在缴费时限届满前收到",
                                 "it was received before the limit for the payment passed"};
  static bool holds(const EnrolmentCancelled&, const Context& context) {
    return context.received_before_passed(pay_in_time::info.name);
  }
};

// ---- cancelling: what becomes of the money

struct Paid {
  static constexpr RuleInfo info{"Paid", {"item", "enrolment.fee"}, "已缴费", "the fee was paid"};
  static bool holds(const auto&, const Context& context) { return context.data.paid != 0; }
};
struct PaymentIsOpen {
  static constexpr RuleInfo info{"PaymentIsOpen",
                                 {"item", "enrolment.fee"},
                                 "未缴费，缴费单尚未了结",
                                 "nothing was paid yet, and the order is open"};
  static bool holds(const auto&, const Context& context) {
    return context.data.paid == 0 && is_order_open(context);
  }
};
struct NothingPaid {
  static constexpr RuleInfo info{"NothingPaid",
                                 {"item", "enrolment.fee"},
                                 "未缴费，无未了结的缴费单",
                                 "nothing was paid, and no order is open"};
  static bool holds(const auto&, const Context& context) {
    return context.data.paid == 0 && !is_order_open(context);
  }
};
struct BeforeCutOff {
  static constexpr RuleInfo info{"BeforeCutOff",
                                 {"item", "enrolment.cancel_hours_before"},
                                 "在取消截止时间之前",
                                 "before the time until which one may cancel"};
  static bool holds(const EnrolmentCancelled&, const Context& context) {
    return context.input.moments.received_at <= cut_off(context);
  }
  static Finding found(const EnrolmentCancelled&, const Context& context) {
    return {"", to_text(cut_off(context))};
  }

 private:
  static Instant cut_off(const Context& context) {
    return context.data.starts +
           -std::int64_t{rules_of(context).cancel_hours_before} * 3'600 * microseconds_a_second;
  }
};

// ---- the examination

struct HasBegun {
  static constexpr RuleInfo info{
      "HasBegun", {"house", "sessions"}, "考试已经开始", "the session has begun"};
  static bool holds(const AttendanceRecorded&, const Context& context) {
    return context.input.moments.received_at >= context.data.starts;
  }
  static Finding found(const AttendanceRecorded&, const Context& context) {
    return {"", to_text(context.data.starts)};
  }
};
inline constexpr std::string_view sat = "sat";
inline constexpr std::string_view absent = "absent";
inline constexpr std::string_view violation = "violation";
struct DidSit {
  static constexpr RuleInfo info{"DidSit",
                                 {"人社部令第31号", "5"},
                                 "考试情况为 sat（到考）、absent（缺考）或者 violation（违纪）",
                                 "the attendance is sat, absent or violation"};
  static bool holds(const AttendanceRecorded& fact, const Context&) {
    return fact.attendance == sat;
  }
  static Finding found(const AttendanceRecorded& fact, const Context&) {
    return {"/attendance", fact.attendance};
  }
};
struct WasAbsent {
  static constexpr RuleInfo info{
      "WasAbsent", {"item", "enrolment"}, "缺考", "the candidate was absent"};
  static bool holds(const AttendanceRecorded& fact, const Context&) {
    return fact.attendance == absent;
  }
};
struct Violated {
  static constexpr RuleInfo info{
      "Violated", {"人社部令第31号", "6"}, "违纪，并写明情况", "a violation, and what it was"};
  static bool holds(const AttendanceRecorded& fact, const Context&) {
    return fact.attendance == violation && !fact.remark.empty();
  }
};
struct ScoreInRange {
  static constexpr RuleInfo info{"ScoreInRange",
                                 {"item", "enrolment.score_max"},
                                 "成绩不超过满分",
                                 "the score is at most the full one"};
  static bool holds(const Scored& fact, const Context& context) {
    return fact.score <= rules_of(context).score_max;
  }
  static Finding found(const Scored&, const Context& context) {
    return {"/score", std::to_string(rules_of(context).score_max)};
  }
};
struct OtherThanMarker {
  static constexpr RuleInfo info{"OtherThanMarker",
                                 {"house", "second look"},
                                 "公布人不是评分人",
                                 "whoever publishes has not marked"};
  static bool holds(const auto&, const Context& context) { return !context.did(Scored::name); }
};
struct ReachesMark {
  static constexpr RuleInfo info{"ReachesMark",
                                 {"item", "enrolment.pass_mark"},
                                 "成绩达到合格标准",
                                 "the score reaches the pass mark"};
  static bool holds(const auto&, const Context& context) {
    return context.data.score >= rules_of(context).pass_mark;
  }
};
struct BelowMark {
  static constexpr RuleInfo info{"BelowMark",
                                 {"item", "enrolment.pass_mark"},
                                 "成绩未达到合格标准",
                                 "the score is below the pass mark"};
  static bool holds(const auto& fact, const Context& context) {
    return !ReachesMark::holds(fact, context);
  }
};

}  // namespace vermilion::enrolment_1
