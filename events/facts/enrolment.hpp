// Enrolment (报名): a person enrols, pays, chooses a session, sits, and hears the result.
//
// Whether one pays first and chooses then, or holds a seat while one pays, is the item's. The
// payment system's answers bear the request (a duty) that they answer; a window that was told to
// settle by hand answers the same way, with its task. Amounts are whole fen.
// Source: ITEMS §2.10 (W4). Threads: values.
#pragma once

#include "events/facts/person.hpp"

namespace vermilion {

// 报名: opens the case.
struct Enrolled {
  static constexpr std::string_view name = "Enrolled";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"报名", "enrolled"};
  std::string item;
  std::string office;
  std::string subject;  // 科目, of the item's list
  Personal<std::string> candidate;
  PersonNumber id_number;
  bool pledged = false;  // 承诺: what was said is true, and the rules are known
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"item", "事项", "item", 64}, self.item);
    visit(FieldText{"office", "机关", "office", 64}, self.office);
    visit(FieldText{"subject", "科目", "subject", 64}, self.subject);
    visit(FieldText{"candidate", "考生姓名", "name of the candidate", 200}, self.candidate);
    visit(FieldText{"id_number", "身份证件号码", "identity number", 64}, self.id_number);
    visit(FieldText{"pledged", "已作承诺", "pledged", 0}, self.pledged);
  }
};

// 已缴费.
struct FeePaid {
  static constexpr std::string_view name = "FeePaid";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"已缴费", "fee paid"};
  DutyId request;
  std::uint64_t amount = 0;
  std::string reference;  // the payment system's, or the number of the receipt
  Instant paid_at;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"request", "缴费请求", "request"}, self.request);
    visit(FieldText{"amount", "金额（分）", "amount in fen", 0}, self.amount);
    visit(FieldText{"reference", "缴款凭证号", "reference", 128}, self.reference);
    visit(FieldText{"paid_at", "缴费时间", "paid at"}, self.paid_at);
  }
};

// 未缴费: the order ended without money.
struct FeeNotPaid {
  static constexpr std::string_view name = "FeeNotPaid";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"未缴费", "fee not paid"};
  DutyId request;
  std::string reason;  // expired, cancelled
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"request", "缴费请求", "request"}, self.request);
    visit(FieldText{"reason", "原因", "reason", 200, false}, self.reason);
  }
};

// 已退费.
struct FeeRefunded {
  static constexpr std::string_view name = "FeeRefunded";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"已退费", "fee refunded"};
  DutyId request;
  std::uint64_t amount = 0;
  std::string reference;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"request", "退费请求", "request"}, self.request);
    visit(FieldText{"amount", "金额（分）", "amount in fen", 0}, self.amount);
    visit(FieldText{"reference", "退付凭证号", "reference", 128}, self.reference);
  }
};

struct PaymentLapsed {
  static constexpr std::string_view name = "PaymentLapsed";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"逾期未缴费", "not paid in time"};
  template <class Self, class Visitor>
  static void fields(Self&, Visitor&&) {}
};

// 选考: of a session of one's subject.
struct SeatChosen {
  static constexpr std::string_view name = "SeatChosen";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"选考", "session chosen"};
  std::string session;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"session", "场次代码", "session", 32}, self.session);
  }
};

// The session's answer: what a ticket needs of it stands here, so that the ticket never changes.
struct SeatGranted {
  static constexpr std::string_view name = "SeatGranted";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"占座成功", "seat granted"};
  std::string session;
  std::uint32_t seat = 0;
  std::string venue;
  std::string address;
  Instant starts;
  Instant ends;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"session", "场次代码", "session", 32}, self.session);
    visit(FieldText{"seat", "座位号", "seat", 0}, self.seat);
    visit(FieldText{"venue", "考点", "venue", 200}, self.venue);
    visit(FieldText{"address", "地址", "address", 300}, self.address);
    visit(FieldText{"starts", "开始时间", "starts"}, self.starts);
    visit(FieldText{"ends", "结束时间", "ends"}, self.ends);
  }
};

struct SeatRefused {
  static constexpr std::string_view name = "SeatRefused";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"无座", "no seat"};
  std::string session;
  std::string why;  // full, closed, over, another subject, unknown
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"session", "场次代码", "session", 32}, self.session);
    visit(FieldText{"why", "原因", "why", 64}, self.why);
  }
};

struct SeatConfirmed {
  static constexpr std::string_view name = "SeatConfirmed";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"确认座位", "seat confirmed"};
  template <class Self, class Visitor>
  static void fields(Self&, Visitor&&) {}
};

struct HoldLapsed {
  static constexpr std::string_view name = "HoldLapsed";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"占座逾期释放", "hold lapsed"};
  template <class Self, class Visitor>
  static void fields(Self&, Visitor&&) {}
};

struct EnrolmentCancelled {
  static constexpr std::string_view name = "EnrolmentCancelled";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"取消报名", "enrolment cancelled"};
  std::string reason;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"reason", "原因", "reason", 500, false}, self.reason);
  }
};

// 考试情况, as the invigilator saw it.
struct AttendanceRecorded {
  static constexpr std::string_view name = "AttendanceRecorded";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"登记考试情况", "attendance recorded"};
  std::string attendance;  // sat 到考, absent 缺考, violation 违纪
  std::string remark;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"attendance", "考试情况", "sat, absent or violation", 16}, self.attendance);
    visit(FieldText{"remark", "说明", "remark", 1000, false}, self.remark);
  }
};

struct Scored {
  static constexpr std::string_view name = "Scored";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"评分", "scored"};
  std::uint32_t score = 0;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"score", "成绩", "score", 0}, self.score);
  }
};

// 公布成绩, by another person than whoever scored.
struct ResultPublished {
  static constexpr std::string_view name = "ResultPublished";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"公布成绩", "result published"};
  template <class Self, class Visitor>
  static void fields(Self&, Visitor&&) {}
};

}  // namespace vermilion
