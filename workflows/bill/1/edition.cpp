#include "workflows/bill/1/edition.hpp"

#include "base/check.hpp"
#include "engine/core/table_edition.hpp"
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
  static void fold(Data&, const Fact&, const Body&) {}
  static void fold(Data& data, const BillPrepared& fact, const Body& body) {
    data.unit = fact.unit.uscc;
    data.total = fact.total;
    data.check_code = fact.check_code;
    data.text = text_of(fact, body.basis.item.version);
  }
  static void fold(Data& data, const NumberAllotted& fact, const Body& body) {
    data.number = fact;
    data.issued = china_day(body.effective_at);
  }
  static void fold(Data& data, const BillSigned& fact, const Body&) {
    data.unit_signature = fact.signature;
  }
  // From here on nothing asks for the text: whoever wants it makes it of the facts again.
  static void fold(Data& data, const BillSupervised&, const Body&) {
    data.text = {};
    data.unit_signature.clear();
  }
  static void fold(Data& data, const BillBooked&, const Body& body) {
    data.booked_by = body.principal.on_behalf_of;
  }
  static void fold(Data& data, const BookingWithdrawn&, const Body&) { data.booked_by.clear(); }
};

}  // namespace

std::shared_ptr<const Edition> make_bill_1() {
  return std::make_shared<const TableEdition<Workflow>>();
}

}  // namespace vermilion
