#include "app/api/writing.hpp"

#include <algorithm>

#include "app/api/json.hpp"
#include "app/api/read_frame.hpp"

namespace vermilion::api {
namespace {

namespace json = boost::json;

constexpr std::size_t account_name_max = 100;

// The record that a repeated proposal was answered with, read again from the journal.
struct FirstAnswer {
  RecordKind kind = RecordKind::accepted;
  Body body;
  DecisionName decision{};
};
Result<FirstAnswer> first_answer(Journal& journal, const Position& position) {
  VERMILION_TRY(const auto record, journal.read_one(position.partition, position.sequence));
  VERMILION_TRY(const auto header, read_header(record));
  FirstAnswer answer;
  answer.kind = header.kind;
  VERMILION_TRY(answer.body, read_body(record));
  answer.decision = name_of_decision(header, answer.body);
  return answer;
}

void submit(Api& api, Proposal proposal, Language language, Responder responder) {
  // std::function wants a copyable target; the responder is answered exactly once.
  auto waiting = std::make_shared<Responder>(std::move(responder));
  const bool opened = proposal.opens;
  const bool taken =
      api.hall.loop().submit(std::move(proposal), ProposalClass::people,
                             [&api, waiting, opened, language](Decided&& decided) {
                               waiting->send(answer_to(api.hall, decided, opened, language));
                             });
  if (!taken) waiting->send(response_of(too_busy(), language));
}

// Decides here, or has the node decide that owns the partition.
void decide_where_owned(Api& api, const RouteHandler& here, const Call& call, Responder responder) {
  const auto& loop = api.hall.loop();
  // A partition that is stopped says so itself.
  if (loop.reigns() || !loop.stopped().empty()) return here(call, std::move(responder));
  const auto standing = loop.standing();
  const bool came_round = call.request.header(forwarded_header).has_value();
  if (!api.forwarding || standing.node.empty() || came_round) {
    return responder.send(nobody_decides(call.language));
  }
  api.forwarding->pass_on(call.request, standing.node, call.language, std::move(responder));
}

}  // namespace

Problem simple_problem(ProblemType type, std::string zh, std::string en) {
  Problem problem;
  problem.type = type;
  problem.detail = {std::move(zh), std::move(en)};
  return problem;
}

Problem too_busy() {
  return simple_problem(ProblemType::busy, "提交过多，请稍后重试",
                        "too many submissions at once; try again");
}

Response answer_to(Hall& hall, const Decided& decided, bool opened, Language language) {
  if (decided.outcome != Outcome::repeated) {
    return response_of(decided, decided.body.get(), decided.kind, decided.decision, opened,
                       language);
  }
  const auto first = first_answer(hall.journal(), decided.position);
  if (!first) {
    return response_of(simple_problem(ProblemType::internal, "无法读取首次答复",
                                      "the first answer cannot be read"),
                       language);
  }
  const auto& answer = first.value();
  return response_of(decided, &answer.body, answer.kind, answer.decision, opened, language);
}

std::string text_at(const json::value& body, std::string_view pointer) {
  boost::system::error_code error;
  const auto* found = body.find_pointer({pointer.data(), pointer.size()}, error);
  return found != nullptr && found->is_string() ? std::string{found->get_string()} : std::string{};
}

std::optional<json::value> body_of(const Call& call, Responder& responder) {
  const auto type = call.request.header("Content-Type");
  if (!type || !type->starts_with("application/json")) {
    responder.send(response_of(simple_problem(ProblemType::media_type, "正文应为 application/json",
                                              "the body must be application/json"),
                               call.language));
    return std::nullopt;
  }
  auto reading = read_json(call.request.body);
  if (reading.good) return std::move(reading.value);
  auto problem =
      simple_problem(ProblemType::malformed_json, reading.fault.text(), reading.fault.text());
  problem.place = reading.fault.pointer;
  problem.has_place = true;
  responder.send(response_of(problem, call.language));
  return std::nullopt;
}

std::optional<Principal> caller_of(const Api& api, const Call& call, Responder& responder) {
  auto principal = api.caller(call);
  if (!principal) {
    responder.send(response_of(
        simple_problem(ProblemType::role, "该身份不能通过接口办事", principal.error().detail),
        call.language));
    return std::nullopt;
  }
  const auto on_behalf = call.request.header(on_behalf_header);
  if (!on_behalf) return std::move(principal.value());
  if (principal.value().kind != PrincipalKind::staff || on_behalf->empty() ||
      on_behalf->size() > account_name_max) {
    auto problem = bad_parameter(on_behalf_header, {"只由代岗人员填写，值为缺勤人账号",
                                                    "is a substitute's, and the absent's account"});
    responder.send(response_of(problem, call.language));
    return std::nullopt;
  }
  principal.value().on_behalf_of = *on_behalf;
  return std::move(principal.value());
}

std::optional<FactBody> fact_body(const json::value& body, const std::vector<std::string>& known,
                                  Language language, Response& problem) {
  const auto refuse = [&](ProblemType type, std::string place, std::string zh, std::string en) {
    auto made = simple_problem(type, std::move(zh), std::move(en));
    made.place = std::move(place);
    made.has_place = true;
    problem = response_of(made, language);
    return std::nullopt;
  };
  if (!body.is_object()) {
    return refuse(ProblemType::content, "", "应为对象", "an object is expected");
  }
  FactBody read{{}, json::object{}};
  for (const auto& member : body.get_object()) {
    if (member.key() == "fact" && member.value().is_string()) {
      read.fact = std::string{member.value().get_string()};
    } else if (member.key() == "data") {
      read.data = member.value();
    } else {
      return refuse(ProblemType::unknown_member, "/" + std::string{member.key()}, "未知成员",
                    "members are fact (a text) and data (an object)");
    }
  }
  if (read.fact.empty() || std::find(known.begin(), known.end(), read.fact) == known.end()) {
    return refuse(ProblemType::content, "/fact", "没有这样的事实",
                  "no such fact can be proposed; see /actions");
  }
  return read;
}

void take_proposal(Api& api, const Call& call, Responder responder, const Aim& aim,
                   std::string_view fact, const json::value& data, std::string_view place) {
  const auto key = idempotency_key_of(call.request);
  if (key.problem) return responder.send(response_of(*key.problem, call.language));
  const auto match = expected_version_of(call.request);
  if (match.problem) return responder.send(response_of(*match.problem, call.language));
  const auto principal = caller_of(api, call, responder);
  if (!principal) return;
  auto reading = propose(api.proposing, *principal, aim.case_id, fact, data, key.key,
                         api.hall.clock().now(), place);
  if (!reading.proposal) return responder.send(response_of(reading.problem, call.language));
  reading.proposal->expected = match.version;
  reading.proposal->opens |= aim.opens;
  reading.proposal->level = call.caller->level;
  submit(api, std::move(*reading.proposal), call.language, std::move(responder));
}

Route write_route(Api& api, std::string pattern, std::string operation, Text summary,
                  RouteHandler handle, std::string request_schema, int success) {
  Route made;
  made.method = "POST";
  made.pattern = std::move(pattern);
  made.operation = std::move(operation);
  made.summary = std::move(summary);
  made.handle = [&api, here = std::move(handle)](const Call& call, Responder responder) {
    decide_where_owned(api, here, call, std::move(responder));
  };
  made.request_schema = std::move(request_schema);
  made.response_schema = success == 200 && made.operation == "batch" ? "BatchResult" : "Recorded";
  made.success = success;
  made.parameters = {{"Idempotency-Key",
                      RouteParameter::Place::header,
                      true,
                      "string",
                      {},
                      {"重试时使用同一值", "the same one in every retry"}},
                     {std::string{on_behalf_header},
                      RouteParameter::Place::header,
                      false,
                      "string",
                      {},
                      {"代岗时填写缺勤人账号", "standing in: the account of the absent"}}};
  made.problems = {ProblemType::missing_idempotency_key,
                   ProblemType::malformed_json,
                   ProblemType::state,
                   ProblemType::assurance,
                   ProblemType::role,
                   ProblemType::rule,
                   ProblemType::content,
                   ProblemType::idempotency_meaning,
                   ProblemType::not_found,
                   ProblemType::busy,
                   ProblemType::stopped,
                   ProblemType::media_type,
                   ProblemType::too_many_requests};
  return made;
}

void add_if_match(Route& route) {
  route.parameters.push_back({"If-Match",
                              RouteParameter::Place::header,
                              false,
                              "string",
                              {},
                              {"所见实质版本", "the material version that was read"}});
  route.problems.push_back(ProblemType::version);
}

}  // namespace vermilion::api
