// A registrant (会计人员信息登记): the entry of a person in a register, and how it moves to
// another.
//
// The entry is one case, and who owns the person is its state: whoever gives up does so in one
// record, before the other side takes over. What a comparison with the population library (人口库)
// finds is told to the entry by the run that found it.
// Source: ITEMS §2.5, §2.6, §2.7 (W6, W7, W9). Threads: values.
#pragma once

#include <algorithm>
#include <optional>

#include "events/facts/person.hpp"

namespace vermilion {

// 调转单号: the entry, and which of its forms, from 1.
[[nodiscard]] inline std::string transfer_form(const CaseId& entry, std::uint32_t form) {
  return entry.text() + "-" + std::to_string(form);
}
// The entry that a form's number names.
[[nodiscard]] inline std::optional<CaseId> entry_of_form(std::string_view form) {
  return case_id_from_text(form.substr(0, std::min(form.rfind('-'), form.size())));
}

// 登记: opens the entry. With a form of another register: the person moves in from there.
struct RegistrantEntered {
  static constexpr std::string_view name = "RegistrantEntered";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"信息登记", "registrant entered"};
  std::string item;
  std::string office;
  Personal<std::string> person;
  PersonNumber id_number;
  std::string unit;           // 统一社会信用代码 of the employer; empty: none
  std::string from_register;  // 转出地: code of the other register; empty: a first entry
  std::string form;           // 调转单号 that the other register gave out
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"item", "事项", "item", 64}, self.item);
    visit(FieldText{"office", "机关", "office", 64}, self.office);
    visit(FieldText{"person", "姓名", "name", 200}, self.person);
    visit(FieldText{"id_number", "身份证件号码", "identity number", 64}, self.id_number);
    visit(FieldText{"unit", "工作单位统一社会信用代码", "employer's social credit code", 64, false},
          self.unit);
    visit(FieldText{"from_register", "转出地登记机构", "register moved from", 16, false},
          self.from_register);
    visit(FieldText{"form", "调转单号", "number of the transfer form", 64, false}, self.form);
  }
};

// 申请转出.
struct TransferOutAsked {
  static constexpr std::string_view name = "TransferOutAsked";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"申请转出", "transfer out asked for"};
  std::string to_register;  // 转入地
  std::string reason;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"to_register", "转入地登记机构", "register moved to", 16}, self.to_register);
    visit(FieldText{"reason", "原因", "reason", 500, false}, self.reason);
  }
};

// 开具调转单: the entry is frozen, and its form runs for the item's limit.
struct TransferOutIssued {
  static constexpr std::string_view name = "TransferOutIssued";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"开具调转单", "transfer form issued"};
  std::string opinion;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"opinion", "意见", "opinion", 1000, false}, self.opinion);
  }
};

struct TransferOutRefused {
  static constexpr std::string_view name = "TransferOutRefused";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"不予转出", "transfer out refused"};
  std::string reason;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"reason", "理由", "reason", 1000}, self.reason);
  }
};

struct TransferReviewOverdue {
  static constexpr std::string_view name = "TransferReviewOverdue";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"转出审核逾期", "review of a transfer overdue"};
  template <class Self, class Visitor>
  static void fields(Self&, Visitor&&) {}
};

struct TransferWithdrawn {
  static constexpr std::string_view name = "TransferWithdrawn";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"撤回转出", "transfer withdrawn"};
  std::string reason;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"reason", "原因", "reason", 500, false}, self.reason);
  }
};

// 转入地确认: the other register takes over; with this record the entry is given up here.
struct TransferConfirmed {
  static constexpr std::string_view name = "TransferConfirmed";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"转入地确认", "transfer confirmed by the other register"};
  std::string form;
  std::string to_register;
  PersonNumber id_number;
  Instant lodged_at;  // when the person applied there
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"form", "调转单号", "number of the transfer form", 64}, self.form);
    visit(FieldText{"to_register", "转入地登记机构", "register moved to", 16}, self.to_register);
    visit(FieldText{"id_number", "身份证件号码", "identity number", 64}, self.id_number);
    visit(FieldText{"lodged_at", "转入申请时间", "when it was applied for there"}, self.lodged_at);
  }
};

struct TransferLapsed {
  static constexpr std::string_view name = "TransferLapsed";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"调转单逾期失效", "transfer form lapsed"};
  template <class Self, class Visitor>
  static void fields(Self&, Visitor&&) {}
};

// 转出地放行: the other register has given the person up.
struct TransferReleased {
  static constexpr std::string_view name = "TransferReleased";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"转出地放行", "released by the other register"};
  DutyId request;
  std::string reference;  // of the other register's record
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"request", "放行请求", "request"}, self.request);
    visit(FieldText{"reference", "对方记录编号", "reference", 128}, self.reference);
  }
};

struct TransferNotReleased {
  static constexpr std::string_view name = "TransferNotReleased";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"转出地不予放行", "not released by the other register"};
  DutyId request;
  std::string reason;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"request", "放行请求", "request"}, self.request);
    visit(FieldText{"reason", "理由", "reason", 200, false}, self.reason);
  }
};

// 重新请求放行: by a person, when the other register could not be asked for too long.
struct ReleaseAskedAgain {
  static constexpr std::string_view name = "ReleaseAskedAgain";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"重新请求放行", "release asked for again"};
  template <class Self, class Visitor>
  static void fields(Self&, Visitor&&) {}
};

// What the population library says of whoever is entered, where it does not agree.
struct IdentityFound {
  static constexpr std::string_view name = "IdentityFound";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"比对发现", "found by comparison"};
  CaseId run;
  std::string finding;  // dead 死亡, emigrated 出国（境）定居, mismatch 不一致
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"run", "比对批次", "run"}, self.run);
    visit(FieldText{"finding", "结果", "dead, emigrated or mismatch", 16}, self.finding);
  }
};

struct DeathConfirmed {
  static constexpr std::string_view name = "DeathConfirmed";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"核实死亡", "death confirmed"};
  std::string basis;  // what it was confirmed by
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"basis", "核实依据", "what it was confirmed by", 500}, self.basis);
  }
};

struct FindingDismissed {
  static constexpr std::string_view name = "FindingDismissed";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"排除比对结果", "finding dismissed"};
  std::string reason;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"reason", "理由", "reason", 500}, self.reason);
  }
};

// 更正: of the name, under the same number.
struct EntryCorrected {
  static constexpr std::string_view name = "EntryCorrected";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"更正登记信息", "entry corrected"};
  Personal<std::string> person;
  PersonNumber id_number;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"person", "姓名", "name", 200}, self.person);
    visit(FieldText{"id_number", "身份证件号码", "identity number", 64}, self.id_number);
  }
};

struct CorrectionLapsed {
  static constexpr std::string_view name = "CorrectionLapsed";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"逾期未更正", "not corrected in time"};
  template <class Self, class Visitor>
  static void fields(Self&, Visitor&&) {}
};

struct EntryCancelled {
  static constexpr std::string_view name = "EntryCancelled";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"注销登记", "entry cancelled"};
  std::string reason;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"reason", "原因", "reason", 500, false}, self.reason);
  }
};

}  // namespace vermilion
