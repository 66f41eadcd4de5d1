// The rules of registrant/1, and what it remembers of an entry.
//
// Source: ITEMS §2.5–2.7; 个人信息保护法 8 (accuracy). Threads: pure.
#pragma once

#include <algorithm>

#include "base/identifiers.hpp"
#include "engine/core/shared_rules.hpp"
#include "workflows/registrant/1/words.hpp"

namespace vermilion::registrant_1 {

using rules::DeadlinePassed;
using rules::NotOnesOwnCase;
using rules::TaskMineOrFree;
using table::Finding;
using table::RuleInfo;

struct Data {
  Digest number{};  // look-up of the person's identity number
  std::string from_register;
  std::string form_of_other;
  Instant lodged_at;        // when one applied to move in
  std::string to_register;  // of the newest form
  std::uint32_t forms = 0;  // how many were given out
  bool form_holds = false;  // the newest was neither withdrawn nor ended by a finding
  template <class Archive>
  void serialize(Archive& archive) {
    archive(number, from_register, form_of_other, lodged_at, to_register, forms, form_holds);
  }
};
using Context = RuleContext<Data>;

inline const RegistrantRules& rules_of(const Context& context) {
  return *context.input.item->registrant;
}
// The code of the register that the case's office belongs to: the root of its scope.
inline std::string_view own_register(const Case& kase) {
  const std::string_view path = kase.scope_path;
  const auto end = path.find('/', 1);
  return path.substr(std::min<std::size_t>(1, path.size()),
                     end == std::string_view::npos ? end : end - 1);
}

// ---- entering

struct IdNumberHolds : Tells<IdNumberHolds> {
  static constexpr std::string_view place = "/id_number";
  static constexpr RuleInfo info{"IdNumberHolds",
                                 {"GB 11643-1999", "4"},
                                 "身份证件号码校验相符",
                                 "the identity number checks"};
  static bool holds(const RegistrantEntered& fact, const Context&) {
    return fact.id_number.check_holds;
  }
};
struct UnitCodeHolds : Tells<UnitCodeHolds> {
  static constexpr std::string_view place = "/unit";
  static constexpr RuleInfo info{"UnitCodeHolds",
                                 {"GB 32100-2015", "5"},
                                 "工作单位的统一社会信用代码校验相符，或者未填写",
                                 "the employer's social credit code checks, or is left out"};
  static bool holds(const RegistrantEntered& fact, const Context&) {
    return fact.unit.empty() || identifiers::check_social_credit_code(fact.unit).has_value();
  }
};
struct FirstEntry : Tells<FirstEntry> {
  static constexpr std::string_view place = "/form";
  static constexpr RuleInfo info{"FirstEntry",
                                 {"ITEMS", "2.5"},
                                 "转出地和调转单号要么都填，要么都不填",
                                 "register moved from and form stand both or neither"};
  static bool holds(const RegistrantEntered& fact, const Context&) {
    return fact.from_register.empty() && fact.form.empty();
  }
};
struct FromOtherRegister : Tells<FromOtherRegister> {
  static constexpr std::string_view place = "/from_register";
  static constexpr RuleInfo info{"FromOtherRegister",
                                 {"item", "registrant.registers"},
                                 "转出地为与本事项互转的其他登记机构，并有调转单号",
                                 "from another register that the item exchanges with, by a form"};
  static bool holds(const RegistrantEntered& fact, const Context& context) {
    return !fact.form.empty() && rules_of(context).exchanges_with(fact.from_register) &&
           fact.from_register != own_register(context.input.kase);
  }
};

// ---- moving in

struct AnswersRequest {
  static constexpr RuleInfo info{"AnswersRequest",
                                 {"house", "offices"},
                                 "对应本办件未答复的请求",
                                 "it answers an open request of this case"};
  static bool holds(const auto& fact, const Context& context) {
    const auto* asked = context.input.kase.duty(fact.request);
    return asked != nullptr && asked->name == ask_release::info.name &&
           context.input.principal.who == "system/" + asked->to;
  }
};

// ---- moving out

struct ToOtherRegister : Tells<ToOtherRegister> {
  static constexpr std::string_view place = "/to_register";
  static constexpr RuleInfo info{"ToOtherRegister",
                                 {"item", "registrant.registers"},
                                 "转入地为与本事项互转的其他登记机构",
                                 "to another register that the item exchanges with"};
  static bool holds(const TransferOutAsked& fact, const Context& context) {
    return rules_of(context).exchanges_with(fact.to_register) &&
           fact.to_register != own_register(context.input.kase);
  }
};
struct OfThisForm {
  static constexpr RuleInfo info{"OfThisForm",
                                 {"ITEMS", "2.5"},
                                 "为本登记最近开具、未撤回的调转单",
                                 "by the newest form of this entry, that was not withdrawn"};
  static bool holds(const TransferConfirmed& fact, const Context& context) {
    return context.data.form_holds &&
           fact.form == transfer_form(context.input.kase.id, context.data.forms);
  }
};
// Nobody confirms for another: the system of that register itself, and what it says of itself.
struct ByThatRegister {
  static constexpr RuleInfo info{"ByThatRegister",
                                 {"ITEMS", "2.5"},
                                 "由调转单所载转入地的系统确认",
                                 "confirmed by the system of the register that the form names"};
  static bool holds(const TransferConfirmed& fact, const Context& context) {
    return fact.to_register == context.data.to_register &&
           context.input.principal.who == "system/register." + context.data.to_register;
  }
};
struct SamePerson {
  static constexpr RuleInfo info{
      "SamePerson", {"ITEMS", "2.5"}, "与本登记为同一人", "of the same person as this entry"};
  static bool holds(const TransferConfirmed& fact, const Context& context) {
    return fact.id_number.lookup == context.data.number;
  }
};
// In time but known later: the other side was applied to before the form lapsed.
struct LodgedInTime {
  static constexpr RuleInfo info{"LodgedInTime",
                                 {"民法典", "203"},
                                 "在调转单失效前已向转入地申请",
                                 "applied for there before the form lapsed"};
  static bool holds(const TransferConfirmed& fact, const Context& context) {
    const auto* lapsed = context.last_passed(enter_in_time::info.name);
    return lapsed != nullptr && fact.lodged_at <= lapsed->due;
  }
};
struct WithdrawnInTime {
  static constexpr RuleInfo info{"WithdrawnInTime",
                                 {"民法典", "203"},
                                 "在调转单失效前收到，且调转单未撤回",
                                 "received before the form lapsed, which was not withdrawn"};
  static bool holds(const TransferWithdrawn&, const Context& context) {
    return context.data.form_holds && context.received_before_passed(enter_in_time::info.name);
  }
};

// ---- what a comparison finds

inline constexpr std::string_view dead = "dead";
inline constexpr std::string_view emigrated = "emigrated";
inline constexpr std::string_view mismatch = "mismatch";
struct FoundDead {
  static constexpr RuleInfo info{
      "FoundDead", {"ITEMS", "2.7"}, "比对结果为死亡", "the library has the death"};
  static bool holds(const IdentityFound& fact, const Context&) { return fact.finding == dead; }
};
struct FoundEmigrated {
  static constexpr RuleInfo info{"FoundEmigrated",
                                 {"ITEMS", "2.7"},
                                 "比对结果为出国（境）定居",
                                 "the library has the emigration"};
  static bool holds(const IdentityFound& fact, const Context&) { return fact.finding == emigrated; }
};
struct FoundMismatch {
  static constexpr RuleInfo info{"FoundMismatch",
                                 {"ITEMS", "2.7"},
                                 "姓名与号码不一致",
                                 "name and number do not belong together"};
  static bool holds(const IdentityFound& fact, const Context&) { return fact.finding == mismatch; }
};
struct SameNumber : Tells<SameNumber> {
  static constexpr std::string_view place = "/id_number";
  static constexpr RuleInfo info{"SameNumber",
                                 {"ITEMS", "2.6"},
                                 "身份证件号码不变；号码有误的，应注销后重新登记",
                                 "the number stays; where it was wrong, the entry is cancelled "
                                 "and made anew"};
  static bool holds(const EntryCorrected& fact, const Context& context) {
    return fact.id_number.lookup == context.data.number;
  }
};

}  // namespace vermilion::registrant_1
