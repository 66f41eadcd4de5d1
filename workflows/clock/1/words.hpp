// The words of clock/1: its states and what its rows owe.
//
// Source: 行政许可法 42, 45. Threads: constants.
#pragma once

#include "engine/table/roles.hpp"
#include "engine/table/table.hpp"
#include "events/facts/legal_clock.hpp"

namespace vermilion::clock_1 {

using table::DutyInfo;
using table::State;
using table::StateInfo;

struct Running : State {
  static constexpr StateInfo info{"RUNNING", "期限计算中"};
};
struct Stopped : State {
  static constexpr StateInfo info{"STOPPED", "特别程序中，期限暂停"};
};
struct Unextended : State {
  static constexpr StateInfo info{"UNEXTENDED", "未延长"};
};
struct Asked : State {
  static constexpr StateInfo info{"EXTENSION_ASKED", "延长待批准"};
};
struct Extended : State {
  static constexpr StateInfo info{"EXTENDED", "已延长", true};
};

struct OfItem : State {
  static constexpr StateInfo info{"OF_ITEM", "按事项版本办理"};
};

// NOLINTBEGIN(readability-identifier-naming): words of the table read as Owes<end_procedure>
struct end_procedure {
  static constexpr DutyInfo info{"end_procedure", DutyKind::task,     "handler", "",
                                 "完成特别程序",  "end the procedure"};
};
struct procedure_in_time {
  static constexpr DutyInfo info{"procedure",    DutyKind::deadline,
                                 "timer",        ProcedureOverdue::name,
                                 "特别程序时限", "limit for the procedure"};
};
struct decide_extension {
  static constexpr DutyInfo info{"decide_extension", DutyKind::task,           "head", "",
                                 "审批延长期限",     "decide on the extension"};
};
// The limit itself, taken up again: it is its own shape's, whose row says what its passing does.
struct limit_again {
  static constexpr DutyInfo info{"limit_again",  DutyKind::deadline,    "case", "",
                                 "期限恢复计算", "the limit runs again"};
};
struct procedure_notice {
  static constexpr DutyInfo info{"procedure_notice", DutyKind::document,   "procedure_notice", "",
                                 "特别程序告知书",   "notice of procedure"};
};
struct extension_notice {
  static constexpr DutyInfo info{"extension_notice", DutyKind::document,   "extension_notice", "",
                                 "延长期限告知书",   "notice of extension"};
};
struct tell_stopped {
  static constexpr DutyInfo info{"tell_stopped",     DutyKind::notice,
                                 "stopped",          "",
                                 "告知期限暂停计算", "tell: the limit is stopped"};
};
struct tell_version {
  static constexpr DutyInfo info{"tell_version",     DutyKind::notice,
                                 "version",          "",
                                 "告知按新版本办理", "tell: under another version"};
};
struct tell_goes_on {
  static constexpr DutyInfo info{"tell_goes_on",     DutyKind::notice,         "goes_on", "",
                                 "告知期限恢复计算", "tell: the limit runs on"};
};
struct tell_extended {
  static constexpr DutyInfo info{"tell_extended", DutyKind::notice,
                                 "extended",      "",
                                 "告知期限延长",  "tell: the limit was extended"};
};
struct alert_supervision {
  static constexpr DutyInfo info{"alert_supervision", DutyKind::notice,   "supervision", "",
                                 "监察告警",          "alert supervision"};
};
// NOLINTEND(readability-identifier-naming): end of the words

}  // namespace vermilion::clock_1
