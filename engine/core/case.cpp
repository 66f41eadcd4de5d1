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

bool Case::is_act_of(const Act& act, std::string_view person) const {
  if (person.empty()) return false;
  return act.person == person ||
         std::any_of(acts_in_name.begin(), acts_in_name.end(), [&](const ActInName& one) {
           return one.sequence == act.sequence && one.person == person;
         });
}

}  // namespace vermilion
