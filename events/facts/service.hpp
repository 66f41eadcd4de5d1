// What stands beside a case whatever its shape: how its result is to be delivered, what the
// applicant thinks of the service (好差评), and whether the original of a material was seen.
//
// Source: 国办发〔2019〕51号 (rating in five grades, one a case; the unsatisfied are called back);
// 国办函〔2016〕108号 (trust grades of materials); 行政许可法 44 (delivery). Threads: values.
#pragma once

#include "events/facts/describe.hpp"

namespace vermilion {

// To whom and where something is sent.
struct Recipient {
  Personal<std::string> name;
  Personal<std::string> phone;
  Personal<std::string> address;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"name", "收件人", "name", 200}, self.name);
    visit(FieldText{"phone", "电话", "telephone", 40}, self.phone);
    visit(FieldText{"address", "地址", "address", 500}, self.address);
  }
  bool operator==(const Recipient&) const = default;
};

// 选择送达方式.
struct DeliveryChosen {
  static constexpr std::string_view name = "DeliveryChosen";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"选择送达方式", "delivery chosen"};
  std::string way;  // "window", "express" or "electronic"
  std::optional<Recipient> recipient;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"way", "送达方式", "way", 20}, self.way);
    visit(FieldText{"recipient", "收件信息", "recipient", 0, false}, self.recipient);
  }
};

// 评价: 5 very satisfied … 1 very unsatisfied.
struct Rated {
  static constexpr std::string_view name = "Rated";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"评价", "rated"};
  std::uint16_t score = 0;
  std::string comment;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"score", "评价等级", "score, 5 very satisfied to 1", 0}, self.score);
    visit(FieldText{"comment", "意见", "comment", 1000, false}, self.comment);
  }
};

// 差评回复: what came of it.
struct RatingAnswered {
  static constexpr std::string_view name = "RatingAnswered";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"差评整改回复", "rating answered"};
  std::string answer;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"answer", "整改情况", "what was done about it", 2000}, self.answer);
  }
};

// 原件核验: a window saw the original of what was uploaded. The file is grade B from then on, and
// the applicant may hand it in again as such.
struct MaterialVerified {
  static constexpr std::string_view name = "MaterialVerified";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"原件核验", "original seen"};
  std::string material;  // code of the item's list
  Digest digest{};
  std::string how;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"material", "材料代码", "material", 64}, self.material);
    visit(FieldText{"digest", "摘要", "digest"}, self.digest);
    visit(FieldText{"how", "核验方式", "how it was verified", 500}, self.how);
  }
};

}  // namespace vermilion
