// Offices that run as processes of their own (`vermilion office`): what is open, what is to be
// sent, what came back.
//
// For the system whose token's subject is the office's name, and for nobody else. The question
// holds personal data: it is in the access log before it is handed out. What the peer said is read
// here, so that the process knows neither the contract nor a key; what it comes to is proposed
// here.
#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <limits>
#include <variant>

#include "app/api/done_late.hpp"
#include "app/api/json.hpp"
#include "app/api/writing.hpp"
#include "app/hall/office_desk.hpp"

namespace vermilion::api {
namespace {

namespace json = boost::json;

constexpr std::int64_t requests_max = 1'024;
constexpr std::size_t answer_bytes_max = 256 * 1024;

const char* name_of(offices::Reading::Kind kind) {
  using Kind = offices::Reading::Kind;
  switch (kind) {
    case Kind::answered:
      return "answered";
    case Kind::pending:
      return "pending";
    case Kind::busy:
      return "busy";
    case Kind::refused:
      return "refused";
    default:
      return "retry";
  }
}

// What a body says, by member; what is not there reads as nothing, and is a fault where needed.
class Said {
 public:
  explicit Said(const json::value& body) : object_{body.if_object()} {}
  std::string text(const char* name) {
    const auto* value = find(name);
    return value != nullptr && value->is_string() ? std::string{value->get_string()}
                                                  : std::string{};
  }
  bool flag(const char* name) {
    const auto* value = find(name);
    return value != nullptr && value->is_bool() && value->get_bool();
  }
  std::int64_t number(const char* name) {
    const auto* value = find(name);
    return value != nullptr && value->is_int64() ? value->get_int64() : -1;
  }

 private:
  const json::value* find(const char* name) const {
    return object_ == nullptr ? nullptr : object_->if_contains(name);
  }
  const json::object* object_;
};

Problem fault(const char* place, std::string zh, std::string en) {
  auto problem = simple_problem(ProblemType::content, std::move(zh), std::move(en));
  problem.place = place;
  problem.has_place = true;
  return problem;
}

Problem not_now(const Error& error) {
  if (error.code == Code::not_found) {
    return simple_problem(ProblemType::not_found, "没有这一核验请求，或者已经了结",
                          "no such check is open any more");
  }
  if (error.code == Code::conflict) {
    return simple_problem(ProblemType::state, "当事人的个人信息已限制处理", error.detail);
  }
  return simple_problem(ProblemType::busy, "暂时不能办理", "it cannot be done now");
}

// One call of an office: who asks, and what of.
struct Office {
  Api& api;
  OfficeDesk& check;
  Said said;
};
using Answer = std::variant<json::object, Problem>;

// The open duty that the body names, or the problem.
std::variant<offices::OfficeRequest, Problem> request_in(Office& office) {
  const auto place = from_hex(office.said.text("request"));
  if (!place) return fault("/request", "应为核验请求的编号", "is what the list calls a request");
  auto request = office.check.checks().find(*place);
  if (!request) return not_now(request.error());
  return std::move(request.value());
}

Answer requests(Office& office) {
  const auto limit = office.said.number("limit");
  if (limit < 1 || limit > requests_max) {
    return fault("/limit", fmt::format("应为 1 至 {}", requests_max),
                 fmt::format("is 1 to {}", requests_max));
  }
  const auto open = office.check.checks().list(static_cast<std::size_t>(limit));
  if (!open) return not_now(open.error());
  json::array rows;
  for (const auto& one : open.value()) {
    rows.push_back(json::object{{"request", to_hex(one.place)},
                                {"case", one.request.case_id.text()},
                                {"since", to_text(one.request.since)}});
  }
  return json::object{{"rows", std::move(rows)}};
}

Answer question(Office& office) {
  auto found = request_in(office);
  if (const auto* problem = std::get_if<Problem>(&found)) return *problem;
  const auto& request = std::get<offices::OfficeRequest>(found);
  const auto poll = office.said.text("poll");
  if (poll.empty()) {
    Principal reader;
    reader.kind = PrincipalKind::system;
    reader.role = office.check.office().name();
    reader.who = reader.person = "system/" + reader.role;
    const auto recorded = office.api.hall.access().record(
        {reader,
         {},
         {request.case_id, "check by " + reader.role, "check:" + request.id.text()},
         office.api.real_now()});
    if (!recorded) return not_now(recorded.error());
  }
  const auto http = office.check.office().request_for(request, poll);
  if (!http) return not_now(http.error());
  json::array headers;
  for (const auto& [name, value] : http.value().headers) {
    headers.push_back(json::array{json::value(name), json::value(value)});
  }
  return json::object{{"method", http.value().method},
                      {"path", http.value().path},
                      {"headers", std::move(headers)},
                      {"body", http.value().body}};
}

Answer answer(Office& office) {
  auto found = request_in(office);
  if (const auto* problem = std::get_if<Problem>(&found)) return *problem;
  offices::HttpAnswer http;
  const auto status = office.said.number("status");
  if (status < 100 || status > 599) {
    return fault("/status", "应为对方的 HTTP 状态", "is the peer's HTTP status");
  }
  http.status = static_cast<int>(status);
  http.content_type = office.said.text("content_type");
  http.body = office.said.text("body");
  const auto reading = office.check.office().read(std::get<offices::OfficeRequest>(found), http);
  // Read first and proposed when it is handed in again, so that a lost answer costs nothing.
  if (reading.kind == offices::Reading::Kind::answered && office.said.flag("propose")) {
    const auto proposed = office.check.checks().propose(reading.answer);
    if (!proposed) return not_now(proposed.error());
  }
  return json::object{
      {"reading", name_of(reading.kind)}, {"poll", reading.poll}, {"reason", reading.reason}};
}

Answer unavailable(Office& office) {
  auto found = request_in(office);
  if (const auto* problem = std::get_if<Problem>(&found)) return *problem;
  const auto attempts = office.said.number("attempts");
  if (attempts < 0 || attempts > std::numeric_limits<std::int32_t>::max()) {
    return fault("/attempts", "应为尝试次数", "is how often it was tried");
  }
  const auto given_up = office.check.office().unavailable(std::get<offices::OfficeRequest>(found),
                                                          static_cast<std::uint32_t>(attempts),
                                                          office.said.text("last_error"));
  const auto proposed = office.check.checks().propose(given_up);
  if (!proposed) return not_now(proposed.error());
  return json::object{{"reading", "refused"}, {"poll", ""}, {"reason", "given up"}};
}

OfficeDesk* desk_of(Api& api, std::string_view name) {
  const auto found = std::find_if(api.offices.begin(), api.offices.end(),
                                  [&](auto* desk) { return desk->office().name() == name; });
  return found == api.offices.end() ? nullptr : *found;
}

void handle(Api& api, const Call& call, Responder responder, Answer (*what)(Office&)) {
  const auto refuse = [&](const Problem& problem) {
    responder.send(response_of(problem, call.language));
  };
  const auto& caller = *call.caller;
  const auto& name = call.parameter("office");
  if (caller.kind != PrincipalKind::system || caller.subject != name) {
    return refuse(simple_problem(ProblemType::role, "只供该机关的系统使用",
                                 "is for that office's own system"));
  }
  auto* desk = desk_of(api, name);
  if (desk == nullptr) {
    return refuse(
        simple_problem(ProblemType::not_found, "本厅没有这一机关", "no such office here"));
  }
  const auto body = body_of(call, responder);
  if (!body) return;
  Office office{api, *desk, Said{*body}};
  auto told = what(office);
  if (const auto* problem = std::get_if<Problem>(&told)) return refuse(*problem);
  responder.send(json_response(200, std::get<json::object>(std::move(told))));
}

}  // namespace

std::vector<Route> office_routes(Api& api) {
  const auto late = std::make_shared<LateWork>(256);
  std::vector<Route> routes;
  const auto add = [&](const char* what, const char* operation, Text summary,
                       Answer (*how)(Office&), const char* asks, const char* tells) {
    auto route =
        write_route(api, std::string{"/v1/offices/{office}/"} + what, operation, std::move(summary),
                    done_late(late,
                              [&api, how](const Call& call, Responder responder) {
                                handle(api, call, std::move(responder), how);
                              }),
                    asks, 200);
    route.response_schema = tells;
    route.parameters.clear();
    route.body_bytes_max = answer_bytes_max;
    route.problems = {ProblemType::role,           ProblemType::not_found, ProblemType::content,
                      ProblemType::media_type,     ProblemType::state,     ProblemType::busy,
                      ProblemType::malformed_json, ProblemType::too_large};
    routes.push_back(std::move(route));
  };
  add("requests", "getOfficeRequests", {"本机关未答复的核验", "an office's open checks"}, requests,
      "OfficeAsked", "OfficeRequests");
  add("question", "getOfficeQuestion",
      {"应向对方发送的请求，记入查阅日志", "what is to be sent to the peer; goes on record"},
      question, "OfficeAsked", "OfficeQuestion");
  add("answer", "giveOfficeAnswer", {"对方的答复", "what the peer said"}, answer, "OfficeAnswer",
      "OfficeReading");
  add("unavailable", "giveUpOfficeRequest", {"对方不可用", "the peer cannot be asked"}, unavailable,
      "OfficeGivenUp", "OfficeReading");
  return routes;
}

}  // namespace vermilion::api
