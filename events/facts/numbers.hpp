// Blocks of bill numbers (号段) and who may sign: what the house keeps of bills beside the bills.
//
// One case a bill code holds all its stocks: numbers are opened once, for one office, handed down
// from office to office and to units, and taken one by one. Source: ITEMS §2.12 (W5), §2.29;
// 财政票据管理办法 (财政部令第104号). Threads: values.
#pragma once

#include "base/sm2.hpp"
#include "events/facts/person.hpp"

namespace vermilion {

// 启用号段, for the office that answers for the code.
struct NumbersOpened {
  static constexpr std::string_view name = "NumbersOpened";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"启用号段", "numbers opened"};
  std::string code;  // 票据代码, 8 digits
  std::string tree;
  std::string office;
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"code", "票据代码", "bill code", 8}, self.code);
    visit(FieldText{"tree", "业务条线", "business line", 64}, self.tree);
    visit(FieldText{"office", "机关", "office", 64}, self.office);
    visit(FieldText{"first", "起始号码", "first number", 0}, self.first);
    visit(FieldText{"last", "终止号码", "last number", 0}, self.last);
  }
};

// 下发号段: the first `count` of the office's numbers, to an office below it or to a unit.
struct NumbersHandedDown {
  static constexpr std::string_view name = "NumbersHandedDown";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"下发号段", "numbers handed down"};
  std::string code;
  std::string tree;
  std::string office;     // whose they were
  std::string to_office;  // one of the two
  std::string to_unit;    // 统一社会信用代码
  std::uint64_t count = 0;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"code", "票据代码", "bill code", 8}, self.code);
    visit(FieldText{"tree", "业务条线", "business line", 64}, self.tree);
    visit(FieldText{"office", "机关", "office", 64}, self.office);
    visit(FieldText{"to_office", "下级机关", "to the office", 64, false}, self.to_office);
    visit(FieldText{"to_unit", "用票单位", "to the unit", 64, false}, self.to_unit);
    visit(FieldText{"count", "数量", "how many", 0}, self.count);
  }
};

// 取号: by the bill that is to bear it.
struct NumberTaken {
  static constexpr std::string_view name = "NumberTaken";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"取号", "number taken"};
  std::string code;
  std::string unit;
  CaseId holder;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"code", "票据代码", "bill code", 8}, self.code);
    visit(FieldText{"unit", "用票单位", "unit", 64}, self.unit);
    visit(FieldText{"holder", "票据办件", "the bill's case"}, self.holder);
  }
};

// 绑定签名证书: by which key a unit, or a finance department as supervisor, signs bills.
struct SignerBound {
  static constexpr std::string_view name = "SignerBound";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"绑定签名证书", "signer bound"};
  std::string tree;
  std::string office;  // that answers for the unit
  Unit unit;
  Sm2PublicKey public_key{};  // 04 ‖ x ‖ y
  std::string serial;         // of the certificate that says so
  Instant until;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"tree", "业务条线", "business line", 64}, self.tree);
    visit(FieldText{"office", "机关", "office", 64}, self.office);
    visit(FieldText{"unit", "单位", "unit", 0}, self.unit);
    visit(FieldText{"public_key", "公钥", "public key"}, self.public_key);
    visit(FieldText{"serial", "证书序列号", "serial of the certificate", 100}, self.serial);
    visit(FieldText{"until", "有效期至", "until"}, self.until);
  }
};

struct SignerRevoked {
  static constexpr std::string_view name = "SignerRevoked";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"吊销签名证书", "signer revoked"};
  std::string reason;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"reason", "原因", "reason", 500}, self.reason);
  }
};

}  // namespace vermilion
