// One deadline explained: its name and basis, when it began, when it ends, and every day between.
//
// A case's row says when a deadline falls due; from where it was counted follows from the limit of
// the item and the calendar in force: the moment that gives exactly the recorded due date is the
// start (the deadline's own, or the receipt, as after acceptance by silence). A calendar that is
// adopted later moves open deadlines by a record each (`moved` in the answer), so the days are of
// the calendar in force. When no start fits, as for a date that passed under another calendar, the
// answer says so instead of inventing days.
// Threads: free functions.
#pragma once

#include <boost/json/object.hpp>

#include "app/api/words.hpp"
#include "engine/core/references.hpp"
#include "projections/query/cases.hpp"

namespace vermilion::api {

struct DeadlineShown {
  std::string name;
  Instant due;
  bool provisional = false;
  bool passed = false;
  std::vector<Instant> starts;  // moments it may have been counted from, the likeliest first
};

struct ClockShown {
  const Words& words;
  const References& references;
  const projections::CaseRow& row;
  Instant now;
  Language language = Language::chinese;
};

[[nodiscard]] boost::json::object deadline_json(const ClockShown& shown,
                                                const DeadlineShown& deadline);

// Item version of a case; nullptr when the catalogue in force does not have it.
[[nodiscard]] const Item* item_of(const References& references, const projections::CaseRow& row);

}  // namespace vermilion::api
