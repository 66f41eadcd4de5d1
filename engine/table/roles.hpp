// The declared roles: whoever acts in a table, or is granted something, stands here once.
//
// A table that names another role, or a grant that does, is refused at start (model check, grants
// loader). Staff roles come from grants; the others follow from the case (the applicant) or from
// what proposes (timer, rule, register, office). Source: ITEMS §2.0. Threads: constants.
#pragma once

#include <array>

#include "engine/table/row.hpp"

namespace vermilion::table::roles {

// NOLINTBEGIN(readability-identifier-naming): words of the table read as By<window>, in lower case
// Of the case.
struct applicant {
  static constexpr RoleInfo info{"applicant", "申请人"};
};
// Whoever reimburses a bill, on that bill.
struct booker {
  static constexpr RoleInfo info{"booker", "入账单位"};
};
// Anybody else, on what is on public notice.
struct objector {
  static constexpr RoleInfo info{"objector", "异议人"};
};
// Staff, by grant.
struct window {
  static constexpr RoleInfo info{"window", "窗口"};
};
struct handler {
  static constexpr RoleInfo info{"handler", "承办人"};
};
struct approver {
  static constexpr RoleInfo info{"approver", "批准人"};
};
struct head {
  static constexpr RoleInfo info{"head", "机关负责人"};
};
struct maker {
  static constexpr RoleInfo info{"maker", "制证"};
};
struct dispatcher {
  static constexpr RoleInfo info{"dispatcher", "送达"};
};
// Of numbers of bills and of who may sign them (票据管理岗).
struct bill_steward {
  static constexpr RoleInfo info{"bill_steward", "票据管理"};
};
// Of sessions and results (考务管理岗); in the examination room; of the marking.
struct exam_steward {
  static constexpr RoleInfo info{"exam_steward", "考务管理"};
};
struct invigilator {
  static constexpr RoleInfo info{"invigilator", "监考"};
};
struct marker {
  static constexpr RoleInfo info{"marker", "评卷"};
};
// Of registers: reviews transfers, looks into what comparisons find (登记管理岗).
struct registrar {
  static constexpr RoleInfo info{"registrar", "登记管理"};
};
// Level by level up the scope tree (逐级审核), what a lower office passed on.
struct county_reviewer {
  static constexpr RoleInfo info{"county_reviewer", "县级审核"};
};
struct city_reviewer {
  static constexpr RoleInfo info{"city_reviewer", "市级审核"};
};
struct province_reviewer {
  static constexpr RoleInfo info{"province_reviewer", "省级审核"};
};
struct supervisor {
  static constexpr RoleInfo info{"supervisor", "监察"};
};
// Of the directory: by a grant that hands on, of one's own account, by the one-time token.
struct administrator {
  static constexpr RoleInfo info{"administrator", "管理员"};
};
struct oneself {
  static constexpr RoleInfo info{"oneself", "本人"};
};
struct founder {
  static constexpr RoleInfo info{"founder", "首任管理员"};
};
// What proposes by itself.
struct by_rule {
  static constexpr RoleInfo info{"rule", "规则"};
};
struct timer {
  static constexpr RoleInfo info{"timer", "定时"};
};
struct of_register {
  static constexpr RoleInfo info{"register", "登记簿"};
};
struct public_security {
  static constexpr RoleInfo info{"public_security", "公安"};
};
struct payment {
  static constexpr RoleInfo info{"payment", "缴费平台"};
};
struct other_register {
  static constexpr RoleInfo info{"other_register", "其他登记机构"};
};
struct population {
  static constexpr RoleInfo info{"population", "人口库"};
};
struct postal {
  static constexpr RoleInfo info{"postal", "邮政"};
};
struct bill_supervision {
  static constexpr RoleInfo info{"bill_supervision", "票据监制"};
};

// NOLINTEND(readability-identifier-naming): end of the words

inline constexpr std::array staff{window::info,        handler::info,
                                  approver::info,      head::info,
                                  maker::info,         dispatcher::info,
                                  bill_steward::info,  exam_steward::info,
                                  invigilator::info,   marker::info,
                                  registrar::info,     county_reviewer::info,
                                  city_reviewer::info, province_reviewer::info,
                                  supervisor::info};
inline constexpr std::array others{applicant::info,       booker::info,     objector::info,
                                   by_rule::info,         timer::info,      of_register::info,
                                   public_security::info, payment::info,    bill_supervision::info,
                                   other_register::info,  population::info, postal::info,
                                   administrator::info,   oneself::info,    founder::info};

[[nodiscard]] constexpr bool is_staff(Text name) noexcept {
  for (const auto& role : staff) {
    if (role.name == name) return true;
  }
  return false;
}
[[nodiscard]] constexpr bool is_declared(Text name) noexcept {
  if (is_staff(name)) return true;
  for (const auto& role : others) {
    if (role.name == name) return true;
  }
  return false;
}

}  // namespace vermilion::table::roles
