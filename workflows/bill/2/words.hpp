// The words that bill/2 has beside those of bill/1: what a reversal (冲红) needs.
//
// Source: ITEMS §2.12. Threads: constants.
#pragma once

#include "workflows/bill/1/words.hpp"

namespace vermilion::bill_2 {

using table::DutyInfo;
using table::State;
using table::StateInfo;

// Of a red bill (红字票据), before it has a number.
struct Asking : State {
  static constexpr StateInfo info{"ASKING", "待原票据同意冲红"};
};
struct NotReversible : State {
  static constexpr StateInfo info{"NOT_REVERSIBLE", "原票据不能冲红", true};
};
struct RedIssued : State {
  static constexpr StateInfo info{"RED_ISSUED", "已开具红字", true};
};
// Of the bill that is taken back.
struct PartlyReversed : State {
  static constexpr StateInfo info{"PARTLY_REVERSED", "部分冲红"};
};
struct Reversed : State {
  static constexpr StateInfo info{"REVERSED", "已冲红", true};
};

// NOLINTBEGIN(readability-identifier-naming): words of the table read as Owes<ask_original>
struct ask_original {
  static constexpr DutyInfo info{"ask_original", DutyKind::tell,    "bill", "",
                                 "请求冲红",     "ask the original"};
};
struct grant_reversal {
  static constexpr DutyInfo info{"grant_reversal", DutyKind::tell,      "bill", "",
                                 "同意冲红",       "grant the reversal"};
};
struct refuse_reversal {
  static constexpr DutyInfo info{"refuse_reversal", DutyKind::tell,       "bill", "",
                                 "不能冲红",        "refuse the reversal"};
};
// Of red bills only.
struct tell_original {
  static constexpr DutyInfo info{"tell_original",
                                 DutyKind::tell,
                                 "bill",
                                 "",
                                 "告知原票据已冲红",
                                 "tell the original: reversed"};
};
struct drop_reversal {
  static constexpr DutyInfo info{
      "drop_reversal", DutyKind::tell, "bill", "", "撤销冲红", "tell the original: dropped"};
};
struct red_face {
  static constexpr DutyInfo info{"red_face", DutyKind::document, "red_face",
                                 "",         "红字票面",         "the face of a red bill"};
};
struct tell_not_reversible {
  static constexpr DutyInfo info{"tell_not_reversible", DutyKind::notice,      "not_reversible", "",
                                 "告知不能冲红",        "tell: not reversible"};
};
// NOLINTEND(readability-identifier-naming): end of the words

}  // namespace vermilion::bill_2
