// bills (票据): every numbered bill by its code and number, the stocks of numbers, and who signs.
//
// Rows:
//   B <code> <number>             → BillRow
//   P <case>                      → BillRow: of a bill that has no number yet
//   C <case>                      → BillNumber: of the bill that is this case
//   U <unit> <newest> <case>      → BillNumber: a unit's bills, the newest first
//   S <code> <owner>              → Stock (events/billing.hpp)
//   O <case>                      → Signer: of the unit whose signer's case it is
// Threads: any.
#pragma once

#include "events/billing.hpp"
#include "projections/view.hpp"

namespace vermilion::projections {

struct BillNumber {
  std::string code;
  std::uint64_t number = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(code, number);
  }
  bool operator==(const BillNumber&) const = default;
};

struct BillRow {
  CaseId case_id;
  std::string item;
  std::string item_version;
  std::string tree;
  std::string path;
  std::string unit;
  std::string unit_name;
  std::string check_code;
  std::uint64_t total = 0;
  Day issued;
  std::string state;
  Instant changed_at;
  std::string booked_by;
  std::string voucher;
  bool red = false;            // takes another back
  BillNumber original;         // which it takes back
  std::uint64_t reversed = 0;  // of its total, by red bills that are issued
  template <class Archive>
  void serialize(Archive& archive) {
    archive(case_id, item, item_version, tree, path, unit, unit_name, check_code, total, issued,
            state, changed_at, booked_by, voucher, red, original, reversed);
  }
  bool operator==(const BillRow&) const = default;
};

[[nodiscard]] Bytes bill_key(std::string_view code, std::uint64_t number);
[[nodiscard]] Bytes bill_of_case_key(const CaseId& id);
// Prefix of a unit's bills; what follows is 24 octets long.
[[nodiscard]] Bytes bills_of_unit_prefix(std::string_view unit);
[[nodiscard]] Bytes stocks_prefix(std::string_view code);
[[nodiscard]] Bytes signer_row_key(std::string_view unit);

[[nodiscard]] std::shared_ptr<const View> bills_view();

}  // namespace vermilion::projections
