#include "app/api/proposing.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <charconv>

#include "app/api/json.hpp"
#include "events/facts/approval.hpp"

namespace vermilion::api {
namespace {

namespace json = boost::json;

bool is_name(std::string_view text, std::size_t max) {
  if (text.empty() || text.size() > max) return false;
  for (const char c : text) {
    if (c <= ' ' || c > '~') return false;
  }
  return true;
}

Problem problem(ProblemType type, std::string zh, std::string en) {
  Problem made;
  made.type = type;
  made.detail = {std::move(zh), std::move(en)};
  return made;
}

json::array names(const std::vector<std::string>& list) {
  json::array array;
  array.reserve(list.size());
  for (const auto& name : list) array.emplace_back(name);
  return array;
}

}  // namespace

Result<Principal> principal_of(const Identity& identity, const Keys& keys) {
  Principal principal;
  principal.kind = identity.kind;
  switch (identity.kind) {
    case PrincipalKind::staff:
      if (!is_name(identity.subject, 100) || identity.subject.starts_with("system/")) {
        return fail(Code::invalid, "a staff subject is 1 to 100 printable ASCII characters");
      }
      principal.who = identity.subject;
      break;
    case PrincipalKind::person:
    case PrincipalKind::agent:
      principal.who = who_of(keys, identity.issuer, identity.subject);
      principal.on_behalf_of = identity.on_behalf_of;
      break;
    case PrincipalKind::system:
      return fail(Code::invalid, "systems do not act through this API");
  }
  principal.person = principal.who;
  return principal;
}

CaseId case_id_of(PartitionNumber partition, std::string_view who,
                  std::string_view idempotency_key) {
  const BytesView end{"\0", 1};
  const auto digest = sha256({"case", end, who, end, idempotency_key});
  CaseId id;
  id.octets[0] = static_cast<std::uint8_t>(partition);
  std::copy_n(digest.begin(), 15, id.octets.begin() + 1);
  return id;
}

KeyReading idempotency_key_of(const Request& request) {
  const auto header = request.header("Idempotency-Key");
  if (!header) {
    return {
        {},
        problem(ProblemType::missing_idempotency_key, "请求须带 Idempotency-Key，重试时使用同一值",
                "send an Idempotency-Key, the same one in every retry")};
  }
  auto key = *header;
  if (key.size() >= 2 && key.front() == '"' && key.back() == '"') {
    key = key.substr(1, key.size() - 2);
  }
  if (!is_name(key, idempotency_key_max)) {
    return {{},
            problem(ProblemType::missing_idempotency_key,
                    "Idempotency-Key 应为 1 至 128 个可见 ASCII 字符",
                    "an Idempotency-Key is 1 to 128 visible ASCII characters")};
  }
  return {std::string{key}, std::nullopt};
}

MatchReading expected_version_of(const Request& request) {
  const auto header = request.header("If-Match");
  if (!header || *header == "*") return {};
  const auto text = *header;
  std::uint64_t version = 0;
  const bool quoted = text.size() > 2 && text.front() == '"' && text.back() == '"';
  const auto* end = text.data() + text.size() - 1;
  const auto read = quoted ? std::from_chars(text.data() + 1, end, version)
                           : std::from_chars_result{nullptr, std::errc::invalid_argument};
  if (read.ec != std::errc{} || read.ptr != end) {
    return {{},
            problem(ProblemType::bad_parameter, "If-Match 应为 ETag 中的版本，如 \"3\"",
                    "If-Match is the version of an ETag, such as \"3\"")};
  }
  return {version, std::nullopt};
}

ProposalReading propose(const Proposing& proposing, const Principal& principal,
                        std::optional<CaseId> case_id, std::string_view fact,
                        const json::value& data, std::string_view key, Instant received_at,
                        std::string_view place) {
  ProposalReading reading;
  const bool opens = !case_id.has_value();
  auto taken = fact_from_json(fact, data, proposing.house, principal.who);
  if (!taken.fact) {
    auto& fault = taken.fault;
    const bool ours = fault.code != Code::invalid;
    reading.problem = problem(ours ? ProblemType::busy : ProblemType::content, std::move(fault.zh),
                              std::move(fault.en));
    if (!ours) {
      reading.problem.place = fault.unknown_fact ? fault.place : std::string{place} + fault.place;
      reading.problem.has_place = true;
    }
    return reading;
  }
  const auto text = canonical(data);
  if (!text) {
    reading.problem = problem(ProblemType::content, "数字应为整数", text.error().detail);
    return reading;
  }
  Proposal proposal;
  proposal.case_id = opens ? case_id_of(proposing.partition, principal.who, key) : *case_id;
  proposal.opens = opens;
  proposal.item = std::move(taken.fact->item);
  proposal.office = std::move(taken.fact->office);
  proposal.fact = fact;
  proposal.schema = taken.fact->schema;
  proposal.payload = std::move(taken.fact->payload);
  proposal.principal = principal;
  proposal.proposal_id = key;
  const auto key_of_house = view_of(proposing.house.keys->lookup_key());
  const auto id = proposal.case_id.bytes();
  const bool stands_in = principal.kind == PrincipalKind::staff && !principal.on_behalf_of.empty();
  const auto meaning =
      stands_in ? keyed_hash(key_of_house, {"meaning", principal.who, id, fact, text.value(),
                                            principal.on_behalf_of})
                : keyed_hash(key_of_house, {"meaning", principal.who, id, fact, text.value()});
  std::copy_n(meaning.begin(), proposal.meaning.size(), proposal.meaning.begin());
  proposal.received_at = received_at;
  proposal.task = taken.fact->task;
  proposal.subjects = std::move(taken.fact->subjects);
  reading.proposal = std::move(proposal);
  return reading;
}

// Written at once, not built as a value first: it is the answer to every command.
std::string answer_of(const Position& position, RecordKind kind, const Body& body,
                      const DecisionName& decision) {
  std::string text;
  text.reserve(1'024);
  const auto name = [&](std::string_view member) {
    text += text.back() == '{' ? "\"" : ",\"";
    text.append(member).append("\":");
  };
  const auto add = [&](std::string_view member, std::string_view value) {
    name(member);
    append_json_text(text, value);
  };
  const auto add_number = [&](std::string_view member, std::uint64_t value) {
    name(member);
    text += std::to_string(value);
  };
  const auto add_names = [&](std::string_view member, const std::vector<std::string>& list) {
    name(member);
    text += '[';
    for (const auto& one : list) {
      if (text.back() != '[') text += ',';
      append_json_text(text, one);
    }
    text += ']';
  };
  text += '{';
  add("case", body.case_id.text());
  add_number("version", body.case_version);
  add_number("material_version", body.material_version);
  add("fact", body.fact);
  add("verdict", kind == RecordKind::accepted ? "accepted" : "refused");
  add_names("from", body.from);
  add_names("to", body.to);
  add("role", body.principal.role);
  add("received_at", to_text(body.received_at));
  add("recorded_at", to_text(body.recorded_at));
  add("effective_at", to_text(body.effective_at));
  name("duties");
  text += '[';
  for (std::size_t i = 0; i < body.duties.size(); ++i) {
    const auto& duty = body.duties[i];
    text += i == 0 ? "{" : ",{";
    add("id", duty_of(decision, i).text());
    add("kind", name_of(duty.kind));
    add("name", duty.name);
    if (!duty.to.empty()) add("to", duty.to);
    if (duty.due.set()) add("due", to_text(duty.due));
    if (duty.provisional) {
      name("provisional");
      text += "true";
    }
    text += '}';
  }
  text += ']';
  add("position", position.text());
  text += '}';
  return text;
}

Problem problem_of_refusal(const Body& body) {
  Problem made;
  const auto& refusal = *body.refusal;
  json::array tried;
  const auto* telling = telling_rule(refusal);
  for (const auto& row : refusal.tried) {
    json::object entry{{"row", row.row}, {"rule", row.rule}};
    if (!row.law.empty()) entry["citation"] = row.law + " " + row.article;
    tried.push_back(std::move(entry));
  }
  made.members["tried"] = std::move(tried);
  made.members["fact"] = body.fact;
  made.members["states"] = names(body.from);
  if (refusal.reason == "not_here") {
    made.type = ProblemType::state;
    made.detail = {fmt::format("办件当前状态不接受“{}”", body.fact),
                   fmt::format("the case's state does not take {}", body.fact)};
    return made;
  }
  if (refusal.reason == "internal") {
    made.type = ProblemType::internal;
    made.detail = {"规则冲突，已记录，未作处理",
                   "two rows of the table hold; recorded, not acted on"};
    return made;
  }
  if (telling == nullptr) {
    made.type = ProblemType::role;
    made.detail = {fmt::format("您的岗位不能记录“{}”", body.fact),
                   fmt::format("your role may not record {}", body.fact)};
    return made;
  }
  made.type = refusal.place.empty() ? ProblemType::rule : ProblemType::content;
  made.rule = telling->rule;
  made.citation = telling->law + " " + telling->article;
  made.detail = refusal.found.empty() ? Text{fmt::format("不符合 {}", made.citation),
                                             fmt::format("rule {} does not hold", made.rule)}
                                      : text_found(refusal.found);
  if (!refusal.place.empty()) {
    made.place = refusal.place;
    made.has_place = true;
  }
  return made;
}

Response response_of(const Decided& decided, const Body* body, RecordKind kind,
                     const DecisionName& decision, bool opened, Language language) {
  Response response;
  switch (decided.outcome) {
    case Outcome::recorded:
    case Outcome::repeated: {
      if (kind == RecordKind::accepted) {
        response.status = opened ? 201 : 200;
        response.content_type = "application/json";
        response.body = answer_of(decided.position, kind, *body, decision);
        response.headers.emplace_back("ETag", '"' + std::to_string(body->material_version) + '"');
        if (opened) response.headers.emplace_back("Location", "/v1/cases/" + body->case_id.text());
      } else {
        auto refused = problem_of_refusal(*body);
        refused.position = decided.position.text();
        refused.members["case"] = body->case_id.text();
        response = response_of(refused, language);
      }
      if (decided.outcome == Outcome::repeated) {
        response.headers.emplace_back("Idempotent-Replayed", "true");
      }
      break;
    }
    case Outcome::not_found:
      response = response_of(
          problem(ProblemType::not_found, "没有这一办件", "there is no such case"), language);
      break;
    case Outcome::too_little_known: {
      auto made = problem(
          ProblemType::assurance,
          fmt::format("该事项要求身份核验等级 {}，请提高等级重新登录", decided.needed),
          fmt::format("this item needs assurance level {}: log in again with it", decided.needed));
      made.members["acr_values"] = std::to_string(decided.needed);
      response = response_of(made, language);
      break;
    }
    case Outcome::no_mandate:
      response = response_of(
          problem(ProblemType::role,
                  "没有该单位对此事项的有效授权委托，请先在窗口登记（GET /v1/me 可查）",
                  "no mandate of that unit covers this item now: have it recorded at a window (see "
                  "GET /v1/me)"),
          language);
      break;
    case Outcome::version_conflict: {
      auto made = problem(
          ProblemType::version, fmt::format("办件已是版本 {}，请先查看", decided.current_version),
          fmt::format("the case is at version {} now; read it first", decided.current_version));
      made.members["current_version"] = decided.current_version;
      response = response_of(made, language);
      response.headers.emplace_back("ETag", fmt::format("\"{}\"", decided.current_version));
      break;
    }
    case Outcome::other_meaning:
      response =
          response_of(problem(ProblemType::idempotency_meaning, "该 Idempotency-Key 已用于另一内容",
                              "this Idempotency-Key was used for another proposal"),
                      language);
      break;
    case Outcome::invalid: {
      auto made = problem(ProblemType::content, decided.detail, decided.detail);
      made.place = decided.place;
      made.has_place = true;
      response = response_of(made, language);
      break;
    }
    case Outcome::too_many_refusals: {
      auto made = problem(ProblemType::too_many_requests, "一分钟内被拒绝超过十次，请稍后再试",
                          "more than ten refusals within a minute; try later");
      made.retry_after_s = 60;
      response = response_of(made, language);
      break;
    }
    case Outcome::full:
      response = response_of(problem(ProblemType::state, "办件记录已达上限",
                                     "the case holds as many records as it may"),
                             language);
      break;
    case Outcome::elsewhere: {
      auto made =
          problem(ProblemType::busy, "该分区正在移交另一节点，请用同一 Idempotency-Key 重试",
                  "the partition is passing to another node; retry with the same "
                  "Idempotency-Key");
      made.retry_after_s = 1;
      response = response_of(made, language);
      break;
    }
    case Outcome::stopped: {
      auto made =
          problem(ProblemType::stopped,
                  "分区已停止写入，查询不受影响；待运维排除原因（如磁盘已满）并重启后，用同一 "
                  "Idempotency-Key 重试",
                  "the partition does not write; reads go on. When the operator has removed the "
                  "cause (such "
                  "as a full disk) and restarted the hall, retry with the same Idempotency-Key");
      made.retry_after_s = 30;
      response = response_of(made, language);
      break;
    }
    case Outcome::failed:
      response = response_of(problem(ProblemType::internal, "内部错误，未作处理",
                                     "an internal error; nothing was recorded"),
                             language);
      break;
  }
  if (decided.outcome != Outcome::stopped && decided.outcome != Outcome::elsewhere) {
    response.headers.emplace_back("Vermilion-Position", decided.position.text());
  }
  return response;
}

}  // namespace vermilion::api
