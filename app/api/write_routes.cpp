// Writes: submit, record a fact, worklist acts, batches. One proposal each, answered by its record.
#include <fmt/format.h>

#include <array>
#include <atomic>
#include <boost/json/array.hpp>
#include <map>
#include <memory>
#include <mutex>

#include "app/api/api.hpp"
#include "app/api/json.hpp"
#include "app/api/kept_call.hpp"
#include "app/api/late_work.hpp"
#include "app/api/read_frame.hpp"
#include "app/api/reading.hpp"
#include "app/api/writing.hpp"
#include "events/facts/approval.hpp"
#include "events/task_acts.hpp"

namespace vermilion::api {
namespace {

namespace json = boost::json;

constexpr std::size_t batch_lines_max = 200;

// By which fact cases of each edition are opened, as its table has it.
using Openings = std::map<std::string, std::string_view, std::less<>>;

Openings openings_of(const Editions& editions) {
  Openings openings;
  for (const auto& [name, edition] : editions.all()) {
    const auto table = edition->info();
    for (const auto& row : table.rows) {
      if (row.from.name == table.initial.front().name) openings.emplace(name, row.fact);
    }
  }
  return openings;
}

// For an item that takes no cases now, an application, which is then refused with the place.
std::string_view opening_fact(const Api& api, const Openings& openings, const json::value& body) {
  const auto* member = body.is_object() ? body.get_object().if_contains("item") : nullptr;
  if (member == nullptr || !member->is_string()) return Submitted::name;
  const auto references = api.hall.loop().references();
  if (!references->catalogue) return Submitted::name;
  const auto* item = references->catalogue->open_on(std::string{member->get_string()},
                                                    china_day(api.hall.clock().now()));
  const auto found = item == nullptr ? openings.end() : openings.find(item->edition);
  return found == openings.end() ? Submitted::name : found->second;
}

void post_case(Api& api, const Openings& openings, const Call& call, Responder responder) {
  const auto body = body_of(call, responder);
  if (!body) return;
  take_proposal(api, call, std::move(responder), {}, opening_fact(api, openings, *body), *body, "");
}

void post_fact(Api& api, const Call& call, Responder responder) {
  const auto body = body_of(call, responder);
  if (!body) return;
  Response problem;
  const auto read = fact_body(*body, facts_of_people(), call.language, problem);
  if (!read) return responder.send(std::move(problem));
  const auto id = case_id_from_text(call.parameter("id"));
  if (!id) return responder.send(not_found(api, call.language));
  take_proposal(api, call, std::move(responder), {id}, read->fact, read->data, "/data");
}

// One act on a task: its verb in the path, and the schema of what is said with it (none: nothing).
struct TaskActRoute {
  const char* verb;
  Text summary;
  std::string_view fact;
  const char* schema;
};
const std::array<TaskActRoute, 12>& task_acts() {
  static const std::array<TaskActRoute, 12> acts{{
      {"claim", {"认领任务", "claim a task"}, TaskClaimed::name, ""},
      {"release", {"退回任务", "release a task"}, TaskReleased::name, ""},
      {"assign", {"指派任务", "assign a task"}, TaskAssigned::name, "Assignment"},
      {"takeover",
       {"代岗接办缺勤人员的任务", "take over what the absent one holds"},
       TaskTakenOver::name,
       ""},
      {"delegate",
       {"委托同事办理，办后交还", "have a colleague do it, who returns it"},
       TaskDelegated::name,
       "Delegation"},
      {"return",
       {"交还或收回所委托的任务", "return a delegated task, or take it back"},
       TaskReturned::name,
       "TaskNote"},
      {"urge", {"催办，每日至多一次", "urge, once a day at most"}, TaskUrged::name, "TaskNote"},
      {"comments",
       {"备注，不对申请人公开", "say something, to staff only"},
       TaskNoted::name,
       "Comment"},
      {"copy", {"抄送同事", "tell colleagues of it"}, TaskCopied::name, "Copy"},
      {"cosign",
       {"请求加签、会签", "ask colleagues to sign beside oneself"},
       CosignAsked::name,
       "CosignRequest"},
      {"sign", {"给出加签意见", "give one's co-signature"}, CosignGiven::name, "Cosignature"},
      {"unsign",
       {"撤回对一名加签人的请求", "no longer ask for a co-signature"},
       CosignWithdrawn::name,
       "TaskNote"},
  }};
  return acts;
}

// All of those asked agree, before the task is done, unless the request says otherwise.
void fill_in_cosign(json::object& data) {
  const auto* to = data.if_contains("to");
  if (to != nullptr && to->is_array()) data.emplace("needed", to->get_array().size());
  data.emplace("before", true);
}

// The task's case comes from the worklist; the engine judges whether it is still open.
void post_task_act(Api& api, const Call& call, Responder responder, const TaskActRoute& act) {
  const auto task = duty_id_from_text(call.parameter("id"));
  const auto case_id = task ? case_of_task(api, *task) : std::nullopt;
  if (!case_id) return responder.send(not_found(api, call.language));
  json::object data;
  if (act.schema[0] != '\0' && !call.request.body.empty()) {
    const auto body = body_of(call, responder);
    if (!body) return;
    if (!body->is_object() || body->get_object().contains("task")) {
      auto problem = simple_problem(ProblemType::content, "应为对象，任务由路径指明",
                                    "expected: an object; the path names the task");
      problem.place = body->is_object() ? "/task" : "";
      problem.has_place = true;
      return responder.send(response_of(problem, call.language));
    }
    data = body->get_object();
  }
  data["task"] = task->text();
  if (act.fact == CosignAsked::name) fill_in_cosign(data);
  const json::value value(std::move(data));
  take_proposal(api, call, std::move(responder), {case_id}, act.fact, value, "");
}

// A batch: each line a proposal of its own under "<key>/<line>", one result a line, in order.
struct Batch {
  Batch(Responder to, std::shared_ptr<const Openings> by)
      : responder{std::move(to)}, openings{std::move(by)} {}
  std::mutex mutex;
  Responder responder;
  const std::shared_ptr<const Openings> openings;
  json::array results;
  std::size_t waiting = 0;
  bool dry_run = false;
  Position position;  // of the last record among them; a dry run makes none
};

void finish_line(const std::shared_ptr<Batch>& batch, std::size_t line, int status,
                 json::value document) {
  std::unique_lock lock{batch->mutex};
  batch->results[line] =
      json::object{{"line", line}, {"status", status}, {"result", std::move(document)}};
  if (--batch->waiting > 0) return;
  json::object results{{"results", std::move(batch->results)}};
  if (batch->position.sequence != 0) results["position"] = batch->position.text();
  auto response = json_response(200, std::move(results));
  if (batch->position.sequence != 0) {
    response.headers.emplace_back("Vermilion-Position", batch->position.text());
  }
  lock.unlock();
  batch->responder.send(std::move(response));
}

void finish_line(const std::shared_ptr<Batch>& batch, std::size_t line, const Response& response) {
  auto reading = read_json(response.shared_body ? *response.shared_body : response.body);
  for (const auto& [name, value] : response.headers) {
    const auto position = name == "Vermilion-Position" ? position_from_text(value) : std::nullopt;
    if (!position) continue;
    const std::scoped_lock lock{batch->mutex};
    if (!batch->dry_run && batch->position < *position) batch->position = *position;
  }
  finish_line(batch, line, response.status, std::move(reading.value));
}

// What a line proposes.
struct LineProposal {
  std::optional<CaseId> case_id;  // none: it opens a case
  std::string fact;
  json::value data;
  std::string_view place;  // of the data within the line
};

void propose_line(Api& api, const std::shared_ptr<Batch>& batch, std::size_t line,
                  const Principal& principal, std::uint8_t level, const LineProposal& what,
                  const std::string& key, bool dry_run, Language language) {
  auto reading = propose(api.proposing, principal, what.case_id, what.fact, what.data, key,
                         api.hall.clock().now(), what.place);
  if (!reading.proposal) {
    return finish_line(batch, line, response_of(reading.problem, language));
  }
  auto& proposal = *reading.proposal;
  proposal.level = level;
  const bool opens = !what.case_id;
  if (dry_run) {
    auto shared = std::make_shared<Proposal>(std::move(proposal));
    const bool posted = api.hall.loop().post(
        [&api, batch, line, shared, opens, language](Owner* owner, Instant now) {
          finish_line(batch, line,
                      owner == nullptr
                          ? response_of(too_busy(), language)
                          : answer_to(api.hall, owner->rehearse(*shared, now), opens, language));
        });
    if (!posted) finish_line(batch, line, response_of(too_busy(), language));
    return;
  }
  const bool taken = api.hall.loop().submit(
      std::move(proposal), ProposalClass::people,
      [&api, batch, line, opens, language](Decided&& decided) {
        finish_line(batch, line, answer_to(api.hall, decided, opens, language));
      });
  if (!taken) finish_line(batch, line, response_of(too_busy(), language));
}

void run_line(Api& api, const std::shared_ptr<Batch>& batch, std::size_t line,
              const Principal& principal, std::uint8_t level, const json::value& entry,
              const std::string& key, bool dry_run, Language language) {
  const auto refuse = [&](const char* zh, const char* en) {
    finish_line(batch, line, response_of(simple_problem(ProblemType::content, zh, en), language));
  };
  const auto* object = entry.if_object();
  const auto* task = object == nullptr ? nullptr : object->if_contains("task");
  const auto* fact = object == nullptr ? nullptr : object->if_contains("fact");
  const auto* data = object == nullptr ? nullptr : object->if_contains("data");
  if (task == nullptr || !task->is_string() || fact == nullptr || !fact->is_string() ||
      object->size() != (data == nullptr ? 2U : 3U)) {
    return refuse("每行应为 {task, fact, data}", "a line is {task, fact, data}");
  }
  const auto id = duty_id_from_text({task->get_string().data(), task->get_string().size()});
  const auto case_id = id ? case_of_task(api, *id) : std::nullopt;
  if (!case_id) return finish_line(batch, line, not_found(api, language));
  const std::string name{fact->get_string()};
  json::value value = data == nullptr ? json::value(json::object{}) : *data;
  if (is_task_fact(name) && value.is_object()) value.get_object()["task"] = id->text();
  const auto known = facts_of_people();
  if (std::find(known.begin(), known.end(), name) == known.end()) {
    return refuse("没有这样的事实", "no such fact can be proposed");
  }
  propose_line(api, batch, line, principal, level, {case_id, name, std::move(value), "/data"}, key,
               dry_run, language);
}

// A line may bear a key of its own, by which it is the same line in whichever batch and place it is
// sent again; without one it is known by the batch's key and its place there.
std::optional<std::string> key_of_line(const json::object* line, const std::string& otherwise) {
  const auto* key = line == nullptr ? nullptr : line->if_contains("key");
  if (key == nullptr) return otherwise;
  const bool good = key->is_string() && !key->get_string().empty() &&
                    key->get_string().size() <= idempotency_key_max;
  return good ? std::optional{std::string{key->get_string()}} : std::nullopt;
}

// {submit: an application or a bill} or {case, fact, data}, each with a key if it likes.
void run_case_line(Api& api, const std::shared_ptr<Batch>& batch, std::size_t line,
                   const Principal& principal, std::uint8_t level, const json::value& entry,
                   const std::string& place_in_batch, bool dry_run, Language language) {
  const auto* object = entry.if_object();
  const auto known_by = key_of_line(object, place_in_batch);
  if (!known_by) {
    return finish_line(
        batch, line,
        response_of(simple_problem(ProblemType::content,
                                   fmt::format("key 应为 1 至 {} 个字节", idempotency_key_max),
                                   fmt::format("a key is 1 to {} octets", idempotency_key_max)),
                    language));
  }
  const auto& key = *known_by;
  const auto* submit = object == nullptr ? nullptr : object->if_contains("submit");
  if (submit != nullptr && submit->is_object() &&
      object->size() == (object->contains("key") ? 2U : 1U)) {
    return propose_line(
        api, batch, line, principal, level,
        {{}, std::string{opening_fact(api, *batch->openings, *submit)}, *submit, "/submit"}, key,
        dry_run, language);
  }
  const auto* named = object == nullptr ? nullptr : object->if_contains("case");
  auto fact = json::object{};
  if (object != nullptr) fact = *object;
  fact.erase("case");
  fact.erase("key");
  Response problem;
  const auto id = named != nullptr && named->is_string()
                      ? case_id_from_text({named->get_string().data(), named->get_string().size()})
                      : std::nullopt;
  if (!id) {
    return finish_line(
        batch, line,
        response_of(simple_problem(ProblemType::content, "每行应为 {submit} 或 {case, fact, data}",
                                   "a line is {submit} or {case, fact, data}"),
                    language));
  }
  const auto read = fact_body(fact, facts_of_people(), language, problem);
  if (!read) return finish_line(batch, line, problem);
  propose_line(api, batch, line, principal, level, {id, read->fact, read->data, "/data"}, key,
               dry_run, language);
}

using RunLine = decltype(&run_line);

void post_batch(Api& api, std::shared_ptr<const Openings> openings, const Call& call,
                Responder responder, RunLine run) {
  const auto key = idempotency_key_of(call.request);
  if (key.problem) return responder.send(response_of(*key.problem, call.language));
  const auto body = body_of(call, responder);
  if (!body) return;
  const auto principal = caller_of(api, call, responder);
  if (!principal) return;
  const auto* object = body->if_object();
  const auto* lines = object == nullptr ? nullptr : object->if_contains("lines");
  const auto* dry = object == nullptr ? nullptr : object->if_contains("dry_run");
  const bool sound = lines != nullptr && lines->is_array() && (dry == nullptr || dry->is_bool()) &&
                     object->size() == (dry == nullptr ? 1U : 2U);
  if (!sound || lines->get_array().empty() || lines->get_array().size() > batch_lines_max ||
      key.key.size() + 4 > idempotency_key_max) {
    auto problem = simple_problem(
        ProblemType::content, fmt::format("应为 {{lines: 1 至 {} 行, dry_run}}", batch_lines_max),
        fmt::format("expected: {{lines: 1 to {}, dry_run}}", batch_lines_max));
    problem.place = "/lines";
    problem.has_place = true;
    return responder.send(response_of(problem, call.language));
  }
  const auto& entries = lines->get_array();
  auto batch = std::make_shared<Batch>(std::move(responder), std::move(openings));
  batch->dry_run = dry != nullptr && dry->get_bool();
  batch->waiting = entries.size();
  batch->results.resize(entries.size());
  for (std::size_t line = 0; line < entries.size(); ++line) {
    run(api, batch, line, *principal, call.caller->level, entries[line],
        fmt::format("{}/{}", key.key, line), batch->dry_run, call.language);
  }
}

// Tasks that a call names.
using TasksOf = std::vector<DutyId> (*)(const Call&);

std::vector<DutyId> task_of_path(const Call& call) {
  const auto task = duty_id_from_text(call.parameter("id"));
  return task ? std::vector{*task} : std::vector<DutyId>{};
}

std::vector<DutyId> tasks_of_lines(const Call& call) {
  std::vector<DutyId> tasks;
  const auto reading = read_json(call.request.body);
  const auto* object = reading.good ? reading.value.if_object() : nullptr;
  const auto* lines = object == nullptr ? nullptr : object->if_contains("lines");
  if (lines == nullptr || !lines->is_array()) return tasks;
  for (const auto& entry : lines->get_array()) {
    const auto* line = entry.if_object();
    const auto* task = line == nullptr ? nullptr : line->if_contains("task");
    if (task == nullptr || !task->is_string()) continue;
    const auto id = duty_id_from_text({task->get_string().data(), task->get_string().size()});
    if (id) tasks.push_back(*id);
  }
  return tasks;
}

// A task that this node's worklist does not know may stand in another's, which has folded further:
// then the call waits, at most as long as a read does, until this one has folded what is committed.
RouteHandler knows_tasks(Api& api, std::shared_ptr<LateWork> late, TasksOf tasks_of,
                         RouteHandler handle) {
  return [&api, late = std::move(late), tasks_of, handle = std::move(handle)](const Call& call,
                                                                              Responder responder) {
    auto& hall = api.hall;
    const Position last{Hall::partition, hall.journal().last(Hall::partition)};
    const auto unknown = [&] {
      const auto tasks = tasks_of(call);
      return std::any_of(tasks.begin(), tasks.end(),
                         [&](const DutyId& task) { return !case_of_task(api, task); });
    };
    if (!hall.keeps_views() || hall.projector().position(Hall::partition) >= last.sequence ||
        !unknown()) {
      return handle(call, std::move(responder));
    }
    const auto kept = std::make_shared<KeptCall>(call, std::move(responder));
    const auto go_on = [kept, handle] { handle(kept->call(), kept->take_responder()); };
    const std::weak_ptr<LateWork> thread = late;
    const auto waits = hall.projector().waiters().wait(last, api.real_now() + min_position_wait_us,
                                                       [thread, go_on](PositionWaiters::Waited) {
                                                         // Dropped, the responder answers by
                                                         // itself.
                                                         if (const auto there = thread.lock())
                                                           static_cast<void>(there->post(go_on));
                                                       });
    if (!waits) go_on();
  };
}

}  // namespace

std::vector<Route> write_routes(Api& api) {
  std::vector<Route> routes;
  const auto openings = std::make_shared<const Openings>(openings_of(api.hall.editions()));
  routes.push_back(write_route(
      api, "/v1/cases", "submit", {"提交申请", "submit an application"},
      [&api, openings](const Call& call, Responder responder) {
        post_case(api, *openings, call, std::move(responder));
      },
      "Application", 201));
  auto facts = write_route(
      api, "/v1/cases/{id}/facts", "recordFact", {"记录事实", "record a fact"},
      [&api](const Call& call, Responder responder) { post_fact(api, call, std::move(responder)); },
      "Fact", 200);
  add_if_match(facts);
  routes.push_back(std::move(facts));
  const auto late = std::make_shared<LateWork>();
  for (const auto& act : task_acts()) {
    routes.push_back(write_route(api, std::string{"/v1/tasks/{id}/"} + act.verb,
                                 std::string{act.verb} + "Task", act.summary,
                                 knows_tasks(api, late, task_of_path,
                                             [&api, &act](const Call& call, Responder responder) {
                                               post_task_act(api, call, std::move(responder), act);
                                             }),
                                 act.schema, 200));
  }
  routes.push_back(write_route(
      api, "/v1/tasks/batch", "batch", {"批量办理，可先试算", "many tasks at once, with dry run"},
      knows_tasks(api, late, tasks_of_lines,
                  [&api, openings](const Call& call, Responder responder) {
                    post_batch(api, openings, call, std::move(responder), run_line);
                  }),
      "Batch", 200));
  routes.push_back(write_route(
      api, "/v1/cases/batch", "batchCases",
      {"批量提交、记录事实：每行一个结果，用同一键重试即续办",
       "many submissions and facts at once: one result a line; the same key again goes on"},
      [&api, openings](const Call& call, Responder responder) {
        post_batch(api, openings, call, std::move(responder), run_case_line);
      },
      "CaseBatch", 200));
  return routes;
}

}  // namespace vermilion::api
