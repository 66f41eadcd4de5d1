// Handing out personal data unmasked: for a purpose, and on record before it is done.
//
// An applicant reads his own; whoever sees a case by grant says why. Both are written to the access
// log (app/hall/access_log.hpp) first; when that cannot be, nothing is handed out. Blocks on the
// disk: for routes that are done late. Source: DESIGN §4; 个人信息保护法 6, 51.
#pragma once

#include "app/api/read_parts.hpp"

namespace vermilion::api {

inline constexpr std::size_t purpose_max = 200;

[[nodiscard]] RouteParameter purpose_parameter();

// What is to be handed out.
struct Disclosed {
  CaseId of;    // zero: of no case yet
  Scope scope;  // of the case
  bool own = false;
  std::string what;
};
// What belongs to a case.
[[nodiscard]] Disclosed of_case(const Reading& reading, const SeenCase& seen, std::string what);

// The problem, when it may not be handed out; nothing once it is on record.
[[nodiscard]] std::optional<Problem> disclose(const ReadParts& parts, const Reading& reading,
                                              Disclosed disclosed);

// The subject's data are stored and not used (Sealer::open: conflict).
[[nodiscard]] Problem restricted_problem();

}  // namespace vermilion::api
