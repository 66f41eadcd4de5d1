// The words of enrolment/1: its states and what its rows owe.
//
// Source: ITEMS §2.10. Threads: constants.
#pragma once

#include "engine/table/model_check.hpp"
#include "engine/table/roles.hpp"
#include "engine/table/table.hpp"
#include "events/facts/approval.hpp"
#include "events/facts/enrolment.hpp"

namespace vermilion::enrolment_1 {

using table::DutyInfo;
using table::State;
using table::StateInfo;

struct Draft : State {
  static constexpr StateInfo info{"DRAFT", "草稿"};
};
struct Entering : State {
  static constexpr StateInfo info{"ENTERING", "报名核对中"};
};
struct Duplicate : State {
  static constexpr StateInfo info{"DUPLICATE", "重复报名，未登记", true};
};
struct Unpaid : State {
  static constexpr StateInfo info{"PAYMENT_PENDING", "待缴费"};
};
struct Lapsed : State {
  static constexpr StateInfo info{"LAPSED", "未缴费失效，待核对款项"};
};
struct Resuming : State {
  static constexpr StateInfo info{"RESUMING", "按时缴费，恢复报名"};
};
struct Ended : State {
  static constexpr StateInfo info{"ENDED", "未缴费失效", true};
};
struct Choosing : State {
  static constexpr StateInfo info{"CHOOSING", "待选考"};
};
struct Asking : State {
  static constexpr StateInfo info{"ASKING", "占座中"};
};
struct Held : State {
  static constexpr StateInfo info{"SEAT_HELD", "已占座，待确认"};
};
struct HeldUnpaid : State {
  static constexpr StateInfo info{"SEAT_HELD_UNPAID", "已占座，待缴费"};
};
struct Confirmed : State {
  static constexpr StateInfo info{"SEAT_CONFIRMED", "已确认，待考"};
};
struct Cancelled : State {
  static constexpr StateInfo info{"CANCELLED", "已取消", true};
};
struct Refunding : State {
  static constexpr StateInfo info{"REFUNDING", "退费中"};
};
struct Refunded : State {
  static constexpr StateInfo info{"REFUNDED", "已退费", true};
};
struct Sat : State {
  static constexpr StateInfo info{"SAT", "已参加考试"};
};
struct Absent : State {
  static constexpr StateInfo info{"ABSENT", "缺考", true};
};
struct Violation : State {
  static constexpr StateInfo info{"VIOLATION", "违纪", true};
};
struct Marked : State {
  static constexpr StateInfo info{"SCORED", "已评分，待公布"};
};
struct Passed : State {
  static constexpr StateInfo info{"PASSED", "合格", true};
};
struct Failed : State {
  static constexpr StateInfo info{"FAILED", "不合格", true};
};

// NOLINTBEGIN(readability-identifier-naming): words of the table read as Owes<take_place>
struct take_place {
  static constexpr DutyInfo info{"take_place", DutyKind::take, "enrolment",
                                 "",           "登记报名",     "enter the enrolment"};
};
struct give_back_place {
  static constexpr DutyInfo info{"give_back_place", DutyKind::give_back, "enrolment", "",
                                 "注销报名登记",    "end the enrolment"};
};
struct take_seat {
  static constexpr DutyInfo info{"take_seat", DutyKind::take, "seat", "", "占座", "take a seat"};
};
struct give_back_seat {
  static constexpr DutyInfo info{"give_back_seat", DutyKind::give_back, "seat", "",
                                 "退座",           "give the seat back"};
};
struct collect_fee {
  static constexpr DutyInfo info{"collect_fee", DutyKind::check,  "payment", "",
                                 "收缴报名费",  "collect the fee"};
};
struct collect_by_hand {
  static constexpr DutyInfo info{"collect_by_hand", DutyKind::task,
                                 "window",          "",
                                 "人工核对缴费",    "settle the payment by hand"};
};
struct refund_fee {
  static constexpr DutyInfo info{"refund_fee", DutyKind::check, "payment",
                                 "",           "退付报名费",    "pay the fee back"};
};
struct refund_by_hand {
  static constexpr DutyInfo info{
      "refund_by_hand", DutyKind::task, "window", "", "人工办理退费", "pay the fee back by hand"};
};
struct pay_in_time {
  static constexpr DutyInfo info{
      "pay_in_time",       DutyKind::deadline, table::deadline_of_minutes,
      PaymentLapsed::name, "缴费时限",         "limit for the payment"};
};
struct hold_ends {
  static constexpr DutyInfo info{"hold_ends",      DutyKind::deadline, table::deadline_of_minutes,
                                 HoldLapsed::name, "占座时限",         "how long the seat is held"};
};
struct attend {
  static constexpr DutyInfo info{"attend", DutyKind::task, "invigilator",
                                 "",       "登记考试情况", "record the attendance"};
};
struct mark {
  static constexpr DutyInfo info{"mark", DutyKind::task, "marker", "", "评分", "mark the paper"};
};
struct publish {
  static constexpr DutyInfo info{"publish", DutyKind::task, "exam_steward",
                                 "",        "公布成绩",     "publish the result"};
};
struct admission_ticket {
  static constexpr DutyInfo info{"admission_ticket", DutyKind::document, "admission_ticket", "",
                                 "准考证",           "admission ticket"};
};
struct result_slip {
  static constexpr DutyInfo info{"result_slip", DutyKind::document,  "result_slip", "",
                                 "成绩单",      "slip of the result"};
};
struct tell_duplicate {
  static constexpr DutyInfo info{"tell_duplicate", DutyKind::notice,        "duplicate", "",
                                 "告知重复报名",   "tell: enrolled already"};
};
struct tell_to_pay {
  static constexpr DutyInfo info{"tell_to_pay", DutyKind::notice,   "to_pay", "",
                                 "告知缴费",    "tell: pay the fee"};
};
struct tell_paid {
  static constexpr DutyInfo info{"tell_paid", DutyKind::notice, "paid",
                                 "",          "告知已缴费",     "tell: paid, and now to be chosen"};
};
struct tell_lapsed {
  static constexpr DutyInfo info{"tell_lapsed",    DutyKind::notice,        "lapsed", "",
                                 "告知未缴费失效", "tell: not paid in time"};
};
struct tell_to_choose {
  static constexpr DutyInfo info{"tell_to_choose", DutyKind::notice,        "to_choose", "",
                                 "告知选考",       "tell: choose a session"};
};
struct tell_no_seat {
  static constexpr DutyInfo info{"tell_no_seat", DutyKind::notice,       "no_seat", "",
                                 "告知无座",     "tell: no seat is left"};
};
struct tell_held {
  static constexpr DutyInfo info{"tell_held", DutyKind::notice, "held",
                                 "",          "告知已占座",     "tell: a seat is held"};
};
struct tell_hold_lapsed {
  static constexpr DutyInfo info{"tell_hold_lapsed", DutyKind::notice,        "hold_lapsed", "",
                                 "告知座位已释放",   "tell: the hold is over"};
};
struct tell_ticket {
  static constexpr DutyInfo info{"tell_ticket",    DutyKind::notice,       "ticket", "",
                                 "告知领取准考证", "tell: ticket is there"};
};
struct tell_refund {
  static constexpr DutyInfo info{
      "tell_refund", DutyKind::notice, "refund", "", "告知退费", "tell: the fee is paid back"};
};
struct tell_result {
  static constexpr DutyInfo info{"tell_result", DutyKind::notice,  "result", "",
                                 "告知成绩",    "tell: the result"};
};
struct tell_violation {
  static constexpr DutyInfo info{"tell_violation", DutyKind::notice,   "violation", "",
                                 "告知违纪认定",   "tell: a violation"};
};
// NOLINTEND(readability-identifier-naming): end of the words

}  // namespace vermilion::enrolment_1
