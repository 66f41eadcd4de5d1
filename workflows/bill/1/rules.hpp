// The rules of bill/1, and what it remembers of a bill.
//
// Signatures are verified here, from the record alone, so that an auditor verifies each again.
// Source: ITEMS §2.12; 财综〔2017〕32号 annex; 财政票据管理办法 (财政部令第104号). Threads: pure.
#pragma once

#include "base/identifiers.hpp"
#include "engine/core/rule_context.hpp"
#include "events/billing.hpp"
#include "workflows/bill/1/words.hpp"

namespace vermilion::bill_1 {

using table::Finding;
using table::RuleInfo;

struct Data {
  std::string unit;  // its code
  std::uint64_t total = 0;
  std::string check_code;
  BillText text;  // of what was prepared, until it is issued
  NumberAllotted number;
  Day issued;                  // day of the number
  std::string unit_signature;  // until it is issued
  std::string booked_by;       // unit
  template <class Archive>
  void serialize(Archive& archive) {
    archive(unit, total, check_code, text, number, issued, unit_signature, booked_by);
  }
  // What the unit signs.
  [[nodiscard]] std::string whole_text() const {
    return signed_text(text, number, check_code, issued);
  }
};
using Context = RuleContext<Data>;

// ---- preparing

struct UnitIsOnesOwn : Tells<UnitIsOnesOwn> {
  static constexpr std::string_view place = "/unit/uscc";
  static constexpr RuleInfo info{"UnitIsOnesOwn",
                                 {"财政票据管理办法", "用票单位"},
                                 "以本单位名义开票",
                                 "one issues for the unit that one acts for"};
  static bool holds(const BillPrepared& fact, const Context& context) {
    return !fact.unit.uscc.empty() && fact.unit.uscc == context.input.principal.on_behalf_of;
  }
};
struct UnitHolds : Tells<UnitHolds> {
  static constexpr std::string_view place = "/unit/uscc";
  static constexpr RuleInfo info{
      "UnitHolds", {"GB 32100-2015", "5"}, "统一社会信用代码校验相符", "the unit's code checks"};
  static bool holds(const BillPrepared& fact, const Context&) {
    return identifiers::check_social_credit_code(fact.unit.uscc).has_value();
  }
};
struct ChargesAreOfType {
  static constexpr RuleInfo info{"ChargesAreOfType",
                                 {"item", "bill.charges"},
                                 "收费项目列于票据种类，标准相符",
                                 "each charge is of the type's list, at its price"};
  static bool holds(const BillPrepared& fact, const Context& context) {
    return fault(fact, context) == fact.lines.size();
  }
  static Finding found(const BillPrepared& fact, const Context& context) {
    const auto at = fault(fact, context);
    if (at == fact.lines.size()) return {};
    return {"/lines/" + std::to_string(at) + "/charge", fact.lines[at].charge};
  }

 private:
  static std::size_t fault(const BillPrepared& fact, const Context& context) {
    const auto& type = context.input.item->bill;
    for (std::size_t i = 0; i < fact.lines.size(); ++i) {
      const auto* charge = type ? type->charge(fact.lines[i].charge) : nullptr;
      if (charge == nullptr) return i;
      if (charge->price != 0 && charge->price != fact.lines[i].unit_price) return i;
    }
    return fact.lines.size();
  }
};
struct LinesAddUp {
  static constexpr std::uint64_t most = 10'000'000'000'000;  // a hundred thousand million yuan
  static constexpr RuleInfo info{"LinesAddUp",
                                 {"会计法", "14"},
                                 "各行金额等于数量乘单价，合计等于各行之和",
                                 "each amount is quantity by price, and they add up to the total"};
  static bool holds(const BillPrepared& fact, const Context&) { return place_of(fact).empty(); }
  static Finding found(const BillPrepared& fact, const Context&) {
    return {place_of(fact), std::string{info.zh}.append(" | ").append(info.en)};
  }

 private:
  static std::string place_of(const BillPrepared& fact) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < fact.lines.size(); ++i) {
      const auto& line = fact.lines[i];
      const bool bounded = line.quantity >= 1 && line.unit_price <= most && line.amount <= most;
      if (!bounded || line.quantity * line.unit_price != line.amount) {
        return "/lines/" + std::to_string(i) + "/amount";
      }
      sum += line.amount;
    }
    return sum == fact.total && sum >= 1 && sum <= most ? "" : "/total";
  }
};
struct CheckCodeSound : Tells<CheckCodeSound> {
  static constexpr std::string_view place = "/check_code";
  static constexpr RuleInfo info{"CheckCodeSound",
                                 {"财综〔2017〕32号", "附件"},
                                 "校验码为 6 位数字和小写字母",
                                 "the check code is six of 0-9 and a-z"};
  static bool holds(const BillPrepared& fact, const Context&) {
    return is_check_code(fact.check_code);
  }
};

// ---- signatures

struct SignerHolds {
  static constexpr RuleInfo info{"SignerHolds",
                                 {"电子签名法", "13"},
                                 "签名证书已绑定且在有效期",
                                 "a signer is bound, and its certificate has not ended"};
  static bool holds(const auto&, const Context& context) {
    const auto* signer = context.input.signer;
    return signer != nullptr && signer->holds_at(context.input.moments.received_at);
  }
};
struct UnitSignatureHolds : Tells<UnitSignatureHolds> {
  static constexpr std::string_view place = "/signature";
  static constexpr RuleInfo info{"UnitSignatureHolds",
                                 {"电子签名法", "13; 财综〔2017〕32号 附件"},
                                 "签名与票据全文、单位公钥相符",
                                 "the signature is of this bill's text, by the unit's key"};
  static bool holds(const BillSigned& fact, const Context& context) {
    const auto octets = from_hex(fact.signature);
    const auto* signer = context.input.signer;
    return octets && signer != nullptr && signer->unit.uscc == context.data.unit &&
           sm2_verifies(signer->public_key, context.data.whole_text(), *octets);
  }
};
struct RequestIsOpen {
  static constexpr RuleInfo info{"RequestIsOpen",
                                 {"house", "supervision"},
                                 "对应本票据未答复的监制请求",
                                 "it answers an open request of this bill"};
  static bool holds(const BillSupervised& fact, const Context& context) {
    const auto* asked = context.input.kase.duty(fact.request);
    return asked != nullptr && asked->kind == DutyKind::check;
  }
};
struct SupervisionSignatureHolds : Tells<SupervisionSignatureHolds> {
  static constexpr std::string_view place = "/signature";
  static constexpr RuleInfo info{"SupervisionSignatureHolds",
                                 {"财综〔2017〕32号", "附件"},
                                 "监制签名覆盖票据全文摘要与单位签名",
                                 "it is over the digest of the bill and the unit's signature"};
  static bool holds(const BillSupervised& fact, const Context& context) {
    const auto octets = from_hex(fact.signature);
    const auto* signer = context.input.signer;
    const auto& data = context.data;
    return octets && signer != nullptr &&
           sm2_verifies(signer->public_key, supervised_text(data.whole_text(), data.unit_signature),
                        *octets);
  }
};

// ---- the bill's later life

struct TypeVoids : Tells<TypeVoids> {
  static constexpr std::string_view place = "/reason";
  static constexpr RuleInfo info{"TypeVoids",
                                 {"item", "bill.void"},
                                 "票据种类允许当日作废，且仍在开具当日",
                                 "the type lets a bill be voided, on the day of its issue"};
  static bool holds(const BillVoided&, const Context& context) {
    const auto& type = context.input.item->bill;
    return type && type->void_same_day &&
           china_day(context.input.moments.received_at) == context.data.issued;
  }
};
struct FieldsMatch : Tells<FieldsMatch> {
  static constexpr std::string_view place = "/check_code";
  static constexpr RuleInfo info{"FieldsMatch",
                                 {"财综〔2017〕32号", "附件"},
                                 "校验码和金额与票据一致",
                                 "check code and total are those of the bill"};
  static bool holds(const BillBooked& fact, const Context& context) {
    return fact.check_code == context.data.check_code && fact.total == context.data.total;
  }
};
struct AnotherUnit {
  static constexpr RuleInfo info{"AnotherUnit",
                                 {"会计法", "14"},
                                 "入账单位不是开票单位",
                                 "whoever books it has not issued it"};
  static bool holds(const BillBooked&, const Context& context) {
    const auto& unit = context.input.principal.on_behalf_of;
    return !unit.empty() && unit != context.data.unit;
  }
};
struct BookedByOneself {
  static constexpr RuleInfo info{"BookedByOneself",
                                 {"DA/T 95-2022", "8.2.2"},
                                 "由入账单位撤销",
                                 "whoever withdraws it has booked it"};
  static bool holds(const BookingWithdrawn&, const Context& context) {
    return context.input.principal.on_behalf_of == context.data.booked_by;
  }
};

}  // namespace vermilion::bill_1
