// filing/1 (备案): closed on receipt, looked into afterwards, kept up as long as it stands.
//
// Two regions: the filing (DRAFT … STRUCK_OFF), and the duty to file each year (NO_PERIOD …
// WATCH_LISTED), which the item may have. Nobody of the office has to act for a filing to stand.
// Source: ITEMS §2.43 (W2), §2.9 (W3); 代理记账管理办法 (财政部令第98号) 15–19. Threads: types.
#pragma once

#include "workflows/filing/1/rules.hpp"

namespace vermilion::filing_1 {

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

using Standing = Any<Filed, Ordered, Checking, Lapsed>;
using Order = Owes<correction_order, report_correction, correct_in_time, tell_ordered>;

// clang-format off
struct Table {
  static constexpr table::EditionName edition = "filing/1";
  using initial = Regions<Draft, NoPeriod>;
  using table = Rows<
  // ---- the first filing: one a unit and item
  On<Draft, FilingLodged, Lodging, By<applicant>, If<UnitHolds, UnitIsOnesOwn, FormIsFilled>,
     Owes<take_place>>,
  On<Lodging, PlaceGranted, Filed, By<of_register>, If<>,
     Owes<filing_receipt, tell_filed, publish_filing, look_into, begin_periods>>,
  On<Lodging, PlaceRefused, Duplicate, By<of_register>, If<>, Owes<tell_duplicate>, EndsAll>,

  // ---- what happens later
  On<Standing, EventFiled, Same, By<applicant>,
     If<ForItsUnit, FormIsFilled, HasHappened, ReportedInTime>,
     Owes<event_receipt, tell_filed, look_into>>,
  On<Standing, EventFiled, Same, By<applicant>,
     If<ForItsUnit, FormIsFilled, HasHappened, ReportedLate>,
     Owes<event_receipt, tell_late, look_into>>,

  // ---- looked into
  On<Filed, PostCheckPassed, Same, By<handler>, If<NotOnesOwnCase, TaskMineOrFree<look_into>>,
     Owes<>, Ends<look_into>>,
  On<Filed, FilingFoundWrong, Ordered, By<handler>, If<NotOnesOwnCase, NobodyElseLooks>,
     Order, Ends<look_into>>,
  On<Ordered, FilingCorrected, Checking, By<applicant>, If<ForItsUnit>,
     Owes<recheck>, Ends<report_correction, correct_in_time>>,
  On<Ordered, OrderLapsed, Lapsed, By<timer>, If<DeadlinePassed<correct_in_time>>,
     Owes<decide_strike, tell_lapsed>, Ends<report_correction, correct_in_time>>,
  // in time: set right on the last day
  On<Lapsed, FilingCorrected, Checking, By<applicant>, If<ForItsUnit, CorrectedInTime>,
     Owes<recheck>, Ends<decide_strike>>,
  On<Checking, CorrectionConfirmed, Filed, By<handler>,
     If<NotOnesOwnCase, TaskMineOrFree<recheck>>, Owes<tell_stands>, Ends<recheck>>,
  On<Checking, FilingFoundWrong, Ordered, By<handler>,
     If<NotOnesOwnCase, TaskMineOrFree<recheck>>, Order, Ends<recheck>>,
  On<Lapsed, StruckOff, Struck, By<approver>,
     If<NotOnesOwnCase, TaskMineOrFree<decide_strike>, OtherThanWhoOrdered, RemediesTold>,
     Owes<strike_off_decision, tell_struck, publish_strike, give_back_place>, EndsAll>,
  On<Lapsed, OrderLifted, Filed, By<approver>,
     If<NotOnesOwnCase, TaskMineOrFree<decide_strike>, OtherThanWhoOrdered>,
     Owes<tell_stands>, Ends<decide_strike>>,

  On<Standing, FilingCancelled, Cancelled, By<applicant>, If<ForItsUnit>, Owes<give_back_place>,
     EndsAll>,

  // ---- each year
  On<NoPeriod, PeriodBegun, UpToDate, By<by_rule>, If<ItemFilesYearly>, Owes<file_yearly>>,
  On<UpToDate, PeriodFiled, Same, By<applicant>,
     If<ForItsUnit, FilingStands, YearIsDue, FormIsFilled>,
     Owes<yearly_receipt, tell_filed, look_into, file_yearly>, Ends<file_yearly>>,
  On<UpToDate, PeriodOverdue, Overdue, By<timer>, If<DeadlinePassed<file_yearly>>,
     Owes<tell_overdue, order_in_time>, Ends<file_yearly>>,
  On<Overdue, WatchListed, Watched, By<timer>, If<DeadlinePassed<order_in_time>>,
     Owes<publish_watch, alert_supervision>, Ends<order_in_time>>,
  On<Any<Overdue, Watched>, PeriodFiled, UpToDate, By<applicant>,
     If<ForItsUnit, FilingStands, YearIsDue, FormIsFilled, FiledInTime>,
     Owes<yearly_receipt, tell_filed, look_into, file_yearly>, Ends<order_in_time>>,
  On<Any<Overdue, Watched>, PeriodFiled, UpToDate, By<applicant>,
     If<ForItsUnit, FilingStands, YearIsDue, FormIsFilled, FiledLate>,
     Owes<yearly_receipt, tell_late, look_into, file_yearly>, Ends<order_in_time>>
  >;
};
// clang-format on

}  // namespace vermilion::filing_1
