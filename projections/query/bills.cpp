#include "projections/query/bills.hpp"

#include "projections/query/cases.hpp"

namespace vermilion::projections {

Result<std::optional<BillFacts>> facts_of_bill(const RowReader& cases, const CaseId& id) {
  VERMILION_TRY(const auto row, read_row<CaseRow>(cases, case_row_key(id)));
  if (!row || !row->edition.starts_with("bill/")) return std::optional<BillFacts>{};
  VERMILION_TRY(const auto facts, facts_of_case(cases, id));
  BillFacts bill;
  bill.item_version = row->item_version;
  for (const auto& one : facts) {
    if (one.fact == BillPrepared::name) {
      VERMILION_TRY(bill.prepared, read_fact<BillPrepared>(one.schema, one.payload));
    } else if (one.fact == RedPrepared::name) {
      VERMILION_TRY(bill.red, read_fact<RedPrepared>(one.schema, one.payload));
      bill.prepared = as_prepared(*bill.red);
    } else if (one.fact == ReversalGranted::name) {
      VERMILION_TRY(bill.original, read_fact<ReversalGranted>(one.schema, one.payload));
    } else if (one.fact == NumberAllotted::name) {
      VERMILION_TRY(bill.number, read_fact<NumberAllotted>(one.schema, one.payload));
      bill.issued = china_day(one.effective_at);
    } else if (one.fact == BillSigned::name) {
      VERMILION_TRY(const auto fact, read_fact<BillSigned>(one.schema, one.payload));
      bill.unit_signature = fact.signature;
    } else if (one.fact == BillSupervised::name) {
      VERMILION_TRY(const auto fact, read_fact<BillSupervised>(one.schema, one.payload));
      bill.supervision_signature = fact.signature;
    }
  }
  return std::optional{std::move(bill)};
}

Result<std::optional<BillRow>> bill_with(const RowReader& bills, const BillFields& fields) {
  if (!fields.number || !fields.total) return std::optional<BillRow>{};
  VERMILION_TRY(auto row, read_row<BillRow>(bills, bill_key(fields.code, *fields.number)));
  const bool matches = row && row->check_code == fields.check_code &&
                       to_text(row->issued) == fields.issued && row->total == *fields.total;
  if (!matches) row.reset();
  return row;
}

}  // namespace vermilion::projections
