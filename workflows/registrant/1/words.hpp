// The words of registrant/1: its states and what its rows owe.
//
// Source: ITEMS §2.5–2.7. Threads: constants.
#pragma once

#include "engine/table/roles.hpp"
#include "engine/table/table.hpp"
#include "events/facts/approval.hpp"
#include "events/facts/register.hpp"
#include "events/facts/registrant.hpp"

namespace vermilion::registrant_1 {

using table::DutyInfo;
using table::State;
using table::StateInfo;

struct Draft : State {
  static constexpr StateInfo info{"DRAFT", "草稿"};
};
struct Entering : State {
  static constexpr StateInfo info{"ENTERING", "登记核对中"};
};
struct Arriving : State {
  static constexpr StateInfo info{"ARRIVING", "转入核对中"};
};
struct Confirming : State {
  static constexpr StateInfo info{"CONFIRMING", "待转出地放行"};
};
struct Active : State {
  static constexpr StateInfo info{"ACTIVE", "在册"};
};
struct OutReview : State {
  static constexpr StateInfo info{"OUT_REVIEW", "转出审核中"};
};
struct Frozen : State {
  static constexpr StateInfo info{"FROZEN", "已开调转单，冻结"};
};
struct Moved : State {
  static constexpr StateInfo info{"MOVED", "已转出", true};
};
struct Duplicate : State {
  static constexpr StateInfo info{"DUPLICATE", "重复登记，未登记", true};
};
struct NotReleased : State {
  static constexpr StateInfo info{"NOT_RELEASED", "转出地未放行，未转入", true};
};
struct DeathFound : State {
  static constexpr StateInfo info{"DEATH_FOUND", "比对为死亡，待核实"};
};
struct Notified : State {
  static constexpr StateInfo info{"NOTIFIED", "比对不一致，待更正"};
};
struct Suspended : State {
  static constexpr StateInfo info{"SUSPENDED", "暂停"};
};
struct Cancelled : State {
  static constexpr StateInfo info{"CANCELLED", "已注销", true};
};

// NOLINTBEGIN(readability-identifier-naming): words of the table read as Owes<take_entry>
struct take_entry {
  static constexpr DutyInfo info{"take_entry", DutyKind::take, "registrant",
                                 "",           "列入登记",     "take the entry"};
};
struct give_back_entry {
  static constexpr DutyInfo info{"give_back_entry", DutyKind::give_back,  "registrant", "",
                                 "退出登记",        "give the entry back"};
};
// To the office of the register that is moved from: "register.<its code>".
struct ask_release {
  static constexpr DutyInfo info{"ask_release",    DutyKind::check,
                                 "register",       "",
                                 "请求转出地放行", "ask the other register to release"};
};
struct ask_again {
  static constexpr DutyInfo info{"ask_again", DutyKind::task, "registrar",
                                 "",          "重新请求放行", "ask for the release again"};
};
struct review_out {
  static constexpr DutyInfo info{"review_out", DutyKind::task, "registrar",
                                 "",           "审核转出",     "review the transfer"};
};
struct review_in_time {
  static constexpr DutyInfo info{"review",       DutyKind::deadline,
                                 "timer",        TransferReviewOverdue::name,
                                 "转出审核期限", "limit for the review"};
};
struct enter_in_time {
  static constexpr DutyInfo info{"enter",    DutyKind::deadline,
                                 "timer",    TransferLapsed::name,
                                 "转入期限", "limit for entering there"};
};
struct correct_in_time {
  static constexpr DutyInfo info{"correct",  DutyKind::deadline,
                                 "timer",    CorrectionLapsed::name,
                                 "更正期限", "limit for the correction"};
};
struct confirm_death {
  static constexpr DutyInfo info{"confirm_death", DutyKind::task,     "registrar", "",
                                 "核实死亡",      "confirm the death"};
};
struct tell_entered {
  static constexpr DutyInfo info{"tell_entered", DutyKind::notice, "entered", "",
                                 "告知已登记",   "tell: entered"};
};
struct tell_duplicate {
  static constexpr DutyInfo info{"tell_duplicate", DutyKind::notice,       "duplicate", "",
                                 "告知重复登记",   "tell: entered already"};
};
struct tell_issued {
  static constexpr DutyInfo info{"tell_issued",  DutyKind::notice,          "form_issued", "",
                                 "告知调转单号", "tell: number of the form"};
};
struct tell_refused {
  static constexpr DutyInfo info{"tell_refused", DutyKind::notice,           "transfer_refused", "",
                                 "告知不予转出", "tell: transfer is refused"};
};
struct tell_delay {
  static constexpr DutyInfo info{"tell_delay", DutyKind::notice, "review_overdue",
                                 "",           "告知审核逾期",   "tell: review is late"};
};
struct tell_moved {
  static constexpr DutyInfo info{"tell_moved", DutyKind::notice, "moved",
                                 "",           "告知已转出",     "tell: moved"};
};
struct tell_lapsed {
  static constexpr DutyInfo info{"tell_lapsed",    DutyKind::notice,       "form_lapsed", "",
                                 "告知调转单失效", "tell: form has lapsed"};
};
struct tell_not_released {
  static constexpr DutyInfo info{"tell_not_released", DutyKind::notice,    "not_released", "",
                                 "告知未获放行",      "tell: not released"};
};
struct tell_mismatch {
  static constexpr DutyInfo info{"tell_mismatch",  DutyKind::notice,      "mismatch", "",
                                 "告知比对不一致", "tell: does not agree"};
};
struct tell_suspended {
  static constexpr DutyInfo info{"tell_suspended", DutyKind::notice, "suspended", "",
                                 "告知已暂停",     "tell: suspended"};
};
// NOLINTEND(readability-identifier-naming): end of the words

}  // namespace vermilion::registrant_1
