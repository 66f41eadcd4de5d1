// The rules of recognition/1, and what it remembers of a case.
//
// Source: ITEMS §2.2; 行政许可法 35 (an upper office asks for no material again). Threads: pure.
#pragma once

#include <algorithm>
#include <array>
#include <set>

#include "engine/core/forms.hpp"
#include "engine/core/shared_rules.hpp"
#include "workflows/recognition/1/words.hpp"

namespace vermilion::recognition_1 {

using rules::DeadlinePassed;
using rules::NotOnesOwnCase;
using rules::TaskMineOrFree;
using table::Finding;
using table::RuleInfo;

struct Data {
  Instant notice_due;
  bool paused = false;         // an objection is being looked into
  std::int32_t days_left = 0;  // of the notice, in natural days, when it was stopped last
  Instant resumed_at;          // not set: the notice was never stopped
  template <class Archive>
  void serialize(Archive& archive) {
    archive(notice_due, paused, days_left, resumed_at);
  }
};
using Context = RuleContext<Data>;

// ---- the application

struct OnePersonApplies {
  static constexpr RuleInfo info{"OnePersonApplies",
                                 {"GB 11643-1999", "4"},
                                 "只登记申请人本人，身份证件号码校验相符",
                                 "one person is named, whose identity number checks"};
  static bool holds(const Submitted& fact, const Context& context) {
    return found(fact, context).place.empty();
  }
  static Finding found(const Submitted& fact, const Context&) {
    if (fact.unit) return {"/unit", "不登记单位 | no unit is named"};
    if (fact.people.size() != 1) return {"/people", "应为一人 | one person is to be named"};
    if (!fact.people.front().id_number.check_holds) return {"/people/0/id_number", ""};
    return {};
  }
};
struct FormIsFilled {
  static constexpr RuleInfo info{"FormIsFilled",
                                 {"item", "form"},
                                 "表单必填栏目已填写，无未知或重复栏目",
                                 "the form's required fields are filled, none unknown or twice"};
  static bool holds(const Submitted& fact, const Context& context) {
    return !form_fault(fact.answers, context.input.item->fields).has_value();
  }
  static Finding found(const Submitted& fact, const Context& context) {
    return form_fault(fact.answers, context.input.item->fields).value_or(Finding{});
  }
};
// Everything at once: nothing is asked for later, by whatever level.
struct MaterialsAsListed {
  static constexpr RuleInfo info{"MaterialsAsListed",
                                 {"行政许可法", "31, 35"},
                                 "材料齐全，可信等级相符，不多交、不重复",
                                 "all materials of the list are there, of a grade that is taken, "
                                 "none other and none twice"};
  static bool holds(const Submitted& fact, const Context& context) {
    return found(fact, context).place.empty();
  }
  static Finding found(const Submitted& fact, const Context& context) {
    const auto& rules = context.input.item->materials;
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < fact.materials.size(); ++i) {
      const auto& one = fact.materials[i];
      const auto place = "/materials/" + std::to_string(i);
      const auto rule = std::find_if(rules.begin(), rules.end(), [&](const MaterialRule& listed) {
        return listed.code == one.code;
      });
      if (rule == rules.end() || !seen.insert(one.code).second) return {place + "/code", one.code};
      if (one.grade.size() != 1 || rule->grades.find(one.grade) == std::string::npos) {
        return {place + "/grade", one.grade};
      }
    }
    for (const auto& rule : rules) {
      if (rule.required && !seen.contains(rule.code)) return {"/materials", rule.code};
    }
    return {};
  }
};

// ---- what is said

struct ReasonGiven : Tells<ReasonGiven> {
  static constexpr std::string_view place = "/reason";
  static constexpr RuleInfo info{
      "ReasonGiven", {"行政许可法", "32(2)"}, "已说明理由", "a reason is given"};
  static bool holds(const NotAccepted& fact, const Context&) { return !fact.reason.empty(); }
};
struct OpinionGiven : Tells<OpinionGiven> {
  static constexpr std::string_view place = "/opinion";
  static constexpr RuleInfo info{
      "OpinionGiven", {"ITEMS", "2.2"}, "已写明审核意见", "an opinion is given"};
  static bool holds(const OriginalsSeen& fact, const Context&) { return !fact.opinion.empty(); }
};
struct GroundsGiven : Tells<GroundsGiven> {
  static constexpr std::string_view place = "/grounds";
  static constexpr RuleInfo info{
      "GroundsGiven", {"ITEMS", "2.2"}, "异议有事实和理由", "an objection has facts and grounds"};
  static bool holds(const ObjectionRaised& fact, const Context&) { return !fact.grounds.empty(); }
};
struct FindingsGiven : Tells<FindingsGiven> {
  static constexpr std::string_view place = "/findings";
  static constexpr RuleInfo info{
      "FindingsGiven", {"ITEMS", "2.2"}, "已写明调查情况", "it is said what was found out"};
  static bool holds(const ObjectionDismissed& fact, const Context&) {
    return !fact.findings.empty();
  }
};
struct RemediesTold : Tells<RemediesTold> {
  static constexpr std::string_view place = "/remedies";
  static constexpr RuleInfo info{"RemediesTold",
                                 {"行政许可法", "38(2)"},
                                 "已说明理由并告知救济途径",
                                 "reasons are stated and remedies told"};
  static bool holds(const auto& fact, const Context&) {
    return !fact.reasons.empty() && !fact.remedies.empty();
  }
};
// In time but known later: the notice was recorded as ended, the objection was received before.
struct ObjectedInTime {
  static constexpr RuleInfo info{"ObjectedInTime",
                                 {"民法典", "203"},
                                 "在公示期满前收到",
                                 "received before the notice had ended"};
  static bool holds(const ObjectionRaised&, const Context& context) {
    return context.received_before_last_passed(public_notice::info.name);
  }
};

// ---- the levels

inline constexpr std::array<std::string_view, 3> levels{"county", "city", "province"};

// Of a division code of GB/T 2260: 330000 is a province, 330600 a city, 330602 a county.
constexpr std::string_view level_of(std::string_view code) {
  if (code.size() != 6 || code.substr(4) != "00") return levels[0];
  return code.substr(2) == "0000" ? levels[2] : levels[1];
}
// Whether an office of that level stands above the case, or is its own. A province-managed county
// (省直管县) has no city.
inline bool is_above(std::string_view path, std::string_view level) {
  while (!path.empty()) {
    path.remove_prefix(1);
    const auto code = path.substr(0, path.find('/'));
    if (level_of(code) == level) return true;
    path.remove_prefix(code.size());
  }
  return false;
}
// The level that confirms next; empty after the last.
inline std::string_view next_level(const Context& context) {
  const auto& kase = context.input.kase;
  std::size_t from = 0;
  if (kase.in_state(AtCounty::info.name)) from = 1;
  if (kase.in_state(AtCity::info.name)) from = 2;
  for (auto i = from; i < levels.size(); ++i) {
    if (context.input.item->recognition->has(levels[i]) && is_above(kase.scope_path, levels[i])) {
      return levels[i];
    }
  }
  return {};
}
struct CountyIsNext {
  static constexpr RuleInfo info{"CountyIsNext",
                                 {"item", "recognition.levels"},
                                 "下一级为县级",
                                 "the county is the next level"};
  static bool holds(const auto&, const Context& context) {
    return next_level(context) == levels[0];
  }
};
struct CityIsNext {
  static constexpr RuleInfo info{
      "CityIsNext", {"item", "recognition.levels"}, "下一级为市级", "the city is the next level"};
  static bool holds(const auto&, const Context& context) {
    return next_level(context) == levels[1];
  }
};
struct ProvinceIsNext {
  static constexpr RuleInfo info{"ProvinceIsNext",
                                 {"item", "recognition.levels"},
                                 "下一级为省级",
                                 "the province is the next level"};
  static bool holds(const auto&, const Context& context) {
    return next_level(context) == levels[2];
  }
};
// Each level looks with eyes of its own, also not through a second account.
struct OtherThanBefore {
  static constexpr RuleInfo info{"OtherThanBefore",
                                 {"ITEMS", "2.2"},
                                 "本级审核人未经办本办件的现场审核和下级审核",
                                 "whoever confirms neither saw the originals nor confirmed before"};
  static bool holds(const auto&, const Context& context) {
    return !context.did(OriginalsSeen::name) && !context.did(LevelConfirmed::name);
  }
};
// Whoever objects does not look into it.
struct OtherThanObjector {
  static constexpr RuleInfo info{"OtherThanObjector",
                                 {"公务员法", "76(1)"},
                                 "调查人不是异议人",
                                 "whoever looks into an objection did not raise one"};
  static bool holds(const auto&, const Context& context) {
    return !context.did(ObjectionRaised::name);
  }
};

}  // namespace vermilion::recognition_1
