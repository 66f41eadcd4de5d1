// The statutory layer: the thirteen rest days a year that hold without any yearly notice.
//
// 全国年节及纪念日放假办法 (text of 2024-11-10) art. 2: 1 January; New Year's Eve to the third day
// of the first moon; Qingming; 1 and 2 May; Dragon Boat; Mid-Autumn; 1 to 3 October. Six are fixed;
// the lunar ones come from the small almanac in the .cpp, which is *computed*, not official. The
// make-up days that art. 6 orders for a statutory day on a weekend stand only in the year's notice
// and are therefore not known here: whatever rests on this layer is provisional. Threads: free
// functions without state.
#pragma once

#include <vector>

#include "engine/clock/calendar.hpp"

namespace vermilion::clock {

inline constexpr int almanac_first_year = 2027;
inline constexpr int almanac_last_year = 2040;

// The statutory days of the years after `horizon` that the almanac knows, as exceptions of kind
// `statutory`, ascending, each day once (Mid-Autumn 2031 falls on National Day).
[[nodiscard]] std::vector<Exception> statutory_days_after(Day horizon);

}  // namespace vermilion::clock
