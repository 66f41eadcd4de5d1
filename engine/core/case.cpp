#include "engine/core/case.hpp"

#include <algorithm>

namespace vermilion {

const OpenDuty* Case::duty(const DutyId& wanted) const {
  const auto found = std::find_if(open.begin(), open.end(),
                                  [&](const OpenDuty& duty) { return duty.id == wanted; });
  return found == open.end() ? nullptr : &*found;
}

const OpenDuty* Case::duty_named(std::string_view name) const {
  const auto found = std::find_if(open.begin(), open.end(),
                                  [&](const OpenDuty& duty) { return duty.name == name; });
  return found == open.end() ? nullptr : &*found;
}

bool Case::in_state(std::string_view name) const {
  return std::find(states.begin(), states.end(), name) != states.end();
}

}  // namespace vermilion
