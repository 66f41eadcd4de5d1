// The calendar that the tests of the clock share: the published data in build/reference.
#pragma once

#include <cstdio>
#include <cstdlib>

#include "workflows/calendars/calendars.hpp"

namespace vermilion {

// Ends the test program when the data are not there: a skipped test would look like a passed one.
inline const clock::Calendar& reference_calendar() {
  static const auto calendar =
      calendars::load_reference_calendar(VERMILION_SOURCE_DIR "/build/reference");
  if (!calendar) {
    std::fprintf(stderr, "%s\n  run tools/install.sh (or tools/reference.sh) first\n",
                 calendar.error().text().c_str());
    std::exit(3);
  }
  return calendar.value();
}

inline Day day(const char* text) {
  return day_from_text(text).value();
}

}  // namespace vermilion
