// Delivery (寄递): what is known of a parcel in which a result is sent.
//
// The post tells what happened when it hears of it: late, twice, in any order. A scan is known by
// its trace number, and stands where it happened, not where it was told. Source: ITEMS §2.20;
// STANDARDS §1.7 (UPU S10); 行政许可法 44. Threads: values.
#pragma once

#include "events/facts/describe.hpp"

namespace vermilion {

inline constexpr std::size_t scans_told_max = 100;  // in one answer of the post

// 寄递下单: the result is given to the post, for the recipient that the applicant chose.
struct ParcelOrdered {
  static constexpr std::string_view name = "ParcelOrdered";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"寄递下单", "parcel ordered"};
  std::string contents;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"contents", "内件", "what is in it", 200}, self.contents);
  }
};

// 取得运单号.
struct ParcelLabelled {
  static constexpr std::string_view name = "ParcelLabelled";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"取得运单号", "parcel labelled"};
  DutyId request;
  std::string waybill;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"request", "寄递请求", "request"}, self.request);
    visit(FieldText{"waybill", "运单号", "waybill number", 32}, self.waybill);
  }
};

// One event of the post (轨迹).
struct ParcelScan {
  std::string trace;      // the post's number of it
  std::string kind;       // collected, in_transit, out_for_delivery, attempted; and the three ends:
                          // delivered, returned, lost
  Instant at;             // when it happened
  std::string place;      // of the post: an office, a town
  std::string signed_by;  // delivered: addressee, other (代收) or locker; else empty
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"trace", "轨迹编号", "number of the scan", 64}, self.trace);
    visit(FieldText{"kind", "环节", "what happened", 32}, self.kind);
    visit(FieldText{"at", "发生时间", "when"}, self.at);
    visit(FieldText{"place", "地点", "where", 200, false}, self.place);
    visit(FieldText{"signed_by", "签收人类别", "addressee, other or locker", 16, false},
          self.signed_by);
  }
  bool operator==(const ParcelScan&) const = default;
};

// 寄递轨迹: what the post told since it was asked last.
struct ParcelTracked {
  static constexpr std::string_view name = "ParcelTracked";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"寄递轨迹", "parcel tracked"};
  DutyId request;
  std::uint64_t through = 0;  // so many of its events were told by now
  std::vector<ParcelScan> scans;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"request", "寄递请求", "request"}, self.request);
    visit(FieldText{"through", "轨迹读至", "told through", 0}, self.through);
    visit(FieldText{"scans", "轨迹", "scans", scans_told_max}, self.scans);
  }
};

// 寄递无回应: the post could not be asked, or said nothing of use for too long.
struct ParcelUnavailable {
  static constexpr std::string_view name = "ParcelUnavailable";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"寄递系统无回应", "the post gave no answer"};
  DutyId request;
  std::uint32_t attempts = 0;
  std::string last_error;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"request", "寄递请求", "request"}, self.request);
    visit(FieldText{"attempts", "尝试次数", "attempts", 0}, self.attempts);
    visit(FieldText{"last_error", "最后的错误", "the last error", 300, false}, self.last_error);
  }
};

// 寄递核实: what a person found out by other means, such as a receipt on paper.
struct ParcelSettled {
  static constexpr std::string_view name = "ParcelSettled";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"寄递核实", "parcel settled by hand"};
  std::string outcome;  // delivered, returned or lost
  Instant at;
  std::string how;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"outcome", "结果", "delivered, returned or lost", 16}, self.outcome);
    visit(FieldText{"at", "发生时间", "when it happened"}, self.at);
    visit(FieldText{"how", "核实方式", "how it was found out", 500}, self.how);
  }
};

}  // namespace vermilion
