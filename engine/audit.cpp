#include "engine/audit.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/audit_text.hpp"
#include "events/facts/all.hpp"
#include "events/facts/requests.hpp"

namespace vermilion {
namespace {

constexpr std::size_t flush_records = 4'096;
constexpr std::size_t proposal_id_max = 128;

// The roles under which the engine itself proposes.
bool is_engine(const Principal& principal) {
  return principal.kind == PrincipalKind::system &&
         (principal.who == "system/timer" || principal.who == "system/rule" ||
          principal.who == "system/register" || principal.who == "system/calendar");
}

}  // namespace

Result<void> Auditor::take(const Header& header, const Body& body, const Digest& hash,
                           const DecisionName& decision) {
  if (stopped() || header.kind == RecordKind::claim) return ok();
  header_ = &header;
  body_ = &body;
  here_.at = {header.partition, header.sequence};
  here_.case_id = body.case_id;
  here_.fact = body.fact;
  ++report_.records;
  check_order();
  const bool of_case = header.kind != RecordKind::house;
  if (of_case) {
    VERMILION_TRY(take_case(decision));
  }
  // The record itself, into the state that the next one is judged by.
  Overlay folded{&draft_};
  const auto fold = core::fold(folded, *parts_.editions, header, body, hash, decision);
  if (!fold) {
    if (fold.error().code == Code::io) return fail(fold.error().code, fold.error().detail);
    stop(AuditFault::unfoldable, fold.error().text());
    return ok();
  }
  folded.move_into(draft_);
  last_ = header.sequence;
  recorded_at_ = body.recorded_at;
  if (!of_case) {
    VERMILION_TRY(take_house());
  }
  if (++pending_ >= flush_records) return flush();
  return ok();
}

Result<AuditReport> Auditor::finish() {
  if (!stopped()) {
    VERMILION_TRY(pass_over_what_needs_no_record());
    for (const auto& owed : owed_) {
      find(AuditFault::cause, "nothing",
           "its " + audit::text_of(owed.duty) + " is performed at once");
    }
  }
  owed_.clear();
  VERMILION_TRY(flush());
  return report_;
}

Result<void> Auditor::flush() {
  pending_ = 0;
  if (draft_.empty()) return ok();
  return parts_.core->write(draft_.take(), parts_.partition, last_);
}

void Auditor::find(AuditFault fault, std::string recorded, std::string judged) {
  ++report_.findings;
  if (report_.first.size() >= parts_.findings_max) return;
  auto finding = here_;
  finding.fault = fault;
  finding.recorded = std::move(recorded);
  finding.judged = std::move(judged);
  report_.first.push_back(std::move(finding));
}

void Auditor::expect(AuditFault fault, const std::string& recorded, const std::string& judged) {
  if (recorded != judged) find(fault, recorded, judged);
}

void Auditor::stop(AuditFault fault, const std::string& why) {
  find(fault, {}, why);
  report_.stopped =
      fmt::format("record {} of partition {}: {}", header_->sequence, header_->partition, why);
}

void Auditor::check_order() {
  const auto& body = *body_;
  if (body.recorded_at < recorded_at_) {
    find(AuditFault::order, "recorded " + to_text(body.recorded_at),
         "not before " + to_text(recorded_at_) + ", when the record before was written");
  }
  if (body.recorded_at < body.received_at) {
    find(AuditFault::order, "received " + to_text(body.received_at),
         "not after " + to_text(body.recorded_at) + ", when it was written");
  }
}

Result<void> Auditor::take_house() {
  expect(AuditFault::cause, body_->principal.who, system_principal("house").who);
  for (const auto& owed : owed_) {
    find(AuditFault::cause, body_->fact, "its " + audit::text_of(owed.duty) + " comes first");
  }
  owed_.clear();
  return with_fact(body_->fact, body_->schema, body_->payload, [&](const auto& fact) {
    using F = std::decay_t<decltype(fact)>;
    if constexpr (std::is_same_v<F, Adopted>) {
      const auto loaded = parts_.loader->load(fact.what, fact.version, fact.digest, references_);
      if (!loaded) {
        stop(AuditFault::reference,
             fmt::format("{} {}: {}", fact.what, fact.version, loaded.error().text()));
      } else if (fact.what == "grants") {
        references_.grants_position = header_->sequence;
      } else if (fact.what == "calendar") {
        ++calendars_;
      }
    } else if constexpr (std::is_same_v<F, Reign>) {
      expect(AuditFault::order, fmt::format("epoch {}", fact.epoch),
             fmt::format("epoch {}", header_->epoch));
    }
    return Result<void>{ok()};
  });
}

Result<void> Auditor::take_case(const DecisionName& decision) {
  ++report_.judged;
  VERMILION_TRY(pass_over_what_needs_no_record());
  Expected expected;
  bool known = false;
  if (!owed_.empty()) {
    VERMILION_TRY(known, expected_at_once(expected));
  }
  if (!known && owed_.empty() && body_->fact == DueMoved::name) return check_moved();
  // What does not answer the duty that was owed is judged for itself.
  if (!known && owed_.empty()) {
    if (is_engine(body_->principal)) {
      VERMILION_TRY(known, expected_of_deadline(expected));
    } else {
      VERMILION_TRY(known, expected_of_proposal(expected));
    }
  }
  if (known) {
    VERMILION_TRY(judge(expected));
  }
  const bool performs = !expected.asked.places.has_value();  // a register's own record owes nothing
  if (header_->kind != RecordKind::accepted || !performs) return ok();
  const auto by = std::make_shared<const Body>(*body_);
  std::vector<Owed> owes;
  for (std::size_t i = 0; i < body_->duties.size(); ++i) {
    const auto& duty = body_->duties[i];
    if (is_at_once(duty.kind)) owes.push_back({duty_of(decision, i), duty, by, false, false, {}});
  }
  // Depth first, as the owner performs them.
  owed_.insert(owed_.begin(), owes.begin(), owes.end());
  return ok();
}

// A place that is not held needs no giving back, and a case that is not there is not told: nothing
// is recorded of it.
Result<void> Auditor::pass_over_what_needs_no_record() {
  while (!owed_.empty()) {
    const auto& owed = owed_.front();
    if (owed.duty.kind == DutyKind::give_back) {
      VERMILION_TRY(const auto places, places_of(draft_, owed.duty, owed.by->case_id));
      if (places.held_by_asker) return ok();
    } else if (owed.duty.kind == DutyKind::tell) {
      VERMILION_TRY(const auto told, core::find_case(draft_, told_by(owed.duty)));
      if (told) return ok();
    } else {
      return ok();
    }
    owed_.pop_front();
  }
  return ok();
}

Result<bool> Auditor::expected_at_once(Expected& expected) {
  auto& owed = owed_.front();
  const auto& duty = owed.duty;
  const bool tells = duty.kind == DutyKind::tell;
  const bool of_register = duty.kind != DutyKind::judgement && !tells && !owed.asked;
  const auto case_id = of_register ? register_of(duty) : tells ? told_by(duty) : owed.by->case_id;
  if (body_->cause != owed.id || body_->case_id != case_id) {
    find(AuditFault::cause, "this record follows",
         "first the " + audit::text_of(duty) + " of case " + owed.by->case_id.text());
    owed_.clear();
    return false;
  }
  if (of_register) {
    VERMILION_TRY(expected.kase, register_case(draft_, *parts_.editions, duty));
    VERMILION_TRY(expected.asked.places, places_of(draft_, duty, owed.by->case_id));
    VERMILION_TRY(expected.proposed, proposed_by(duty, owed.id, *owed.by));
    expected.asked.roles = {{"register", {}}};
    if (duty.kind == DutyKind::take) {
      owed.asked = true;
      owed.granted = header_->kind == RecordKind::accepted;
      owed.places = *expected.asked.places;
      return true;
    }
  } else {
    VERMILION_TRY(auto kase, core::load_case(draft_, case_id));
    if (kase) expected.kase = std::move(*kase);
    if (tells || duty.kind == DutyKind::judgement) {
      VERMILION_TRY(expected.proposed, proposed_by(duty, owed.id, *owed.by));
      expected.asked.roles = {{"rule", {}}};
    } else {
      expected.proposed = answer_of_register(duty, owed.id, *owed.by, owed.granted, owed.places);
      expected.asked.roles = {{"register", {}}};
    }
  }
  owed_.pop_front();
  return true;
}

Result<bool> Auditor::expected_of_deadline(Expected& expected) {
  const auto& body = *body_;
  VERMILION_TRY(auto kase, core::load_case(draft_, body.case_id));
  const auto* duty = kase && body.cause ? kase->duty(*body.cause) : nullptr;
  if (duty == nullptr || duty->kind != DutyKind::deadline) {
    find(AuditFault::cause, body.principal.who,
         "an open deadline of the case, or what a record owes");
    return false;
  }
  if (duty->provisional) {
    find(AuditFault::due_first, duty->name, "a provisional date has no consequence yet");
  }
  const auto* first = first_due(*kase, duty->due);
  if (first != nullptr && first->id != duty->id) {
    find(AuditFault::due_first, audit::text_of(*duty),
         audit::text_of(*first) + " is due before it");
  }
  check_not_to_be_moved(*kase);
  VERMILION_TRY(expected.proposed, proposed_by(*duty));
  expected.kase = std::move(*kase);
  expected.asked.roles = {{"timer", {}}};
  return true;
}

Result<OpeningCase> Auditor::opening_of_record(const Case* before) const {
  const auto& body = *body_;
  if (opens_without_item(body.fact)) {
    return opening_account(*parts_.editions, references_, before, body.case_id, body.fact,
                           body.schema, body.payload);
  }
  std::string item = body.basis.item.name;
  std::string office = body.scope.path.substr(body.scope.path.rfind('/') + 1);
  VERMILION_TRY(
      with_fact(body.fact, body.schema, body.payload, [&](const auto& fact) -> Result<void> {
        if constexpr (requires {
                        fact.item;
                        fact.office;
                      }) {
          item = fact.item;
          office = fact.office;
        }
        return ok();
      }));
  return opening_of(*parts_.editions, references_, body.case_id, body.principal.who, item, office,
                    body.received_at);
}

Result<bool> Auditor::expected_of_proposal(Expected& expected) {
  const auto& body = *body_;
  const auto& principal = body.principal;
  VERMILION_TRY(check_proposal());
  if (!references_.complete()) {
    find(AuditFault::reference, "judged", "nothing is, before the reference data are adopted");
    return false;
  }
  VERMILION_TRY(auto kase, core::load_case(draft_, body.case_id));
  if (kase && !is_opened_anew(*kase, body.fact)) {
    expected.kase = std::move(*kase);
    check_not_to_be_moved(expected.kase);
    if (const auto* due = first_due(expected.kase, body.received_at)) {
      find(AuditFault::due_first, "received " + to_text(body.received_at),
           audit::text_of(*due) + " is judged first");
    }
    const auto* cause = body.cause ? expected.kase.duty(*body.cause) : nullptr;
    if (cause != nullptr && cause->kind == DutyKind::deadline) {
      find(AuditFault::cause, principal.who, "a deadline is proposed by the timer");
    }
  } else {
    VERMILION_TRY(auto opening, opening_of_record(kase ? &*kase : nullptr));
    if (!opening.place.empty()) {
      find(AuditFault::basis, body.fact, opening.detail);
      return false;
    }
    expected.kase = std::move(opening.kase);
  }
  VERMILION_TRY(expected.asked,
                asked_by(draft_, references_, principal, expected.kase, body.received_at));
  VERMILION_TRY(look_into_directory(draft_, references_, body, expected.kase, expected.asked));
  VERMILION_TRY(look_into_registers(draft_, references_, body, expected.kase, expected.asked));
  expect(AuditFault::role, "person " + principal.person, "person " + expected.asked.person);
  if (expected.asked.roles.empty()) {
    find(AuditFault::role, principal.who + " as " + principal.role, "no role on this case");
  }
  if (is_task_fact(body.fact)) {
    if (is_task_act(body) && body.basis.edition.version == "1") {
      expected.asked.worklist = first_worklist_edition;
    }
    VERMILION_TRY(const bool is_open,
                  look_at_task(draft_, references_, body, expected.kase, expected.asked));
    if (!is_open) {
      find(AuditFault::cause, body.fact, "an open task of the case");
      return false;
    }
  }
  return true;
}

// A case's dates are brought under a new calendar, and under what stopped or extended its limits,
// before anything is judged by them.
void Auditor::check_not_to_be_moved(const Case& kase) {
  if ((calendars_ < 2 && kase.clock.untouched()) || !references_.complete()) return;
  const auto moves = dues_moved(*parts_.editions, references_, kase);
  if (!moves) return;  // what it is judged by is missing, which is found there
  for (const auto& moved : moves.value()) {
    const auto* duty = kase.duty(moved.deadline);
    find(AuditFault::due_first, audit::text_of(*duty),
         "the calendar in force, or its own clock, moves it first, to " + to_text(moved.to));
  }
}

Result<void> Auditor::check_moved() {
  VERMILION_TRY(const auto kase, core::load_case(draft_, body_->case_id));
  const bool judgeable = kase && references_.complete();
  const auto moves = judgeable ? dues_moved(*parts_.editions, references_, *kase)
                               : Result<std::vector<DueMoved>>{std::vector<DueMoved>{}};
  if (!moves || moves.value().empty()) {
    find(AuditFault::cause, body_->fact,
         "neither the calendar in force nor its own clock moves a deadline of the case");
    return ok();
  }
  VERMILION_TRY(auto expected, moved_by_calendar(*parts_.editions, references_, *kase,
                                                 moves.value().front(), body_->recorded_at));
  // An older form of the fact said less: what it did say is compared.
  const auto said = read_fact<DueMoved>(body_->schema, body_->payload);
  if (said && body_->schema < DueMoved::schema) {
    auto whole = said.value();
    whole.from = moves.value().front().from;
    expected.schema = body_->schema;
    if (encode(whole) == expected.payload) expected.payload = body_->payload;
  }
  compare_proposed(expected);
  compare(RecordKind::accepted, expected);
  return ok();
}

Result<void> Auditor::check_proposal() {
  const auto& body = *body_;
  const auto& principal = body.principal;
  if (body.proposal_id.empty() || body.proposal_id.size() > proposal_id_max) {
    find(AuditFault::proposal, fmt::format("an id of {} octets", body.proposal_id.size()),
         "1 to 128 octets");
  } else {
    VERMILION_TRY(const auto kase, core::find_case(draft_, body.case_id));
    std::optional<Answered> before;
    if (kase) {
      VERMILION_TRY(before, core::answer_to(draft_, *kase, principal.who, body.proposal_id));
    }
    if (before) {
      find(AuditFault::proposal, "id " + body.proposal_id,
           fmt::format("record {} answered it", before->sequence));
    }
  }
  expect(AuditFault::order, "effective " + to_text(body.effective_at),
         "effective " + to_text(body.received_at));
  return ok();
}

Result<void> Auditor::judge(const Expected& expected) {
  const auto& body = *body_;
  Body proposed;
  if (expected.proposed) {
    compare_proposed(*expected.proposed);
    proposed = *expected.proposed;
  } else {
    proposed.principal = body.principal;
    if (body.principal.kind != PrincipalKind::system) proposed.principal.role.clear();
    proposed.fact = body.fact;
    proposed.schema = body.schema;
    proposed.payload = body.payload;
    proposed.received_at = body.received_at;
    proposed.effective_at = body.received_at;
    proposed.cause = body.cause;
  }
  check_separation(expected.kase, expected.asked.for_person);
  if (!references_.complete()) {
    find(AuditFault::reference, "judged", "nothing is, before the reference data are adopted");
    return ok();
  }
  const Question question{*parts_.editions, references_, expected.kase, expected.asked,
                          body.recorded_at};
  const auto kind = judge_body(question, proposed);
  if (!kind) {
    find(AuditFault::verdict, name_of(header_->kind), kind.error().text());
    return ok();
  }
  compare(kind.value(), proposed);
  return ok();
}

void Auditor::compare_proposed(const Body& proposed) {
  const auto& body = *body_;
  expect(AuditFault::cause, body.principal.who, proposed.principal.who);
  expect(AuditFault::cause, fmt::format("{}/{}", body.fact, body.schema),
         fmt::format("{}/{}", proposed.fact, proposed.schema));
  expect(AuditFault::cause, "payload " + to_hex(body.payload),
         "payload " + to_hex(proposed.payload));
  expect(AuditFault::order, "received " + to_text(body.received_at),
         "received " + to_text(proposed.received_at));
  expect(AuditFault::order, "effective " + to_text(body.effective_at),
         "effective " + to_text(proposed.effective_at));
  expect(AuditFault::proposal, "id " + body.proposal_id, "id ");
}

void Auditor::compare(RecordKind kind, const Body& other) {
  const auto& body = *body_;
  expect(AuditFault::version, fmt::format("case version {}", body.case_version),
         fmt::format("case version {}", other.case_version));
  expect(AuditFault::version, fmt::format("material version {}", body.material_version),
         fmt::format("material version {}", other.material_version));
  expect(AuditFault::basis, audit::text_of(body.basis), audit::text_of(other.basis));
  expect(AuditFault::basis, audit::text_of(body.scope), audit::text_of(other.scope));
  expect(AuditFault::verdict, name_of(header_->kind), name_of(kind));
  expect(AuditFault::row, audit::text_of(body.row), audit::text_of(other.row));
  expect(AuditFault::states, audit::text_of(body.from, body.to),
         audit::text_of(other.from, other.to));
  expect(AuditFault::role, audit::text_of(body.principal), audit::text_of(other.principal));
  if (body.duties != other.duties) {
    find(AuditFault::duties, audit::text_of(body.duties), audit::text_of(other.duties));
  }
  if (body.met != other.met)
    find(AuditFault::met, audit::text_of(body.met), audit::text_of(other.met));
  if (body.refusal != other.refusal) {
    find(AuditFault::refusal, audit::text_of(body.refusal), audit::text_of(other.refusal));
  }
}

void Auditor::check_separation(const Case& kase, std::string_view for_person) {
  const auto& body = *body_;
  if (header_->kind != RecordKind::accepted || body.principal.kind == PrincipalKind::system) return;
  for (const auto& id : body.met) {
    const auto* task = kase.duty(id);
    // A fact that ends every duty of a case has done none of the tasks of others.
    if (task == nullptr || task->kind != DutyKind::task || task->to != body.principal.role) {
      continue;
    }
    for (const auto& act : kase.acts) {
      const bool same = act.who == body.principal.who ||
                        kase.is_act_of(act, body.principal.person) ||
                        kase.is_act_of(act, for_person);
      if (!same || !task_bars(task->detail, act.fact)) continue;
      find(AuditFault::separation, fmt::format("{} by {}", body.fact, body.principal.who),
           fmt::format("another person than recorded {} (record {})", act.fact, act.sequence));
    }
  }
}

const char* name_of(AuditFault fault) noexcept {
  constexpr std::array names{"order",     "version",   "proposal",   "basis",
                             "reference", "due_first", "cause",      "verdict",
                             "row",       "states",    "role",       "duties",
                             "met",       "refusal",   "separation", "unfoldable"};
  const auto at = static_cast<std::size_t>(fault);
  return at < names.size() ? names[at] : "unknown";
}

}  // namespace vermilion
