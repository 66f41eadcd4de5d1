// The rules of delivery/1, each with what it stands on.
//
// Source: ITEMS §2.20; STANDARDS §1.7; 行政许可法 44. Threads: pure.
#pragma once

#include "engine/core/shared_rules.hpp"
#include "workflows/delivery/1/words.hpp"

namespace vermilion::delivery_1 {

using rules::NotOnesOwnCase;
using rules::TaskMineOrFree;
using table::RuleInfo;

// Empty: a case's parcels are folded by the engine (events/delivery.hpp).
struct Data {
  template <class Archive>
  void serialize(Archive&) {}
};
using Context = RuleContext<Data>;

struct ExpressWasChosen : Tells<ExpressWasChosen> {
  static constexpr std::string_view place = "/fact";
  static constexpr RuleInfo info{"ExpressWasChosen",
                                 {"行政许可法", "44"},
                                 "申请人选择了快递送达",
                                 "the applicant chose to have it sent"};
  static bool holds(const ParcelOrdered&, const Context& context) {
    return context.input.kase.service.delivery == "express";
  }
};
// Whoever has the task of handing it over sends it.
struct HandingOverIsOpen : Tells<HandingOverIsOpen> {
  static constexpr std::string_view place = "/fact";
  static constexpr RuleInfo info{"HandingOverIsOpen",
                                 {"行政许可法", "44"},
                                 "证件已制作，待送达，且送达任务无人认领或者由本人承办",
                                 "the result is made and to be handed over, and that task is free "
                                 "or in one's own hands"};
  static bool holds(const ParcelOrdered&, const Context& context) {
    return context.task_is_mine_or_free("hand_over");
  }
};
// What came back or is lost is taken up by whoever has the task.
struct TakenUpByOneself {
  static constexpr RuleInfo info{"TakenUpByOneself",
                                 {"house", "worklist"},
                                 "重新寄递或核实任务无人认领或者由本人承办",
                                 "the task to send it again is free or in one's own hands"};
  static bool holds(const ParcelOrdered&, const Context& context) {
    return context.task_is_mine_or_free(send_again::info.name) ||
           context.task_is_mine_or_free(settle_parcel::info.name);
  }
};
struct ParcelsAreFew : Tells<ParcelsAreFew> {
  static constexpr std::string_view place = "/fact";
  static constexpr RuleInfo info{"ParcelsAreFew",
                                 {"house", "bounds"},
                                 "一个办件最多寄递八次",
                                 "a case is sent eight times at most"};
  static bool holds(const ParcelOrdered&, const Context& context) {
    return context.input.kase.parcels.size() < parcels_max;
  }
};
struct ContentsGiven : Tells<ContentsGiven> {
  static constexpr std::string_view place = "/contents";
  static constexpr RuleInfo info{
      "ContentsGiven", {"ITEMS", "2.20"}, "已写明内件", "it is said what is in it"};
  static bool holds(const ParcelOrdered& fact, const Context&) { return !fact.contents.empty(); }
};

template <class Request>
struct Answers {
  static constexpr RuleInfo info{"AnswersRequest",
                                 {"house", "offices"},
                                 "对应本办件未答复的寄递请求",
                                 "it answers an open request of this case"};
  static bool holds(const auto& fact, const Context& context) {
    const auto* asked = context.input.kase.duty(fact.request);
    return asked != nullptr && asked->name == Request::info.name;
  }
};
struct WaybillHolds {
  static constexpr RuleInfo info{"WaybillHolds",
                                 {"UPU S10", "STANDARDS 1.7"},
                                 "运单号校验相符",
                                 "the waybill number can be one"};
  static bool holds(const ParcelLabelled& fact, const Context&) { return is_waybill(fact.waybill); }
};

// With what is told, the parcel stands there.
template <class Where>
struct Finds {
  static bool holds(const ParcelTracked& fact, const Context& context) {
    const auto& parcels = context.input.kase.parcels;
    return !parcels.empty() && parcel_after(parcels.back(), fact.scans).state == Where::info.name;
  }
};
struct NoEndYet : Finds<UnderWay> {
  static constexpr RuleInfo info{
      "NoEndYet", {"ITEMS", "2.20"}, "轨迹尚无终结环节", "no scan is of its end"};
};
struct EndIsDelivery : Finds<Delivered> {
  static constexpr RuleInfo info{"EndIsDelivery",
                                 {"行政许可法", "44"},
                                 "最后发生的终结环节为签收",
                                 "of the ends the last that happened is delivery"};
};
struct EndIsReturn : Finds<CameBack> {
  static constexpr RuleInfo info{"EndIsReturn",
                                 {"ITEMS", "2.20"},
                                 "最后发生的终结环节为退回",
                                 "of the ends the last that happened is its return"};
};
struct EndIsLoss : Finds<Lost> {
  static constexpr RuleInfo info{"EndIsLoss",
                                 {"ITEMS", "2.20"},
                                 "最后发生的终结环节为遗失",
                                 "of the ends the last that happened is its loss"};
};

template <class Where>
struct FoundOut {
  static constexpr std::string_view place = "/outcome";
  static bool holds(const ParcelSettled& fact, const Context&) {
    return state_by(fact.outcome) == Where::info.name;
  }
};
struct WasDelivered : FoundOut<Delivered>, Tells<WasDelivered> {
  using FoundOut<Delivered>::place;
  static constexpr RuleInfo info{"WasDelivered",
                                 {"行政许可法", "44"},
                                 "核实结果为签收 delivered",
                                 "what was found out is delivered"};
};
struct WasReturned : FoundOut<CameBack>, Tells<WasReturned> {
  using FoundOut<CameBack>::place;
  static constexpr RuleInfo info{"WasReturned",
                                 {"ITEMS", "2.20"},
                                 "核实结果为退回 returned",
                                 "what was found out is returned"};
};
struct WasLost : FoundOut<Lost>, Tells<WasLost> {
  using FoundOut<Lost>::place;
  static constexpr RuleInfo info{
      "WasLost", {"ITEMS", "2.20"}, "核实结果为遗失 lost", "what was found out is lost"};
};
struct HappenedMeanwhile : Tells<HappenedMeanwhile> {
  static constexpr std::string_view place = "/at";
  static constexpr RuleInfo info{"HappenedMeanwhile",
                                 {"行政许可法", "44"},
                                 "发生时间在下单之后、现在之前",
                                 "it happened after the order and before now"};
  static bool holds(const ParcelSettled& fact, const Context& context) {
    const auto& parcels = context.input.kase.parcels;
    return !parcels.empty() && parcels.back().ordered_at <= fact.at &&
           fact.at <= context.input.moments.received_at;
  }
};

}  // namespace vermilion::delivery_1
