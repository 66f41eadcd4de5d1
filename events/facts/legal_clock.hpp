// What stops, extends or replaces the limits of a case, whatever its shape (特别程序, 延长期限,
// 事项版本).
//
// Source: 行政许可法 45 (hearing, tender, auction, inspection, test, quarantine, appraisal, expert
// review: their time is not counted, and the applicant is told in writing), 42(1) (one extension by
// ten days, approved by the head of the office, its reason told). Threads: values.
#pragma once

#include "events/facts/describe.hpp"

namespace vermilion {

// 启动特别程序: the limit that it concerns stops.
struct ProcedureStarted {
  static constexpr std::string_view name = "ProcedureStarted";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"启动特别程序", "special procedure started"};
  std::string procedure;  // code of the item's list
  std::string limit;      // name of the limit that stops, as the item says of the procedure
  std::string reason;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"procedure", "特别程序", "procedure", 64}, self.procedure);
    visit(FieldText{"limit", "暂停的期限", "limit that stops", 64}, self.limit);
    visit(FieldText{"reason", "事由", "reason", 2000}, self.reason);
  }
};

// 特别程序结束: what was left of the limit runs on.
struct ProcedureEnded {
  static constexpr std::string_view name = "ProcedureEnded";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"特别程序结束", "special procedure ended"};
  std::string result;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"result", "结果", "result", 4000}, self.result);
  }
};

// It took longer than the item lets it: a matter of supervision, and the limit stays stopped.
struct ProcedureOverdue {
  static constexpr std::string_view name = "ProcedureOverdue";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"特别程序超期", "special procedure overdue"};
  template <class Self, class Visitor>
  static void fields(Self&, Visitor&&) {}
};

// 申请延长期限: by whoever handles the case, of the head of the office.
struct ExtensionAsked {
  static constexpr std::string_view name = "ExtensionAsked";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"申请延长期限", "extension asked for"};
  std::string limit;
  std::string reason;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"limit", "期限", "limit", 64}, self.limit);
    visit(FieldText{"reason", "理由", "reason", 2000}, self.reason);
  }
};

// 批准延长期限, with the reason that the applicant is told.
struct LimitExtended {
  static constexpr std::string_view name = "LimitExtended";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"批准延长期限", "limit extended"};
  std::uint32_t amount = 0;  // in the limit's own unit
  std::string reason;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"amount", "延长", "by how much", 0}, self.amount);
    visit(FieldText{"reason", "理由", "reason", 2000}, self.reason);
  }
};

struct ExtensionDenied {
  static constexpr std::string_view name = "ExtensionDenied";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"不同意延长期限", "extension denied"};
  std::string reason;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"reason", "理由", "reason", 2000}, self.reason);
  }
};

// 改按新版本事项办理: an open case goes on under another version of its item.
struct ItemVersionChanged {
  static constexpr std::string_view name = "ItemVersionChanged";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"改按另一版本事项办理", "moved to another version of the item"};
  std::uint32_t to = 0;
  std::string reason;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"to", "事项版本", "version", 0}, self.to);
    visit(FieldText{"reason", "理由", "reason", 2000}, self.reason);
  }
};

}  // namespace vermilion
