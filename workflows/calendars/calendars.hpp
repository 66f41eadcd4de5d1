// Where calendars come from: the published holiday data, or a file with the canonical text.
//
// The published data are npm chinese-days' JSON (data only, never its logic, which thinks that
// 1 January 2027 works): {"holidays": {"2026-10-01": "National Day,国庆节,3", …}, "workdays": …,
// "inLieuDays": …}. Every year from the first to the last must have holidays, because a missing
// year would silently be judged by weekdays. The horizon is the end of the last listed year; behind
// it comes the statutory layer (engine/clock/statutory.hpp). Errors: not_found (the message names
// tools/install.sh), io, full (over 8 MiB), invalid, corrupt. Threads: free functions; they read
// files, so they are for start-up and tools only.
#pragma once

#include <string>
#include <string_view>

#include "engine/clock/calendar.hpp"

namespace vermilion::calendars {

// `json` as described above; `version` goes into the calendar, e.g. "chinese-days 1.5.7".
[[nodiscard]] Result<clock::Calendar> from_chinese_days(std::string_view json, std::string version);

// `path` is the JSON file, or a folder that holds chinese-days.json.
[[nodiscard]] Result<clock::Calendar> load_chinese_days(const std::string& path,
                                                        std::string version);

// From the folder that tools/reference.sh fills (build/reference): holidays/chinese-days.json, its
// version from versions.json.
[[nodiscard]] Result<clock::Calendar> load_reference_calendar(const std::string& folder);

// A file with a calendar's canonical text, as an operator adopts a new year's notice.
[[nodiscard]] Result<clock::Calendar> load_calendar(const std::string& path);

}  // namespace vermilion::calendars
