// enrolment/1 (报名): from enrolling to the result of an examination.
//
// Where an item has one pay first, one chooses a session only when the fee is there; where a seat
// is held while one pays, the payment confirms it. Money is never dropped: an order that was still
// open when a limit passed, or when one cancelled, is waited for, and what came too late is paid
// back. A hold that lapses gives its seat back in the same frame. Source: ITEMS §2.10 (W4).
// Threads: types.
#pragma once

#include "workflows/enrolment/1/rules.hpp"

namespace vermilion::enrolment_1 {

using namespace table::roles;
using table::Any;
using table::By;
using table::Ends;
using table::EndsAll;
using table::If;
using table::On;
using table::Owes;
using table::Regions;
using table::Rows;
using table::Same;

// clang-format off
struct Table {
  static constexpr table::EditionName edition = "enrolment/1";
  using initial = Regions<Draft>;
  using table = Rows<
  // ---- enrolling: one enrolment a person and subject at a time
  On<Draft, Enrolled, Entering, By<applicant>, If<SubjectOfItem, IdNumberHolds, HasPledged>,
     Owes<take_place>>,
  On<Entering, PlaceGranted, Unpaid, By<of_register>, If<PaysFirst>,
     Owes<collect_fee, pay_in_time, tell_to_pay>>,
  On<Entering, PlaceGranted, Choosing, By<of_register>, If<ChoosesFirst>, Owes<tell_to_choose>>,
  On<Entering, PlaceRefused, Duplicate, By<of_register>, If<>, Owes<tell_duplicate>, EndsAll>,

  // ---- paying before one chooses
  On<Unpaid, FeePaid, Choosing, By<payment, window>, If<AskedOfThem, AmountIsFee>,
     Owes<tell_paid>, Ends<collect_fee, collect_by_hand, pay_in_time>>,
  On<Unpaid, FeeNotPaid, Ended, By<payment, window>, If<AskedOfThem>,
     Owes<give_back_place, tell_lapsed>, EndsAll>,
  On<Unpaid, PaymentLapsed, Lapsed, By<timer>, If<DeadlinePassed<pay_in_time>>,
     Owes<give_back_place, tell_lapsed>, Ends<pay_in_time>>,
  On<Any<Unpaid, HeldUnpaid, Choosing, Lapsed>, CheckUnavailable, Same, By<payment>,
     If<RequestIsOpen>, Owes<collect_by_hand>, Ends<collect_fee>>,
  // an order that was open when the limit passed: paid in time and known later, or paid late
  On<Lapsed, FeePaid, Resuming, By<payment, window>, If<AskedOfThem, AmountIsFee, PaidInTime>,
     Owes<take_place>, Ends<collect_fee, collect_by_hand>>,
  On<Lapsed, FeePaid, Refunding, By<payment, window>, If<AskedOfThem, AmountIsFee, PaidLate>,
     Owes<refund_fee, tell_refund>, Ends<collect_fee, collect_by_hand>>,
  On<Lapsed, FeeNotPaid, Ended, By<payment, window>, If<AskedOfThem>, Owes<>, EndsAll>,
  On<Lapsed, EnrolmentCancelled, Same, By<applicant>, If<CancelledInTime>>,
  On<Resuming, PlaceGranted, Choosing, By<of_register>, If<>, Owes<tell_paid>>,
  On<Resuming, PlaceRefused, Refunding, By<of_register>, If<>, Owes<refund_fee, tell_refund>>,

  // ---- choosing a session
  On<Choosing, SeatChosen, Asking, By<applicant>, If<CodeOfSession>, Owes<take_seat>>,
  On<Asking, SeatGranted, Held, By<of_register>, If<NothingIsDue>, Owes<hold_ends, tell_held>>,
  On<Asking, SeatGranted, HeldUnpaid, By<of_register>, If<FeeIsDue>,
     Owes<collect_fee, hold_ends, tell_to_pay>>,
  On<Asking, SeatRefused, Choosing, By<of_register>, If<>, Owes<tell_no_seat>>,
  On<Held, SeatConfirmed, Confirmed, By<applicant>, If<>,
     Owes<admission_ticket, attend, tell_ticket>, Ends<hold_ends>>,
  On<Any<Held, HeldUnpaid>, HoldLapsed, Choosing, By<timer>, If<DeadlinePassed<hold_ends>>,
     Owes<give_back_seat, tell_hold_lapsed>, Ends<hold_ends>>,
  // in time: another seat of that session, if one is left
  On<Choosing, SeatConfirmed, Asking, By<applicant>, If<ConfirmedInTime>, Owes<take_seat>>,

  // ---- paying while a seat is held; what comes for a hold that lapsed counts for the next
  On<HeldUnpaid, FeePaid, Confirmed, By<payment, window>, If<AskedOfThem, AmountIsFee>,
     Owes<admission_ticket, attend, tell_ticket>, Ends<collect_fee, collect_by_hand, hold_ends>>,
  On<HeldUnpaid, FeeNotPaid, Same, By<payment, window>, If<AskedOfThem>, Owes<collect_fee>,
     Ends<collect_fee, collect_by_hand>>,
  On<Choosing, FeePaid, Same, By<payment, window>, If<AskedOfThem, AmountIsFee>, Owes<tell_paid>,
     Ends<collect_fee, collect_by_hand>>,
  On<Choosing, FeeNotPaid, Same, By<payment, window>, If<AskedOfThem>, Owes<>,
     Ends<collect_fee, collect_by_hand>>,

  // ---- cancelling, and paying back
  On<Unpaid, EnrolmentCancelled, Lapsed, By<applicant>, If<>, Owes<give_back_place>,
     Ends<pay_in_time>>,
  On<Any<Choosing, Held>, EnrolmentCancelled, Cancelled, By<applicant>, If<NothingPaid>,
     Owes<give_back_seat, give_back_place>, EndsAll>,
  On<Any<Choosing, HeldUnpaid>, EnrolmentCancelled, Lapsed, By<applicant>, If<PaymentIsOpen>,
     Owes<give_back_seat, give_back_place>, Ends<hold_ends>>,
  On<Any<Choosing, Held>, EnrolmentCancelled, Refunding, By<applicant>, If<Paid>,
     Owes<give_back_seat, give_back_place, refund_fee, tell_refund>, Ends<hold_ends>>,
  On<Confirmed, EnrolmentCancelled, Cancelled, By<applicant>, If<BeforeCutOff, NothingPaid>,
     Owes<give_back_seat, give_back_place>, EndsAll>,
  On<Confirmed, EnrolmentCancelled, Refunding, By<applicant>, If<BeforeCutOff, Paid>,
     Owes<give_back_seat, give_back_place, refund_fee, tell_refund>, Ends<attend>>,
  On<Refunding, FeeRefunded, Refunded, By<payment, window>, If<AskedOfThem, AmountIsPaid>, Owes<>,
     EndsAll>,
  On<Refunding, CheckUnavailable, Same, By<payment>, If<RequestIsOpen>, Owes<refund_by_hand>,
     Ends<refund_fee>>,

  // ---- the examination and its result
  On<Confirmed, AttendanceRecorded, Sat, By<invigilator>,
     If<NotOnesOwnCase, TaskMineOrFree<attend>, HasBegun, DidSit>, Owes<mark>, Ends<attend>>,
  On<Confirmed, AttendanceRecorded, Absent, By<invigilator>,
     If<NotOnesOwnCase, TaskMineOrFree<attend>, HasBegun, WasAbsent>, Owes<give_back_place>,
     EndsAll>,
  On<Confirmed, AttendanceRecorded, Violation, By<invigilator>,
     If<NotOnesOwnCase, TaskMineOrFree<attend>, HasBegun, Violated>,
     Owes<give_back_place, tell_violation>, EndsAll>,
  On<Sat, Scored, Marked, By<marker>, If<NotOnesOwnCase, TaskMineOrFree<mark>, ScoreInRange>,
     Owes<publish>, Ends<mark>>,
  On<Marked, Scored, Same, By<marker>, If<NotOnesOwnCase, ScoreInRange>>,
  On<Marked, ResultPublished, Passed, By<exam_steward>,
     If<NotOnesOwnCase, TaskMineOrFree<publish>, OtherThanMarker, ReachesMark>,
     Owes<result_slip, tell_result, give_back_place>, EndsAll>,
  On<Marked, ResultPublished, Failed, By<exam_steward>,
     If<NotOnesOwnCase, TaskMineOrFree<publish>, OtherThanMarker, BelowMark>,
     Owes<result_slip, tell_result, give_back_place>, EndsAll>
  >;
};
// clang-format on

}  // namespace vermilion::enrolment_1
