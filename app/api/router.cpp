#include "app/api/router.hpp"

#include <algorithm>
#include <set>

#include "app/api/query.hpp"
#include "base/check.hpp"

namespace vermilion::api {
namespace {

constexpr std::string_view any_segment = "{}";  // no literal has braces

using Segments = std::array<std::string_view, path_segments_max>;

// Cuts "/a/b" into a, b; nothing when it has too many segments. "/a/" has an empty last one.
std::optional<std::size_t> cut(std::string_view path, Segments& segments) {
  if (path.empty() || path.front() != '/') return std::nullopt;
  path.remove_prefix(1);
  std::size_t count = 0;
  while (true) {
    if (count == segments.size()) return std::nullopt;
    const std::size_t slash = path.find('/');
    segments[count++] = path.substr(0, slash);
    if (slash == std::string_view::npos) return count;
    path.remove_prefix(slash + 1);
  }
}

bool is_parameter(std::string_view segment) noexcept {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

bool serves(const Route& route, std::string_view method) noexcept {
  return route.method == method || (method == "HEAD" && route.method == "GET");
}

void add_method(std::string& allow, std::string_view method) {
  if (allow.find(method) != std::string::npos) return;  // no method's name is within another's
  if (!allow.empty()) allow.append(", ");
  allow.append(method);
}

void answer(Responder& responder, const Request& request, Problem problem, std::string allow = {}) {
  Response response = response_of(problem, language_of(request));
  if (!allow.empty()) response.headers.emplace_back("Allow", std::move(allow));
  responder.send(std::move(response));
}

}  // namespace

std::vector<std::string> parameters_of(std::string_view pattern) {
  std::vector<std::string> names;
  Segments segments;
  const std::size_t count = cut(pattern, segments).value_or(0);
  for (std::size_t i = 0; i < count; ++i) {
    if (is_parameter(segments[i])) {
      names.emplace_back(segments[i].substr(1, segments[i].size() - 2));
    }
  }
  return names;
}

const std::string& Call::parameter(std::string_view name) const {
  const std::vector<std::string> names = parameters_of(route.pattern);
  const auto at = std::find(names.begin(), names.end(), name);
  VERMILION_CHECK(at != names.end(), "the route's pattern has no such parameter");
  return parameters.at(static_cast<std::size_t>(at - names.begin()));
}

Router::Router(std::vector<Route> routes, Listener listener, Gate gate) : gate_(std::move(gate)) {
  for (Route& route : routes) {
    if (route.listener == listener) routes_.push_back(std::move(route));
  }
  std::set<std::string> operations;
  std::set<std::string> places;
  for (const Route& route : routes_) {
    Segments segments;
    const auto count = cut(route.pattern, segments);
    VERMILION_CHECK(count.has_value(), route.pattern);
    VERMILION_CHECK(parameters_of(route.pattern).size() <= path_parameters_max, route.pattern);
    VERMILION_CHECK(operations.insert(route.operation).second, route.operation);
    VERMILION_CHECK(route.handle != nullptr, route.operation);
    VERMILION_CHECK(!route.needs_token || gate_ != nullptr, route.operation);
    Pattern pattern;
    pattern.route = &route;
    std::string place = route.method;
    for (std::size_t i = 0; i < *count; ++i) {
      const bool parameter = is_parameter(segments[i]);
      VERMILION_CHECK(parameter || segments[i].find_first_of("{}%") == std::string_view::npos,
                      route.pattern);
      pattern.segments.emplace_back(parameter ? any_segment : segments[i]);
      place.append("/").append(parameter ? any_segment : segments[i]);
    }
    VERMILION_CHECK(places.insert(place).second, place);
    by_length_[*count].push_back(std::move(pattern));
  }
  for (auto& patterns : by_length_) {
    std::stable_sort(patterns.begin(), patterns.end(), [](const Pattern& a, const Pattern& b) {
      for (std::size_t i = 0; i < a.segments.size(); ++i) {
        const bool a_any = a.segments[i] == any_segment;
        const bool b_any = b.segments[i] == any_segment;
        if (a_any != b_any) return b_any;
      }
      return false;
    });
  }
}

Router::Match Router::match(std::string_view method, std::string_view path) const {
  Match match;
  Segments segments;
  const auto count = cut(path, segments);
  if (!count) return match;
  for (const Pattern& pattern : by_length_[*count]) {
    std::size_t parameters = 0;
    bool fits = true;
    for (std::size_t i = *count; i-- > 0 && fits;) {  // patterns differ at the end, seldom before
      const std::string& wanted = pattern.segments[i];
      fits = wanted == any_segment ? !segments[i].empty() : wanted == segments[i];
    }
    if (!fits) continue;
    if (serves(*pattern.route, method)) {
      for (std::size_t i = 0; i < *count; ++i) {
        if (pattern.segments[i] == any_segment) match.raw.at(parameters++) = segments[i];
      }
      match.route = pattern.route;
      match.allow.clear();
      return match;
    }
    add_method(match.allow, pattern.route->method);
    if (pattern.route->method == "GET") add_method(match.allow, "HEAD");
  }
  return match;
}

void Router::dispatch(const Request& request, Responder responder) const {
  Match match = this->match(request.method, request.path);
  if (match.route == nullptr) {
    const bool known = !match.allow.empty();
    return answer(responder, request,
                  Problem{.type = known ? ProblemType::method : ProblemType::not_found},
                  std::move(match.allow));
  }
  Call call{request, *match.route, {}, nullptr, language_of(request)};
  for (std::size_t i = 0; i < match.raw.size() && !match.raw[i].empty(); ++i) {
    auto decoded = percent_decoded(match.raw[i]);
    if (!decoded || decoded->find('/') != std::string::npos) {
      return answer(responder, request,
                    Problem{.type = ProblemType::bad_parameter,
                            .detail = {"路径参数编码有误", "a path parameter is badly encoded"}});
    }
    call.parameters[i] = std::move(*decoded);
  }
  if (match.route->needs_token && !gate_(call, responder)) return;
  match.route->handle(call, std::move(responder));
}

std::size_t Router::body_bytes_max(const Request& request, std::size_t otherwise) const {
  const Match match = this->match(request.method, request.path);
  if (match.route == nullptr) return otherwise;
  return match.route->body_bytes_max.value_or(otherwise);
}

}  // namespace vermilion::api
