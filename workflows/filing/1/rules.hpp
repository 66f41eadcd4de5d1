// The rules of filing/1, and what it remembers of a filing.
//
// Source: ITEMS §2.43, §2.9; 代理记账管理办法 (财政部令第98号) 15, 16, 19. Threads: pure.
#pragma once

#include "base/identifiers.hpp"
#include "engine/core/forms.hpp"
#include "engine/core/shared_rules.hpp"
#include "workflows/filing/1/words.hpp"

namespace vermilion::filing_1 {

using rules::DeadlinePassed;
using rules::NotOnesOwnCase;
using rules::TaskMineOrFree;
using table::Finding;
using table::RuleInfo;

struct Data {
  std::string unit;            // 统一社会信用代码
  std::uint16_t due_year = 0;  // in which the next yearly filing is due; 0: none is
  std::uint32_t filings = 0;   // how many there were
  template <class Archive>
  void serialize(Archive& archive) {
    archive(unit, due_year, filings);
  }
};
using Context = RuleContext<Data>;

inline const FilingRules& rules_of(const Context& context) {
  return *context.input.item->filing;
}

// ---- the first filing

struct UnitHolds : Tells<UnitHolds> {
  static constexpr std::string_view place = "/unit/uscc";
  static constexpr RuleInfo info{
      "UnitHolds", {"GB 32100-2015", "5"}, "统一社会信用代码校验相符", "the unit's code checks"};
  static bool holds(const FilingLodged& fact, const Context&) {
    return identifiers::check_social_credit_code(fact.unit.uscc).has_value();
  }
};
struct UnitIsOnesOwn : Tells<UnitIsOnesOwn> {
  static constexpr std::string_view place = "/unit/uscc";
  static constexpr RuleInfo info{"UnitIsOnesOwn",
                                 {"ITEMS", "2.43"},
                                 "以本单位名义备案",
                                 "one files for the unit that one acts for"};
  static bool holds(const FilingLodged& fact, const Context& context) {
    return fact.unit.uscc == context.input.principal.on_behalf_of;
  }
};
// All that is missing or wrong is told at once, by the form's own fields.
struct FormIsFilled {
  static constexpr RuleInfo info{"FormIsFilled",
                                 {"item", "form"},
                                 "表单必填栏目已填写，无未知或重复栏目",
                                 "the form's required fields are filled, none unknown or twice"};
  static bool holds(const auto& fact, const Context& context) {
    return !fault(fact, context).has_value();
  }
  static Finding found(const auto& fact, const Context& context) {
    return fault(fact, context).value_or(Finding{});
  }

 private:
  static std::optional<Finding> fault(const FilingLodged& fact, const Context& context) {
    return form_fault(fact.answers, context.input.item->fields);
  }
  static std::optional<Finding> fault(const PeriodFiled& fact, const Context& context) {
    const auto& yearly = rules_of(context).yearly;
    if (!yearly) return Finding{"/year", ""};
    return form_fault(fact.answers, yearly->fields);
  }
  static std::optional<Finding> fault(const EventFiled& fact, const Context& context) {
    const auto* kind = rules_of(context).event(fact.kind);
    if (kind == nullptr) return Finding{"/kind", fact.kind};
    return form_fault(fact.answers, kind->fields);
  }
};

// Whoever comes later comes for that unit, too: agents change while a filing stands.
struct ForItsUnit {
  static constexpr RuleInfo info{"ForItsUnit",
                                 {"民法典", "165"},
                                 "以备案单位的名义办理",
                                 "one comes for the unit whose filing it is"};
  static bool holds(const auto&, const Context& context) {
    return context.data.unit == context.input.principal.on_behalf_of;
  }
};

// ---- each year

inline bool stands(const Case& kase) {
  return kase.in_state(Filed::info.name) || kase.in_state(Ordered::info.name) ||
         kase.in_state(Checking::info.name) || kase.in_state(Lapsed::info.name);
}
struct FilingStands {
  static constexpr RuleInfo info{"FilingStands",
                                 {"ITEMS", "2.43"},
                                 "备案未撤销、未注销",
                                 "the filing was neither struck off nor cancelled"};
  static bool holds(const auto&, const Context& context) { return stands(context.input.kase); }
};
struct ItemFilesYearly {
  static constexpr RuleInfo info{"ItemFilesYearly",
                                 {"item", "filing.yearly"},
                                 "事项规定了年度备案",
                                 "the item has a yearly filing"};
  static bool holds(const auto&, const Context& context) {
    return rules_of(context).yearly.has_value();
  }
};
// Of one year after the other, each from its first day on.
struct YearIsDue : Tells<YearIsDue> {
  static constexpr std::string_view place = "/year";
  static constexpr RuleInfo info{"YearIsDue",
                                 {"item", "filing.yearly"},
                                 "为应备案的年度，且该年度已开始",
                                 "it is of the year that is next due, which has begun"};
  static bool holds(const PeriodFiled& fact, const Context& context) {
    const auto today = date_of(china_day(context.input.moments.received_at));
    return fact.year == context.data.due_year && today.year >= int{fact.year};
  }
};
// In time but known later: received before its day was over.
struct FiledInTime {
  static constexpr RuleInfo info{"FiledInTime",
                                 {"民法典", "203"},
                                 "在年度备案期限届满前收到",
                                 "received before the day of the yearly filing was over"};
  static bool holds(const PeriodFiled&, const Context& context) {
    return context.received_before_last_passed(file_yearly::info.name);
  }
};
struct FiledLate {
  static constexpr RuleInfo info{"FiledLate",
                                 {"民法典", "203"},
                                 "在年度备案期限届满后收到",
                                 "received after the day of the yearly filing"};
  static bool holds(const PeriodFiled&, const Context& context) {
    return !context.received_before_last_passed(file_yearly::info.name);
  }
};

// ---- events

struct HasHappened : Tells<HasHappened> {
  static constexpr std::string_view place = "/happened_at";
  static constexpr RuleInfo info{
      "HasHappened", {"ITEMS", "2.9"}, "该事项已发生", "it has happened"};
  static bool holds(const EventFiled& fact, const Context& context) {
    return fact.happened_at.set() && fact.happened_at <= context.input.moments.received_at;
  }
};
// A kind without a limit is never late; what is not of the item is refused by its form.
inline bool reported_in_time(const EventFiled& fact, const Context& context) {
  const auto* kind = rules_of(context).event(fact.kind);
  if (kind == nullptr || !kind->within) return true;
  const auto due = clock::due_of(*kind->within, fact.happened_at, *context.input.calendar);
  return due.has_value() && context.input.moments.received_at <= due.value().due;
}
struct ReportedInTime {
  static constexpr RuleInfo info{"ReportedInTime",
                                 {"item", "filing.events"},
                                 "在规定期限内备案",
                                 "reported within the limit of its kind"};
  static bool holds(const EventFiled& fact, const Context& context) {
    return reported_in_time(fact, context);
  }
};
struct ReportedLate {
  static constexpr RuleInfo info{"ReportedLate",
                                 {"item", "filing.events"},
                                 "超过规定期限备案",
                                 "reported after the limit of its kind"};
  static bool holds(const EventFiled& fact, const Context& context) {
    return !reported_in_time(fact, context);
  }
};

// ---- what is wrong

// Conditions may be found lost at any time, not only where the filing is being looked into.
struct NobodyElseLooks {
  static constexpr RuleInfo info{"NobodyElseLooks",
                                 {"house", "worklist"},
                                 "没有他人正在核查",
                                 "nobody else is looking into it"};
  static bool holds(const auto&, const Context& context) {
    const auto* task = context.input.kase.duty_named(look_into::info.name);
    return task == nullptr || context.task_is_mine_or_free(look_into::info.name);
  }
};
struct CorrectedInTime {
  static constexpr RuleInfo info{"CorrectedInTime",
                                 {"民法典", "203"},
                                 "在改正期限届满前收到",
                                 "received before the limit to set right was over"};
  static bool holds(const FilingCorrected&, const Context& context) {
    return context.received_before_last_passed(correct_in_time::info.name);
  }
};
struct OtherThanWhoOrdered {
  static constexpr RuleInfo info{"OtherThanWhoOrdered",
                                 {"行政处罚法", "57"},
                                 "决定人不是责令改正的人",
                                 "whoever decides is not the one who ordered"};
  static bool holds(const auto&, const Context& context) {
    return !context.did(FilingFoundWrong::name);
  }
};
struct RemediesTold : Tells<RemediesTold> {
  static constexpr std::string_view place = "/remedies";
  static constexpr RuleInfo info{"RemediesTold",
                                 {"行政许可法", "38(2)"},
                                 "已说明理由并告知救济途径",
                                 "reasons are stated and remedies told"};
  static bool holds(const StruckOff& fact, const Context&) {
    return !fact.reasons.empty() && !fact.remedies.empty();
  }
};

}  // namespace vermilion::filing_1
