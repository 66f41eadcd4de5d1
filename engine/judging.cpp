#include "engine/judging.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "events/facts/all.hpp"

namespace vermilion {
namespace {

// The capacity of each kind of register case. A person's one full-time post: 代理记账管理办法 4.
std::uint32_t capacity_of(std::string_view kind) {
  return kind == "full_time_post" ? 1 : 0;
}

Digest key_of(const Duty& duty) {
  return duty.detail.size() == 32 ? octets_of<32>(duty.detail) : sha256(duty.detail);
}

// "approval/1" as a reference with its digest.
Reference edition_reference(const Edition& edition) {
  const auto name = edition.info().edition;
  const auto slash = name.find('/');
  return {std::string{name.substr(0, slash)}, std::string{name.substr(slash + 1)},
          edition.digest()};
}

template <Fact F>
void set_fact(Body& body, const F& fact) {
  body.fact = F::name;
  body.schema = F::schema;
  body.payload = encode(fact);
}

// The edition and the item that a case of the catalogue is judged by.
struct Standing {
  const Edition* edition = nullptr;
  const Item* item = nullptr;  // none for register cases
};

Result<Standing> standing_of(const Editions& editions, const References& references,
                             const Case& kase, std::string_view edition) {
  Standing standing;
  standing.edition = editions.find(edition);
  if (standing.edition == nullptr) {
    return fail(Code::unsupported, "this program has no edition " + kase.edition);
  }
  if (kase.edition.starts_with("register/")) return standing;
  standing.item = references.catalogue->find(kase.item, kase.item_version);
  if (standing.item == nullptr) {
    return fail(Code::unsupported, fmt::format("the adopted catalogue has no item {} version {}",
                                               kase.item, kase.item_version));
  }
  return standing;
}

Basis basis_of(const Standing& standing, const References& references) {
  Basis basis;
  if (const auto* item = standing.item) {
    basis.item = {item->code, std::to_string(item->version), item->digest};
    basis.calendar = {"cn", references.calendar->version(), references.calendar->digest()};
  }
  basis.edition = edition_reference(*standing.edition);
  return basis;
}

// A fact that has no content of its own: deadlines, judgements by rule.
Result<void> set_empty_fact(Body& body, std::string_view name) {
  bool made = false;
  each_fact([&](const auto& fact) {
    if (fact.name != name) return;
    set_fact(body, fact);
    made = true;
  });
  if (!made) return fail(Code::unsupported, "no fact is called " + std::string{name});
  return ok();
}

}  // namespace

Result<RecordKind> judge_body(const Question& question, Body& body) {
  const auto& kase = question.kase;
  const auto& references = question.references;
  const auto* task = question.task;
  VERMILION_TRY(const auto standing,
                standing_of(question.editions, references, kase,
                            task != nullptr ? "worklist/1" : std::string_view{kase.edition}));
  const auto* item = standing.item;
  const auto* edition = standing.edition;
  body.basis = basis_of(standing, references);
  body.scope = kase.scope();
  body.case_id = kase.id;
  body.case_version = kase.version + 1;
  Case judged_task;  // worklist acts: the task's own state stands where the case's states would
  if (task != nullptr) {
    judged_task = kase;
    judged_task.states = {task->holder.empty() ? "FREE" : "HELD"};
  }
  const Moments moments{body.received_at, question.recorded_at, body.effective_at};
  const JudgeInput input{task != nullptr ? judged_task : kase,
                         body.fact,
                         body.schema,
                         body.payload,
                         body.principal,
                         question.roles,
                         moments,
                         item,
                         references.calendar.get(),
                         task,
                         question.places};
  VERMILION_TRY(auto judgement, edition->judge(input));
  const bool accepted = judgement.answer == table::Answer::recorded;
  body.row = judgement.row;
  body.from = std::move(judgement.from);
  body.to = std::move(judgement.to);
  body.principal.role = judgement.role;
  body.principal.grant = judgement.grant;
  body.principal.grant_position = judgement.grant.empty() ? 0 : references.grants_position;
  body.duties = std::move(judgement.duties);
  body.met = std::move(judgement.met);
  body.refusal = std::move(judgement.refusal);
  body.material_version =
      kase.material_version + static_cast<std::uint64_t>(accepted && judgement.changes_material);
  // A deadline that is judged is over, whatever its row says of others.
  if (accepted && body.cause) {
    const auto* duty = kase.duty(*body.cause);
    const bool listed = std::find(body.met.begin(), body.met.end(), *body.cause) != body.met.end();
    if (duty != nullptr && duty->kind == DutyKind::deadline && !listed) {
      body.met.push_back(*body.cause);
    }
  }
  return accepted ? RecordKind::accepted : RecordKind::refused;
}

bool roles_on(const References& references, const Principal& principal, const Case& kase,
              Instant at, std::vector<RoleHeld>& roles) {
  roles.clear();
  if (principal.kind == PrincipalKind::system) {
    roles.push_back({principal.role, {}});
    return true;
  }
  if (principal.who == kase.applicant) roles.push_back({"applicant", {}});
  if (principal.kind == PrincipalKind::staff && references.grants) {
    references.grants->held(principal.who, kase.scope(), kase.item, at, roles);
  }
  return !roles.empty();
}

const OpenDuty* first_due(const Case& kase, Instant received) {
  const OpenDuty* first = nullptr;
  for (const auto& duty : kase.open) {
    if (duty.kind != DutyKind::deadline || duty.provisional || duty.due > received) continue;
    if (first == nullptr || duty.due < first->due) first = &duty;
  }
  return first;
}

Result<OpeningCase> opening_of(const Editions& editions, const References& references,
                               const CaseId& id, const std::string& who,
                               const std::string& item_code, const std::string& office,
                               Instant received) {
  OpeningCase opening;
  const auto* item = references.catalogue->open_on(item_code, china_day(received));
  if (item == nullptr) {
    opening.place = "/item";
    opening.detail =
        fmt::format("no item {} takes applications on {}", item_code, to_text(china_day(received)));
    return opening;
  }
  const auto* path = references.scopes->path_of(item->scope_tree, office);
  if (path == nullptr) {
    opening.place = "/office";
    opening.detail = fmt::format("no office {} in the {} tree", office, item->scope_tree);
    return opening;
  }
  const auto* edition = editions.find(item->edition);
  if (edition == nullptr) return fail(Code::unsupported, "no edition " + item->edition);
  auto& kase = opening.kase;
  kase.id = id;
  kase.item = item->code;
  kase.item_version = item->version;
  kase.item_digest = item->digest;
  kase.edition = item->edition;
  kase.scope_tree = item->scope_tree;
  kase.scope_version = references.scopes->number;
  kase.scope_path = *path;
  kase.applicant = who;
  kase.states = edition->initial();
  return opening;
}

Result<Case> register_case(const RowReader& rows, const Editions& editions, const CaseId& id) {
  VERMILION_TRY(const auto found, core::find_case(rows, id));
  if (found) return *found;
  Case kase;
  kase.id = id;
  kase.edition = "register/1";
  kase.scope_tree = "house";
  const auto* edition = editions.find(kase.edition);
  if (edition == nullptr) return fail(Code::unsupported, "this program has no edition register/1");
  kase.states = edition->initial();
  return kase;
}

Result<RegisterView> places_of(const RowReader& rows, const CaseId& register_id,
                               const CaseId& asker) {
  VERMILION_TRY(const auto row,
                core::load<core::RegisterRow>(rows, core::register_key(register_id)));
  VERMILION_TRY(const auto held, rows.get(core::holder_key(register_id, asker)));
  return RegisterView{row ? row->taken : 0, held.has_value(), row ? row->first : CaseId{}};
}

Principal system_principal(const std::string& role) {
  Principal principal;
  principal.kind = PrincipalKind::system;
  principal.who = "system/" + role;
  principal.person = principal.who;
  principal.role = role;
  return principal;
}

Result<Body> proposed_by(const OpenDuty& deadline) {
  Body body;
  VERMILION_TRY(set_empty_fact(body, deadline.detail));
  body.principal = system_principal("timer");
  body.received_at = deadline.due;
  body.effective_at = deadline.due;
  body.cause = deadline.id;
  return body;
}

Result<Body> proposed_by(const Duty& duty, const DutyId& id, const Body& owed) {
  Body body;
  body.received_at = owed.received_at;
  body.effective_at = owed.effective_at;
  body.cause = id;
  if (duty.kind == DutyKind::take) {
    body.principal = system_principal("register");
    set_fact(body, PlaceTaken{duty.to, key_of(duty), capacity_of(duty.to), owed.case_id});
  } else if (duty.kind == DutyKind::give_back) {
    body.principal = system_principal("register");
    set_fact(body, PlaceReturned{owed.case_id});
  } else {
    body.principal = system_principal("rule");
    VERMILION_TRY(set_empty_fact(body, duty.detail));
  }
  return body;
}

Body answer_of_register(const Duty& duty, const DutyId& id, const Body& owed, bool granted,
                        const CaseId& first_holder) {
  Body body;
  body.principal = system_principal("register");
  body.received_at = owed.received_at;
  body.effective_at = owed.effective_at;
  body.cause = id;
  const auto register_id = core::register_case_of(duty.to, duty.detail);
  if (granted) {
    set_fact(body, PlaceGranted{duty.to, key_of(duty), register_id});
  } else {
    set_fact(body, PlaceRefused{duty.to, key_of(duty), register_id, first_holder});
  }
  return body;
}

Result<std::vector<DueMoved>> dues_moved(const Editions& editions, const References& references,
                                         const Case& kase) {
  std::vector<DueMoved> moved;
  for (const auto& duty : kase.open) {
    if (duty.kind != DutyKind::deadline) continue;
    VERMILION_TRY(const auto standing, standing_of(editions, references, kase, kase.edition));
    if (standing.item == nullptr) continue;
    VERMILION_TRY(const auto again,
                  standing.edition->due_again(kase, duty, *standing.item, *references.calendar));
    if (again && (again->due != duty.due || again->provisional != duty.provisional)) {
      moved.push_back({duty.id, duty.due, again->due, again->provisional});
    }
  }
  return moved;
}

Result<Body> moved_by_calendar(const Editions& editions, const References& references,
                               const Case& kase, const DueMoved& moved, Instant recorded_at) {
  VERMILION_TRY(const auto standing, standing_of(editions, references, kase, kase.edition));
  Body body;
  set_fact(body, moved);
  body.principal = system_principal("calendar");
  body.received_at = recorded_at;
  body.effective_at = recorded_at;
  body.case_id = kase.id;
  body.case_version = kase.version + 1;
  body.material_version = kase.material_version;
  body.scope = kase.scope();
  body.basis = basis_of(standing, references);
  body.from = kase.states;
  body.to = kase.states;
  return body;
}

bool is_worklist_act(std::string_view fact) {
  return fact == TaskClaimed::name || fact == TaskReleased::name || fact == TaskAssigned::name;
}

std::optional<DutyId> task_of(std::string_view name, std::uint16_t schema, BytesView payload) {
  std::optional<DutyId> task;
  const auto found = with_fact(name, schema, payload, [&](const auto& fact) -> Result<void> {
    if constexpr (requires { fact.task; }) task = fact.task;
    return ok();
  });
  return found ? task : std::nullopt;
}

}  // namespace vermilion
