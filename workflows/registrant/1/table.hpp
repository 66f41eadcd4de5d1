// registrant/1 (信息登记): the entry of a person in a register, and how it moves to another one.
//
// A transfer has one moment of truth: TransferConfirmed at the side that gives up. The side that
// takes over asks for it, and is active only by the answer; so at no instant two registers own a
// person, whoever is down and for however long. A lapse, a withdrawal and a finding are records of
// the side that gives up, too, and whichever of them comes first wins.
// Source: ITEMS §2.5–2.7 (W6, W7). Threads: types.
#pragma once

#include "workflows/registrant/1/rules.hpp"

namespace vermilion::registrant_1 {

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
  static constexpr table::EditionName edition = "registrant/1";
  using initial = Regions<Draft>;
  using table = Rows<
  // ---- entering: one entry a person and register
  On<Draft, RegistrantEntered, Entering, By<applicant>,
     If<IdNumberHolds, UnitCodeHolds, FirstEntry>, Owes<take_entry>>,
  On<Entering, PlaceGranted, Active, By<of_register>, If<>, Owes<tell_entered>>,
  On<Any<Entering, Arriving>, PlaceRefused, Duplicate, By<of_register>, If<>,
     Owes<tell_duplicate>, EndsAll>,

  // ---- moving in: active by the other side's answer, and by nothing else
  On<Draft, RegistrantEntered, Arriving, By<applicant>,
     If<IdNumberHolds, UnitCodeHolds, FromOtherRegister>, Owes<take_entry>>,
  On<Arriving, PlaceGranted, Confirming, By<of_register>, If<>, Owes<ask_release>>,
  On<Confirming, TransferReleased, Active, By<other_register>, If<AnswersRequest>,
     Owes<tell_entered>, Ends<ask_release>>,
  On<Confirming, TransferNotReleased, NotReleased, By<other_register>, If<AnswersRequest>,
     Owes<give_back_entry, tell_not_released>, EndsAll>,
  On<Confirming, CheckUnavailable, Same, By<other_register>, If<AnswersRequest>, Owes<ask_again>,
     Ends<ask_release>>,
  On<Confirming, ReleaseAskedAgain, Same, By<registrar>,
     If<NotOnesOwnCase, TaskMineOrFree<ask_again>>, Owes<ask_release>, Ends<ask_again>>,

  // ---- moving out
  On<Active, TransferOutAsked, OutReview, By<applicant>, If<ToOtherRegister>,
     Owes<review_out, review_in_time>>,
  On<OutReview, TransferOutIssued, Frozen, By<registrar>,
     If<NotOnesOwnCase, TaskMineOrFree<review_out>>, Owes<enter_in_time, tell_issued>,
     Ends<review_out, review_in_time>>,
  On<OutReview, TransferOutRefused, Active, By<registrar>,
     If<NotOnesOwnCase, TaskMineOrFree<review_out>>, Owes<tell_refused>,
     Ends<review_out, review_in_time>>,
  On<OutReview, TransferReviewOverdue, Same, By<timer>, If<DeadlinePassed<review_in_time>>,
     Owes<tell_delay>, Ends<review_in_time>>,
  On<Any<OutReview, Frozen>, TransferWithdrawn, Active, By<applicant>, If<>, Owes<>,
     Ends<review_out, review_in_time, enter_in_time>>,
  On<Frozen, TransferConfirmed, Moved, By<other_register>,
     If<OfThisForm, ByThatRegister, SamePerson>, Owes<give_back_entry, tell_moved>, EndsAll>,
  On<Frozen, TransferLapsed, Active, By<timer>, If<DeadlinePassed<enter_in_time>>,
     Owes<tell_lapsed>, Ends<enter_in_time>>,
  // given up for ever: whoever asks again, by whichever request, hears the same
  On<Moved, TransferConfirmed, Same, By<other_register>,
     If<OfThisForm, ByThatRegister, SamePerson>>,
  // in time, known later: there, or here
  On<Active, TransferConfirmed, Moved, By<other_register>,
     If<OfThisForm, ByThatRegister, SamePerson, LodgedInTime>,
     Owes<give_back_entry, tell_moved>, EndsAll>,
  On<Active, TransferWithdrawn, Same, By<applicant>, If<WithdrawnInTime>>,

  // ---- what a comparison finds: a transfer under way ends with it
  On<Any<Active, OutReview, Frozen>, IdentityFound, DeathFound, By<by_rule>, If<FoundDead>,
     Owes<confirm_death>, Ends<review_out, review_in_time, enter_in_time>>,
  On<Any<Active, OutReview, Frozen>, IdentityFound, Suspended, By<by_rule>, If<FoundEmigrated>,
     Owes<tell_suspended>, Ends<review_out, review_in_time, enter_in_time>>,
  On<Any<Active, OutReview, Frozen>, IdentityFound, Notified, By<by_rule>, If<FoundMismatch>,
     Owes<correct_in_time, tell_mismatch>, Ends<review_out, review_in_time, enter_in_time>>,
  On<DeathFound, DeathConfirmed, Cancelled, By<registrar>,
     If<NotOnesOwnCase, TaskMineOrFree<confirm_death>>, Owes<give_back_entry>, EndsAll>,
  On<DeathFound, FindingDismissed, Active, By<registrar>,
     If<NotOnesOwnCase, TaskMineOrFree<confirm_death>>, Owes<>, Ends<confirm_death>>,
  On<Notified, CorrectionLapsed, Suspended, By<timer>, If<DeadlinePassed<correct_in_time>>,
     Owes<tell_suspended>, Ends<correct_in_time>>,
  On<Any<Notified, Suspended>, EntryCorrected, Active, By<applicant>, If<SameNumber>, Owes<>,
     Ends<correct_in_time>>,
  On<Suspended, FindingDismissed, Active, By<registrar>, If<NotOnesOwnCase>>,

  On<Any<Active, Notified, Suspended>, EntryCancelled, Cancelled, By<applicant>, If<>,
     Owes<give_back_entry>, EndsAll>
  >;
};
// clang-format on

}  // namespace vermilion::registrant_1
