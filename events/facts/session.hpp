// Sessions of an examination (考试场次): the supply side of its seats.
//
// One case a session holds its seats: opened once, changed in number, closed. A seat is taken and
// returned by enrolments, one each. Source: ITEMS §2.10 (W5: used + held ≤ allotted; a change of
// capacity keeps the seats that are held). Threads: values.
#pragma once

#include "events/facts/describe.hpp"

namespace vermilion {

// 开放场次, by the examination's office.
struct SessionOpened {
  static constexpr std::string_view name = "SessionOpened";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"开放场次", "session opened"};
  std::string item;
  std::string session;  // a-z, 0-9, '-'; stands in ticket numbers
  std::string subject;  // 科目, of the item's list
  std::string tree;
  std::string office;
  std::string venue;
  std::string address;
  Instant starts;
  Instant ends;
  Instant choose_until;
  std::uint32_t seats = 0;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"item", "事项", "item", 64}, self.item);
    visit(FieldText{"session", "场次代码", "session", 32}, self.session);
    visit(FieldText{"subject", "科目", "subject", 64}, self.subject);
    visit(FieldText{"tree", "业务条线", "business line", 64}, self.tree);
    visit(FieldText{"office", "机关", "office", 64}, self.office);
    visit(FieldText{"venue", "考点", "venue", 200}, self.venue);
    visit(FieldText{"address", "地址", "address", 300}, self.address);
    visit(FieldText{"starts", "开始时间", "starts"}, self.starts);
    visit(FieldText{"ends", "结束时间", "ends"}, self.ends);
    visit(FieldText{"choose_until", "选考截止", "to be chosen until"}, self.choose_until);
    visit(FieldText{"seats", "座位数", "seats", 0}, self.seats);
  }
};

// 调整座位数: never below what is held, nor below a number that somebody holds.
struct SeatsSet {
  static constexpr std::string_view name = "SeatsSet";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"调整座位数", "number of seats set"};
  std::uint32_t seats = 0;
  std::string reason;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"seats", "座位数", "seats", 0}, self.seats);
    visit(FieldText{"reason", "原因", "reason", 500, false}, self.reason);
  }
};

// 关闭场次: no seat is given any more; those that are held stay.
struct SessionClosed {
  static constexpr std::string_view name = "SessionClosed";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"关闭场次", "session closed"};
  std::string reason;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"reason", "原因", "reason", 500, false}, self.reason);
  }
};

// 占座: by the enrolment that chose the session. It gets the lowest seat that is free.
struct SeatTaken {
  static constexpr std::string_view name = "SeatTaken";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"占座", "seat taken"};
  std::string item;
  std::string session;
  std::string subject;  // of the enrolment
  CaseId holder;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"item", "事项", "item", 64}, self.item);
    visit(FieldText{"session", "场次代码", "session", 32}, self.session);
    visit(FieldText{"subject", "科目", "subject", 64}, self.subject);
    visit(FieldText{"holder", "报名办件", "the enrolment"}, self.holder);
  }
};

struct SeatReturned {
  static constexpr std::string_view name = "SeatReturned";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"退座", "seat returned"};
  std::uint32_t seat = 0;
  CaseId holder;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"seat", "座位号", "seat", 0}, self.seat);
    visit(FieldText{"holder", "报名办件", "the enrolment"}, self.holder);
  }
};

}  // namespace vermilion
