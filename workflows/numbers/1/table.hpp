// numbers/1 (号段): the numbers of one bill code, from the office that opened them to the bill.
//
// One case a code, which is never over. What its stocks hold is a row of core each, seen here as
// JudgeInput::places: what is left where the fact takes from, and the highest number that was
// opened. Numbers leave a stock from the front and never come back, so no two bills share one, and
// every number below a stock's next is a bill or another stock's.
// Source: ITEMS §2.12 (W5: used + held ≤ allotted); 财政票据管理办法 (财政部令第104号).
// Threads: types.
#pragma once

#include "base/identifiers.hpp"
#include "engine/core/rule_context.hpp"
#include "engine/table/roles.hpp"
#include "events/billing.hpp"

namespace vermilion::numbers_1 {

using table::By;
using table::Finding;
using table::If;
using table::On;
using table::Owes;
using table::Regions;
using table::Rows;
using table::RuleInfo;
using table::Same;
using table::State;
using table::StateInfo;
using namespace table::roles;

// Empty: stocks are rows of their own.
struct Data {
  template <class Archive>
  void serialize(Archive&) {}
};
using Context = RuleContext<Data>;

struct Open : State {
  static constexpr StateInfo info{"OPEN", "使用中"};
};

struct NamesItsCase : Tells<NamesItsCase> {
  static constexpr std::string_view place = "/code";
  static constexpr RuleInfo info{"NamesItsCase",
                                 {"财综〔2017〕32号", "附件"},
                                 "票据代码为 8 位数字，与号段一致",
                                 "the code is eight digits, and that of these numbers"};
  static bool holds(const auto& fact, const Context& context) {
    const auto& code = fact.code;
    return code.size() == 8 && code.find_first_not_of("0123456789") == std::string::npos &&
           context.input.kase.id == case_of_numbers(code);
  }
};
// The first pair of a code is the division whose department answers for it.
struct DivisionOpens : Tells<DivisionOpens> {
  static constexpr std::string_view place = "/office";
  static constexpr RuleInfo info{"DivisionOpens",
                                 {"财综〔2017〕32号", "附件"},
                                 "由票据代码前两位所示行政区划的财政部门启用",
                                 "opened by the department of the division that the code names"};
  static bool holds(const NumbersOpened& fact, const Context&) {
    return fact.office == fact.code.substr(0, 2) + "0000";
  }
};
struct RangeSound : Tells<RangeSound> {
  static constexpr std::string_view place = "/first";
  static constexpr RuleInfo info{"RangeSound",
                                 {"财政票据管理办法", "票据号码"},
                                 "号段非空，不超过十位，且在已启用号码之后",
                                 "a range of ten-digit numbers, above all that were opened before"};
  static bool holds(const NumbersOpened& fact, const Context& context) {
    const auto* places = context.input.places;
    return places != nullptr && fact.first > places->highest && fact.first <= fact.last &&
           fact.last <= bill_number_max;
  }
};
struct OneReceiver : Tells<OneReceiver> {
  static constexpr std::string_view place = "/to_unit";
  static constexpr RuleInfo info{"OneReceiver",
                                 {"财政票据管理办法", "分级下发"},
                                 "下发给一个下级机关，或者代码相符的一个单位",
                                 "to one office below, or to one unit whose code checks"};
  static bool holds(const NumbersHandedDown& fact, const Context& context) {
    if (fact.to_office.empty() == fact.to_unit.empty()) return false;
    if (fact.to_office.empty()) {
      return identifiers::check_social_credit_code(fact.to_unit).has_value();
    }
    const auto* directory = context.input.directory;
    if (directory == nullptr || directory->scopes == nullptr) return false;
    const auto* from = directory->scopes->path_of(fact.tree, fact.office);
    const auto* to = directory->scopes->path_of(fact.tree, fact.to_office);
    return from != nullptr && to != nullptr && to->starts_with(*from + "/");
  }
};
struct EnoughLeft {
  static constexpr RuleInfo info{"EnoughLeft",
                                 {"财政票据管理办法", "号段"},
                                 "该机关剩余号码足够",
                                 "the office has as many numbers left"};
  static bool holds(const NumbersHandedDown& fact, const Context& context) {
    const auto* places = context.input.places;
    return places != nullptr && fact.count >= 1 && fact.count <= places->left;
  }
  static Finding found(const NumbersHandedDown&, const Context& context) {
    const auto* places = context.input.places;
    return {"/count", std::to_string(places == nullptr ? 0 : places->left)};
  }
};
struct RoomForRange {
  static constexpr RuleInfo info{"RoomForRange",
                                 {"house", "number_ranges_max"},
                                 "接收方号段不超过 64 段",
                                 "whoever receives them holds fewer than 64 ranges"};
  static bool holds(const auto&, const Context& context) {
    const auto* places = context.input.places;
    return places != nullptr && places->ranges < number_ranges_max;
  }
};
struct NumberLeft {
  static constexpr RuleInfo info{
      "NumberLeft", {"财政票据管理办法", "号段"}, "单位尚有号码", "the unit has a number left"};
  static bool holds(const NumberTaken&, const Context& context) {
    const auto* places = context.input.places;
    return places != nullptr && places->left > 0;
  }
};

// clang-format off
struct Table {
  static constexpr table::EditionName edition = "numbers/1";
  using initial = Regions<Open>;
  using table = Rows<
  On<Open, NumbersOpened, Same, By<bill_steward>, 
     If<NamesItsCase, DivisionOpens, RangeSound, RoomForRange>>,
  On<Open, NumbersHandedDown, Same, By<bill_steward>,
     If<NamesItsCase, OneReceiver, EnoughLeft, RoomForRange>>,
  On<Open, NumberTaken, Same, By<of_register>, If<NumberLeft>>
  >;
};
// clang-format on

}  // namespace vermilion::numbers_1
