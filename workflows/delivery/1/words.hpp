// The words of delivery/1: where a parcel stands, and what its rows owe. The table joins them.
//
// A parcel is asked about by one duty after the other: each answer of the post ends the one and
// owes the next, so nothing that it told is taken twice or lost, whenever the hall is killed.
// Source: ITEMS §2.20; 行政许可法 44. Threads: constants.
#pragma once

#include "engine/table/roles.hpp"
#include "engine/table/table.hpp"
#include "events/delivery.hpp"

namespace vermilion::delivery_1 {

using table::DutyInfo;
using table::State;
using table::StateInfo;

struct NoParcel : State {
  static constexpr StateInfo info{parcel::none, "未寄递"};
};
struct Ordered : State {
  static constexpr StateInfo info{parcel::ordered, "已下单"};
};
struct Labelled : State {
  static constexpr StateInfo info{parcel::labelled, "已取运单号"};
};
struct UnderWay : State {
  static constexpr StateInfo info{parcel::under_way, "寄递中"};
};
struct Unclear : State {
  static constexpr StateInfo info{parcel::unclear, "待人工核实"};
};
struct Delivered : State {
  static constexpr StateInfo info{parcel::delivered, "已签收", true};
};
struct CameBack : State {
  static constexpr StateInfo info{parcel::returned, "已退回"};
};
struct Lost : State {
  static constexpr StateInfo info{parcel::lost, "遗失"};
};

using enum DutyKind;

// NOLINTBEGIN(readability-identifier-naming): words of the table read as Owes<order_parcel>
struct order_parcel {
  static constexpr DutyInfo info{"order_parcel", check, "postal", "", "寄递下单", "order a parcel"};
};
struct track_parcel {
  static constexpr DutyInfo info{"track_parcel", check, "postal", "", "查询轨迹", "ask for news"};
};
struct send_again {
  static constexpr DutyInfo info{"send_again", task, "dispatcher", "", "重新寄递", "send it again"};
};
struct settle_parcel {
  static constexpr DutyInfo info{"settle_parcel", task,
                                 "dispatcher",    "",
                                 "核实寄递情况",  "find out what became of the parcel"};
};
struct parcel_label {
  static constexpr DutyInfo info{"parcel_label", document, "parcel_label", "", "寄递面单", "label"};
};
struct delivery_proof {
  static constexpr DutyInfo info{"delivery_proof", document,           "delivery_proof", "",
                                 "送达回证",       "proof of delivery"};
};
struct tell_sent {
  static constexpr DutyInfo info{"tell_sent", notice, "sent", "", "告知寄出", "tell: sent"};
};
struct tell_delivered {
  static constexpr DutyInfo info{"tell_delivered", notice,           "delivered", "",
                                 "告知签收",       "tell: delivered"};
};
struct tell_returned {
  static constexpr DutyInfo info{"tell_returned",     notice, "returned", "", "告知退回",
                                 "tell: it came back"};
};
struct tell_lost {
  static constexpr DutyInfo info{"tell_lost", notice,     "parcel_lost",
                                 "",          "告知遗失", "tell: it is lost"};
};
struct alert_supervision {
  static constexpr DutyInfo info{"alert_supervision", notice, "supervision", "", "监察告警",
                                 "alert supervision"};
};
// NOLINTEND(readability-identifier-naming): end of the words

}  // namespace vermilion::delivery_1
