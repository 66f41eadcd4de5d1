// The parts that the read routes share, and the routes by concern (read_routes.cpp joins them).
//
// Threads: ReadParts is immutable once made; it lives as long as a route does. It does not own the
// LateWork, since jobs of the LateWork own it.
#pragma once

#include <memory>
#include <utility>

#include "app/api/case_json.hpp"
#include "app/api/read_frame.hpp"

namespace vermilion::api {

struct ReadParts {
  explicit ReadParts(Api& of) : api{of}, words{of.hall.editions()} {}
  Api& api;
  Words words;
};

// What makes routes.
struct ReadKit {
  explicit ReadKit(Api& api)
      : parts{std::make_shared<ReadParts>(api)}, late{std::make_shared<LateWork>()} {}
  std::shared_ptr<const ReadParts> parts;
  std::shared_ptr<LateWork> late;
};

using PartsRead = ReadAnswer (*)(const ReadParts&, const Reading&);

// A GET route that needs a token and reads views.
[[nodiscard]] Route read_route(const ReadKit& kit, std::string pattern, std::string operation,
                               Text summary, PartsRead read, std::string schema,
                               std::vector<RouteParameter> parameters);

// The case that the path's {id} names, if the caller may see it. Errors: not_found for all else.
struct SeenCase {
  CaseId id;
  projections::CaseRow row;
};
[[nodiscard]] Result<SeenCase> seen_case(const Reading& reading);
// Whether the agent's mandate of the unit that he comes for covers the item now.
[[nodiscard]] Result<bool> acts_for_unit(const Reading& reading, std::string_view item);
// Staff who see a case by grant read it as staff; whoever sees it only as its applicant does not.
[[nodiscard]] Eyes eyes_of(const Reading& reading, const projections::CaseRow& row);
// Opens sealed fields for display, under the house's keys.
[[nodiscard]] Opener opener_of(const Reading& reading);

// A page of its records, for those eyes.
[[nodiscard]] ReadAnswer timeline_of(const ReadParts& parts, const Reading& reading,
                                     const SeenCase& seen, Eyes eyes);

[[nodiscard]] std::vector<Route> case_routes(const ReadKit& kit);
[[nodiscard]] std::vector<Route> clock_routes(const ReadKit& kit);
[[nodiscard]] std::vector<Route> action_routes(const ReadKit& kit);
[[nodiscard]] std::vector<Route> task_routes(const ReadKit& kit);
[[nodiscard]] std::vector<Route> note_routes(const ReadKit& kit);

}  // namespace vermilion::api
