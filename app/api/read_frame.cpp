#include "app/api/read_frame.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace vermilion::api {
namespace {

Problem waited_in_vain() {
  Problem problem;
  problem.type = ProblemType::behind;
  problem.detail = {"查询视图在两秒内未到达 min_position，请稍后重试",
                    "the views did not reach min_position within two seconds; ask again"};
  return problem;
}

Problem no_views() {
  Problem problem;
  problem.type = ProblemType::not_implemented;
  problem.detail = {"本机不建查询视图（--views none）", "this hall keeps no views (--views none)"};
  return problem;
}

// A parameter of the query that the route does not have; nothing when it has all.
std::optional<Problem> strange_parameter(const Route& route, const Query& query) {
  for (const auto& [name, value] : query.all()) {
    const bool known =
        std::any_of(route.parameters.begin(), route.parameters.end(), [&](const auto& parameter) {
          return parameter.place == RouteParameter::Place::query && parameter.name == name;
        });
    if (!known) return bad_parameter(name, {"本接口没有这一参数", "is no parameter of this route"});
  }
  return std::nullopt;
}

Response finished(ReadAnswer answer, const Reading& reading, const Position& position) {
  if (answer.problem) {
    auto response = response_of(*answer.problem, reading.language);
    response.headers.emplace_back("Vermilion-Position", position.text());
    return response;
  }
  auto response =
      answer.response ? std::move(*answer.response) : json_response(200, answer.document);
  if (!answer.etag.empty()) response.headers.emplace_back("ETag", std::move(answer.etag));
  response.headers.emplace_back("Vermilion-Position", position.text());
  return response;
}

struct Waiting {
  const Api& api;
  Reading reading;
  Responder responder;
};

void answer_problem(Waiting& waiting, const Problem& problem) {
  waiting.responder.send(response_of(problem, waiting.reading.language));
}

Problem out_of_touch() {
  Problem problem;
  problem.type = ProblemType::busy;
  problem.detail = {
      "本节点与日志失去联系，无法确认授权是否仍有效，请改用其他节点或稍后重试",
      "this node has lost touch with the journal and cannot tell whether grants still "
      "hold; ask another node, or again later"};
  problem.retry_after_s = 1;
  return problem;
}

void answer(const Read& read, Waiting& waiting) {
  auto& asking = waiting.reading;
  auto holdings = waiting.api.holdings_of(asking.principal);
  if (!holdings) return answer_problem(waiting, problem_of(holdings.error()));
  asking.grants = std::move(holdings.value().grants);
  asking.powers = std::move(holdings.value().powers);
  if (!holdings.value().person.empty()) asking.principal.person = holdings.value().person;
  // Before anything is read: the answer may see more, never less.
  const Position position{Hall::partition,
                          waiting.reading.hall.projector().position(Hall::partition)};
  auto result = read(waiting.reading);
  waiting.responder.send(finished(std::move(result), waiting.reading, position));
}

// Waits for `position` in the projector's list, then answers on the late thread.
void answer_later(const Read& read, const std::shared_ptr<LateWork>& late,
                  const std::shared_ptr<Waiting>& waiting, const Position& position,
                  Instant until) {
  std::weak_ptr<LateWork> thread = late;
  auto& waiters = waiting->reading.hall.projector().waiters();
  const auto waits =
      waiters.wait(position, until, [read, thread, waiting](PositionWaiters::Waited waited) {
        if (waited == PositionWaiters::Waited::expired) {
          return answer_problem(*waiting, waited_in_vain());
        }
        const auto still_there = thread.lock();
        if (still_there == nullptr ||
            !still_there->post([read, waiting] { answer(read, *waiting); })) {
          answer_problem(*waiting, Problem{.type = ProblemType::busy});
        }
      });
  if (!waits) answer_problem(*waiting, problem_of(waits.error()));
}

}  // namespace

RouteHandler reads_with(Api& api, std::shared_ptr<LateWork> late, Read read) {
  return [&api, late = std::move(late), read = std::move(read)](const Call& call,
                                                                Responder responder) {
    const auto refuse = [&](const Problem& problem) {
      responder.send(response_of(problem, call.language));
    };
    if (!api.hall.keeps_views()) return refuse(no_views());
    // A node of a house in which nobody has reigned yet knows no item and no office.
    const auto references = api.hall.loop().references();
    if (!references || !references->complete()) return refuse({.type = ProblemType::busy});
    auto query = Query::parse(call.request.query);
    if (!query) {
      return refuse(bad_parameter("query", {"参数重复，或者编码有误", query.error().detail}));
    }
    const auto strange = strange_parameter(call.route, query.value());
    if (strange) return refuse(*strange);
    Waiting waiting{api,
                    Reading{api.hall,
                            {},
                            {},
                            {},
                            call.language,
                            call.parameters,
                            std::move(query.value()),
                            api.hall.clock().now(),
                            std::string{call.request.header("Range").value_or("")},
                            std::string{call.request.body}},
                    std::move(responder)};
    if (call.caller) {
      auto principal = api.caller(call);
      if (!principal) {
        Problem problem;
        problem.type = ProblemType::role;
        problem.detail = {"该身份不能通过接口办事", "this identity may not act through the API"};
        return answer_problem(waiting, problem);
      }
      waiting.reading.principal = std::move(principal.value());
    }
    // What staff may see is what the directory says now, not what the views have folded of it.
    Position position{Hall::partition, 0};
    if (waiting.reading.is_staff()) {
      position.sequence = api.hall.loop().directory_changed();
      if (const auto heard = api.hall.heard()) {
        if (std::chrono::steady_clock::now() - heard->at > grants_stale_after) {
          return answer_problem(waiting, out_of_touch());
        }
        position.sequence = std::max(position.sequence, heard->last);
      }
    }
    if (const auto asked = waiting.reading.query.find("min_position")) {
      const auto said = position_from_text(*asked);
      if (!said || said->partition != Hall::partition) {
        return answer_problem(waiting,
                              bad_parameter("min_position", {"应为回应头 Vermilion-Position 的值",
                                                             "is what Vermilion-Position said"}));
      }
      position.sequence = std::max(position.sequence, said->sequence);
    }
    if (api.hall.projector().position(Hall::partition) >= position.sequence) {
      return answer(read, waiting);
    }
    answer_later(read, late, std::make_shared<Waiting>(std::move(waiting)), position,
                 api.real_now() + min_position_wait_us);
  };
}

RouteParameter query_parameter(std::string name, Text summary, std::string type,
                               std::string format) {
  return {
      std::move(name),   RouteParameter::Place::query, false, std::move(type), std::move(format),
      std::move(summary)};
}

RouteParameter min_position_parameter() {
  return query_parameter("min_position",
                         {"至少看到日志的这一位置（Vermilion-Position 的值），最多等两秒",
                          "see the journal at least up to here (what "
                          "Vermilion-Position said); waits two seconds at most"});
}

std::vector<RouteParameter> page_parameters() {
  return {query_parameter("limit", {"每页条数，1 至 200，默认 50", "rows a page, 1 to 200; 50"},
                          "integer"),
          query_parameter("cursor", {"上一页给出的 next", "the `next` of the page before"}),
          min_position_parameter()};
}

Problem not_there() {
  Problem problem;
  problem.type = ProblemType::not_found;
  problem.detail = {"没有这一对象，或者不在您的权限范围内",
                    "there is no such thing, or it lies outside your scope"};
  return problem;
}

Problem problem_of(const Error& error) {
  Problem problem;
  switch (error.code) {
    case Code::invalid:
      problem.type = ProblemType::bad_parameter;
      // What is left to a query to refuse: a cursor of another list, or too many offices.
      problem.detail = {"cursor 不是本列表给出的，或者涉及的机关过多", error.detail};
      break;
    case Code::not_found:
      return not_there();
    case Code::full:
    case Code::unavailable:
      problem.type = ProblemType::busy;
      break;
    default:
      // What the store says names files and keys: for the operator, not for the caller.
      problem.type = ProblemType::internal;
      break;
  }
  return problem;
}

Problem bad_parameter(std::string_view name, Text detail) {
  Problem problem;
  problem.type = ProblemType::bad_parameter;
  problem.detail = {fmt::format("{}：{}", name, detail.chinese),
                    fmt::format("{} {}", name, detail.english)};
  problem.members["parameter"] = std::string{name};
  return problem;
}

Result<std::unique_ptr<RowReader>> snapshot_of(const Reading& reading, std::string_view view) {
  VERMILION_TRY(const auto* family, reading.hall.projector().family(view));
  return family->snapshot();
}

void Parameters::keep(std::string_view name, Text detail) {
  if (!fault_) fault_ = bad_parameter(name, std::move(detail));
}

projections::PageRequest Parameters::page() {
  projections::PageRequest request;
  request.cursor = reading_.text("cursor");
  const auto limit = reading_.query.find("limit");
  if (!limit) return request;
  std::size_t number = 0;
  const auto* end = limit->data() + limit->size();
  const auto read = std::from_chars(limit->data(), end, number);
  if (read.ec != std::errc{} || read.ptr != end || number == 0 ||
      number > projections::page_rows_max) {
    keep("limit", {fmt::format("应为 1 至 {}", projections::page_rows_max),
                   fmt::format("is 1 to {}", projections::page_rows_max)});
  }
  request.limit = number;
  return request;
}

Instant Parameters::instant(std::string_view name) {
  const auto text = reading_.query.find(name);
  if (!text) return Instant{};
  const auto at = instant_from_text(*text);
  if (at) return *at;
  keep(name, {"应为带时区的 RFC 3339 时间，如 2026-09-25T09:00:00%2B08:00（+ 须写作 %2B）",
              "is an RFC 3339 time with zone, such as 2026-09-25T09:00:00%2B08:00"});
  return Instant{};
}

std::optional<bool> Parameters::flag(std::string_view name) {
  const auto text = reading_.query.find(name);
  if (!text) return std::nullopt;
  if (*text != "true" && *text != "false") {
    keep(name, {"应为 true 或 false", "is true or false"});
  }
  return *text == "true";
}

std::vector<projections::SeenScope> scopes_of(const std::vector<Grant>& grants) {
  std::vector<projections::SeenScope> scopes;
  scopes.reserve(grants.size());
  for (const auto& grant : grants) scopes.push_back({grant.tree, grant.path, {}, grant.item});
  return scopes;
}

std::vector<projections::SeenScope> scopes_asked_for(const Reading& reading,
                                                     std::vector<projections::SeenScope> scopes) {
  const auto office = reading.query.find("office");
  if (!office) return scopes;
  std::vector<projections::SeenScope> within;
  const auto references = reading.hall.loop().references();
  if (!references || !references->scopes) return within;
  for (auto& scope : scopes) {
    const auto* path = references->scopes->path_of(scope.tree, std::string{*office});
    if (path == nullptr) continue;
    if (is_within(*path, scope.path)) {
      scope.path = *path;
      within.push_back(std::move(scope));
    } else if (is_within(scope.path, *path)) {
      within.push_back(std::move(scope));
    }
  }
  return within;
}

}  // namespace vermilion::api
