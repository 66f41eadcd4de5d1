// Mandates (授权委托): what an agent may do for a unit, for which items, until when.
//
// Recorded at a window that has seen the unit's letter of authority; a token says who the agent is
// and for which unit he came, never what he may do. Source: 民法典 162, 165, 173; DESIGN §1.
// Threads: values.
#pragma once

#include "events/facts/person.hpp"

namespace vermilion {

struct MandateGiven {
  static constexpr std::string_view name = "MandateGiven";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"登记授权委托", "mandate given"};
  std::string agent;  // `who` of the agent, as GET /v1/me tells him
  Unit unit;
  std::vector<std::string> items;  // item codes, or "*"
  Instant from;                    // not set: from the record on
  Instant until;                   // exclusive
  std::string tree;                // business line and office of the window
  std::string office;
  std::string path;
  std::string evidence;  // number or description of the letter of authority that was seen
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"agent", "经办人", "agent", 64}, self.agent);
    visit(FieldText{"unit", "委托单位", "unit"}, self.unit);
    visit(FieldText{"items", "事项", "items", 64}, self.items);
    visit(FieldText{"from", "自", "from", 0, false}, self.from);
    visit(FieldText{"until", "至", "until"}, self.until);
    visit(FieldText{"tree", "业务条线", "business line", 64}, self.tree);
    visit(FieldText{"office", "登记机关", "office", 64}, self.office);
    visit(FieldText{"path", "范围路径", "path in the tree", 512, false}, self.path);
    visit(FieldText{"evidence", "授权委托书", "letter of authority", 500}, self.evidence);
  }
};

struct MandateEnded {
  static constexpr std::string_view name = "MandateEnded";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"终止授权委托", "mandate ended"};
  std::string reason;
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"reason", "原因", "reason", 500}, self.reason);
  }
};

}  // namespace vermilion
