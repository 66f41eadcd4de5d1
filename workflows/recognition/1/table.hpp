// recognition/1 (认定): a window sees the originals, the matter is on public notice, level after
// level confirms.
//
// An objection stops the notice; dismissed, the notice goes on with the days that were left of it.
// The rows marked "in time" judge what was received before the notice ended that was recorded as
// ended first (DESIGN §5.4). Source: ITEMS §2.2 (免试取得), §2.11 (trainers). Threads: types.
#pragma once

#include "workflows/recognition/1/rules.hpp"

namespace vermilion::recognition_1 {

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

using Levels = Any<AtCounty, AtCity, AtProvince>;
using ToCounty = Owes<confirm_county, county_in_time>;
using ToCity = Owes<confirm_city, city_in_time>;
using ToProvince = Owes<confirm_province, province_in_time>;
using Refusing = Owes<recognition_refusal, tell_decided>;

// clang-format off
struct Table {
  static constexpr table::EditionName edition = "recognition/1";
  using initial = Regions<Draft>;
  using table = Rows<
  // ---- the application, and the originals
  On<Draft, Submitted, Originals, By<applicant>,
     If<OnePersonApplies, FormIsFilled, MaterialsAsListed>,
     Owes<receipt, tell_received, see_originals, originals_in_time>>,
  On<Originals, OriginalsSeen, Notice, By<window>,
     If<NotOnesOwnCase, TaskMineOrFree<see_originals>, OpinionGiven>,
     Owes<public_notice, publish_notice, tell_on_notice>, Ends<see_originals, originals_in_time>>,
  On<Originals, NotAccepted, Declined, By<window>,
     If<NotOnesOwnCase, TaskMineOrFree<see_originals>, ReasonGiven>,
     Owes<rejection_notice, tell_not_accepted>, EndsAll>,
  On<Originals, RecognitionOverdue, Same, By<timer>, If<DeadlinePassed<originals_in_time>>,
     Owes<alert_supervision>, Ends<originals_in_time>>,

  // ---- the notice (公示) and objections (异议)
  On<Notice, ObjectionRaised, Investigating, By<objector, window>,
     If<NotOnesOwnCase, GroundsGiven>,
     Owes<investigate, investigate_in_time, tell_objection>, Ends<public_notice>>,
  On<Investigating, ObjectionRaised, Same, By<objector, window>,
     If<NotOnesOwnCase, GroundsGiven>>,
  // in time: known only after the notice had ended
  On<Levels, ObjectionRaised, Investigating, By<objector, window>,
     If<NotOnesOwnCase, GroundsGiven, ObjectedInTime>,
     Owes<investigate, investigate_in_time, tell_objection>,
     Ends<confirm_county, county_in_time, confirm_city, city_in_time, confirm_province,
          province_in_time>>,
  On<Investigating, ObjectionDismissed, Notice, By<handler>,
     If<NotOnesOwnCase, TaskMineOrFree<investigate>, OtherThanObjector, FindingsGiven>,
     Owes<public_notice, tell_on_notice>, Ends<investigate, investigate_in_time>>,
  On<Investigating, ObjectionUpheld, Refused, By<handler>,
     If<NotOnesOwnCase, TaskMineOrFree<investigate>, OtherThanObjector, RemediesTold>,
     Refusing, EndsAll>,
  On<Investigating, RecognitionOverdue, Same, By<timer>,
     If<DeadlinePassed<investigate_in_time>>, Owes<alert_supervision>,
     Ends<investigate_in_time>>,

  // ---- level by level (逐级确认)
  On<Notice, NoticeEnded, AtCounty, By<timer>, If<DeadlinePassed<public_notice>, CountyIsNext>,
     ToCounty, Ends<public_notice>>,
  On<Notice, NoticeEnded, AtCity, By<timer>, If<DeadlinePassed<public_notice>, CityIsNext>,
     ToCity, Ends<public_notice>>,
  On<Notice, NoticeEnded, AtProvince, By<timer>,
     If<DeadlinePassed<public_notice>, ProvinceIsNext>, ToProvince, Ends<public_notice>>,
  On<AtCounty, LevelConfirmed, AtCity, By<county_reviewer>,
     If<NotOnesOwnCase, TaskMineOrFree<confirm_county>, OtherThanBefore, CityIsNext>,
     ToCity, Ends<confirm_county, county_in_time>>,
  On<AtCounty, LevelConfirmed, AtProvince, By<county_reviewer>,
     If<NotOnesOwnCase, TaskMineOrFree<confirm_county>, OtherThanBefore, ProvinceIsNext>,
     ToProvince, Ends<confirm_county, county_in_time>>,
  On<AtCity, LevelConfirmed, AtProvince, By<city_reviewer>,
     If<NotOnesOwnCase, TaskMineOrFree<confirm_city>, OtherThanBefore>,
     ToProvince, Ends<confirm_city, city_in_time>>,
  On<AtProvince, LevelConfirmed, Recognised, By<province_reviewer>,
     If<NotOnesOwnCase, TaskMineOrFree<confirm_province>, OtherThanBefore>,
     Owes<recognition_letter, tell_decided, publish_recognition>, EndsAll>,

  On<AtCounty, RefusedToGrant, Refused, By<county_reviewer>,
     If<NotOnesOwnCase, TaskMineOrFree<confirm_county>, OtherThanBefore, RemediesTold>,
     Refusing, EndsAll>,
  On<AtCity, RefusedToGrant, Refused, By<city_reviewer>,
     If<NotOnesOwnCase, TaskMineOrFree<confirm_city>, OtherThanBefore, RemediesTold>,
     Refusing, EndsAll>,
  On<AtProvince, RefusedToGrant, Refused, By<province_reviewer>,
     If<NotOnesOwnCase, TaskMineOrFree<confirm_province>, OtherThanBefore, RemediesTold>,
     Refusing, EndsAll>,
  On<AtCounty, RecognitionOverdue, Same, By<timer>, If<DeadlinePassed<county_in_time>>,
     Owes<alert_supervision>, Ends<county_in_time>>,
  On<AtCity, RecognitionOverdue, Same, By<timer>, If<DeadlinePassed<city_in_time>>,
     Owes<alert_supervision>, Ends<city_in_time>>,
  On<AtProvince, RecognitionOverdue, Same, By<timer>, If<DeadlinePassed<province_in_time>>,
     Owes<alert_supervision>, Ends<province_in_time>>,

  // ---- withdrawal (撤回), before the last level
  On<Any<Originals, Notice, Investigating, AtCounty, AtCity, AtProvince>, Withdrawn, Retracted,
     By<applicant>, If<>, Owes<withdrawal_confirmation>, EndsAll>
  >;
};
// clang-format on

}  // namespace vermilion::recognition_1
