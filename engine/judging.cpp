#include "engine/judging.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/applicant.hpp"
#include "engine/cosigning.hpp"
#include "engine/table/roles.hpp"
#include "events/facts/all.hpp"

namespace vermilion {
namespace {

// The capacity of each kind of register case. A person's one full-time post: 代理记账管理办法 4.
constexpr std::string_view administrator = "administrator";
// The rules that no shape need write: what a procedure is to find out is not decided before it
// ends.
constexpr table::RuleInfo limit_is_stopped{"ProcedureHasEnded",
                                           {"行政许可法", "45, 48(2)"},
                                           "特别程序已结束，方可作出决定",
                                           "the special procedure has ended before a decision"};

// Nor: what is on its way was not handed over yet.
constexpr table::RuleInfo parcel_has_arrived{
    "ParcelHasArrived",
    {"行政许可法", "44"},
    "邮件已签收、退回或遗失，方可登记送达",
    "the parcel was delivered, came back or is lost before "
    "it is recorded as handed over"};

// The version of its item that the fact would have the case go over to; null when there is none.
const Item* target_of(const References& references, const Case& kase, const Body& body) {
  if (body.fact != ItemVersionChanged::name || !references.catalogue) return nullptr;
  const auto fact = read_fact<ItemVersionChanged>(body.schema, body.payload);
  return fact ? references.catalogue->find(kase.item, fact.value().to) : nullptr;
}

// What the legal clock of the case adds to a verdict of its own edition: while a procedure goes on,
// the office ends no limit that the procedure stopped; and a limit that was met is not extended.
void heed_clock(const Case& kase, Judgement& judgement) {
  if (judgement.answer != table::Answer::recorded) return;
  const auto ends = [&](std::string_view limit) {
    return std::any_of(judgement.met.begin(), judgement.met.end(), [&](const DutyId& id) {
      const auto* duty = kase.duty(id);
      return duty != nullptr && duty->kind == DutyKind::deadline && duty->name == limit;
    });
  };
  const auto* procedure = kase.clock.running();
  if (procedure != nullptr && table::roles::is_staff(judgement.role) && ends(procedure->limit)) {
    refuse_by(limit_is_stopped, "", kase.states, judgement);
    return;
  }
  // By silence it is over, too; but the answer may have been given in time, and be known later.
  const auto* asked = kase.duty_named("decide_extension");
  if (asked == nullptr || judgement.role == "timer" || !ends(kase.clock.asked)) return;
  if (std::find(judgement.met.begin(), judgement.met.end(), asked->id) == judgement.met.end()) {
    judgement.met.push_back(asked->id);
  }
}

void heed_parcels(const Case& kase, Judgement& judgement) {
  if (judgement.answer != table::Answer::recorded || kase.parcels.empty()) return;
  const auto& newest = kase.parcels.back();
  if (newest.scans.empty() || newest.ended_at.set()) return;  // never collected, or it has ended
  const bool hands_over =
      std::any_of(judgement.met.begin(), judgement.met.end(), [&](const DutyId& id) {
        const auto* duty = kase.duty(id);
        return duty != nullptr && duty->name == "hand_over";
      });
  if (hands_over) refuse_by(parcel_has_arrived, "", kase.states, judgement);
}

class MaterialsOfCore final : public KnownMaterials {
 public:
  explicit MaterialsOfCore(const RowReader& rows) : rows_{rows} {}
  [[nodiscard]] Result<bool> is_verified(const Digest& material,
                                         std::string_view who) const override {
    return core::is_verified_for(rows_, material, who);
  }

 private:
  const RowReader& rows_;
};

// "approval/1" as a reference with its digest.
Reference edition_reference(const Edition& edition) {
  const auto name = edition.info().edition;
  const auto slash = name.find('/');
  return {std::string{name.substr(0, slash)}, std::string{name.substr(slash + 1)},
          edition.digest()};
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
  if (is_of_house(kase)) return standing;
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

// Of an account: what he may do by himself, and what as administrator of the office.
void add_roles_on_account(const Staff* staff, const Principal& principal, const Case& kase,
                          Instant at, bool administered, Asked& asked) {
  if (!principal.on_behalf_of.empty()) return;  // nobody administers in another's name
  const bool enrolled = !kase.in_state("UNKNOWN");
  if (!enrolled && !administered) asked.roles.push_back({"founder", {}});
  if (enrolled && kase.id == case_of_account(principal.who)) {
    asked.roles.push_back({"oneself", {}});
  }
  if (staff == nullptr) return;
  for (const auto& grant : staff->grants) {
    if (grant.role != administrator || !grant.holds_at(at)) continue;
    if (grant.covers(kase.scope_tree, kase.scope_path)) {
      asked.roles.push_back({grant.role, grant.id, grant.position});
      return;
    }
  }
}

// Of an item's case: by the account's grants, of the file and of the directory.
void add_roles_on_case(const Staff* staff, const std::string& who, const References& references,
                       const Case& kase, Instant at, Asked& asked) {
  if (references.grants) {
    references.grants->held(who, kase.scope(), kase.item, at, asked.roles);
    for (auto& role : asked.roles) {
      if (!role.grant.empty()) role.position = references.grants_position;
    }
  }
  if (staff == nullptr) return;
  for (const auto& grant : staff->grants) {
    if (grant.role != administrator && grant.covers(kase.scope_tree, kase.scope_path) &&
        grant.covers_item(kase.item) && grant.holds_at(at)) {
      asked.roles.push_back({grant.role, grant.id, grant.position});
    }
  }
}

// A person on his own case; an agent on those of the unit that he comes for, whoever opened them,
// while its mandate holds for the item, and on the mandate itself.
Result<void> add_roles_of_applicant(const RowReader& rows, const Principal& principal,
                                    const Case& kase, Instant at, Asked& asked) {
  const bool agent = principal.kind == PrincipalKind::agent;
  if (is_of_house(kase)) {
    const bool own = agent && is_mandate(kase) &&
                     kase.id == case_of_mandate(principal.who, principal.on_behalf_of);
    // Whose consent it is follows from its id, which the table asks for.
    if (own || is_consent(kase)) asked.roles.push_back({"oneself", {}});
    return ok();
  }
  // Whoever holds a bill may book it: he says what stands on its face (workflows/bill).
  if (agent && principal.who != kase.applicant && kase.edition.starts_with("bill/")) {
    asked.roles.push_back({"booker", {}});
  }
  // Anybody may object to what is on public notice (workflows/recognition); before that, and once
  // it has ended and nothing is owed any more, nobody else is to know of it.
  if (principal.who != kase.applicant && kase.edition.starts_with("recognition/") &&
      !kase.open.empty() && std::any_of(kase.acts.begin(), kase.acts.end(), [](const Act& act) {
        return act.fact == OriginalsSeen::name;
      })) {
    asked.roles.push_back({"objector", {}});
  }
  const bool opens = kase.version == 0;
  if (!opens && !comes_as_applicant(kase, principal)) return ok();
  if (agent) {
    VERMILION_TRY(const auto mandate,
                  core::mandate_of(rows, case_of_mandate(principal.who, principal.on_behalf_of)));
    if (!mandate || !mandate->covers(kase.item, at)) {
      asked.lacks_mandate = true;
      return ok();
    }
  }
  asked.roles.push_back({"applicant", {}});
  return ok();
}

bool is_substitute(const Staff& staff, const std::string& absent, Instant at) {
  return std::any_of(staff.stands_in.begin(), staff.stands_in.end(), [&](const StandIn& one) {
    return one.absent == absent && one.absence.from <= at && at < one.absence.until;
  });
}

std::string person_behind(const Staff* staff, const std::string& who,
                          const References& references) {
  if (staff != nullptr) return staff->person;
  return references.grants ? references.grants->person_behind(who) : who;
}

}  // namespace

Result<RecordKind> judge_body(const Question& question, Body& body) {
  const auto& kase = question.kase;
  const auto& references = question.references;
  const auto& asked = question.asked;
  const auto* task = asked.task;
  const auto edition_of_fact = is_of_house(kase) ? std::string_view{} : edition_beside(body.fact);
  const bool beside = !edition_of_fact.empty();
  VERMILION_TRY(const auto standing, standing_of(question.editions, references, kase,
                                                 task != nullptr ? asked.worklist
                                                 : beside        ? edition_of_fact
                                                                 : std::string_view{kase.edition}));
  const auto* item = standing.item;
  const auto* edition = standing.edition;
  body.basis = basis_of(standing, references);
  body.scope = kase.scope();
  body.case_id = kase.id;
  body.case_version = kase.version + 1;
  // Worklist acts: the task's own state stands where the case's states would; likewise that of
  // what stands beside a case.
  Case judged_for;
  if (task != nullptr || beside) {
    judged_for = kase;
    if (beside) {
      judged_for.states = states_beside(kase, edition_of_fact);
    } else {
      judged_for.states = {state_of_task(*task)};
    }
  }
  std::optional<MaterialsOfCore> materials;
  if (asked.rows != nullptr) materials.emplace(*asked.rows);
  const Moments moments{body.received_at, question.recorded_at, body.effective_at};
  const JudgeInput input{task != nullptr || beside ? judged_for : kase,
                         body.fact,
                         body.schema,
                         body.payload,
                         body.principal,
                         asked.roles,
                         moments,
                         item,
                         references.calendar.get(),
                         task,
                         asked.places ? &*asked.places : nullptr,
                         asked.for_person,
                         asked.directory ? &*asked.directory : nullptr,
                         materials ? &*materials : nullptr,
                         asked.signer ? &*asked.signer : nullptr,
                         target_of(references, kase, body),
                         asked.named};
  VERMILION_TRY(auto judgement, edition->judge(input));
  if (task == nullptr && !beside) {
    heed_clock(kase, judgement);
    heed_parcels(kase, judgement);
  }
  VERMILION_TRY(heed_cosigns(kase, body, judgement));
  const bool accepted = judgement.answer == table::Answer::recorded;
  body.row = judgement.row;
  if (accepted && input.target != nullptr) {  // from here on it is this version's
    body.basis.item = {input.target->code, std::to_string(input.target->version),
                       input.target->digest};
  }
  if (beside) {
    body.from = kase.states;
    body.to = kase.states;
  } else {
    body.from = std::move(judgement.from);
    body.to = std::move(judgement.to);
  }
  body.principal.role = judgement.role;
  body.principal.grant = judgement.grant;
  body.principal.grant_position = judgement.grant_position;
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

Result<Asked> asked_by(const RowReader& rows, const References& references,
                       const Principal& principal, const Case& kase, Instant at) {
  Asked asked;
  asked.rows = &rows;
  asked.person = principal.who;
  if (principal.kind == PrincipalKind::system) {
    asked.roles.push_back({principal.role, {}});
    return asked;
  }
  const bool of_account = is_account(kase);
  if (principal.kind != PrincipalKind::staff) {
    VERMILION_TRY(add_roles_of_applicant(rows, principal, kase, at, asked));
    return asked;
  }
  const bool in_ones_own_name = principal.on_behalf_of.empty();
  if (principal.who == kase.applicant && !is_of_house(kase) && in_ones_own_name) {
    asked.roles.push_back({"applicant", {}});
  }
  VERMILION_TRY(const auto staff, core::find_account(rows, principal.who));
  asked.person = person_behind(staff.get(), principal.who, references);
  if (staff && staff->left) return asked;
  if (of_account) {
    VERMILION_TRY(const auto founding, core::founding_of(rows));
    add_roles_on_account(staff.get(), principal, kase, at, founding.administered, asked);
  } else if (in_ones_own_name) {
    add_roles_on_case(staff.get(), principal.who, references, kase, at, asked);
  } else if (staff && is_substitute(*staff, principal.on_behalf_of, at)) {
    VERMILION_TRY(const auto absent, core::find_account(rows, principal.on_behalf_of));
    asked.for_person = person_behind(absent.get(), principal.on_behalf_of, references);
    add_roles_on_case(absent.get(), principal.on_behalf_of, references, kase, at, asked);
  }
  return asked;
}

Result<void> look_into_directory(const RowReader& rows, const References& references,
                                 const Body& body, const Case& kase, Asked& asked) {
  if (!is_account(kase) && !is_mandate(kase)) return ok();
  auto& view = asked.directory.emplace();
  view.scopes = references.scopes.get();
  if (is_mandate(kase)) return ok();
  VERMILION_TRY(const auto founding, core::founding_of(rows));
  view.awaited = founding.awaited;
  view.administered = founding.administered;
  VERMILION_TRY(view.account, core::account_of(rows, kase.id));
  VERMILION_TRY(const auto principal, core::find_account(rows, body.principal.who));
  for (const auto& grant : principal ? principal->grants : std::vector<Grant>{}) {
    if (grant.role == administrator && grant.holds_at(body.received_at)) {
      view.powers.push_back(grant);
    }
  }
  if (body.fact != AbsenceRecorded::name) return ok();
  // What does not decode is refused where it is judged.
  const auto fact = read_fact<AbsenceRecorded>(body.schema, body.payload);
  if (!fact) return ok();
  VERMILION_TRY(view.other, core::find_account(rows, fact.value().substitute));
  return ok();
}

const OpenDuty* first_due(const Case& kase, Instant received) {
  const OpenDuty* first = nullptr;
  for (const auto& duty : kase.open) {
    if (duty.kind != DutyKind::deadline || duty.provisional || duty.due > received) continue;
    if (first == nullptr || duty.due < first->due) first = &duty;
  }
  return first;
}

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

Result<bool> look_at_task(const RowReader& rows, const References& references, const Body& body,
                          const Case& kase, Asked& asked) {
  // What does not decode is refused where it is judged.
  const auto task = task_of_act(body.fact, body.schema, body.payload);
  asked.task = task ? kase.duty(task.value()) : nullptr;
  if (asked.task == nullptr || asked.task->kind != DutyKind::task) return false;
  const auto named = named_in_act(body.fact, body.schema, body.payload);
  for (const auto& who : named ? named.value() : std::vector<std::string>{}) {
    if (asked.named.size() == named_max) break;
    VERMILION_TRY(const auto staff, core::find_account(rows, who));
    Asked there;
    if (!staff || !staff->left) {
      add_roles_on_case(staff.get(), who, references, kase, body.received_at, there);
    }
    asked.named.push_back(
        {who, person_behind(staff.get(), who, references), std::move(there.roles)});
  }
  return true;
}

}  // namespace vermilion
