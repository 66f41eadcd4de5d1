// approval/1 (审批): the regulation's own state table, normal path.
//
// Two regions: the case (DRAFT … CLOSED) and the check of the person in charge (CHECK_…). Each fact
// moves one of them only. The rows marked "in time" judge what was received before a deadline that
// was recorded first (DESIGN §5.4). What the rows owe is resolved in duties.hpp: a duty that the
// item does not need (no check, one link) comes to nothing there.
// Source: ITEMS §2.0, §2.9; 行政许可法 29–44; 代理记账管理办法 (财政部令98号) 4–6. Threads: types.
#pragma once

#include "workflows/approval/1/rules.hpp"

namespace vermilion::approval_1 {

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

// What being accepted owes, however it came about.
using Accepting = Owes<handle, review, decide_in_time, acceptance_notice, tell_accepted>;

// clang-format off
struct Table {
  static constexpr table::EditionName edition = "approval/1";
  using initial = Regions<Draft, CheckOpen>;
  using table = Rows<
  // ---- the application (申办)
  On<Draft, Submitted, PreCheck, By<applicant>,
     If<UnitHolds, NobodyTwice, IdNumbersHold, PeopleAreEnough, LeadIsQualified, FormIsFilled,
        OnlyListedMaterials>,
     Owes<receipt, tell_received, precheck, accept_in_time, take_posts, check_lead,
          accept_at_once>>,

  // ---- acceptance (受理): 32(1)(5), by silence 32(1)(4), not (1), (2)
  On<PreCheck, Accepted, Handling, By<window, by_rule>,
     If<NotOnesOwnCase,
        PersonOrItemAccepts, PrecheckMineOrFree, MaterialsComplete, GradesSuffice, LeadWasChecked,
        PostsAreHeld>,
     Accepting, Ends<precheck, accept_in_time>>,
  On<PreCheck, DeemedAccepted, Handling, By<timer>,
     If<DeadlinePassed<accept_in_time>>,
     Owes<handle, review, decide_in_time, acceptance_notice, tell_accepted, alert_supervision>,
     Ends<precheck, accept_in_time>>,
  On<PreCheck, NotAccepted, Declined, By<window>,
     If<NotOnesOwnCase, TaskMineOrFree<precheck>, ReasonGiven>,
     Owes<rejection_notice, tell_not_accepted, give_back_posts>, EndsAll>,
  // in time: the window spoke on the fifth day, silence was recorded first
  On<Handling, Accepted, Same, By<window>,
     If<NotOnesOwnCase,
        ReceivedInTime<accept_in_time>, AcceptedBySilenceOnly, MaterialsComplete, GradesSuffice,
        LeadWasChecked, PostsAreHeld>,
     Owes<decide_in_time>, Ends<decide_in_time>>,
  On<Handling, NotAccepted, Declined, By<window>,
     If<NotOnesOwnCase, ReceivedInTime<accept_in_time>, AcceptedBySilenceOnly, ReasonGiven>,
     Owes<rejection_notice, tell_not_accepted, give_back_posts>, EndsAll>,

  // ---- supplement (补正): once
  On<PreCheck, SupplementRequested, Supplement, By<window>,
     If<NotOnesOwnCase, FirstAndOnlyList, TaskMineOrFree<precheck>, ListIsOfThisItem>,
     Owes<supplement_notice, tell_supplement, supply_materials, supply_in_time>,
     Ends<precheck, accept_in_time>>,
  // in time: the list was told on the fifth day
  On<Handling, SupplementRequested, Supplement, By<window>,
     If<NotOnesOwnCase, FirstAndOnlyList, ReceivedInTime<accept_in_time>, AcceptedBySilenceOnly,
        ListIsOfThisItem>,
     Owes<supplement_notice, tell_supplement, supply_materials, supply_in_time>,
     Ends<handle, review, decide_in_time>>,
  On<Supplement, Supplemented, Handling, By<applicant>,
     If<AllListedSupplied, OnlyListedMaterials, SuppliedGradesSuffice>,
     Accepting, Ends<supply_materials, supply_in_time>>,
  On<Supplement, LapsedUnsupplied, Terminated, By<timer>,
     If<DeadlinePassed<supply_in_time>>,
     Owes<termination_notice, tell_terminated, give_back_posts>, EndsAll>,
  // in time: supplied on the last day
  On<Terminated, Supplemented, Handling, By<applicant>,
     If<ReceivedInTime<supply_in_time>, AllListedSupplied, OnlyListedMaterials,
        SuppliedGradesSuffice>,
     Owes<handle, review, decide_in_time, acceptance_notice, tell_accepted, take_posts, check_lead,
          check_by_hand>>,

  // ---- review and decision (审核, 决定)
  On<Handling, Proposed, Review, By<handler>,
     If<NotOnesOwnCase,
        TwoLinks, TaskMineOrFree<handle>, OpinionGiven>, Owes<review>, Ends<handle>>,
  On<Review, SentBack, Handling, By<approver>,
     If<NotOnesOwnCase,
        TaskMineOrFree<review>, OtherThanHandler, ReasonGiven>, Owes<handle>, Ends<review>>,
  On<Handling, Approved, Granted, By<approver>,
     If<NotOnesOwnCase,
        OneLink, TaskMineOrFree<review>, OtherThanHandler, MaterialsComplete, LeadWasChecked,
        PostsAreHeld>,
     Owes<decision_letter, tell_decided, publish_decision, make_certificate, deliver_in_time>,
     Ends<review, decide_in_time>>,
  On<Review, Approved, Granted, By<approver>,
     If<NotOnesOwnCase,
        TaskMineOrFree<review>, OtherThanHandler, OtherThanWindow, MaterialsComplete,
        LeadWasChecked, PostsAreHeld>,
     Owes<decision_letter, tell_decided, publish_decision, make_certificate, deliver_in_time>,
     Ends<review, decide_in_time>>,
  On<Handling, RefusedToGrant, Refused, By<approver>,
     If<NotOnesOwnCase,
        OneLink, TaskMineOrFree<review>, OtherThanHandler, ReasonsStated, RemediesStated>,
     Owes<refusal_letter, tell_decided, give_back_posts>, EndsAll>,
  On<Review, RefusedToGrant, Refused, By<approver>,
     If<NotOnesOwnCase,
        TaskMineOrFree<review>, OtherThanHandler, OtherThanWindow, ReasonsStated, RemediesStated>,
     Owes<refusal_letter, tell_decided, give_back_posts>, EndsAll>,
  On<Any<Handling, Review>, DecisionOverdue, Same, By<timer>,
     If<DeadlinePassed<decide_in_time>>, Owes<alert_supervision>, Ends<decide_in_time>>,

  // ---- certificate and delivery (制证, 送达)
  On<Granted, CertificateMade, Making, By<maker, window>,
     If<NotOnesOwnCase, TaskMineOrFree<make_certificate>, NumberGiven>,
     Owes<licence, tell_ready, hand_over>, Ends<make_certificate>>,
  On<Making, HandedOver, Closed, By<window, dispatcher>,
     If<NotOnesOwnCase, TaskMineOrFree<hand_over>, HowGiven>, Owes<>, EndsAll>,
  On<Any<Granted, Making>, DeliveryOverdue, Same, By<timer>,
     If<DeadlinePassed<deliver_in_time>>, Owes<alert_supervision>, Ends<deliver_in_time>>,

  // ---- withdrawal (撤回), before the decision
  On<Any<PreCheck, Supplement, Handling, Review>, Withdrawn, Retracted, By<applicant>,
     If<>, Owes<withdrawal_confirmation, give_back_posts>, EndsAll>,
  // in time: withdrawn on the last day for the supplement
  On<Terminated, Withdrawn, Retracted, By<applicant>,
     If<ReceivedInTime<supply_in_time>>, Owes<withdrawal_confirmation>, EndsAll>,

  // ---- the register's answer on full-time posts
  On<Any<PreCheck, Supplement, Handling, Review>, PlaceGranted, Same, By<of_register>,
     If<PostWasAskedFor>>,
  On<Any<PreCheck, Supplement, Handling, Review>, PlaceRefused, Same, By<of_register>,
     If<PostWasAskedFor>, Owes<tell_post_held>>,

  // ---- the check of the person in charge: unavailable is a task for a person, never a silent pass
  On<CheckOpen, CheckPassed, CheckHolds, By<public_security>,
     If<RequestIsOpen>, Owes<accept_at_once>, Ends<check_lead>>,
  On<CheckOpen, CheckFailed, CheckDiffers, By<public_security>,
     If<RequestIsOpen>, Owes<check_by_hand, tell_mismatch>, Ends<check_lead>>,
  On<CheckOpen, CheckUnavailable, CheckByHand, By<public_security>,
     If<RequestIsOpen>, Owes<check_by_hand>, Ends<check_lead>>,
  On<Any<CheckByHand, CheckDiffers>, CheckedByHand, CheckHolds, By<window>,
     If<NotOnesOwnCase, TaskMineOrFree<check_by_hand>, HandSaysPassed>, Owes<accept_at_once>,
     Ends<check_by_hand>>,
  On<Any<CheckByHand, CheckDiffers>, CheckedByHand, CheckDiffers, By<window>,
     If<NotOnesOwnCase, TaskMineOrFree<check_by_hand>, HandSaysFailed>, Owes<tell_mismatch>,
     Ends<check_by_hand>>
  >;
};
// clang-format on

}  // namespace vermilion::approval_1
