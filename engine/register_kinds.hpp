// The kinds of register that a duty takes from, gives back to, or tells something: what the engine
// answers and what the model check lets a table name.
//
// Threads: constants.
#pragma once

#include <array>
#include <string_view>

namespace vermilion {

struct RegisterKind {
  std::string_view name;
  bool one_holder = false;  // of each key, by register/1; the others have shapes of their own
};

// A person's one full-time post (代理记账管理办法 4), one enrolment a person and subject, one entry
// a person and register, one filing a unit and item; numbers of bills, seats of sessions, bills.
inline constexpr std::array<RegisterKind, 7> register_kinds{{{"full_time_post", true},
                                                             {"enrolment", true},
                                                             {"registrant", true},
                                                             {"filer", true},
                                                             {"bill_number"},
                                                             {"seat"},
                                                             {"bill"}}};

inline constexpr auto register_names = [] {
  std::array<std::string_view, register_kinds.size()> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = register_kinds[i].name;
  return names;
}();

}  // namespace vermilion
