// The facts of bills (财政电子票据): prepared, numbered, signed by the unit, supervised, issued;
// void, booked.
//
// Amounts are whole fen. A bill's two signatures are detached and over texts that follow from its
// facts (events/billing.hpp); the payer stands in them as a salted digest only, so a signature
// verifies as long as the record stands, and says nothing of who paid to whoever does not know.
// Source: ITEMS §2.12; 财政票据管理办法 (财政部令第104号); 财综〔2017〕32号 annex (two detached
// signatures); 会计法 14. Threads: values.
#pragma once

#include "events/facts/person.hpp"

namespace vermilion {

inline constexpr std::size_t bill_lines_max = 64;

struct BillLine {
  std::string charge;  // code of the bill type's list
  std::uint32_t quantity = 0;
  std::uint64_t unit_price = 0;
  std::uint64_t amount = 0;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"charge", "收费项目", "charge", 64}, self.charge);
    visit(FieldText{"quantity", "数量", "quantity", 0}, self.quantity);
    visit(FieldText{"unit_price", "单价（分）", "unit price in fen", 0}, self.unit_price);
    visit(FieldText{"amount", "金额（分）", "amount in fen", 0}, self.amount);
  }
  bool operator==(const BillLine&) const = default;
};

// Who pays. In JSON it is the plain name; intake makes the rest.
struct Payer {
  Personal<std::string> name;
  Personal<std::string> salt;  // 32 hexadecimal digits, at random
  Digest commitment{};         // SM3 of salt and name (events/billing.hpp)
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"name", "交款人", "payer", 300}, self.name);
    visit(FieldText{"salt", "盐值", "salt", 64}, self.salt);
    visit(FieldText{"commitment", "交款人摘要", "digest of the payer"}, self.commitment);
  }
  bool operator==(const Payer&) const = default;
};

// 制票: opens the case of one bill.
struct BillPrepared {
  static constexpr std::string_view name = "BillPrepared";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"制票", "bill prepared"};
  std::string item;    // bill type
  std::string office;  // of the finance department that supervises
  Unit unit;
  Payer payer;
  std::vector<BillLine> lines;
  std::uint64_t total = 0;
  std::string check_code;  // 校验码: six of 0-9 a-z; made at random by intake when it is not given
  std::string remark;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"item", "票据种类", "bill type", 64}, self.item);
    visit(FieldText{"office", "监制机关", "office", 64}, self.office);
    visit(FieldText{"unit", "开票单位", "issuing unit", 0}, self.unit);
    visit(FieldText{"payer", "交款人", "payer", 300}, self.payer);
    visit(FieldText{"lines", "明细", "lines", bill_lines_max}, self.lines);
    visit(FieldText{"total", "合计（分）", "total in fen", 0}, self.total);
    visit(FieldText{"check_code", "校验码", "check code", 6, false}, self.check_code);
    visit(FieldText{"remark", "备注", "remark", 300, false}, self.remark);
  }
};

// 赋码: the number that the unit's stock gave.
struct NumberAllotted {
  static constexpr std::string_view name = "NumberAllotted";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"赋码", "number allotted"};
  std::string code;  // 票据代码, 8 digits
  std::uint64_t number = 0;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"code", "票据代码", "bill code", 8}, self.code);
    visit(FieldText{"number", "票据号码", "bill number", 0}, self.number);
  }
};

struct NumbersExhausted {
  static constexpr std::string_view name = "NumbersExhausted";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"票号用尽", "no number left"};
  std::string code;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"code", "票据代码", "bill code", 8}, self.code);
  }
};

// 单位签名: over the bill's text, DER in hexadecimal digits.
struct BillSigned {
  static constexpr std::string_view name = "BillSigned";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"单位签名", "signed by the unit"};
  std::string signature;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"signature", "签名", "signature", 160}, self.signature);
  }
};

// 废弃: before it is issued; its number stays used.
struct BillDiscarded {
  static constexpr std::string_view name = "BillDiscarded";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"废弃未开具票据", "discarded before issue"};
  std::string reason;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"reason", "原因", "reason", 500}, self.reason);
  }
};

// 监制签名: over the digest of the bill's text and the unit's signature.
struct BillSupervised {
  static constexpr std::string_view name = "BillSupervised";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"监制签名", "signed by supervision"};
  DutyId request;
  std::string signature;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"request", "监制请求", "request"}, self.request);
    visit(FieldText{"signature", "签名", "signature", 160}, self.signature);
  }
};

// 作废: the face says so, the record stays (it is never deleted).
struct BillVoided {
  static constexpr std::string_view name = "BillVoided";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"作废", "voided"};
  std::string reason;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"reason", "原因", "reason", 500}, self.reason);
  }
};

// 入账反馈: whoever reimburses it says so, with all that the bill's face says, once.
struct BillBooked {
  static constexpr std::string_view name = "BillBooked";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"入账", "booked"};
  std::string check_code;
  std::uint64_t total = 0;
  std::string voucher;  // number of the accounting voucher
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"check_code", "校验码", "check code", 6}, self.check_code);
    visit(FieldText{"total", "合计（分）", "total in fen", 0}, self.total);
    visit(FieldText{"voucher", "记账凭证号", "voucher", 64}, self.voucher);
  }
};

struct BookingWithdrawn {
  static constexpr std::string_view name = "BookingWithdrawn";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"撤销入账", "booking withdrawn"};
  std::string reason;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"reason", "原因", "reason", 500}, self.reason);
  }
};

}  // namespace vermilion
