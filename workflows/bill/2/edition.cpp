#include "workflows/bill/2/edition.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "engine/core/table_edition.hpp"
#include "events/facts/requests.hpp"
#include "workflows/bill/1/fold.hpp"
#include "workflows/bill/2/table.hpp"

namespace vermilion {
namespace {

using namespace bill_2;

std::string why_not(const ReversalAsked& fact, const Context& context) {
  const auto& kase = context.input.kase;
  if (kase.in_state(Booked::info.name)) return "booked";
  if (kase.in_state(Voided::info.name)) return "voided";
  if (!OwnUnit::holds(fact, context)) return "unit";
  return WithinWhatIsLeft::holds(fact, context) ? "state" : "amount";
}

struct Workflow : bill_2::Table {
  using Data = bill_2::Data;
  static constexpr bool changes_material = true;

  template <class Fact>
  static std::vector<Duty> resolve(const DutyInfo& info, const Fact& fact, const Context& context) {
    const auto& data = context.data;
    const auto& kase = context.input.kase;
    Duty duty{info.kind, std::string{info.name}, std::string{info.to}, {}, false, {}};
    const auto is = [&](const auto& word) { return info.name == word.info.name; };
    if (is(take_number{})) {
      auto unit = data.unit;  // of a red bill, whose original has answered
      if constexpr (std::is_same_v<Fact, BillPrepared>) unit = fact.unit.uscc;
      const auto& type = context.input.item->bill;
      VERMILION_CHECK(type.has_value(), "the row asks for a charge of its list");
      duty.detail = type->code_on(china_day(context.input.moments.effective_at)) + "/" + unit;
    } else if (is(ask_original{})) {
      if constexpr (std::is_same_v<Fact, RedPrepared>) {
        duty.detail = telling(fact.original, ReversalAsked{kase.id, fact.unit.uscc, fact.total});
      }
    } else if (is(grant_reversal{})) {
      if constexpr (std::is_same_v<Fact, ReversalAsked>) {
        duty.detail = telling(fact.red, ReversalGranted{data.number.code, data.number.number});
      }
    } else if (is(refuse_reversal{})) {
      if constexpr (std::is_same_v<Fact, ReversalAsked>) {
        const auto why = why_not(fact, context);
        duty.detail = telling(fact.red, ReversalRefused{why, why == "amount" ? data.left() : 0});
      }
    } else if (is(tell_original{})) {
      duty.detail =
          telling(data.original, BillReversed{data.number.code, data.number.number, data.total});
    } else if (is(drop_reversal{})) {
      if (!data.red) return {};
      duty.detail = telling(data.original, ReversalDropped{data.total});
    }
    return {std::move(duty)};
  }

  template <class Fact>
  static void fold(Data& data, const Fact& fact, const Body& body) {
    bill_1::fold(data, fact, body);
  }
  static void fold(Data& data, const RedPrepared& fact, const Body& body) {
    data.red = true;
    data.original = fact.original;
    data.unit = fact.unit.uscc;
    data.total = fact.total;
    data.check_code = fact.check_code;
    data.text = text_of(fact, body.basis.item.version);
  }
  static void fold(Data& data, const ReversalGranted& fact, const Body&) {
    name_original(data.text, fact);
  }
  // What was refused is no more asked for than before: only a grant keeps something.
  static void fold(Data& data, const ReversalAsked& fact, const Body& body) {
    const bool granted = std::any_of(body.duties.begin(), body.duties.end(), [](const Duty& duty) {
      return duty.name == grant_reversal::info.name;
    });
    if (granted) data.reserved += fact.total;
  }
  static void fold(Data& data, const ReversalDropped& fact, const Body&) {
    data.reserved -= std::min(data.reserved, fact.total);
  }
  static void fold(Data& data, const BillReversed& fact, const Body&) {
    data.reserved -= std::min(data.reserved, fact.total);
    data.reversed += fact.total;
  }
};

}  // namespace

std::shared_ptr<const Edition> make_bill_2() {
  return std::make_shared<const TableEdition<Workflow>>();
}

}  // namespace vermilion
