// The rules of bill/2: those of bill/1, and what a reversal (冲红) asks.
//
// Source: ITEMS §2.12; 财政票据管理办法 (财政部令第104号). Threads: pure.
#pragma once

#include "workflows/bill/1/rules.hpp"
#include "workflows/bill/2/words.hpp"

namespace vermilion::bill_2 {

using table::Finding;
using table::RuleInfo;

struct Data : bill_1::Data {
  bool red = false;
  CaseId original;             // of a red bill
  std::uint64_t reserved = 0;  // for red bills that are not issued yet
  std::uint64_t reversed = 0;  // by red bills
  template <class Archive>
  void serialize(Archive& archive) {
    bill_1::Data::serialize(archive);
    archive(red, original, reserved, reversed);
  }
  // What could still be taken back.
  [[nodiscard]] std::uint64_t left() const { return total - reserved - reversed; }
};
using Context = RuleContext<Data>;

// A rule of bill/1, asked as it stands there.
template <class Rule>
struct AsBefore {
  static constexpr RuleInfo info = Rule::info;
  static bool holds(const auto& fact, const Context& context) {
    return Rule::holds(fact, bill_1::Context{context.input, context.data});
  }
  static Finding found(const auto& fact, const Context& context)
    requires requires(const bill_1::Context& before) { Rule::found(fact, before); }
  {
    return Rule::found(fact, bill_1::Context{context.input, context.data});
  }
};
// The same of a red bill, whose lines and amounts are those of a bill.
template <class Rule>
struct OfRed {
  static constexpr RuleInfo info = Rule::info;
  static bool holds(const RedPrepared& fact, const Context& context) {
    return Rule::holds(as_prepared(fact), bill_1::Context{context.input, context.data});
  }
  static Finding found(const RedPrepared& fact, const Context& context) {
    return Rule::found(as_prepared(fact), bill_1::Context{context.input, context.data});
  }
};

struct IsRed {
  static constexpr RuleInfo info{
      "IsRed", {"ITEMS", "2.12"}, "本票据为红字票据", "this is a red bill"};
  static bool holds(const auto&, const Context& context) { return context.data.red; }
};
struct IsNotRed {
  static constexpr RuleInfo info{
      "IsNotRed", {"ITEMS", "2.12"}, "本票据不是红字票据", "this is no red bill"};
  static bool holds(const auto&, const Context& context) { return !context.data.red; }
};

// ---- what the original is asked

struct OwnUnit {
  static constexpr RuleInfo info{"OwnUnit",
                                 {"财政票据管理办法", "用票单位"},
                                 "由原开票单位冲红",
                                 "taken back by the unit that issued it"};
  static bool holds(const ReversalAsked& fact, const Context& context) {
    return fact.unit == context.data.unit;
  }
};
struct WithinWhatIsLeft {
  static constexpr RuleInfo info{"WithinWhatIsLeft",
                                 {"ITEMS", "2.12"},
                                 "冲红金额合计不超过原票据金额",
                                 "all that is taken back is no more than the bill's total"};
  static bool holds(const ReversalAsked& fact, const Context& context) {
    return fact.total <= context.data.left();
  }
};
struct CannotBeReversed {
  static constexpr RuleInfo info{"CannotBeReversed",
                                 {"ITEMS", "2.12"},
                                 "非原开票单位，或者冲红金额超过可冲红余额",
                                 "of another unit, or more than is left"};
  static bool holds(const ReversalAsked& fact, const Context& context) {
    return !OwnUnit::holds(fact, context) || !WithinWhatIsLeft::holds(fact, context);
  }
};
struct LeavesNothing {
  static constexpr RuleInfo info{"LeavesNothing",
                                 {"ITEMS", "2.12"},
                                 "原票据金额已全部冲红",
                                 "with it the whole total is taken back"};
  static bool holds(const BillReversed& fact, const Context& context) {
    return context.data.reversed + fact.total == context.data.total;
  }
};
struct LeavesSome {
  static constexpr RuleInfo info{
      "LeavesSome", {"ITEMS", "2.12"}, "原票据金额部分冲红", "a part of the total stays"};
  static bool holds(const BillReversed& fact, const Context& context) {
    return !LeavesNothing::holds(fact, context);
  }
};
struct NoReversalIsOpen {
  static constexpr RuleInfo info{
      "NoReversalIsOpen", {"ITEMS", "2.12"}, "没有未办结的冲红", "no reversal of it is under way"};
  static bool holds(const auto&, const Context& context) { return context.data.reserved == 0; }
};

}  // namespace vermilion::bill_2
