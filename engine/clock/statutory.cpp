#include "engine/clock/statutory.hpp"

#include <array>
#include <map>

namespace vermilion::clock {
namespace {

struct MonthDay {
  int month;
  int day;
};

struct AlmanacYear {
  int year;
  MonthDay spring;    // first day of the first moon
  MonthDay qingming;  // the Sun at 15° of longitude
  MonthDay dragon;    // fifth day of the fifth moon
  MonthDay autumn;    // fifteenth day of the eighth moon
};

// Computed, not official. Two computations agree on every entry: the almanac in npm chinese-days
// 1.5.7, and new moons and the solar longitude after Meeus, Astronomical Algorithms (chapters 49
// and 25), in China time. ICU's Chinese calendar says 2027-02-07 and 2030-02-02 for the first moon,
// because those new moons fall within minutes of midnight (23:55 and 00:07): it is wrong there.
constexpr std::array<AlmanacYear, almanac_last_year - almanac_first_year + 1> almanac{{
    {2027, {2, 6}, {4, 5}, {6, 9}, {9, 15}},
    {2028, {1, 26}, {4, 4}, {5, 28}, {10, 3}},
    {2029, {2, 13}, {4, 4}, {6, 16}, {9, 22}},
    {2030, {2, 3}, {4, 5}, {6, 5}, {9, 12}},
    {2031, {1, 23}, {4, 5}, {6, 24}, {10, 1}},
    {2032, {2, 11}, {4, 4}, {6, 12}, {9, 19}},
    {2033, {1, 31}, {4, 4}, {6, 1}, {9, 8}},
    {2034, {2, 19}, {4, 5}, {6, 20}, {9, 27}},
    {2035, {2, 8}, {4, 5}, {6, 10}, {9, 16}},
    {2036, {1, 28}, {4, 4}, {5, 30}, {10, 4}},
    {2037, {2, 15}, {4, 4}, {6, 18}, {9, 24}},
    {2038, {2, 4}, {4, 5}, {6, 7}, {9, 13}},
    {2039, {1, 24}, {4, 5}, {5, 27}, {10, 2}},
    {2040, {2, 12}, {4, 4}, {6, 14}, {9, 20}},
}};

}  // namespace

std::vector<Exception> statutory_days_after(Day horizon) {
  std::map<Day, const char*> days;
  for (const AlmanacYear& year : almanac) {
    const auto on = [&](MonthDay date) { return day_of({year.year, date.month, date.day}); };
    days.emplace(on({1, 1}), "元旦");
    for (int offset = -1; offset <= 2; ++offset) days.emplace(on(year.spring) + offset, "春节");
    days.emplace(on(year.qingming), "清明");
    days.emplace(on({5, 1}), "劳动节");
    days.emplace(on({5, 2}), "劳动节");
    days.emplace(on(year.dragon), "端午");
    for (int day = 1; day <= 3; ++day) days.emplace(on({10, day}), "国庆节");
    days.emplace(on(year.autumn), "中秋");
  }
  std::vector<Exception> exceptions;
  for (auto at = days.upper_bound(horizon); at != days.end(); ++at) {
    exceptions.push_back({at->first, Kind::statutory, at->second});
  }
  return exceptions;
}

}  // namespace vermilion::clock
