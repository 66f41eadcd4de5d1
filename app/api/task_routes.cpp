#include <algorithm>

#include "app/api/actions.hpp"
#include "app/api/read_parts.hpp"
#include "engine/core/beside.hpp"
#include "projections/query/worklist.hpp"

namespace vermilion::api {
namespace {

namespace json = boost::json;
using namespace projections;

// Own cases that are looked through for an applicant's tasks, the newest.
constexpr std::size_t own_cases_max = page_rows_max;

std::string edition_of(const References& references, const std::string& item, Instant now) {
  const auto* version =
      references.catalogue ? references.catalogue->open_on(item, china_day(now)) : nullptr;
  return version == nullptr ? std::string{} : version->edition;
}

json::object shown_task(const ReadParts& parts, const Reading& reading,
                        const References& references, const ListedTask& task, Eyes eyes) {
  const CaseShown shown{parts.words, references, eyes};
  auto object = task_json(shown, edition_of(references, task.item, reading.now), task);
  object["mine"] = !task.task.holder.empty() && task.task.holder == reading.principal.who;
  return object;
}

// What an applicant is to do himself: the open tasks of his role in his own cases, the first due
// first. Few by nature, so one page.
ReadAnswer own_tasks(const ReadParts& parts, const Reading& reading) {
  const auto cases = snapshot_of(reading, "cases");
  if (!cases) return problem_of(cases.error());
  const auto page = cases_of_applicant(*cases.value(), reading.principal.who, {own_cases_max, {}});
  if (!page) return problem_of(page.error());
  std::vector<ListedTask> tasks;
  for (const auto& listed : page.value().rows) {
    for (const auto& duty : listed.row.open) {
      if (duty.kind != DutyKind::task || duty.to != "applicant") continue;
      ListedTask task;
      task.case_id = listed.id;
      task.task.id = duty.id;
      task.task.name = duty.name;
      task.task.role = duty.to;
      task.task.since = duty.since;
      task.task.due = task.task.indexed = duty.due;
      task.tree = listed.row.tree;
      task.path = listed.row.path;
      task.item = listed.row.item;
      task.states = listed.row.states;
      task.material_version = listed.row.material_version;
      tasks.push_back(std::move(task));
    }
  }
  std::sort(tasks.begin(), tasks.end(), [](const ListedTask& a, const ListedTask& b) {
    if (a.due().set() != b.due().set()) return a.due().set();
    return std::pair{a.due(), a.task.id} < std::pair{b.due(), b.task.id};
  });
  const auto references = reading.hall.loop().references();
  json::array rows;
  for (const auto& task : tasks) {
    rows.push_back(shown_task(parts, reading, *references, task, Eyes::applicant));
  }
  return json::object{{"rows", std::move(rows)}, {"next", nullptr}};
}

// My worklist shows tasks of the roles that I hold where I hold them; a supervisor's shows all.
// Whoever names a role sees its tasks wherever he may look.
std::vector<SeenScope> worklist_scopes(const Reading& reading, bool names_role) {
  auto scopes = scopes_of(reading.grants);
  for (std::size_t i = 0; i < scopes.size() && !names_role; ++i) {
    const auto& role = reading.grants[i].role;
    if (role != "supervisor") scopes[i].role = role;
  }
  return scopes_asked_for(reading, std::move(scopes));
}

ReadAnswer tasks(const ReadParts& parts, const Reading& reading) {
  Parameters asked{reading};
  const auto request = asked.page();
  const auto before = asked.instant("due_before");
  const auto mine = asked.flag("mine");
  const auto urged = asked.flag("urged");
  const auto free = asked.flag("free");
  if (asked.fault()) return *asked.fault();
  if (!reading.is_staff()) return own_tasks(parts, reading);
  const auto role = reading.text("role");
  TaskFilter filter;
  if (!role.empty()) filter.roles = {role};
  filter.item = reading.text("item");
  filter.state = reading.text("state");
  filter.name = reading.text("name");
  if (mine.value_or(false)) filter.holder = reading.principal.who;
  filter.free = free.value_or(false);
  filter.urged = urged.value_or(false);
  filter.due_before = before;
  const auto rows = snapshot_of(reading, "worklist");
  if (!rows) return problem_of(rows.error());
  const auto scopes = worklist_scopes(reading, !role.empty());
  const auto page = worklist_page(*rows.value(), scopes, filter, request);
  if (!page) return problem_of(page.error());
  const auto references = reading.hall.loop().references();
  json::array listed;
  for (const auto& task : page.value().rows) {
    listed.push_back(shown_task(parts, reading, *references, task, Eyes::staff));
  }
  return page_json(std::move(listed), page.value().next);
}

// The worklist's row of a task whose case the caller may see. Errors: not_found for all else.
Result<ListedTask> seen_task(const Reading& reading, const DutyId& id, CaseRow& row) {
  VERMILION_TRY(const auto rows, snapshot_of(reading, "worklist"));
  VERMILION_TRY(const auto case_octets, rows->get(task_key(id)));
  if (!case_octets || case_octets->size() != 16) return fail(Code::not_found, "no such task");
  const CaseId case_id{octets_of<16>(*case_octets)};
  VERMILION_TRY(const auto* cases, reading.hall.projector().family("cases"));
  const auto scopes = scopes_of(reading.grants);
  VERMILION_TRY(auto found, find_case(*cases, {reading.principal.who, scopes}, case_id));
  if (!found) return fail(Code::not_found, "no such task, or not for this caller");
  row = std::move(*found);
  // Seen, so everything of its own scope may be shown.
  const SeenScope own{row.tree, row.path, {}, {}};
  VERMILION_TRY(auto task, find_task(*rows, SeenScopes{&own, 1}, id));
  if (!task) return fail(Code::not_found, "no such task");
  return std::move(*task);
}

// By the case's own edition, or by one that stands beside it, or beside the task.
std::vector<std::string> facts_taken_by(const Reading& reading, const CaseRow& row,
                                        const WorklistTask& task) {
  if (task.name == cosign_task) return {std::string{CosignGiven::name}};
  const auto& editions = reading.hall.editions();
  std::vector<std::string> facts;
  if (const auto* own = editions.find(row.edition)) {
    facts = facts_of_task(own->info(), row.states, task.name, task.role);
  }
  Case kase;
  kase.service = row.service;
  kase.parcels = row.parcels;
  kase.clock = row.clock;
  for (const auto name : editions_beside) {
    const auto* edition = editions.find(name);
    if (edition == nullptr || !facts.empty()) continue;
    facts = facts_of_task(edition->info(), states_beside(kase, name), task.name, task.role);
  }
  return facts;
}

ReadAnswer one_task(const ReadParts& parts, const Reading& reading) {
  const auto id = duty_id_from_text(reading.parameters[0]);
  if (!id) return not_there();
  CaseRow row;
  const auto task = seen_task(reading, *id, row);
  if (!task) return problem_of(task.error());
  const auto eyes = eyes_of(reading, row);
  if (eyes == Eyes::applicant && task.value().task.role != "applicant") return not_there();
  const auto references = reading.hall.loop().references();
  const CaseShown shown{parts.words, *references, eyes};
  auto object = task_json(shown, row.edition, task.value());
  object["mine"] =
      !task.value().task.holder.empty() && task.value().task.holder == reading.principal.who;
  json::array takes;
  for (const auto& fact : facts_taken_by(reading, row, task.value().task)) {
    json::object entry{{"fact", fact}, {"title", title_json(fact)}};
    if (auto schema = schema_of_fact(fact)) entry["schema"] = std::move(*schema);
    takes.push_back(std::move(entry));
  }
  object["takes"] = std::move(takes);
  ReadAnswer answer{std::move(object)};
  answer.etag = "\"" + std::to_string(row.material_version) + "\"";
  return answer;
}

}  // namespace

std::vector<Route> task_routes(const ReadKit& kit) {
  std::vector<RouteParameter> filters{
      query_parameter("role", {"岗位", "role"}),
      query_parameter("office", {"机关节点，含其下级", "a node of the scope tree and all below"}),
      query_parameter("item", {"事项编码", "item code"}),
      query_parameter("state", {"办件状态名", "name of a state of the case"}),
      query_parameter("name", {"任务名，如 review", "name of the task, such as review"}),
      query_parameter("mine", {"只看我认领的", "only those in my hands"}, "boolean"),
      query_parameter("free", {"只看无人认领的", "only those that nobody holds"}, "boolean"),
      query_parameter("urged", {"只看被催办的", "only those that somebody urged"}, "boolean"),
      query_parameter("due_before", {"此时之前到期", "due before"}, "string", "date-time")};
  for (auto& parameter : page_parameters()) filters.push_back(std::move(parameter));
  std::vector<Route> routes;
  routes.push_back(read_route(
      kit, "/v1/tasks", "getTasks",
      {"待办：权限范围内，先到期在前", "the worklist: within one's scope, the first due first"},
      tasks, "TaskPage", std::move(filters)));
  routes.push_back(read_route(kit, "/v1/tasks/{id}", "getTask",
                              {"任务及其可记录的事实", "a task and the facts that do it"}, one_task,
                              "Task", {min_position_parameter()}));
  return routes;
}

}  // namespace vermilion::api
