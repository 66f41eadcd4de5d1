// Judging: from a case and a proposed fact to the body of its record.
//
// The one text by which an owner decides and an auditor decides again (audit.hpp): who holds which
// role, which duty is due first, what the engine itself proposes when a duty falls due, and the
// verdict of the case's own edition over the reference data in force. Everything is a function of
// its arguments: no clock, no store but the rows that it is given.
// Source: DESIGN §3, §5. Threads: free functions.
#pragma once

#include "engine/core/beside.hpp"
#include "engine/opening.hpp"
#include "events/facts/house.hpp"

namespace vermilion {

// Who asks, and what the rows know beside the case: what one fact is judged by.
struct Asked {
  std::vector<RoleHeld> roles;
  std::string person = {};         // who stands behind the principal's account
  std::string for_person = {};     // behind the account on whose behalf it acts
  bool lacks_mandate = false;      // an agent on his case, whose unit's mandate does not let him
  const OpenDuty* task = nullptr;  // worklist acts: the task they are about
  std::vector<NamedPerson> named = {};           // and the colleagues whom they name
  std::string_view worklist = worklist_edition;  // and what judges them
  std::optional<RegisterView> places = {};       // register cases
  std::optional<DirectoryView> directory = {};   // accounts
  std::optional<Signer> signer = {};             // bills: whose signature the fact brings
  const RowReader* rows = nullptr;               // of core, where a person or an office asks
};

struct Question {
  const Editions& editions;
  const References& references;
  const Case& kase;
  const Asked& asked;
  Instant recorded_at;
};

// `body` holds what was proposed: fact, schema, payload, principal (role only for systems),
// received_at, effective_at, cause, proposal id and meaning, subjects. The verdict fills in the
// rest, all but `recorded_at`; what is answered is the kind of its record.
// Errors (`body` is then to be dropped): unsupported (no such edition, or the adopted catalogue has
// not the case's item), and the edition's.
[[nodiscard]] Result<RecordKind> judge_body(const Question& question, Body& body);

// The roles that `principal` holds on the case; without any it may not even know of it. Whoever
// acts on behalf of another has that one's roles and no others, while he is his substitute. Errors:
// the store's.
[[nodiscard]] Result<Asked> asked_by(const RowReader& rows, const References& references,
                                     const Principal& principal, const Case& kase, Instant at);
// Of a worklist act: adds the task that it names, which is the one that `core` folds, and the
// colleagues. False when the case has no such open task. Errors: the store's.
[[nodiscard]] Result<bool> look_at_task(const RowReader& rows, const References& references,
                                        const Body& body, const Case& kase, Asked& asked);
// Adds what the rules of the directory see. Errors: the store's.
[[nodiscard]] Result<void> look_into_directory(const RowReader& rows, const References& references,
                                               const Body& body, const Case& kase, Asked& asked);

// The open deadline that is to be judged before anything received at that moment: the earliest that
// is due by then. A provisional date has no consequence yet.
[[nodiscard]] const OpenDuty* first_due(const Case& kase, Instant received);

// The case that a duty tells something; none when the duty does not decode.
[[nodiscard]] CaseId told_by(const Duty& duty);
// The case that a duty takes from or gives back to.
[[nodiscard]] CaseId register_of(const Duty& duty);
// That case, as it is in `rows` or about to open.
[[nodiscard]] Result<Case> register_case(const RowReader& rows, const Editions& editions,
                                         const Duty& duty);
// What it knows of itself when `asker` asks for a place.
[[nodiscard]] Result<RegisterView> places_of(const RowReader& rows, const Duty& duty,
                                             const CaseId& asker);
// Adds what the rules of bills, of their numbers, of signers and of sessions see. Errors: corrupt,
// the store's.
[[nodiscard]] Result<void> look_into_registers(const RowReader& rows, const References& references,
                                               const Body& body, const Case& kase, Asked& asked);

// Makes it the body's fact.
template <Fact F>
void set_fact(Body& body, const F& fact) {
  body.fact = F::name;
  body.schema = F::schema;
  body.payload = encode(fact);
}
// Of a fact that has no content of its own: deadlines, judgements by rule. Errors: unsupported.
[[nodiscard]] Result<void> set_empty_fact(Body& body, std::string_view name);

// ---- what the engine itself proposes; `id` is the duty that asks for it

// The principal under which it does: who = "system/<role>".
[[nodiscard]] Principal system_principal(const std::string& role);
// The fact that an open deadline names. Late or not: received and effective are its due instant
// (DESIGN §5.1). Errors: unsupported (no such fact).
[[nodiscard]] Result<Body> proposed_by(const OpenDuty& deadline);
// The judgement, take, giving back or telling that `owed` asks for at once. Errors: unsupported.
[[nodiscard]] Result<Body> proposed_by(const Duty& duty, const DutyId& id, const Body& owed);
// The register's answer to the case that asked for a place; `places` as they were before.
[[nodiscard]] Body answer_of_register(const Duty& duty, const DutyId& id, const Body& owed,
                                      bool granted, const RegisterView& places);

// ---- due dates under a newly adopted calendar (DESIGN §5.3)

// The open deadlines of a case that end otherwise by the calendar in force, in the order of `open`;
// also those that were provisional and are certain now. Errors: unsupported (no such edition or
// item), corrupt.
[[nodiscard]] Result<std::vector<DueMoved>> dues_moved(const Editions& editions,
                                                       const References& references,
                                                       const Case& kase);
// The record of it: no row, no state changes, and the applicant's next act need not know of it (the
// material version stays).
[[nodiscard]] Result<Body> moved_by_calendar(const Editions& editions, const References& references,
                                             const Case& kase, const DueMoved& moved,
                                             Instant recorded_at);

// Whether the engine performs such a duty in the very frame of the record that owes it.
[[nodiscard]] constexpr bool is_at_once(DutyKind kind) noexcept {
  return kind == DutyKind::take || kind == DutyKind::give_back || kind == DutyKind::judgement ||
         kind == DutyKind::tell;
}

}  // namespace vermilion
