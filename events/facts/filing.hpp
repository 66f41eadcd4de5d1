// A filing (备案): closed on receipt, looked into afterwards, and kept up for as long as it stands.
//
// One case holds what a unit files under one item: the first filing, the yearly one, and each event
// that is to be reported. What is wrong is ordered to be set right within a limit, and struck off
// when it is not.
// Source: ITEMS §2.43, §2.9 (W2, W3); 代理记账管理办法 (财政部令第98号) 16–22. Threads: values.
#pragma once

#include "events/facts/person.hpp"

namespace vermilion {

// 备案: opens the case.
struct FilingLodged {
  static constexpr std::string_view name = "FilingLodged";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"备案", "filed"};
  std::string item;
  std::string office;
  Unit unit;
  std::vector<FormAnswer> answers;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"item", "事项编码", "item", 64}, self.item);
    visit(FieldText{"office", "备案机关", "office", 64}, self.office);
    visit(FieldText{"unit", "备案单位", "unit", 0}, self.unit);
    visit(FieldText{"answers", "表单", "form", 64, false}, self.answers);
  }
};

// 年度备案 of a year.
struct PeriodFiled {
  static constexpr std::string_view name = "PeriodFiled";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"年度备案", "filed for the year"};
  std::uint16_t year = 0;  // in which it is due
  std::vector<FormAnswer> answers;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"year", "年度", "year"}, self.year);
    visit(FieldText{"answers", "表单", "form", 64, false}, self.answers);
  }
};

// 变更、分支机构等备案: something happened that is to be reported.
struct EventFiled {
  static constexpr std::string_view name = "EventFiled";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"事项备案", "event filed"};
  std::string kind;  // code of the item's list
  Instant happened_at;
  std::vector<FormAnswer> answers;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"kind", "备案种类", "kind", 64}, self.kind);
    visit(FieldText{"happened_at", "发生时间", "when it happened"}, self.happened_at);
    visit(FieldText{"answers", "表单", "form", 64, false}, self.answers);
  }
};

// From now on the unit files each year.
struct PeriodBegun {
  static constexpr std::string_view name = "PeriodBegun";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"年度备案义务开始", "yearly filing begins"};
  template <class Self, class Visitor>
  static void fields(Self&, Visitor&&) {}
};

struct PeriodOverdue {
  static constexpr std::string_view name = "PeriodOverdue";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"逾期未年度备案", "yearly filing overdue"};
  template <class Self, class Visitor>
  static void fields(Self&, Visitor&&) {}
};

// 列入重点关注名单: ordered to file, and did not.
struct WatchListed {
  static constexpr std::string_view name = "WatchListed";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"列入重点关注名单", "put on the watch list"};
  template <class Self, class Visitor>
  static void fields(Self&, Visitor&&) {}
};

// 事后核查.
struct PostCheckPassed {
  static constexpr std::string_view name = "PostCheckPassed";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"核查无误", "found right"};
  std::string opinion;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"opinion", "意见", "opinion", 1000, false}, self.opinion);
  }
};

// 责令限期改正: what was filed is not so, or the conditions are not met any more.
struct FilingFoundWrong {
  static constexpr std::string_view name = "FilingFoundWrong";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"责令限期改正", "ordered to set right"};
  std::string what;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"what", "应改正内容", "what is to be set right", 2000}, self.what);
  }
};

struct FilingCorrected {
  static constexpr std::string_view name = "FilingCorrected";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"报告改正", "set right"};
  std::string how;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"how", "改正情况", "how it was set right", 2000}, self.how);
  }
};

struct CorrectionConfirmed {
  static constexpr std::string_view name = "CorrectionConfirmed";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"确认改正", "correction confirmed"};
  std::string opinion;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"opinion", "意见", "opinion", 1000, false}, self.opinion);
  }
};

struct OrderLapsed {
  static constexpr std::string_view name = "OrderLapsed";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"逾期未改正", "not set right in time"};
  template <class Self, class Visitor>
  static void fields(Self&, Visitor&&) {}
};

// 不予撤销: the person who decides leaves it at that.
struct OrderLifted {
  static constexpr std::string_view name = "OrderLifted";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"不予撤销", "left to stand"};
  std::string reason;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"reason", "理由", "reason", 2000}, self.reason);
  }
};

// 撤销备案.
struct StruckOff {
  static constexpr std::string_view name = "StruckOff";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"撤销备案", "struck off"};
  std::string reasons;
  std::string remedies;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"reasons", "理由", "reasons", 2000}, self.reasons);
    visit(FieldText{"remedies", "救济途径", "remedies", 2000}, self.remedies);
  }
};

// 注销备案, by the unit itself.
struct FilingCancelled {
  static constexpr std::string_view name = "FilingCancelled";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"注销备案", "filing cancelled"};
  std::string reason;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"reason", "原因", "reason", 500, false}, self.reason);
  }
};

}  // namespace vermilion
