#include "workflows/bill/1/edition.hpp"

#include "base/check.hpp"
#include "engine/core/table_edition.hpp"
#include "workflows/bill/1/fold.hpp"
#include "workflows/bill/1/table.hpp"

namespace vermilion {
namespace {

using bill_1::Data;

// The number's code and the unit whose stock gives it: what a `take` of a number names.
Bytes number_wanted(const RuleContext<Data>& context, const BillPrepared& fact) {
  const auto& type = context.input.item->bill;
  VERMILION_CHECK(type.has_value(), "the row asks for a charge of its list");
  return type->code_on(china_day(context.input.moments.effective_at)) + "/" + fact.unit.uscc;
}

struct Workflow : bill_1::Table {
  using Data = bill_1::Data;
  static constexpr bool changes_material = true;

  template <class Fact>
  static std::vector<Duty> resolve(const vermilion::table::DutyInfo& info, const Fact& fact,
                                   const RuleContext<Data>& context) {
    Bytes detail;
    if constexpr (std::is_same_v<Fact, BillPrepared>) detail = number_wanted(context, fact);
    return {{info.kind, std::string{info.name}, std::string{info.to}, {}, false, detail}};
  }

  template <class Fact>
  static void fold(Data& data, const Fact& fact, const Body& body) {
    bill_1::fold(data, fact, body);
  }
};

}  // namespace

std::shared_ptr<const Edition> make_bill_1() {
  return std::make_shared<const TableEdition<Workflow>>();
}

}  // namespace vermilion
