// The rules of directory/1: nobody grants to himself, beyond his own offices, or more than he
// holds.
//
// They see the fact, the account as folded and what the principal may grant (DirectoryView); no
// name, no number. A finding says what would be right, "Chinese | English".
// Source: GB/T 22239-2019 8.1.4.2 (least privilege, separated administrators, no shared accounts);
// DESIGN §1, §8. Threads: pure.
#pragma once

#include <string>

#include "engine/core/rule_context.hpp"
#include "engine/table/roles.hpp"

namespace vermilion::directory_1 {

using table::Finding;
using table::RuleInfo;

// What the account is stands in the directory's own rows.
struct Data {
  template <class Archive>
  void serialize(Archive&) {}
};
using Context = RuleContext<Data>;

inline constexpr table::Citation house{"house", "directory"};
inline constexpr table::Citation least{"GB/T 22239-2019", "8.1.4.2 d)"};
inline constexpr table::Citation accounts{"GB/T 22239-2019", "8.1.4.2 c)"};

// A grant lasts ten years at most: it is looked at again.
inline constexpr std::int64_t grant_lasts_max_us = 10 * 366 * microseconds_a_day;

[[nodiscard]] inline const DirectoryView& view_of(const Context& context) {
  static const DirectoryView nothing;
  const auto* view = context.input.directory;
  return view != nullptr ? *view : nothing;
}
[[nodiscard]] bool is_account_name(std::string_view who);
// Whether the path is that of the office in the trees that the house has adopted.
[[nodiscard]] bool is_path_of(const DirectoryView& view, const std::string& tree,
                              const std::string& office, const std::string& path);
// Whether one administrator's grant of the principal covers the place, whatever is granted there.
[[nodiscard]] bool reaches(const DirectoryView& view, std::string_view tree, std::string_view path);
// Whether one administrator's grant of the principal holds all that is granted.
[[nodiscard]] bool holds_as_much(const DirectoryView& view, const Granted& fact, Instant from);
// The same of something that was granted before.
[[nodiscard]] bool may_dispose_of(const DirectoryView& view, const Grant& grant);
[[nodiscard]] bool is_sound_role(const Granted& fact);
[[nodiscard]] bool is_one_office(const Staff& one, const Staff& other);

// ---- the account

struct AccountNamesItsCase : Tells<AccountNamesItsCase> {
  static constexpr std::string_view place = "/who";
  static constexpr RuleInfo info{
      "AccountNamesItsCase", house, "账号为 1 至 100 个可见 ASCII 字符，且一个账号一个登记",
      "an account is 1 to 100 visible ASCII characters, and enrolled once"};
  static bool holds(const auto& fact, const Context& context) {
    return is_account_name(fact.who) && context.input.kase.id == case_of_account(fact.who);
  }
};
struct IdentityNumberHolds : Tells<IdentityNumberHolds> {
  static constexpr std::string_view place = "/identity/id_number";
  static constexpr RuleInfo info{"IdentityNumberHolds", accounts, "身份证件号码校验相符",
                                 "the identity number checks"};
  static bool holds(const auto& fact, const Context&) {
    return fact.identity.id_number.check_holds;
  }
};
struct SamePerson : Tells<SamePerson> {
  static constexpr std::string_view place = "/identity/id_number";
  static constexpr RuleInfo info{"SamePerson", accounts, "账号不转给他人，须为原登记人员",
                                 "an account is not passed on: it is the same person's as before"};
  static bool holds(const StaffEnrolled& fact, const Context& context) {
    const auto& account = view_of(context).account;
    return account == nullptr || account->person == person_of(fact.identity);
  }
};
struct OfficeInTree : Tells<OfficeInTree> {
  static constexpr std::string_view place = "/office";
  static constexpr RuleInfo info{"OfficeInTree", house, "机关在该业务条线的树中",
                                 "the office stands in the tree of that business line"};
  static bool holds(const auto& fact, const Context& context) {
    return is_path_of(view_of(context), fact.tree, fact.office, fact.path);
  }
};
struct WithinOwnSubtree : Tells<WithinOwnSubtree> {
  static constexpr std::string_view place = "/office";
  static constexpr RuleInfo info{"WithinOwnSubtree", least, "机关在管理员自己的管理范围内",
                                 "the office lies within the administrator's own subtree"};
  static bool holds(const auto& fact, const Context& context) {
    return reaches(view_of(context), fact.tree, fact.path);
  }
};
struct NotOneself : Tells<NotOneself> {
  static constexpr std::string_view place = "";
  static constexpr RuleInfo info{"NotOneself", least, "管理员不办理本人的账号和授权",
                                 "administrators leave their own accounts and grants to others"};
  static bool holds(const auto&, const Context& context) {
    const auto& account = view_of(context).account;
    const auto& principal = context.input.principal;
    return account != nullptr && account->who != principal.who &&
           account->person != principal.person;
  }
};

// ---- the first administrator

struct TokenMatches : Tells<TokenMatches> {
  static constexpr std::string_view place = "/token";
  static constexpr RuleInfo info{"TokenMatches", house, "一次性口令相符",
                                 "the one-time token is the one that was made for this house"};
  static bool holds(const AdministratorNamed& fact, const Context& context) {
    const auto& view = view_of(context);
    return !view.administered && view.awaited != Digest{} &&
           sha256(BytesView{reinterpret_cast<const char*>(fact.token.data()), fact.token.size()}) ==
               view.awaited;
  }
};
struct NamesOneself : Tells<NamesOneself> {
  static constexpr std::string_view place = "/who";
  static constexpr RuleInfo info{"NamesOneself", house, "口令持有人登记本人账号",
                                 "whoever bears the token names his own account"};
  static bool holds(const AdministratorNamed& fact, const Context& context) {
    return fact.who == context.input.principal.who;
  }
};

// ---- grants

struct RoleGrantable : Tells<RoleGrantable> {
  static constexpr std::string_view place = "/role";
  static constexpr RuleInfo info{
      "RoleGrantable", house,
      "岗位为已声明的工作岗位；可授岗位只随管理员岗位填写，且至少一个；全部条线只授予管理员",
      "a declared role of staff; hands_on stands with an administrator, and names at least one; "
      "every business line is an administrator's only"};
  static bool holds(const Granted& fact, const Context&) { return is_sound_role(fact); }
};
struct PeriodSound : Tells<PeriodSound> {
  static constexpr std::string_view place = "/until";
  static constexpr RuleInfo info{"PeriodSound", house, "截止时间晚于开始时间和现在，且不超过十年",
                                 "until is after from and after now, and ten years on at most"};
  static bool holds(const auto& fact, const Context& context) {
    const auto now = context.input.moments.received_at;
    const auto from = fact.from.set() ? fact.from : now;
    return fact.until > from && fact.until > now &&
           fact.until.microseconds - now.microseconds <= grant_lasts_max_us;
  }
};
struct NotMoreThanHeld : Tells<NotMoreThanHeld> {
  static constexpr std::string_view place = "/role";
  static constexpr RuleInfo info{
      "NotMoreThanHeld", least, "岗位、事项、期限均不超出管理员自己持有的可授范围",
      "role, item and period are within what the administrator's own grant hands on"};
  static bool holds(const Granted& fact, const Context& context) {
    const auto now = context.input.moments.received_at;
    return holds_as_much(view_of(context), fact, fact.from.set() ? fact.from : now);
  }
};
struct RoomForGrant : Tells<RoomForGrant> {
  static constexpr std::string_view place = "";
  static constexpr RuleInfo info{"RoomForGrant", house, "一个账号至多 256 项授权",
                                 "an account has 256 grants at most"};
  static bool holds(const Granted&, const Context& context) {
    const auto& account = view_of(context).account;
    return account != nullptr && account->grants.size() < grants_of_account_max;
  }
};
struct GrantKnown : Tells<GrantKnown> {
  static constexpr std::string_view place = "/grant";
  static constexpr RuleInfo info{"GrantKnown", house, "该账号现有这一授权",
                                 "the account has that grant"};
  static bool holds(const GrantEnded& fact, const Context& context) {
    const auto& account = view_of(context).account;
    return account != nullptr && account->grant(fact.grant) != nullptr;
  }
};
struct GrantWithinPowers : Tells<GrantWithinPowers> {
  static constexpr std::string_view place = "/grant";
  static constexpr RuleInfo info{"GrantWithinPowers", least, "该授权在管理员可授范围内",
                                 "the grant is one that the administrator could have made"};
  static bool holds(const GrantEnded& fact, const Context& context) {
    const auto& view = view_of(context);
    const auto* grant = view.account != nullptr ? view.account->grant(fact.grant) : nullptr;
    return grant != nullptr && may_dispose_of(view, *grant);
  }
};

// ---- absences

struct SubstituteKnown : Tells<SubstituteKnown> {
  static constexpr std::string_view place = "/substitute";
  static constexpr RuleInfo info{"SubstituteKnown", house, "代岗人在岗，且与缺勤人同机关或上下级",
                                 "the substitute is on the staff of the same office, or of one "
                                 "above or below it"};
  static bool holds(const AbsenceRecorded&, const Context& context) {
    const auto& view = view_of(context);
    return view.account != nullptr && view.other != nullptr && !view.other->left &&
           is_one_office(*view.account, *view.other);
  }
};
struct SubstituteIsAnother : Tells<SubstituteIsAnother> {
  static constexpr std::string_view place = "/substitute";
  static constexpr RuleInfo info{
      "SubstituteIsAnother", least, "代岗人不是缺勤人本人，也不是办理登记的管理员",
      "the substitute is neither the absent person nor the administrator "
      "who records it"};
  static bool holds(const AbsenceRecorded&, const Context& context) {
    const auto& view = view_of(context);
    return view.account != nullptr && view.other != nullptr &&
           view.other->person != view.account->person &&
           view.other->person != context.input.principal.person;
  }
};
struct AbsentWithinPowers : Tells<AbsentWithinPowers> {
  static constexpr std::string_view place = "";
  static constexpr RuleInfo info{"AbsentWithinPowers", least, "缺勤人的授权均在管理员可授范围内",
                                 "every grant of the absent is one that the administrator could "
                                 "have made"};
  static bool holds(const AbsenceRecorded&, const Context& context) {
    const auto& view = view_of(context);
    if (view.account == nullptr) return false;
    for (const auto& grant : view.account->grants) {
      // An administrator's powers are not stood in for.
      if (grant.role != "administrator" && !may_dispose_of(view, grant)) return false;
    }
    return true;
  }
};
struct RoomForAbsence : Tells<RoomForAbsence> {
  static constexpr std::string_view place = "";
  static constexpr RuleInfo info{"RoomForAbsence", house, "缺勤人和代岗人各至多 64 项登记",
                                 "64 absences at most, of the absent and of the substitute"};
  static bool holds(const AbsenceRecorded&, const Context& context) {
    const auto& view = view_of(context);
    return view.account != nullptr && view.other != nullptr &&
           view.account->absences.size() < absences_of_account_max &&
           view.other->stands_in.size() < absences_of_account_max;
  }
};
struct AbsenceKnown : Tells<AbsenceKnown> {
  static constexpr std::string_view place = "/absence";
  static constexpr RuleInfo info{"AbsenceKnown", house, "该账号现有这一缺勤登记",
                                 "the account has that absence"};
  static bool holds(const AbsenceEnded& fact, const Context& context) {
    const auto& account = view_of(context).account;
    return account != nullptr && account->absence(fact.absence) != nullptr;
  }
};

}  // namespace vermilion::directory_1
