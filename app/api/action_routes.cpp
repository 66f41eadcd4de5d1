// What the caller may do on a case now.
#include "app/api/actions.hpp"
#include "app/api/clock_json.hpp"
#include "app/api/read_parts.hpp"
#include "engine/core/beside.hpp"
#include "projections/query/worklist.hpp"

namespace vermilion::api {
namespace {

namespace json = boost::json;
using namespace projections;

// Records that are looked through for what somebody did before: a case with more may offer a task
// that its rules then refuse.
constexpr std::size_t acts_pages_max = 5;

// Notes in whose name staff acted.
Result<void> note_in_whose_name(const Reading& reading, const TimelineRow& row, Case& kase) {
  if (row.principal != PrincipalKind::staff || row.on_behalf_of.empty()) return ok();
  VERMILION_TRY(const auto* directory, reading.hall.projector().family("directory"));
  VERMILION_TRY(const auto staff, find_staff(*directory, row.on_behalf_of));
  kase.acts_in_name.push_back({row.sequence, staff ? staff->person : row.on_behalf_of});
  return ok();
}

Result<void> add_acts(const Reading& reading, Case& kase) {
  VERMILION_TRY(const auto rows, snapshot_of(reading, "timeline"));
  PageRequest request{page_rows_max, {}};
  for (std::size_t i = 0; i < acts_pages_max; ++i) {
    VERMILION_TRY(const auto page, timeline_page(*rows, kase.id, request));
    for (const auto& record : page.rows) {
      const auto& row = record.row;
      if (row.kind != RecordKind::accepted) continue;
      kase.acts.push_back({row.fact, row.who, row.person, row.role, row.sequence});
      VERMILION_TRY(note_in_whose_name(reading, row, kase));
    }
    if (!page.next) break;
    request.cursor = *page.next;
  }
  return ok();
}

// The case as the views have it, in the decider's words. (Its own rows are written behind the
// views' back, so that a read of them could miss what min_position was waited for.)
Result<Case> case_of_views(const Reading& reading, const SeenCase& seen) {
  const auto& row = seen.row;
  Case kase;
  kase.id = seen.id;
  kase.version = row.version;
  kase.material_version = row.material_version;
  kase.item = row.item;
  kase.edition = row.edition;
  kase.scope_tree = row.tree;
  kase.scope_version = row.tree_version;
  kase.scope_path = row.path;
  kase.applicant = row.applicant;
  if (row.applicant_kind == PrincipalKind::agent) kase.unit = row.on_behalf_of;
  kase.states = row.states;
  VERMILION_TRY(const auto* worklist, reading.hall.projector().family("worklist"));
  VERMILION_TRY(const auto tasks, read_row<WorklistCase>(*worklist, worklist_case_key(seen.id)));
  bool bars = false;
  for (const auto& duty : row.open) {
    OpenDuty open;
    open.id = duty.id;
    open.kind = duty.kind;
    open.name = duty.name;
    open.to = duty.to;
    open.due = duty.due;
    open.since = duty.since;
    open.holder = duty.holder;
    open.delegated_by = duty.delegated_by;
    for (const auto& task : tasks ? tasks->tasks : std::vector<WorklistTask>{}) {
      if (task.id == duty.id) open.detail = task.detail;
    }
    bars = bars || (open.kind == DutyKind::task && !open.detail.empty());
    kase.open.push_back(std::move(open));
  }
  if (bars) {
    VERMILION_TRY(add_acts(reading, kase));
  }
  kase.service = row.service;
  kase.parcels = row.parcels;
  kase.clock = row.clock;
  if (tasks) kase.cosigns = tasks->cosigns;
  return kase;
}

// What the item lets be started or extended in the case as it stands: the fields of the form that
// say which.
json::array choices_of(const References& references, const Item* item, const Case& kase,
                       std::string_view fact) {
  json::array choices;
  const auto runs = [&](const std::string& limit) {
    const auto* duty = kase.duty_named(limit);
    return duty != nullptr && duty->kind == DutyKind::deadline;
  };
  if (item == nullptr) return choices;
  if (fact == ProcedureStarted::name) {
    for (const auto& one : item->procedures) {
      if (!runs(one.stops)) continue;
      choices.push_back(json::object{{"procedure", one.code},
                                     {"limit", one.stops},
                                     {"zh", one.title.zh},
                                     {"en", one.title.en},
                                     {"basis", one.law + " " + one.article},
                                     {"days_most", one.days_most}});
    }
  } else if (fact == ExtensionAsked::name) {
    for (const auto& [limit, extension] : item->extensions) {
      if (!runs(limit)) continue;
      choices.push_back(
          json::object{{"limit", limit}, {"most", extension.most}, {"basis", extension.basis}});
    }
  } else if (fact == ItemVersionChanged::name && !item->bill) {
    for (const auto& [key, version] : references.catalogue->items) {
      const bool other = key.first == item->code && key.second != item->version;
      if (!other || version.edition != item->edition) continue;
      choices.push_back(
          json::object{{"to", version.version}, {"in_force_from", to_text(version.valid_from)}});
    }
  }
  return choices;
}

bool is_of_choice(std::string_view fact) {
  return fact == ProcedureStarted::name || fact == ExtensionAsked::name ||
         fact == ItemVersionChanged::name;
}

// Whether a result is ready, and is to be sent.
bool is_to_be_sent(const Case& kase) {
  return kase.service.delivery == "express" && kase.duty_named("hand_over") != nullptr;
}

// What may be added to a case of any shape. Nothing is chosen or verified where nothing is owed,
// nothing sent that is not ready, and nothing started or extended that the item does not list.
std::vector<Action> actions_beside(const Reading& reading, const References& references,
                                   const Case& found, const Item* item, const Actor& actor) {
  std::vector<Action> all;
  for (const auto name : editions_beside) {
    const auto* edition = reading.hall.editions().find(name);
    if (edition == nullptr) continue;
    auto kase = found;
    kase.states = states_beside(found, name);
    auto actions = actions_of(edition->info(), kase, actor);
    std::erase_if(actions, [&](const Action& one) {
      const bool of_live = one.fact == DeliveryChosen::name || one.fact == MaterialVerified::name;
      return (of_live && found.open.empty()) ||
             (one.fact == ParcelOrdered::name && !is_to_be_sent(found)) ||
             (is_of_choice(one.fact) && choices_of(references, item, found, one.fact).empty());
    });
    // A task stands in the case as it was found.
    for (auto& action : actions) {
      for (auto& task : action.tasks) task.duty = found.duty(task.duty->id);
    }
    std::move(actions.begin(), actions.end(), std::back_inserter(all));
  }
  return all;
}

json::object action_json(const Words& words, const std::string& edition, const Action& action) {
  json::array tasks;
  for (const auto& task : action.tasks) {
    tasks.push_back(json::object{{"task", task.duty->id.text()},
                                 {"name", task.duty->name},
                                 {"title", words.duty(edition, task.duty->name)},
                                 {"mine", task.mine}});
  }
  json::object object{{"fact", action.fact},
                      {"title", title_json(action.fact)},
                      {"role", action.role},
                      {"role_zh", words.role(action.role)},
                      {"tasks", std::move(tasks)}};
  if (auto schema = schema_of_fact(action.fact)) object["schema"] = std::move(*schema);
  return object;
}

json::object acts_json(const Words& words, const std::string& edition, const TaskActs& one) {
  json::array acts;
  for (const auto& act : one.acts) acts.push_back(json::value(act));
  return {{"task", one.task->id.text()},
          {"name", one.task->name},
          {"title", words.duty(edition, one.task->name)},
          {"role", one.task->to},
          {"acts", std::move(acts)}};
}

ReadAnswer actions(const ReadParts& parts, const Reading& reading) {
  const auto seen = seen_case(reading);
  if (!seen) return problem_of(seen.error());
  const auto kase = case_of_views(reading, seen.value());
  if (!kase) return problem_of(kase.error());
  const auto& found = kase.value();
  auto principal = reading.principal;
  if (reading.is_staff()) principal.on_behalf_of = reading.text("on_behalf_of");
  const auto actor = actor_on(found, principal, reading.grants);
  const auto* edition = reading.hall.editions().find(found.edition);
  json::array facts;
  json::array acts;
  if (edition != nullptr) {
    for (const auto& action : actions_of(edition->info(), found, actor)) {
      facts.push_back(action_json(parts.words, found.edition, action));
    }
    const auto references = reading.hall.loop().references();
    const auto* item = item_of(*references, seen.value().row);
    for (const auto& action : actions_beside(reading, *references, found, item, actor)) {
      auto object = action_json(parts.words, found.edition, action);
      if (is_of_choice(action.fact))
        object["choices"] = choices_of(*references, item, found, action.fact);
      facts.push_back(std::move(object));
    }
    for (const auto& one : task_acts_of(found, actor)) {
      acts.push_back(acts_json(parts.words, found.edition, one));
    }
  }
  ReadAnswer answer{json::object{{"case", found.id.text()},
                                 {"states", parts.words.states(found.edition, found.states)},
                                 {"version", found.version},
                                 {"material_version", found.material_version},
                                 {"roles", names_json(actor.roles)},
                                 {"actions", std::move(facts)},
                                 {"task_acts", std::move(acts)}}};
  answer.etag = "\"" + std::to_string(found.material_version) + "\"";
  return answer;
}

}  // namespace

std::vector<Route> action_routes(const ReadKit& kit) {
  std::vector<Route> routes;
  routes.push_back(read_route(
      kit, "/v1/cases/{id}/actions", "getActions",
      {"本人此刻可以记录的事实及其表单",
       "which facts this principal may record now, with their form"},
      actions, "Actions",
      {query_parameter("on_behalf_of", {"代岗时为缺勤人账号", "standing in: the absent's account"}),
       min_position_parameter()}));
  return routes;
}

}  // namespace vermilion::api
