// clock/1 (期限): what stops, extends or replaces the limits of any case, whatever its shape.
//
// Judged beside the case's own edition over states that follow from Case::clock
// (events/legal_clock.hpp); the case's own states stay. Three regions: whether a special procedure
// goes on, the one extension, and the version of the item that it goes by. What moves a due date by
// these rows is recorded behind them (DueMoved). The rows marked "in time" take up again a limit
// whose end was recorded first. Source: 行政许可法 42(1), 45; ITEMS §2.0. Threads: types.
#pragma once

#include "workflows/clock/1/rules.hpp"

namespace vermilion::clock_1 {

using namespace table::roles;
using table::By;
using table::Ends;
using table::If;
using table::On;
using table::Owes;
using table::Regions;
using table::Rows;
using table::Same;

// clang-format off
struct Table {
  static constexpr table::EditionName edition = "clock/1";
  using initial = Regions<Running, Unextended, OfItem>;
  using table = Rows<
  // ---- special procedures (特别程序)
  On<Running, ProcedureStarted, Stopped, By<handler, approver>,
     If<NotOnesOwnCase, ItemKnowsProcedure, LimitRuns, FewProcedures, ReasonGiven>,
     Owes<end_procedure, procedure_in_time, procedure_notice, tell_stopped>>,
  // in time: it was started on the limit's last day
  On<Running, ProcedureStarted, Stopped, By<handler, approver>,
     If<NotOnesOwnCase, ItemKnowsProcedure, ReceivedInTime, FewProcedures, ReasonGiven>,
     Owes<limit_again, end_procedure, procedure_in_time, procedure_notice, tell_stopped>>,
  On<Stopped, ProcedureEnded, Running, By<handler, approver>,
     If<NotOnesOwnCase, ProcedureTaskMineOrFree, ResultGiven>, Owes<tell_goes_on>,
     Ends<end_procedure, procedure_in_time>>,
  On<Stopped, ProcedureOverdue, Same, By<timer>,
     If<ProcedurePassed>, Owes<alert_supervision>, Ends<procedure_in_time>>,

  // ---- the one extension (延长)
  On<Unextended, ExtensionAsked, Asked, By<handler, approver>,
     If<NotOnesOwnCase, ItemExtends, LimitRuns, ReasonGiven>, Owes<decide_extension>>,
  On<Asked, LimitExtended, Extended, By<head>,
     If<NotOnesOwnCase, ExtensionTaskMineOrFree, OtherThanAsker, LimitRuns, WithinExtension,
        ReasonGiven>,
     Owes<extension_notice, tell_extended>, Ends<decide_extension>>,
  // in time: it was granted on the limit's last day
  On<Asked, LimitExtended, Extended, By<head>,
     If<NotOnesOwnCase, ExtensionTaskMineOrFree, OtherThanAsker, ReceivedInTime, WithinExtension,
        ReasonGiven>,
     Owes<limit_again, extension_notice, tell_extended>, Ends<decide_extension>>,
  On<Asked, ExtensionDenied, Unextended, By<head>,
     If<NotOnesOwnCase, ExtensionTaskMineOrFree, OtherThanAsker, ReasonGiven>, Owes<>,
     Ends<decide_extension>>,

  // ---- another version of the item (事项版本): an open case stays on its own unless it is moved
  On<OfItem, ItemVersionChanged, Same, By<head>,
     If<NotOnesOwnCase, VersionIsThere, SameShape, VersionServesCase, ReasonGiven>,
     Owes<tell_version>>
  >;
};
// clang-format on

}  // namespace vermilion::clock_1
