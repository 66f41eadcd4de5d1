// Cases, their records, tasks and deadlines as JSON: what the read routes answer.
//
// An applicant sees his case, not the office's papers: opinions between links, worklist acts and
// the accounts of staff are left out for him (行政许可法 30, 33: what is published is the item, the
// progress and the decision). Personal fields are masked by fact_to_json for everybody.
// Threads: free functions.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>

#include "app/api/fact_json.hpp"
#include "app/api/words.hpp"
#include "engine/core/references.hpp"
#include "projections/query/cases.hpp"
#include "projections/query/supervision.hpp"
#include "projections/query/worklist.hpp"

namespace vermilion::api {

// For whose eyes: staff see all but what is personal, applicants what concerns them.
enum class Eyes : std::uint8_t { staff, applicant };

// Whether an applicant is shown what this fact said, and that it was recorded.
[[nodiscard]] bool is_internal_fact(std::string_view fact) noexcept;

struct CaseShown {
  const Words& words;
  const References& references;
  Eyes eyes = Eyes::staff;
};

// Item of a case: {"code", "version", "zh", "en"}.
[[nodiscard]] boost::json::object item_json(const References& references, const std::string& code,
                                            const std::string& version);
// A case as lists show it: where it stands and for whom it waits.
[[nodiscard]] boost::json::object case_json(const CaseShown& shown, const CaseId& id,
                                            const projections::CaseRow& row);
// One record of the timeline; `data` is added by whoever read the record.
[[nodiscard]] boost::json::object record_json(const CaseShown& shown, const std::string& edition,
                                              const projections::ListedRecord& record);
[[nodiscard]] boost::json::object task_json(const CaseShown& shown, const std::string& edition,
                                            const projections::ListedTask& task);

// RFC 3339, or null when it is not set.
[[nodiscard]] boost::json::value time_json(Instant at);
// Rows of a page, with the cursor of the next; null: this was the last.
[[nodiscard]] boost::json::object page_json(boost::json::array rows,
                                            const std::optional<std::string>& next);
[[nodiscard]] boost::json::array names_json(const std::vector<std::string>& names);

}  // namespace vermilion::api
