// consent/1 (同意): whether the hall may fill one applicant's forms of one item from what it knows.
//
// The case id is the hash of applicant and item. A new consent takes the place of the old; it is
// withdrawn at any time. Source: 个人信息保护法 13(1)(1), 14, 15. Threads: types.
#pragma once

#include <algorithm>

#include "engine/core/rule_context.hpp"
#include "engine/table/roles.hpp"
#include "events/consent.hpp"

namespace vermilion::consent_1 {

using table::Any;
using table::By;
using table::If;
using table::On;
using table::Regions;
using table::Rows;
using table::RuleInfo;
using table::State;
using table::StateInfo;
using namespace table::roles;

// What was consented to is asked of a view (events/consent.hpp); nothing is decided by it.
struct Data {
  template <class Archive>
  void serialize(Archive&) {}
};
using Context = RuleContext<Data>;

inline constexpr std::int64_t consent_lasts_max_us = 366 * microseconds_a_day;

struct None : State {
  static constexpr StateInfo info{"NONE", "未同意"};
};
struct Given : State {
  static constexpr StateInfo info{"GIVEN", "已同意"};
};
struct Withdrawn : State {
  static constexpr StateInfo info{"WITHDRAWN", "已撤回"};
};

struct NamesItsCase : Tells<NamesItsCase> {
  static constexpr std::string_view place = "/item";
  static constexpr RuleInfo info{"NamesItsCase",
                                 {"个人信息保护法", "14"},
                                 "只能就自己的办件作出同意",
                                 "one consents for oneself"};
  static bool holds(const auto& fact, const Context& context) {
    return context.input.kase.id == case_of_consent(context.input.principal.who, fact.item);
  }
};
struct PartsAreKnown : Tells<PartsAreKnown> {
  static constexpr std::string_view place = "/parts";
  static constexpr RuleInfo info{"PartsAreKnown",
                                 {"个人信息保护法", "14"},
                                 "可免填内容为 unit、people、answers、materials",
                                 "the parts are among unit, people, answers, materials"};
  static bool holds(const ConsentGiven& fact, const Context&) {
    return std::all_of(fact.parts.begin(), fact.parts.end(), [](const std::string& part) {
      return std::find(consent_parts.begin(), consent_parts.end(), part) != consent_parts.end();
    });
  }
};
struct PeriodSound : Tells<PeriodSound> {
  static constexpr std::string_view place = "/until";
  static constexpr RuleInfo info{"PeriodSound",
                                 {"个人信息保护法", "19"},
                                 "期限晚于现在，且不超过一年",
                                 "until is after now, and a year on at most"};
  static bool holds(const ConsentGiven& fact, const Context& context) {
    const auto now = context.input.moments.received_at;
    return fact.until > now && fact.until.microseconds - now.microseconds <= consent_lasts_max_us;
  }
};

// clang-format off
struct Table {
  static constexpr table::EditionName edition = "consent/1";
  using initial = Regions<None>;
  using table = Rows<
  //  in state                     on fact            becomes     who            provided that
  On< Any<None, Given, Withdrawn>, ConsentGiven     , Given     , By<oneself>, If<NamesItsCase,
                                                                                  PartsAreKnown,
                                                                                  PeriodSound> >,
  On< Given                      , ConsentWithdrawn , Withdrawn , By<oneself>, If<NamesItsCase> > >;
};
// clang-format on

}  // namespace vermilion::consent_1
