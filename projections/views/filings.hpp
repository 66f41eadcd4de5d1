// filings (备案): what each unit has filed under an item, and what the public is shown of it.
//
// Rows:
//   F <case>                   → FilingRow
//   U <item> <unit>            → case id: the filing that stands, or stood last
//   O <unit> <case>            → case id: all that a unit filed
//   P <item> <status> <case>   → case id: by public status
// Nothing of a person. Threads: any.
#pragma once

#include "events/facts/filing.hpp"
#include "projections/view.hpp"

namespace vermilion::projections {

inline constexpr std::size_t filings_shown_max = 64;

// One thing that was filed.
struct FilingMade {
  std::string kind;  // "first", "yearly", or a kind of the item
  std::uint16_t year = 0;
  Instant at;
  bool late = false;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(kind, year, at, late);
  }
  bool operator==(const FilingMade&) const = default;
};

struct FilingRow {
  std::string item;
  std::string unit;
  std::string unit_name;
  std::string state;                // of the filing
  std::string standing;             // of the yearly duty
  std::string status;               // what the public is shown; empty: nothing, it never stood
  Instant since;                    // of that status
  std::vector<FilingMade> filings;  // the newest, oldest first
  std::uint32_t filed = 0;          // how many there were
  template <class Archive>
  void serialize(Archive& archive) {
    archive(item, unit, unit_name, state, standing, status, since, filings, filed);
  }
  bool operator==(const FilingRow&) const = default;
};

// FILED, WATCH_LISTED, STRUCK_OFF or CANCELLED: an order that still runs is between the two.
[[nodiscard]] std::string public_status(std::string_view state, std::string_view standing);

[[nodiscard]] Bytes filing_key(const CaseId& id);
[[nodiscard]] Bytes filing_of_unit_key(std::string_view item, std::string_view unit);
// What follows is a case id.
[[nodiscard]] Bytes filings_of_unit_prefix(std::string_view unit);
[[nodiscard]] Bytes filings_by_status_prefix(std::string_view item, std::string_view status);

[[nodiscard]] std::shared_ptr<const View> filings_view();

}  // namespace vermilion::projections
