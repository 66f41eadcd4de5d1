// What every write does alike: key, body and caller read, one proposal handed on, its record the
// answer; decided where the partition is owned.
//
// Whoever stands in for somebody says so in `Vermilion-On-Behalf-Of`; whether he may is judged with
// the proposal. Threads: free functions, on any io thread; the Api outlives what waits.
#pragma once

#include <boost/json/value.hpp>

#include "app/api/api.hpp"

namespace vermilion::api {

inline constexpr std::string_view on_behalf_header = "Vermilion-On-Behalf-Of";

[[nodiscard]] Problem simple_problem(ProblemType type, std::string zh, std::string en);
[[nodiscard]] Problem too_busy();

// The answer to a decided proposal; the first one, read again, to a repeated one.
[[nodiscard]] Response answer_to(Hall& hall, const Decided& decided, bool opened,
                                 Language language);

// The body of a request as JSON; answers the problem itself when there is one.
[[nodiscard]] std::optional<boost::json::value> body_of(const Call& call, Responder& responder);
// The text that a JSON Pointer leads to; empty when there is none.
[[nodiscard]] std::string text_at(const boost::json::value& body, std::string_view pointer);
// Who is asking, and on whose behalf; answers the problem itself when he may not ask at all.
[[nodiscard]] std::optional<Principal> caller_of(const Api& api, const Call& call,
                                                 Responder& responder);

// {"fact": "...", "data": {...}}
struct FactBody {
  std::string fact;
  boost::json::value data;
};
// Only facts of `known`. Nothing: `problem` says what is wrong.
[[nodiscard]] std::optional<FactBody> fact_body(const boost::json::value& body,
                                                const std::vector<std::string>& known,
                                                Language language, Response& problem);

// Where a proposal goes: to a case that is there, or that it opens.
struct Aim {
  std::optional<CaseId> case_id;  // none: an application, whose key names its case
  bool opens = false;
};
// Reads key and caller; then hands a proposal on. `place` is where the data stand in the body.
void take_proposal(Api& api, const Call& call, Responder responder, const Aim& aim,
                   std::string_view fact, const boost::json::value& data, std::string_view place);

// A route whose handler proposes; it is decided where the partition is owned.
[[nodiscard]] Route write_route(Api& api, std::string pattern, std::string operation, Text summary,
                                RouteHandler handle, std::string request_schema, int success);
// The parameter that a write of a case that is there may have.
void add_if_match(Route& route);

}  // namespace vermilion::api
