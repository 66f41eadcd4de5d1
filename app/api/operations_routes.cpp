// The operations listener: is it alive, is it ready, what does it count, what time does it keep.
//
// It listens on an address of its own, which only the operator reaches, and asks for no token.
#include <boost/json/array.hpp>

#include "app/api/done_late.hpp"
#include "app/api/json.hpp"
#include "app/api/metrics.hpp"
#include "app/api/read_frame.hpp"
#include "app/api/rows_taken_json.hpp"
#include "app/hall/erasure.hpp"

namespace vermilion::api {
namespace {

namespace json = boost::json;

// Views that are further behind than this answer yesterday's questions: send readers elsewhere.
constexpr Sequence ready_lag_max = 100'000;

Problem simple(ProblemType type, std::string zh, std::string en) {
  Problem problem;
  problem.type = type;
  problem.detail = {std::move(zh), std::move(en)};
  return problem;
}

// Whether the partition is written, here or elsewhere, and by whom.
struct Written {
  bool good = false;
  std::string text;
};
Written written_by(const EngineLoop& loop) {
  if (const auto stopped = loop.stopped(); !stopped.empty()) return {false, stopped};
  const auto standing = loop.standing();
  if (standing.reigns) return {true, "writes"};
  if (!standing.node.empty()) return {true, "follows " + standing.node};
  return {false, standing.trouble.empty() ? "no node writes it yet" : standing.trouble};
}

Response readiness(Hall& hall) {
  const auto partition = written_by(hall.loop());
  const auto views = hall.views_stopped();
  const auto last = hall.journal().last(Hall::partition);
  const auto least = hall.keeps_views() ? hall.projector().position(Hall::partition) : last;
  const auto lag = last > least ? last - least : 0;
  const bool ready = partition.good && views.empty() && lag <= ready_lag_max;
  return json_response(ready ? 200 : 503,
                       json::object{{"ready", ready},
                                    {"partition", partition.text},
                                    {"views", views.empty() ? "fold" : views},
                                    {"position", Position{Hall::partition, last}.text()},
                                    {"lag", lag}});
}

// Of more records it takes longer than an operator waits.
constexpr Sequence coverage_records_max = 2'000'000;

void get_coverage(Api& api, const Call& call, Responder responder) {
  auto& hall = api.hall;
  if (hall.journal().last(Hall::partition) > coverage_records_max) {
    return responder.send(
        response_of(simple(ProblemType::busy, "记录过多，请停机后用 vermilion coverage --data 查看",
                           "too many records: vermilion coverage --data reads them offline"),
                    call.language));
  }
  RowsTaken taken{hall.editions()};
  if (const auto read = taken.take_all(hall.journal(), Hall::partition); !read) {
    return responder.send(response_of(
        simple(ProblemType::stopped, read.error().detail, read.error().detail), call.language));
  }
  responder.send(
      json_response(200, json::object{{"editions", rows_taken_json(hall.editions(), taken)}}));
}

// {"to": RFC 3339}
struct ClockReading {
  std::optional<Instant> to;
  Problem problem;
};
ClockReading read_clock_body(std::string_view text) {
  ClockReading reading;
  const auto body = read_json(text);
  if (!body.good) {
    reading.problem = simple(ProblemType::malformed_json, body.fault.text(), body.fault.text());
    return reading;
  }
  const auto* object = body.value.if_object();
  const auto* to = object == nullptr ? nullptr : object->if_contains("to");
  if (to != nullptr && to->is_string() && object->size() == 1) {
    reading.to = instant_from_text({to->get_string().data(), to->get_string().size()});
  }
  if (!reading.to) {
    reading.problem = simple(ProblemType::content, "应为 {\"to\": 带时区的 RFC 3339 时间}",
                             "expected {\"to\": an RFC 3339 time with zone}");
    reading.problem.place = to == nullptr ? "" : "/to";
    reading.problem.has_place = true;
  }
  return reading;
}

Response moved_clock(Hall& hall, Instant to, Language language) {
  const auto moved = hall.move_clock(to);
  if (moved) {
    auto response = json_response(200, json::object{{"now", to_text(hall.clock().now())}});
    response.headers.emplace_back(
        "Vermilion-Position",
        Position{Hall::partition, hall.journal().last(Hall::partition)}.text());
    return response;
  }
  switch (moved.error().code) {
    case Code::conflict:
      return response_of(simple(ProblemType::state, "本机构采用真实时钟，不得拨动",
                                "this house keeps the real clock; it cannot be moved"),
                         language);
    case Code::invalid: {
      auto problem = simple(ProblemType::content, "设定时钟只能向前拨", moved.error().detail);
      problem.place = "/to";
      problem.has_place = true;
      return response_of(problem, language);
    }
    case Code::unavailable:
      return response_of(
          simple(ProblemType::stopped, "分区已停止写入", "the partition does not write at present"),
          language);
    default:
      return response_of(Problem{.type = ProblemType::internal}, language);
  }
}

// Moving the clock waits for the engine, so it is done on the late thread. To the same instant
// again it does no harm, so that a retry needs no key.
void post_clock(Api& api, LateWork& late, const Call& call, Responder responder) {
  const auto reading = read_clock_body(call.request.body);
  if (!reading.to) return responder.send(response_of(reading.problem, call.language));
  auto waiting = std::make_shared<Responder>(std::move(responder));
  const bool posted = late.post([&api, to = *reading.to, waiting, language = call.language] {
    waiting->send(moved_clock(api.hall, to, language));
  });
  if (!posted) waiting->send(response_of(Problem{.type = ProblemType::busy}, call.language));
}

json::object erasure_json(const Erasure& erasure) {
  json::array cases;
  for (const auto& id : erasure.cases) cases.push_back(json::value(id.text()));
  json::array kept;
  for (const auto& one : erasure.kept) {
    kept.push_back(json::object{
        {"case", one.case_id.text()},
        {"item", one.item},
        {"retention", one.retention},
        {"until", one.until.set() ? json::value(to_text(one.until)) : json::value(nullptr)}});
  }
  return {{"erased", erasure.erased},
          {"keys", erasure.keys.size()},
          {"cases", std::move(cases)},
          {"kept", std::move(kept)}};
}

// A draft may lie under a key that no record names.
void discard_drafts(drafts::FileDrafts& drafts, const std::string& subject) {
  const auto owner = owner_of(subject);
  const auto listed = drafts.list(owner);
  if (!listed) return;
  for (const auto& draft : listed.value()) static_cast<void>(drafts.discard(owner, draft.name));
}

// {"subject", "basis", "by"} and a flag of that name; answers the problem itself.
std::optional<ErasureWanted> wanted_of(const Call& call, Responder& responder,
                                       const std::string& flag, bool& flagged) {
  const auto refuse = [&](const Problem& problem) {
    responder.send(response_of(problem, call.language));
    return std::nullopt;
  };
  const auto reading = read_json(call.request.body);
  const auto* object = reading.good ? reading.value.if_object() : nullptr;
  if (object == nullptr) {
    return refuse(simple(ProblemType::malformed_json, "正文应为 JSON 对象", "a JSON object"));
  }
  ErasureWanted wanted;
  for (const auto& [name, value] : *object) {
    if (name == flag && value.is_bool()) {
      flagged = value.get_bool();
    } else if (name == "subject" && value.is_string()) {
      wanted.subject = value.get_string();
    } else if (name == "basis" && value.is_string()) {
      wanted.basis = value.get_string();
    } else if (name == "by" && value.is_string()) {
      wanted.by = value.get_string();
    } else {
      return refuse(simple(ProblemType::unknown_member, "应为 {subject, basis, by, " + flag + "}",
                           "expected: {subject, basis, by, " + flag + "}"));
    }
  }
  return wanted;
}

Problem not_done(const Error& error) {
  switch (error.code) {
    case Code::not_found:
      return simple(ProblemType::not_found, "没有这一主体", error.detail);
    case Code::invalid:
      return simple(ProblemType::content,
                    "主体应为校验相符的身份证件号码或者 32 位十六进制数字，并说明依据和经办人",
                    error.detail);
    case Code::unavailable:
      return simple(ProblemType::stopped, "暂时不能办理", error.detail);
    default:
      return Problem{.type = ProblemType::internal};
  }
}

// {"subject", "basis", "by", "lift"}
void post_restriction(Api& api, const Call& call, Responder responder) {
  const auto refuse = [&](const Problem& problem) {
    responder.send(response_of(problem, call.language));
  };
  bool lift = false;
  const auto wanted = wanted_of(call, responder, "lift", lift);
  if (!wanted) return;
  const auto restriction = restrict_subject(api.hall, *wanted, lift);
  if (!restriction) return refuse(not_done(restriction.error()));
  responder.send(json_response(
      200, json::object{{"restricted", !lift}, {"keys", restriction.value().keys.size()}}));
}

// {"subject", "basis", "by", "rehearse"}
void post_erasure(Api& api, const Call& call, Responder responder) {
  const auto refuse = [&](const Problem& problem) {
    responder.send(response_of(problem, call.language));
  };
  bool rehearse = false;
  auto wanted = wanted_of(call, responder, "rehearse", rehearse);
  if (!wanted) return;
  wanted->rehearse = rehearse;
  const auto erasure = erase_subject(api.hall, *wanted);
  if (erasure && erasure.value().erased && api.drafts) discard_drafts(*api.drafts, wanted->subject);
  if (erasure && !erasure.value().kept.empty()) {
    auto problem =
        simple(ProblemType::state, "法定保存期限未届满，不得删除（个人信息保护法 47(2)）",
               "the term for which its cases must be kept has not run out");
    problem.citation = "个人信息保护法 47(2)";
    problem.members = erasure_json(erasure.value());
    return refuse(problem);
  }
  if (erasure) return responder.send(json_response(200, erasure_json(erasure.value())));
  refuse(not_done(erasure.error()));
}

Route operations_route(std::string method, std::string pattern, std::string operation, Text summary,
                       RouteHandler handle) {
  Route route;
  route.method = std::move(method);
  route.pattern = std::move(pattern);
  route.operation = std::move(operation);
  route.summary = std::move(summary);
  route.handle = std::move(handle);
  route.needs_token = false;
  route.listener = Listener::operations;
  return route;
}

}  // namespace

std::vector<Route> operations_routes(Api& api) {
  std::vector<Route> routes;
  auto health = operations_route(
      "GET", "/healthz", "getHealth", {"存活", "alive"}, [](const Call&, Responder responder) {
        responder.send(json_response(200, json::object{{"status", "alive"}}));
      });
  health.response_schema = "Health";
  routes.push_back(std::move(health));
  auto ready = operations_route(
      "GET", "/readyz", "getReadiness",
      {"就绪：分区能写，视图能跟上", "ready: it writes, views keep up"},
      [&api](const Call&, Responder responder) { responder.send(readiness(api.hall)); });
  ready.response_schema = "Readiness";
  routes.push_back(std::move(ready));
  auto metrics = operations_route("GET", "/metrics", "getMetrics",
                                  {"Prometheus 指标", "metrics in Prometheus' text format"},
                                  [&api](const Call&, Responder responder) {
                                    Response response;
                                    response.content_type = "text/plain; version=0.0.4";
                                    response.body = metrics_text(api);
                                    responder.send(std::move(response));
                                  });
  metrics.response_type = "text/plain; version=0.0.4";
  routes.push_back(std::move(metrics));
  auto time = operations_route(
      "GET", "/ops/clock", "getClockNow",
      {"本厅此刻的时钟，设定的或真实的", "what the house's clock says, set or real"},
      [&api](const Call&, Responder responder) {
        responder.send(json_response(200, json::object{{"now", to_text(api.hall.clock().now())}}));
      });
  time.response_schema = "ClockNow";
  routes.push_back(std::move(time));
  auto coverage = operations_route(
      "GET", "/ops/coverage", "getCoverage",
      {"流程表各行被经过的次数；记录过多时请离线查看",
       "how often each row of each table was taken; of larger journals, offline"},
      done_late(std::make_shared<LateWork>(4), [&api](const Call& call, Responder responder) {
        get_coverage(api, call, std::move(responder));
      }));
  coverage.response_schema = "Coverage";
  coverage.problems = {ProblemType::busy, ProblemType::stopped};
  routes.push_back(std::move(coverage));
  auto clock = operations_route(
      "POST", "/ops/clock", "moveClock",
      {"拨动设定时钟，只能向前", "move a set clock, forward only"},
      [&api, late = std::make_shared<LateWork>(64)](const Call& call, Responder responder) {
        post_clock(api, *late, call, std::move(responder));
      });
  clock.request_schema = "ClockTarget";
  clock.response_schema = "ClockNow";
  clock.problems = {ProblemType::malformed_json, ProblemType::content, ProblemType::state,
                    ProblemType::stopped};
  routes.push_back(std::move(clock));
  auto erase = operations_route(
      "POST", "/ops/erase", "eraseSubject",
      {"删除个人信息：销毁主体的密钥", "erase a subject: destroy its keys"},
      done_late(std::make_shared<LateWork>(4), [&api](const Call& call, Responder responder) {
        post_erasure(api, call, std::move(responder));
      }));
  erase.request_schema = "ErasureWanted";
  erase.response_schema = "Erasure";
  erase.problems = {ProblemType::malformed_json, ProblemType::unknown_member, ProblemType::content,
                    ProblemType::not_found,      ProblemType::state,          ProblemType::stopped};
  routes.push_back(std::move(erase));
  auto restrict = operations_route(
      "POST", "/ops/restrict", "restrictSubject",
      {"限制处理个人信息：只存储不使用，或解除", "store a subject's data and use it no more"},
      done_late(std::make_shared<LateWork>(4), [&api](const Call& call, Responder responder) {
        post_restriction(api, call, std::move(responder));
      }));
  restrict.request_schema = "RestrictionWanted";
  restrict.response_schema = "Restriction";
  restrict.problems = {ProblemType::malformed_json, ProblemType::unknown_member,
                       ProblemType::content, ProblemType::not_found, ProblemType::stopped};
  routes.push_back(std::move(restrict));
  return routes;
}

}  // namespace vermilion::api
