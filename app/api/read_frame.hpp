// Reading: what every read of the API does alike, so that a route is only its question and answer.
//
// Before a read: the caller's principal and grants, the query parameters (those of the route's own
// table, each once; others are refused), and `min_position`: the views are waited for in the
// projector's list, without a thread, at most 2 s (504 behind; 503 when too many wait). After it:
// `Vermilion-Position`, the place in the journal up to which the answer is sure to see, taken
// before anything is read. Whatever lies outside the caller's scopes is answered by `not_there`,
// the very answer that a random id gets (DESIGN §10).
// Threads: a Read runs on an io thread, or on the LateWork's when it had to wait; it must be quick
// and bounded. `reads_with` may be called on any thread.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/api/api.hpp"
#include "app/api/late_work.hpp"
#include "app/api/query.hpp"
#include "projections/query/cases.hpp"

namespace vermilion::api {

// A node that has heard nothing of the others for longer shows staff nothing: a grant may have
// ended.
inline constexpr std::chrono::milliseconds grants_stale_after{1'500};
inline constexpr std::int64_t min_position_wait_us = 2 * microseconds_a_second;

// Everything that a read needs of its request, copied.
struct Reading {
  Hall& hall;
  Principal principal;        // of open routes: nobody
  std::vector<Grant> grants;  // that hold now, on cases
  std::vector<Grant> powers;  // and as an administrator
  Language language = Language::chinese;
  std::array<std::string, path_parameters_max> parameters;
  Query query;
  Instant now;             // the house's clock
  std::string range = {};  // the Range field; empty: none
  std::string body = {};   // of a question that is asked by POST
  Shown shown = Shown::masked;

  [[nodiscard]] std::string text(std::string_view name) const {
    return std::string{query.find(name).value_or(std::string_view{})};
  }
  [[nodiscard]] bool is_staff() const noexcept { return principal.kind == PrincipalKind::staff; }
};

// What a read comes to: a document, a whole response of its own, or the problem.
struct ReadAnswer {
  boost::json::value document;
  std::optional<Problem> problem = {};
  std::optional<Response> response = {};
  std::string etag = {};  // with quotes; empty: none

  // Implicit, so that a read returns what it has.
  ReadAnswer(boost::json::object object) : document(std::move(object)) {}
  ReadAnswer(Problem what) : problem{std::move(what)} {}
  ReadAnswer(Response whole) : response{std::move(whole)} {}
};

using Read = std::function<ReadAnswer(const Reading&)>;

// The handler that does all of the above around `read`.
[[nodiscard]] RouteHandler reads_with(Api& api, std::shared_ptr<LateWork> late, Read read);

// The query parameter that every read of views takes.
[[nodiscard]] RouteParameter min_position_parameter();
// `limit` and `cursor` of lists.
[[nodiscard]] std::vector<RouteParameter> page_parameters();
[[nodiscard]] RouteParameter query_parameter(std::string name, Text summary,
                                             std::string type = "string", std::string format = {});

// 404 for all that the caller may not see, and for all that is not there.
[[nodiscard]] Problem not_there();
// An Error of a query as a problem: invalid is the caller's (400), full is 503, the rest is ours.
[[nodiscard]] Problem problem_of(const Error& error);
[[nodiscard]] Problem bad_parameter(std::string_view name, Text detail);

// The family of a view at one instant. Errors: unavailable (this hall keeps no views).
[[nodiscard]] Result<std::unique_ptr<RowReader>> snapshot_of(const Reading& reading,
                                                             std::string_view view);
// Reads the query's parameters one by one and keeps the first fault, in both languages:
//
//   Parameters asked{reading};
//   const auto request = asked.page();
//   if (asked.fault()) return *asked.fault();
class Parameters {
 public:
  explicit Parameters(const Reading& reading) : reading_{reading} {}
  [[nodiscard]] projections::PageRequest page();
  // Not set when it is absent.
  [[nodiscard]] Instant instant(std::string_view name);
  // "true" or "false"; nothing when it is absent.
  [[nodiscard]] std::optional<bool> flag(std::string_view name);
  [[nodiscard]] const std::optional<Problem>& fault() const noexcept { return fault_; }

 private:
  void keep(std::string_view name, Text detail);
  const Reading& reading_;
  std::optional<Problem> fault_;
};

// The caller's grants as scopes, without roles: whatever lies in one may be read.
[[nodiscard]] std::vector<projections::SeenScope> scopes_of(const std::vector<Grant>& grants);
// The same within the office named by the query's `office`, a node of a scope tree; nothing is left
// when the caller does not see it, or when there is none.
[[nodiscard]] std::vector<projections::SeenScope> scopes_asked_for(
    const Reading& reading, std::vector<projections::SeenScope> scopes);

}  // namespace vermilion::api
