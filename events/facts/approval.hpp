// The facts of approval (审批): one header a family; the shape's table says which counts when.
//
// Names match what Chinese approval systems exchange (申办, 预受理, 受理, 审批, 补交告知, 补交受理,
// 办结, 领取登记). Source: ITEMS §2.0, §2.9; 行政许可法 29–44. Threads: values.
#pragma once

#include "events/facts/person.hpp"

namespace vermilion {

// 申办: the application with all that belongs to it. Opens the case.
struct Submitted {
  static constexpr std::string_view name = "Submitted";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"申请", "application"};
  std::string item;    // item code of the catalogue
  std::string office;  // node of the item's scope tree that is to decide
  std::optional<Unit> unit;
  std::vector<Person> people;
  std::vector<Material> materials;
  std::vector<FormAnswer> answers;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"item", "事项编码", "item", 64}, self.item);
    visit(FieldText{"office", "受理机关", "office", 64}, self.office);
    visit(FieldText{"unit", "申请单位", "unit", 0, false}, self.unit);
    visit(FieldText{"people", "从业人员", "people", 64, false}, self.people);
    visit(FieldText{"materials", "申请材料", "materials", 64, false}, self.materials);
    visit(FieldText{"answers", "表单", "form", 64, false}, self.answers);
  }
};

// What the office (公安) answered of a check: proposed by its adapter, never by a person.
struct CheckPassed {
  static constexpr std::string_view name = "CheckPassed";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"核验通过", "check passed"};
  DutyId request;
  std::string peer_reference;  // the peer's own number of its answer
  Digest answer_digest{};      // keyed digest of the whole answer
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"request", "核验请求", "request"}, self.request);
    visit(FieldText{"peer_reference", "对方编号", "peer's reference", 128}, self.peer_reference);
    visit(FieldText{"answer_digest", "答复摘要", "digest of the answer"}, self.answer_digest);
  }
};

struct CheckFailed {
  static constexpr std::string_view name = "CheckFailed";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"核验不符", "check failed"};
  DutyId request;
  std::string peer_reference;
  Digest answer_digest{};
  std::string mismatch;  // which field differs, never its content
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"request", "核验请求", "request"}, self.request);
    visit(FieldText{"peer_reference", "对方编号", "peer's reference", 128}, self.peer_reference);
    visit(FieldText{"answer_digest", "答复摘要", "digest of the answer"}, self.answer_digest);
    visit(FieldText{"mismatch", "不符项", "what differs", 200}, self.mismatch);
  }
};

// The peer gave no answer within what the adapter may try: an incident, and a task for a person.
struct CheckUnavailable {
  static constexpr std::string_view name = "CheckUnavailable";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"核验不可用", "check unavailable"};
  DutyId request;
  std::uint32_t attempts = 0;
  std::string last_error;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"request", "核验请求", "request"}, self.request);
    visit(FieldText{"attempts", "尝试次数", "attempts", 0}, self.attempts);
    visit(FieldText{"last_error", "最后错误", "last error", 300}, self.last_error);
  }
};

// A person looked the matter up by other means after the peer did not answer.
struct CheckedByHand {
  static constexpr std::string_view name = "CheckedByHand";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"人工核验", "checked by hand"};
  bool passed = false;
  std::string how;  // which document or call
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"passed", "相符", "passed", 0}, self.passed);
    visit(FieldText{"how", "核验方式", "how it was checked", 500}, self.how);
  }
};

// 受理.
struct Accepted {
  static constexpr std::string_view name = "Accepted";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"受理", "accepted"};
  std::string opinion;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"opinion", "意见", "opinion", 2000, false}, self.opinion);
  }
};

// Silence for five working days: accepted from receipt (行政许可法 32(1)(4)).
struct DeemedAccepted {
  static constexpr std::string_view name = "DeemedAccepted";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"逾期视为受理", "deemed accepted"};
  template <class Self, class Visitor>
  static void fields(Self&, Visitor&&) {}
};

// 不予受理, with the reason and where to go (32(1)(1), (2)).
struct NotAccepted {
  static constexpr std::string_view name = "NotAccepted";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"不予受理", "not accepted"};
  std::string reason;
  std::string where_to_go;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"reason", "理由", "reason", 2000}, self.reason);
    visit(FieldText{"where_to_go", "应向何机关申请", "where to apply", 500, false},
          self.where_to_go);
  }
};

struct SupplementItem {
  std::string material;  // code of the item's list
  std::string what;      // what is missing or wrong with it
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"material", "材料代码", "material", 64}, self.material);
    visit(FieldText{"what", "需补正内容", "what is to be supplied", 500}, self.what);
  }
  bool operator==(const SupplementItem&) const = default;
};

// 补交告知: once, all at once.
struct SupplementRequested {
  static constexpr std::string_view name = "SupplementRequested";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"一次性补正告知", "supplement requested"};
  std::vector<SupplementItem> items;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"items", "补正清单", "items", 64}, self.items);
  }
};

// 补交受理.
struct Supplemented {
  static constexpr std::string_view name = "Supplemented";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"补正", "supplemented"};
  std::vector<Material> materials;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"materials", "补正材料", "materials", 64}, self.materials);
  }
};

struct LapsedUnsupplied {
  static constexpr std::string_view name = "LapsedUnsupplied";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"逾期未补正终止", "lapsed, nothing supplied"};
  template <class Self, class Visitor>
  static void fields(Self&, Visitor&&) {}
};

// A link of the review hands on with its opinion (承办, 审核).
struct Proposed {
  static constexpr std::string_view name = "Proposed";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"承办意见", "proposed"};
  bool approve = false;
  std::string opinion;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"approve", "拟准予", "proposes to approve", 0}, self.approve);
    visit(FieldText{"opinion", "意见", "opinion", 2000}, self.opinion);
  }
};

struct SentBack {
  static constexpr std::string_view name = "SentBack";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"退回承办", "sent back"};
  std::string reason;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"reason", "理由", "reason", 2000}, self.reason);
  }
};

// 准予 (行政许可法 38(1)).
struct Approved {
  static constexpr std::string_view name = "Approved";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"准予许可", "approved"};
  std::string opinion;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"opinion", "意见", "opinion", 2000, false}, self.opinion);
  }
};

// 不予 with reasons and remedies (38(2)).
struct RefusedToGrant {
  static constexpr std::string_view name = "RefusedToGrant";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"不予许可", "refused"};
  std::string reasons;
  std::string remedies;  // review and lawsuit: before whom, within how long
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"reasons", "理由", "reasons", 4000}, self.reasons);
    visit(FieldText{"remedies", "救济途径", "remedies", 2000}, self.remedies);
  }
};

// The statutory limit for the decision has passed: a matter of supervision (74), no decision.
struct DecisionOverdue {
  static constexpr std::string_view name = "DecisionOverdue";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"逾期未作出决定", "decision overdue"};
  template <class Self, class Visitor>
  static void fields(Self&, Visitor&&) {}
};

// 制证: number allotted; paper and electronic licence together.
struct CertificateMade {
  static constexpr std::string_view name = "CertificateMade";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"制证", "certificate made"};
  std::string number;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"number", "证书编号", "certificate number", 64}, self.number);
  }
};

// 领取登记: handed over at the window, or delivered.
struct HandedOver {
  static constexpr std::string_view name = "HandedOver";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"送达", "handed over"};
  std::string how;  // window, express with parcel number, electronic
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"how", "送达方式", "how", 200}, self.how);
  }
};

struct DeliveryOverdue {
  static constexpr std::string_view name = "DeliveryOverdue";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"逾期未送达", "delivery overdue"};
  template <class Self, class Visitor>
  static void fields(Self&, Visitor&&) {}
};

struct Withdrawn {
  static constexpr std::string_view name = "Withdrawn";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"撤回申请", "withdrawn"};
  std::string reason;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"reason", "理由", "reason", 1000, false}, self.reason);
  }
};

}  // namespace vermilion
