#include "workflows/approval/1/edition.hpp"

#include "engine/core/table_edition.hpp"
#include "workflows/approval/1/duties.hpp"
#include "workflows/approval/1/table.hpp"

namespace vermilion {
namespace {

struct Workflow : approval_1::Table {
  using Data = approval_1::Data;
  static constexpr bool changes_material = true;

  template <class Fact>
  static std::vector<Duty> resolve(const approval_1::DutyInfo& info, const Fact& fact,
                                   const RuleContext<Data>& context) {
    const Submitted* submitted = nullptr;
    if constexpr (std::is_same_v<Fact, Submitted>) submitted = &fact;
    return approval_1::resolve(info, Fact::name, submitted, context.input, context.data);
  }
  template <class Fact>
  static void fold(Data& data, const Fact& fact, const Body& body) {
    approval_1::fold(data, fact, body);
  }
  static Instant start_of(const Data& data, const OpenDuty& deadline) {
    return approval_1::start_of(data, deadline);
  }
  static void fold_due(Data& data, std::string_view deadline, Instant to) {
    approval_1::fold_due(data, deadline, to);
  }
};

}  // namespace

std::shared_ptr<const Edition> make_approval_1() {
  return std::make_shared<const TableEdition<Workflow>>();
}

}  // namespace vermilion
