// delivery/1 (寄递): how the result of any case is sent, beside the case's own edition.
//
// Its state is that of the case's newest parcel, and the case's own states stay as they are. The
// post's news come late, twice and in any order: a scan counts once, where it happened, and an end
// that happened counts whatever is told before or after it. What came back, or is lost, is a task.
// That the result was delivered is recorded in the case by whoever has the task of handing it over.
// Source: ITEMS §2.20 (W20); 行政许可法 44. Threads: types.
#pragma once

#include "workflows/delivery/1/rules.hpp"

namespace vermilion::delivery_1 {

using namespace table::roles;
using table::Any;
using table::By;
using table::Ends;
using table::If;
using table::On;
using table::Owes;
using table::Regions;
using table::Rows;

// clang-format off
struct Table {
  static constexpr table::EditionName edition = "delivery/1";
  using initial = Regions<NoParcel>;
  using table = Rows<
  // ---- the order (下单), and again when it came back, is lost, or nobody knows
  On<NoParcel, ParcelOrdered, Ordered, By<window, dispatcher>,
     If<NotOnesOwnCase, ExpressWasChosen, HandingOverIsOpen, ContentsGiven>,
     Owes<order_parcel>>,
  On<Any<CameBack, Lost, Unclear>, ParcelOrdered, Ordered, By<window, dispatcher>,
     If<NotOnesOwnCase, ExpressWasChosen, HandingOverIsOpen, TakenUpByOneself, ParcelsAreFew,
        ContentsGiven>,
     Owes<order_parcel>, Ends<send_again, settle_parcel>>,
  On<Ordered, ParcelLabelled, Labelled, By<postal>,
     If<Answers<order_parcel>, WaybillHolds>,
     Owes<parcel_label, tell_sent, track_parcel>, Ends<order_parcel>>,
  On<Ordered, ParcelUnavailable, Unclear, By<postal>,
     If<Answers<order_parcel>>, Owes<settle_parcel>, Ends<order_parcel>>,

  // ---- on its way (轨迹)
  On<Any<Labelled, UnderWay>, ParcelTracked, UnderWay, By<postal>,
     If<Answers<track_parcel>, NoEndYet>, Owes<track_parcel>, Ends<track_parcel>>,
  On<Any<Labelled, UnderWay>, ParcelTracked, Delivered, By<postal>,
     If<Answers<track_parcel>, EndIsDelivery>,
     Owes<delivery_proof, tell_delivered>, Ends<track_parcel>>,
  On<Any<Labelled, UnderWay>, ParcelTracked, CameBack, By<postal>,
     If<Answers<track_parcel>, EndIsReturn>,
     Owes<tell_returned, send_again>, Ends<track_parcel>>,
  On<Any<Labelled, UnderWay>, ParcelTracked, Lost, By<postal>,
     If<Answers<track_parcel>, EndIsLoss>,
     Owes<tell_lost, alert_supervision, send_again>, Ends<track_parcel>>,
  On<Any<Labelled, UnderWay>, ParcelUnavailable, Unclear, By<postal>,
     If<Answers<track_parcel>>, Owes<settle_parcel>, Ends<track_parcel>>,

  // ---- found out by hand (核实)
  On<Unclear, ParcelSettled, Delivered, By<window, dispatcher>,
     If<NotOnesOwnCase, TaskMineOrFree<settle_parcel>, HappenedMeanwhile, WasDelivered>,
     Owes<delivery_proof, tell_delivered>, Ends<settle_parcel>>,
  On<Unclear, ParcelSettled, CameBack, By<window, dispatcher>,
     If<NotOnesOwnCase, TaskMineOrFree<settle_parcel>, HappenedMeanwhile, WasReturned>,
     Owes<tell_returned, send_again>, Ends<settle_parcel>>,
  On<Unclear, ParcelSettled, Lost, By<window, dispatcher>,
     If<NotOnesOwnCase, TaskMineOrFree<settle_parcel>, HappenedMeanwhile, WasLost>,
     Owes<tell_lost, alert_supervision, send_again>, Ends<settle_parcel>>
  >;
};
// clang-format on

}  // namespace vermilion::delivery_1
