// The route table: what the API answers to, as data. Dispatch and the OpenAPI document both come
// from it, so that what is served and what is described cannot differ (DESIGN §10).
//
// A pattern is literal segments and {parameters}, each a whole segment: "/v1/cases/{id}/facts". A
// literal goes before a parameter, whatever the order of the table. Matching compares views and
// allocates only for the caller's percent-decoded parameters. HEAD is served by GET's route;
// OPTIONS and a method that the path does not have get 405 with Allow, a path that no route has
// 404. Threads: a Router is immutable once made; handlers are called on io threads and must not
// block.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/api/exchange.hpp"
#include "app/api/problem.hpp"
#include "app/api/token_cache.hpp"

namespace vermilion::api {

inline constexpr std::size_t path_segments_max = 12;
inline constexpr std::size_t path_parameters_max = 4;

enum class Listener : std::uint8_t { open, operations };  // the public one, and /ops, /metrics, …

struct Route;

// What a handler is given beside the Responder; lives as long as the request does.
struct Call {
  const Request& request;
  const Route& route;
  std::array<std::string, path_parameters_max> parameters;  // in the pattern's order, decoded
  std::shared_ptr<const Identity> caller;                   // set by the gate on guarded routes
  Language language = Language::chinese;

  // The parameter of that name in the pattern; asking for another is a bug.
  [[nodiscard]] const std::string& parameter(std::string_view name) const;
};

using RouteHandler = std::function<void(const Call&, Responder)>;

struct RouteParameter {
  enum class Place : std::uint8_t { query, header };
  std::string name;
  Place place = Place::query;
  bool required = false;
  std::string type = "string";  // JSON Schema's
  std::string format = {};      // JSON Schema's; empty: none
  Text summary = {};
};

struct Route {
  std::string method;
  std::string pattern;
  std::string operation;  // OpenAPI's operationId; unique
  Text summary;
  RouteHandler handle;
  bool needs_token = true;
  Listener listener = Listener::open;
  std::vector<RouteParameter> parameters = {};
  std::string request_schema = {};  // name in components/schemas; empty: no JSON body
  std::string request_type = "application/json";
  std::string response_schema = {};  // of application/json; empty: see response_type
  std::string response_type = "application/json";
  int success = 200;
  std::vector<ProblemType> problems = {};  // beside those that every route can answer
  std::optional<std::size_t> body_bytes_max = {};
};

// Judges the bearer of a request: sets Call::caller, or answers 401 itself and returns false.
using Gate = std::function<bool(Call&, Responder&)>;

class Router {
 public:
  // CHECKs the table: patterns well-formed, no two routes of one method and pattern, operations
  // unique, a gate when a route needs a token. Routes of other listeners are left out.
  Router(std::vector<Route> routes, Listener listener, Gate gate);
  Router(const Router&) = delete;
  Router& operator=(const Router&) = delete;

  // As HttpServer::Handler.
  void dispatch(const Request& request, Responder responder) const;
  // As HttpOptions::body_bytes_max_of; `otherwise` where no route is or none has its own.
  [[nodiscard]] std::size_t body_bytes_max(const Request& request, std::size_t otherwise) const;
  [[nodiscard]] std::span<const Route> routes() const noexcept { return routes_; }

  struct Match {
    const Route* route = nullptr;
    std::array<std::string_view, path_parameters_max> raw = {};  // still encoded
    std::string allow = {};  // "GET, HEAD, POST" when the path is known and the method is not
  };
  [[nodiscard]] Match match(std::string_view method, std::string_view path) const;

 private:
  struct Pattern {
    std::vector<std::string> segments;  // "{}": a parameter
    const Route* route = nullptr;
  };
  std::vector<Route> routes_;
  std::array<std::vector<Pattern>, path_segments_max + 1> by_length_;  // literals first
  Gate gate_;
};

// Names of a pattern's {parameters}, in order.
[[nodiscard]] std::vector<std::string> parameters_of(std::string_view pattern);

}  // namespace vermilion::api
