// CaseChanged: what anybody may know of a step of a case.
//
// It says what was recorded, by which table, and where the case stands now; never who did it, and
// nothing of what was filled in: the compiler holds that no person's field is in it
// (public_event.hpp), and the fact's payload is no part of it. Its JSON has these members under
// these names, and only additions may come: a member that went or changed needs a new `schema`
// beside the old one (tests/golden/public). Source: DESIGN §7. Threads: values.
#pragma once

#include <optional>

#include "events/public/public_event.hpp"
#include "events/record.hpp"

namespace vermilion {

struct CaseChanged {
  CaseId case_id;
  std::string item;
  std::string item_version;
  std::string workflow;
  std::string office_tree;
  std::string office;
  std::string fact;
  std::vector<std::string> from;
  std::vector<std::string> to;
  std::uint64_t case_version = 0;
  std::uint64_t material_version = 0;
  Instant received_at;
  Instant recorded_at;
  Instant effective_at;

  static constexpr std::string_view name = "case-changed";
  static constexpr std::uint16_t schema = 1;
  static constexpr FactText text{"办件变动", "a step of a case"};
  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit(FieldText{"case", "办件", "the case"}, self.case_id);
    visit(FieldText{"item", "事项代码", "the item's code"}, self.item);
    visit(FieldText{"item_version", "事项版本", "its version"}, self.item_version);
    visit(FieldText{"workflow", "流程", "the workflow's edition"}, self.workflow);
    visit(FieldText{"office_tree", "业务条线", "business line"}, self.office_tree);
    visit(FieldText{"office", "机构", "the office, from the root of its tree"}, self.office);
    visit(FieldText{"fact", "事实", "what was recorded"}, self.fact);
    visit(FieldText{"from", "原状态", "states before, one a region"}, self.from);
    visit(FieldText{"to", "现状态", "states after, one a region"}, self.to);
    visit(FieldText{"case_version", "办件版本", "dense count of its records"}, self.case_version);
    visit(FieldText{"material_version", "实质版本", "grows with what changes what is judged"},
          self.material_version);
    visit(FieldText{"received_at", "收件时间", "received"}, self.received_at);
    visit(FieldText{"recorded_at", "记录时间", "recorded"}, self.recorded_at);
    visit(FieldText{"effective_at", "生效时间", "in effect, as the law says"}, self.effective_at);
  }
};
static_assert(PublicEvent<CaseChanged>);

// The public event of a record; nothing for refusals, records of the house, and families that are
// none of the public's (registers hold digests of who holds what).
[[nodiscard]] std::optional<CaseChanged> case_changed(const Header& header, const Body& body);

// The family of items whose topic bears the event: the workflow's shape.
inline constexpr std::array<std::string_view, 1> public_families = {"approval"};

}  // namespace vermilion
