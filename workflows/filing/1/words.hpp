// The words of filing/1: its states and what its rows owe.
//
// The first region is the filing itself, the second the duty to file each year.
// Source: ITEMS §2.43, §2.9. Threads: constants.
#pragma once

#include "engine/table/model_check.hpp"
#include "engine/table/roles.hpp"
#include "engine/table/table.hpp"
#include "events/facts/filing.hpp"
#include "events/facts/register.hpp"

namespace vermilion::filing_1 {

using table::DutyInfo;
using table::State;
using table::StateInfo;

struct Draft : State {
  static constexpr StateInfo info{"DRAFT", "草稿"};
};
struct Lodging : State {
  static constexpr StateInfo info{"LODGING", "备案核对中"};
};
struct Filed : State {
  static constexpr StateInfo info{"FILED", "已备案"};
};
struct Ordered : State {
  static constexpr StateInfo info{"ORDERED", "责令限期改正"};
};
struct Checking : State {
  static constexpr StateInfo info{"CHECKING", "已改正，待核查"};
};
struct Lapsed : State {
  static constexpr StateInfo info{"ORDER_LAPSED", "逾期未改正，待决定"};
};
struct Duplicate : State {
  static constexpr StateInfo info{"DUPLICATE", "重复备案，未备案", true};
};
struct Struck : State {
  static constexpr StateInfo info{"STRUCK_OFF", "已撤销", true};
};
struct Cancelled : State {
  static constexpr StateInfo info{"CANCELLED", "已注销", true};
};

struct NoPeriod : State {
  static constexpr StateInfo info{"NO_PERIOD", "无年度备案义务"};
};
struct UpToDate : State {
  static constexpr StateInfo info{"UP_TO_DATE", "年度备案正常"};
};
struct Overdue : State {
  static constexpr StateInfo info{"PERIOD_OVERDUE", "逾期未年度备案"};
};
struct Watched : State {
  static constexpr StateInfo info{"WATCH_LISTED", "列入重点关注名单"};
};

using enum DutyKind;

// NOLINTBEGIN(readability-identifier-naming): words of the table read as Owes<take_place>
struct take_place {
  static constexpr DutyInfo info{"take_place", take,           "filer",
                                 "",           "列入备案名录", "take the place among filers"};
};
struct give_back_place {
  static constexpr DutyInfo info{"give_back_place",    give_back, "filer", "", "退出备案名录",
                                 "give the place back"};
};
struct begin_periods {
  static constexpr DutyInfo info{"begin_periods",   judgement,        "rule",
                                 PeriodBegun::name, "开始按年度备案", "begin to file each year"};
};

// Deadlines.
struct file_yearly {
  static constexpr DutyInfo info{"yearly",
                                 deadline,
                                 table::deadline_of_item,
                                 PeriodOverdue::name,
                                 "年度备案期限",
                                 "day of the yearly filing"};
};
struct order_in_time {
  static constexpr DutyInfo info{"order",           deadline,       table::deadline_of_item,
                                 WatchListed::name, "责令补报期限", "limit to file what is late"};
};
struct correct_in_time {
  static constexpr DutyInfo info{"correct",         deadline,   "timer",
                                 OrderLapsed::name, "改正期限", "limit to set right"};
};

// Tasks.
struct look_into {
  static constexpr DutyInfo info{"look_into", task, "handler", "", "事后核查", "look into it"};
};
struct report_correction {
  static constexpr DutyInfo info{
      "report_correction", task, "applicant", "", "报告改正情况", "report how it was set right"};
};
struct recheck {
  static constexpr DutyInfo info{"recheck", task,           "handler",
                                 "",        "核查改正情况", "look into the correction"};
};
struct decide_strike {
  static constexpr DutyInfo info{
      "decide_strike", task, "approver", "", "决定是否撤销", "decide whether to strike off"};
};

// Papers.
struct filing_receipt {
  static constexpr DutyInfo info{"filing_receipt", document,        "filing_receipt", "",
                                 "备案回执",       "filing receipt"};
};
struct yearly_receipt {
  static constexpr DutyInfo info{"yearly_receipt", document,
                                 "yearly_receipt", "",
                                 "年度备案回执",   "receipt of the yearly filing"};
};
struct event_receipt {
  static constexpr DutyInfo info{
      "event_receipt", document, "event_receipt", "", "事项备案回执", "receipt of an event"};
};
struct correction_order {
  static constexpr DutyInfo info{"correction_order",   document,
                                 "correction_order",   "",
                                 "责令限期改正通知书", "order to set right"};
};
struct strike_off_decision {
  static constexpr DutyInfo info{"strike_off_decision", document,
                                 "strike_off_decision", "",
                                 "撤销备案决定书",      "decision to strike off"};
};

// Notices.
struct tell_filed {
  static constexpr DutyInfo info{"tell_filed", notice, "filed", "", "告知已备案", "tell: filed"};
};
struct tell_late {
  static constexpr DutyInfo info{"tell_late", notice,         "filed_late",
                                 "",          "告知逾期备案", "tell: filed late"};
};
struct tell_duplicate {
  static constexpr DutyInfo info{"tell_duplicate",     notice, "filed_twice", "", "告知重复备案",
                                 "tell: filed already"};
};
struct tell_overdue {
  static constexpr DutyInfo info{"tell_overdue",     notice,
                                 "filing_overdue",   "",
                                 "责令补报年度备案", "tell: yearly filing is late"};
};
struct tell_ordered {
  static constexpr DutyInfo info{"tell_ordered",         notice, "ordered", "", "告知限期改正",
                                 "tell: to be set right"};
};
struct tell_lapsed {
  static constexpr DutyInfo info{
      "tell_lapsed", notice, "order_lapsed", "", "告知改正逾期", "tell: not set right in time"};
};
struct tell_stands {
  static constexpr DutyInfo info{
      "tell_stands", notice, "stands", "", "告知备案有效", "tell: the filing stands"};
};
struct tell_struck {
  static constexpr DutyInfo info{"tell_struck",     notice, "struck_off", "", "告知撤销备案",
                                 "tell: struck off"};
};
struct publish_filing {
  static constexpr DutyInfo info{"publish_filing",     notice, "public_filing", "", "公告备案",
                                 "announce the filing"};
};
struct publish_watch {
  static constexpr DutyInfo info{"publish_watch",     notice,
                                 "public_watch_list", "",
                                 "公示重点关注名单",  "publish the watch list"};
};
struct publish_strike {
  static constexpr DutyInfo info{
      "publish_strike", notice, "public_strike_off", "", "公告撤销", "publish the strike-off"};
};
struct alert_supervision {
  static constexpr DutyInfo info{"alert_supervision", notice, "supervision", "", "监察告警",
                                 "alert supervision"};
};
// NOLINTEND(readability-identifier-naming): end of the words

}  // namespace vermilion::filing_1
