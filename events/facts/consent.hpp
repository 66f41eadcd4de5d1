// Consent (同意): that the hall fills a form in from what it knows already, and for how long.
//
// Source: 个人信息保护法 13(1)(1), 14 (informed, for a stated purpose), 15 (withdrawn at any time,
// without effect on what was done before). Threads: values.
#pragma once

#include "events/facts/describe.hpp"

namespace vermilion {

struct ConsentGiven {
  static constexpr std::string_view name = "ConsentGiven";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"同意免填", "consent to prefill given"};
  std::string item;                // for applications of this item
  std::vector<std::string> parts;  // of `consent_parts`
  Instant until;                   // exclusive
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"item", "事项", "item", 64}, self.item);
    visit(FieldText{"parts", "可免填内容", "what may be filled in", 16}, self.parts);
    visit(FieldText{"until", "至", "until"}, self.until);
  }
};

struct ConsentWithdrawn {
  static constexpr std::string_view name = "ConsentWithdrawn";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"撤回同意", "consent withdrawn"};
  std::string item;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"item", "事项", "item", 64}, self.item);
  }
};

}  // namespace vermilion
