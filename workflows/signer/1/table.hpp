// signer/1 (签名证书): by which key a unit, or a finance department as supervisor, signs bills.
//
// One case a unit. Who it is was checked by whoever binds it, against the certificate. Source:
// ITEMS §2.29 (SIGNERS_BOUND); 电子签名法 13; 财综〔2017〕32号 annex. Threads: types.
#pragma once

#include "base/identifiers.hpp"
#include "engine/core/rule_context.hpp"
#include "engine/table/roles.hpp"
#include "events/billing.hpp"

namespace vermilion::signer_1 {

using table::Any;
using table::By;
using table::If;
using table::On;
using table::Regions;
using table::Rows;
using table::RuleInfo;
using table::Same;
using table::State;
using table::StateInfo;
using namespace table::roles;

// Empty: the signer is a row of its own.
struct Data {
  template <class Archive>
  void serialize(Archive&) {}
};
using Context = RuleContext<Data>;

struct None : State {
  static constexpr StateInfo info{"NONE", "未绑定"};
};
struct Bound : State {
  static constexpr StateInfo info{"BOUND", "已绑定"};
};
struct Revoked : State {
  static constexpr StateInfo info{"REVOKED", "已吊销"};
};

struct UnitHolds : Tells<UnitHolds> {
  static constexpr std::string_view place = "/unit/uscc";
  static constexpr RuleInfo info{
      "UnitHolds", {"GB 32100-2015", "5"}, "统一社会信用代码校验相符", "the unit's code checks"};
  static bool holds(const SignerBound& fact, const Context& context) {
    return identifiers::check_social_credit_code(fact.unit.uscc).has_value() &&
           context.input.kase.id == case_of_signer(fact.unit.uscc);
  }
};
// Once bound, a signer is that office's: no other office gives a unit another key.
struct OfficeOfSigner : Tells<OfficeOfSigner> {
  static constexpr std::string_view place = "/office";
  static constexpr RuleInfo info{"OfficeOfSigner",
                                 {"电子签名法", "13"},
                                 "由首次绑定的机关办理",
                                 "by the office where the signer was first bound"};
  static bool holds(const SignerBound& fact, const Context& context) {
    const auto& kase = context.input.kase;
    return kase.scope_tree == fact.tree && kase.scope_path.ends_with("/" + fact.office);
  }
};
struct KeyIsPoint : Tells<KeyIsPoint> {
  static constexpr std::string_view place = "/public_key";
  static constexpr RuleInfo info{"KeyIsPoint",
                                 {"GB/T 32918.1-2016", "4.2.8"},
                                 "公钥为 SM2 曲线上的点（未压缩形式）",
                                 "the key is a point of the SM2 curve, uncompressed"};
  static bool holds(const SignerBound& fact, const Context&) {
    return sm2_pem(fact.public_key).has_value();
  }
};
struct NotOver : Tells<NotOver> {
  static constexpr std::string_view place = "/until";
  static constexpr RuleInfo info{
      "NotOver", {"电子签名法", "13"}, "证书尚在有效期", "the certificate has not ended"};
  static bool holds(const SignerBound& fact, const Context& context) {
    return fact.until > context.input.moments.received_at;
  }
};

// clang-format off
struct Table {
  static constexpr table::EditionName edition = "signer/1";
  using initial = Regions<None>;
  using table = Rows<
  On<Any<None, Bound, Revoked>, SignerBound, Bound, By<bill_steward>,
     If<UnitHolds, OfficeOfSigner, KeyIsPoint, NotOver>>,
  On<Bound, SignerRevoked, Revoked, By<bill_steward>, If<>>
  >;
};
// clang-format on

}  // namespace vermilion::signer_1
