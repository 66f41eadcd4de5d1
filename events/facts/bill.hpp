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

// 冲红申请: opens the case of a red bill (红字票据), which takes back what another bill says, or a
// part of it. Its amounts are those that are taken back. The other bill is never altered.
struct RedPrepared {
  static constexpr std::string_view name = "RedPrepared";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"冲红申请", "red bill prepared"};
  std::string item;
  std::string office;
  Unit unit;
  CaseId original;
  std::vector<BillLine> lines;
  std::uint64_t total = 0;
  std::string check_code;  // as BillPrepared's
  std::string reason;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"item", "票据种类", "bill type", 64}, self.item);
    visit(FieldText{"office", "监制机关", "office", 64}, self.office);
    visit(FieldText{"unit", "开票单位", "issuing unit", 0}, self.unit);
    visit(FieldText{"original", "原票据", "the bill that is taken back"}, self.original);
    visit(FieldText{"lines", "明细", "lines", bill_lines_max}, self.lines);
    visit(FieldText{"total", "冲红金额（分）", "total taken back, in fen", 0}, self.total);
    visit(FieldText{"check_code", "校验码", "check code", 6, false}, self.check_code);
    visit(FieldText{"reason", "冲红原因", "reason", 500}, self.reason);
  }
};

// 请求冲红: the original is asked by the red bill's case.
struct ReversalAsked {
  static constexpr std::string_view name = "ReversalAsked";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"请求冲红", "reversal asked for"};
  CaseId red;
  std::string unit;
  std::uint64_t total = 0;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"red", "红字票据", "red bill"}, self.red);
    visit(FieldText{"unit", "开票单位", "unit", 64}, self.unit);
    visit(FieldText{"total", "冲红金额（分）", "total in fen", 0}, self.total);
  }
};

// 同意冲红: so much is kept for the red bill, and the original is meanwhile neither booked nor
// voided.
struct ReversalGranted {
  static constexpr std::string_view name = "ReversalGranted";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"同意冲红", "reversal granted"};
  std::string code;  // of the original
  std::uint64_t number = 0;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"code", "原票据代码", "code of the original", 8}, self.code);
    visit(FieldText{"number", "原票据号码", "its number", 0}, self.number);
  }
};

struct ReversalRefused {
  static constexpr std::string_view name = "ReversalRefused";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"不能冲红", "reversal refused"};
  std::string why;         // booked, voided, unit, amount, state
  std::uint64_t left = 0;  // that could be taken back, in fen
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"why", "原因", "why", 16}, self.why);
    visit(FieldText{"left", "可冲红余额（分）", "what could be taken back", 0}, self.left);
  }
};

// 已冲红: the red bill is issued.
struct BillReversed {
  static constexpr std::string_view name = "BillReversed";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"已冲红", "reversed"};
  std::string code;  // of the red bill
  std::uint64_t number = 0;
  std::uint64_t total = 0;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"code", "红字票据代码", "code of the red bill", 8}, self.code);
    visit(FieldText{"number", "红字票据号码", "its number", 0}, self.number);
    visit(FieldText{"total", "冲红金额（分）", "total in fen", 0}, self.total);
  }
};

// 撤销冲红: the red bill came to nothing.
struct ReversalDropped {
  static constexpr std::string_view name = "ReversalDropped";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"撤销冲红", "reversal dropped"};
  std::uint64_t total = 0;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"total", "冲红金额（分）", "total in fen", 0}, self.total);
  }
};

}  // namespace vermilion
