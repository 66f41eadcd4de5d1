// mandate/1 (授权委托): what one agent may do for one unit.
//
// The case id is the hash of agent and unit, so there is one mandate between two at a time; a new
// letter of authority takes the place of the old. A window records it that has seen the letter, at
// its own office; the agent himself may give it up. Source: 民法典 165 (the letter says agent,
// items and period), 173 (it ends by time, by recall, by giving up). Threads: types.
#pragma once

#include <fmt/format.h>

#include "base/identifiers.hpp"
#include "engine/core/rule_context.hpp"
#include "engine/table/roles.hpp"
#include "engine/table/table.hpp"

namespace vermilion::mandate_1 {

using table::Any;
using table::By;
using table::Finding;
using table::If;
using table::On;
using table::Regions;
using table::Rows;
using table::RuleInfo;
using table::Same;
using table::State;
using table::StateInfo;
using namespace table::roles;

// What is mandated stands in rows of core's own (events/directory.hpp).
struct Data {
  template <class Archive>
  void serialize(Archive&) {}
};
using Context = RuleContext<Data>;

inline constexpr std::int64_t mandate_lasts_max_us = 3 * 366 * microseconds_a_day;

struct None : State {
  static constexpr StateInfo info{"NONE", "无委托"};
};
struct Given : State {
  static constexpr StateInfo info{"GIVEN", "委托有效"};
};
struct Ended : State {
  static constexpr StateInfo info{"ENDED", "委托终止"};
};

struct NamesItsCase : Tells<NamesItsCase> {
  static constexpr std::string_view place = "/agent";
  static constexpr RuleInfo info{"NamesItsCase",
                                 {"house", "mandate"},
                                 "经办人为 32 位十六进制数字（经办人本人在 /v1/me 可见）",
                                 "the agent is 32 hexadecimal digits, as GET /v1/me tells him"};
  static bool holds(const MandateGiven& fact, const Context& context) {
    const auto octets = from_hex(fact.agent);
    return octets && octets->size() == 16 &&
           context.input.kase.id == case_of_mandate(fact.agent, fact.unit.uscc);
  }
};
struct UnitCodeHolds {
  static constexpr RuleInfo info{"UnitCodeHolds",
                                 {"GB 32100-2015", "5"},
                                 "统一社会信用代码校验相符",
                                 "the unified social credit code checks"};
  static bool holds(const MandateGiven& fact, const Context&) {
    return identifiers::check_social_credit_code(fact.unit.uscc).has_value();
  }
  static Finding found(const MandateGiven& fact, const Context&) {
    const auto code = identifiers::check_social_credit_code(fact.unit.uscc);
    if (code) return {};
    return {"/unit/uscc", fmt::format("{} | {}", identifiers::chinese(code.error()),
                                      identifiers::english(code.error()))};
  }
};
struct OfficeInTree : Tells<OfficeInTree> {
  static constexpr std::string_view place = "/office";
  static constexpr RuleInfo info{"OfficeInTree",
                                 {"house", "directory"},
                                 "机关在该业务条线的树中",
                                 "the office stands in the tree of that business line"};
  static bool holds(const MandateGiven& fact, const Context& context) {
    const auto* view = context.input.directory;
    const auto* path = view != nullptr && view->scopes != nullptr
                           ? view->scopes->path_of(fact.tree, fact.office)
                           : nullptr;
    return path != nullptr && *path == fact.path;
  }
};
struct PeriodSound : Tells<PeriodSound> {
  static constexpr std::string_view place = "/until";
  static constexpr RuleInfo info{"PeriodSound",
                                 {"民法典", "165"},
                                 "委托期限晚于开始时间和现在，且不超过三年",
                                 "until is after from and after now, and three years on at most"};
  static bool holds(const MandateGiven& fact, const Context& context) {
    const auto now = context.input.moments.received_at;
    return fact.until > now && fact.until > fact.from &&
           fact.until.microseconds - now.microseconds <= mandate_lasts_max_us;
  }
};

// clang-format off
struct Table {
  static constexpr table::EditionName edition = "mandate/1";
  using initial = Regions<None>;
  using table = Rows<
  //  in state                 on fact        becomes  who                  provided that
  On< Any<None, Given, Ended>, MandateGiven , Given  , By<window>         , If<NamesItsCase,
                                                                               UnitCodeHolds,
                                                                               OfficeInTree,
                                                                               PeriodSound> >,
  On< Given                  , MandateEnded , Ended  , By<window, oneself>, If<> > >;
};
// clang-format on

}  // namespace vermilion::mandate_1
