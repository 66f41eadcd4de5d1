// Registers of persons (登记簿): where an entry stands and by which form it moves, how far a
// comparison is, and what another register asks for.
#include "adapters/offices/registers/contract.hpp"
#include "app/api/clock_json.hpp"
#include "app/api/json.hpp"
#include "app/api/peer_limits.hpp"
#include "app/api/read_parts.hpp"
#include "app/api/writing.hpp"
#include "events/facts/registrant.hpp"
#include "projections/query/cases.hpp"
#include "projections/views/registrants.hpp"

namespace vermilion::api {
namespace {

namespace json = boost::json;
using namespace projections;

template <class Row>
Result<std::optional<Row>> row_of(const Reading& reading, const Bytes& key) {
  const auto rows = snapshot_of(reading, "registrants");
  if (!rows) return fail(rows.error().code, rows.error().detail);
  return read_row<Row>(*rows.value(), key);
}

json::value due_of(const CaseRow& row, std::string_view limit) {
  for (const auto& duty : row.open) {
    if (duty.kind == DutyKind::deadline && duty.name == limit) return to_text(duty.due).c_str();
  }
  return nullptr;
}

ReadAnswer registrant(const ReadParts&, const Reading& reading) {
  const auto seen = seen_case(reading);
  if (!seen) return problem_of(seen.error());
  const auto& [id, row] = seen.value();
  const auto entry = row_of<RegistrantRow>(reading, registrant_key(id));
  if (!entry) return problem_of(entry.error());
  if (!entry.value()) return not_there();
  const auto& one = *entry.value();
  json::object object{{"case", id.text()},
                      {"state", one.state},
                      {"in_force", is_in_force(one.state)},
                      {"transfer", nullptr}};
  if (!one.to_register.empty()) {
    json::object transfer{{"to_register", one.to_register},
                          {"form", nullptr},
                          {"enter_until", due_of(row, "enter")},
                          {"review_until", due_of(row, "review")}};
    if (one.forms != 0) transfer["form"] = transfer_form(id, one.forms);
    object["transfer"] = std::move(transfer);
  }
  return object;
}

ReadAnswer comparison(const ReadParts&, const Reading& reading) {
  const auto seen = seen_case(reading);
  if (!seen) return problem_of(seen.error());
  const auto& [id, row] = seen.value();
  const auto run = row_of<ComparisonRow>(reading, comparison_key(id));
  if (!run) return problem_of(run.error());
  if (!run.value()) return not_there();
  const auto& one = *run.value();
  return json::object{{"case", id.text()},
                      {"state", row.states.front()},
                      {"pieces", one.pieces},
                      {"compared", one.compared},
                      {"dead", one.dead},
                      {"emigrated", one.emigrated},
                      {"mismatched", one.mismatched},
                      {"agreed", one.compared - one.dead - one.emigrated - one.mismatched},
                      {"began", to_text(one.began)},
                      {"ended", time_json(one.ended)}};
}

// What the decision comes to for whoever asked: released for ever, or why not. Whatever is no
// decision of this entry's is answered as it is, and asked again.
Response told(const registers::Transfer& asked, const Decided& decided, Response answer) {
  const bool judged = decided.outcome == Outcome::recorded || decided.outcome == Outcome::repeated;
  if (!judged && decided.outcome != Outcome::not_found) return answer;
  registers::Outcome outcome;
  outcome.released = judged && answer.status == 200;
  if (outcome.released) {
    outcome.reference = fmt::format("{}:{}", decided.position.partition, decided.position.sequence);
  } else if (answer.status >= 500) {
    return answer;  // the first answer cannot be read now
  } else {
    outcome.reason = judged ? "not_released" : "not_found";
  }
  Response response;
  response.content_type = "application/json";
  response.body = registers::to_json(asked.request_id, outcome);
  return response;
}

void asked_by_register(Api& api, const Call& call, Responder responder) {
  const auto refuse = [&](const Problem& problem) {
    responder.send(response_of(problem, call.language));
  };
  const auto& caller = *call.caller;
  const auto others = simple_problem(ProblemType::role, "只供转入地登记机构的系统使用",
                                     "is for the system of the register that takes over");
  if (caller.kind != PrincipalKind::system) return refuse(others);
  const auto key = idempotency_key_of(call.request);
  if (key.problem) return refuse(*key.problem);
  const auto read = registers::read_transfer(call.request.body);
  if (!read) {
    return refuse(simple_problem(ProblemType::content, "应为登记机构之间调转的约定格式",
                                 read.error().detail));
  }
  const auto& asked = read.value();
  if (key.key != asked.request_id) {
    return refuse(simple_problem(ProblemType::content, "Idempotency-Key 应等于 request_id",
                                 "the Idempotency-Key is the request_id"));
  }
  const auto own = std::string{registers::office_prefix} + asked.to_register;
  if (caller.subject != own) return refuse(others);
  const auto entry = entry_of_form(asked.form);
  if (!entry) {
    Response response;
    response.content_type = "application/json";
    response.body = registers::to_json(asked.request_id, {false, {}, "not_found"});
    return responder.send(std::move(response));
  }
  Principal principal;
  principal.kind = PrincipalKind::system;
  principal.role = "other_register";
  principal.who = principal.person = "system/" + own;
  auto reading = propose(api.proposing, principal, entry, TransferConfirmed::name,
                         json::object{{"form", asked.form},
                                      {"to_register", asked.to_register},
                                      {"id_number", asked.id_number},
                                      {"lodged_at", to_text(asked.lodged_at)}},
                         asked.request_id, api.hall.clock().now(), "");
  if (!reading.proposal) return refuse(reading.problem);
  const auto waiting = std::make_shared<Responder>(std::move(responder));
  const bool taken = api.hall.loop().submit(
      std::move(*reading.proposal), ProposalClass::people,
      [&api, waiting, asked, language = call.language](Decided&& decided) {
        waiting->send(told(asked, decided, answer_to(api.hall, decided, false, language)));
      });
  if (!taken) waiting->send(response_of(too_busy(), call.language));
}

}  // namespace

std::vector<Route> register_routes(Api& api) {
  const ReadKit kit{api};
  std::vector<Route> routes;
  routes.push_back(
      read_route(kit, "/v1/cases/{id}/registrant", "getRegistrant",
                 {"登记：是否在册、调转到何处、凭哪一调转单",
                  "an entry: whether it is in force here, where it moves to, by which form"},
                 registrant, "Registrant", {min_position_parameter()}));
  routes.push_back(read_route(kit, "/v1/cases/{id}/comparison", "getComparison",
                              {"库比对进度与结果", "how far a comparison is, and what it found"},
                              comparison, "Comparison", {min_position_parameter()}));
  auto asked = write_route(
      api, std::string{registers::transfers_path}, "askRelease",
      {"其他登记机构请求放行转入人员", "another register asks to release whoever moves there"},
      [&api](const Call& call, Responder responder) {
        asked_by_register(api, call, std::move(responder));
      },
      "ReleaseAsked", 200);
  asked.response_schema = "ReleaseAnswer";
  asked.parameters.resize(1);  // the key; nobody stands in for a system
  asked.problems = {
      ProblemType::missing_idempotency_key, ProblemType::content, ProblemType::role,
      ProblemType::idempotency_meaning,     ProblemType::busy,    ProblemType::stopped,
      ProblemType::too_many_requests};
  routes.push_back(std::move(asked));
  return routes;
}

}  // namespace vermilion::api
