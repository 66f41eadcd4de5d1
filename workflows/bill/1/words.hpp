// The words of bill/1: its states and what its rows owe.
//
// Source: ITEMS §2.12. Threads: constants.
#pragma once

#include "engine/table/roles.hpp"
#include "engine/table/table.hpp"

namespace vermilion::bill_1 {

using table::DutyInfo;
using table::State;
using table::StateInfo;

struct Draft : State {
  static constexpr StateInfo info{"DRAFT", "草稿"};
};
struct Prepared : State {
  static constexpr StateInfo info{"PREPARED", "已制票"};
};
struct Numbered : State {
  static constexpr StateInfo info{"NUMBERED", "已赋码"};
};
struct Signed : State {
  static constexpr StateInfo info{"UNIT_SIGNED", "单位已签名"};
};
struct Issued : State {
  static constexpr StateInfo info{"ISSUED", "已开具"};
};
struct Booked : State {
  static constexpr StateInfo info{"BOOKED", "已入账"};
};
struct Voided : State {
  static constexpr StateInfo info{"VOIDED", "已作废", true};
};
struct Discarded : State {
  static constexpr StateInfo info{"DISCARDED", "已废弃", true};
};
struct Unnumbered : State {
  static constexpr StateInfo info{"UNNUMBERED", "无号可用", true};
};

// NOLINTBEGIN(readability-identifier-naming): words of the table read as Owes<take_number>
struct take_number {
  static constexpr DutyInfo info{"take_number", DutyKind::take, "bill_number", "",
                                 "取票号",      "take a number"};
};
struct supervise {
  static constexpr DutyInfo info{"supervise", DutyKind::check, "bill_supervision",
                                 "",          "监制签名",      "sign as supervision"};
};
struct bill_face {
  static constexpr DutyInfo info{"bill_face", DutyKind::document, "bill_face", "",
                                 "票面",      "the bill's face"};
};
struct voided_face {
  static constexpr DutyInfo info{"voided_face", DutyKind::document,         "voided_face", "",
                                 "已作废票面",  "the face of a voided bill"};
};
struct tell_issued {
  static constexpr DutyInfo info{"tell_issued", DutyKind::notice,   "bill_issued", "",
                                 "告知开票",    "tell: bill issued"};
};
struct tell_voided {
  static constexpr DutyInfo info{"tell_voided", DutyKind::notice,   "bill_voided", "",
                                 "告知作废",    "tell: bill voided"};
};
struct tell_exhausted {
  static constexpr DutyInfo info{"tell_exhausted", DutyKind::notice,      "numbers_exhausted", "",
                                 "告知票号用尽",   "tell: no number left"};
};
// NOLINTEND(readability-identifier-naming): end of the words

}  // namespace vermilion::bill_1
