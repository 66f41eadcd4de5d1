// Questions to bills: what the facts of one say of it, and its five fields.
//
// Errors: corrupt, unsupported, and the store's. Threads: any.
#pragma once

#include <optional>

#include "engine/ports/rows.hpp"
#include "projections/views/bills.hpp"

namespace vermilion::projections {

// What a bill's accepted facts say of it.
struct BillFacts {
  BillPrepared prepared;  // of a red bill: what it would be if it were none
  std::optional<RedPrepared> red;
  std::optional<ReversalGranted> original;  // that a red bill takes back
  std::string item_version;
  std::optional<NumberAllotted> number;
  Day issued;  // day of the number
  std::string unit_signature;
  std::string supervision_signature;
  // What the unit signs; only of a bill that has a number.
  [[nodiscard]] std::string text() const {
    auto text = red ? text_of(*red, item_version) : text_of(prepared, item_version);
    if (original) name_original(text, *original);
    return signed_text(text, *number, prepared.check_code, issued);
  }
};
// Of the family `cases`; nothing when the case is no bill.
[[nodiscard]] Result<std::optional<BillFacts>> facts_of_bill(const RowReader& cases,
                                                             const CaseId& id);

// What stands on a bill's face, as somebody says it; `number` and `total` are not set when they are
// no numbers.
struct BillFields {
  std::string code;
  std::optional<std::uint64_t> number;
  std::string check_code;
  std::string issued;
  std::optional<std::uint64_t> total;
};
// Of the family `bills`; nothing when any of the five is wrong, whichever.
[[nodiscard]] Result<std::optional<BillRow>> bill_with(const RowReader& bills,
                                                       const BillFields& fields);

}  // namespace vermilion::projections
