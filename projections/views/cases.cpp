#include "projections/views/cases.hpp"

#include <algorithm>

#include "events/duties.hpp"
#include "events/facts/approval.hpp"
#include "events/facts/enrolment.hpp"
#include "events/facts/filing.hpp"
#include "events/facts/house.hpp"
#include "events/facts/registrant.hpp"
#include "projections/house_records.hpp"

namespace vermilion::projections {
namespace {

void open_case(FoldRows& rows, CaseRow& row, const Header& header, const Body& body) {
  row.item = body.basis.item.name;
  row.item_version = body.basis.item.version;
  row.edition = body.basis.edition.name + "/" + body.basis.edition.version;
  row.tree = body.scope.tree;
  row.tree_version = body.scope.version;
  row.path = body.scope.path;
  row.applicant_kind = body.principal.kind;
  row.applicant = body.principal.who;
  row.on_behalf_of = body.principal.on_behalf_of;
  row.states = body.from;
  row.opened_at = body.effective_at;
  row.first = header.sequence;
  if (is_of_house(body)) return;
  rows.add(
      Key{applicant_index_kind}.text(row.applicant).newest(row.opened_at).case_id(body.case_id),
      row.item);
  rows.add(Key{case_index_kind}
               .text(row.tree)
               .text(row.path)
               .newest(row.opened_at)
               .case_id(body.case_id),
           row.item);
}

void meet_duties(CaseRow& row, const Header& header, const Body& body) {
  for (const auto& id : body.met) {
    const auto* duty = row.duty(id);
    if (duty == nullptr) continue;
    if (body.cause == id && duty->kind == DutyKind::deadline) {
      row.passed.push_back({duty->name, duty->due, header.sequence});
    }
    row.open.erase(row.open.begin() + (duty - row.open.data()));
  }
}

Result<void> owe_duties(CaseRow& row, const Body& body, const DecisionName& decision) {
  const auto holders = holders_at_once(body);
  if (!holders) return fail(holders.error().code, holders.error().detail);
  for (std::size_t i = 0; i < body.duties.size(); ++i) {
    const auto& duty = body.duties[i];
    if (!duty_stays_open(duty.kind)) continue;
    CaseDuty open;
    open.id = duty_of(decision, i);
    open.kind = duty.kind;
    open.name = duty.name;
    open.to = duty.to;
    open.due = duty.due;
    open.provisional = duty.provisional;
    open.since = body.effective_at;
    if (i < holders.value().size()) change_holder(open, holders.value()[i], body.effective_at);
    row.open.push_back(std::move(open));
  }
  return ok();
}

// Where whoever knows the number finds the case.
void note_named(FoldRows& rows, const CaseRow& row, const PersonNumber& number, const Body& body) {
  rows.put(Key{'L'}
               .text(to_hex(view_of(number.lookup).substr(0, 16)))
               .newest(row.opened_at)
               .case_id(body.case_id),
           row.item);
}

// What only certain facts say. The payload itself stands in a row of its own.
Result<void> fold_fact(FoldRows& rows, CaseRow& row, const Header& header, const Body& body) {
  if (is_task_act(body)) {
    VERMILION_TRY(const auto task, task_of_act(body.fact, body.schema, body.payload));
    VERMILION_TRY(const auto change, hands_change(body));
    if (auto* duty = row.duty(task)) {
      change_hands(*duty, change, body.effective_at);
    } else if (std::find(body.met.begin(), body.met.end(), task) == body.met.end()) {
      return fail(Code::corrupt, fmt::format("record {} of partition {}: task {} is not open",
                                             header.sequence, header.partition, task.text()));
    }
  } else if (is_of_service(body)) {
    VERMILION_TRY(fold_service(row.service, body));
  } else if (is_of_delivery(body)) {
    VERMILION_TRY(fold_delivery(row.parcels, body));
  } else if (is_of_clock(body)) {
    VERMILION_TRY(fold_clock(row.clock, body));
    row.item_version = body.basis.item.version;
  } else if (body.fact == Enrolled::name) {
    VERMILION_TRY(const auto fact, fact_of<Enrolled>(header, body));
    note_named(rows, row, fact.id_number, body);
  } else if (body.fact == RegistrantEntered::name) {
    VERMILION_TRY(const auto fact, fact_of<RegistrantEntered>(header, body));
    note_named(rows, row, fact.id_number, body);
  } else if (body.fact == Submitted::name) {
    VERMILION_TRY(const auto fact, fact_of<Submitted>(header, body));
    if (fact.unit) {
      row.unit_name = fact.unit->name;
      row.unit_uscc = fact.unit->uscc;
    }
    for (const auto& person : fact.people) note_named(rows, row, person.id_number, body);
  } else if (body.fact == FilingLodged::name) {
    VERMILION_TRY(const auto fact, fact_of<FilingLodged>(header, body));
    row.unit_name = fact.unit.name;
    row.unit_uscc = fact.unit.uscc;
  } else if (body.fact == DueMoved::name) {
    VERMILION_TRY(const auto fact, fact_of<DueMoved>(header, body));
    if (const auto* moved = row.duty(fact.deadline)) {
      const auto before = moved->due;
      for (auto& duty : row.open) {
        const bool bore_it = duty.kind == DutyKind::task && duty.due == before;
        if (duty.id != fact.deadline && !bore_it) continue;
        duty.due = fact.to;
        duty.provisional = fact.provisional;
      }
    }
  }
  return ok();
}

// Facts of a case share a row until it is large enough: a step then costs one row less, and a large
// payload is not copied again for the next.
Result<void> keep_fact(FoldRows& rows, CaseRow& row, const Header& header, const Body& body) {
  if (body.payload.empty() || is_of_house(body)) return ok();
  thread_local Bytes octets;
  octets.clear();
  SpanOut archive{octets};
  archive(PassedFact{header.sequence, body.fact, body.schema, body.principal.kind,
                     body.principal.who, body.principal.role, body.effective_at, body.payload});
  if (row.facts_octets == 0 || row.facts_octets + octets.size() > facts_octets_max) {
    row.facts_from = body.case_version;
    row.facts_octets = static_cast<std::uint32_t>(octets.size());
    rows.add(Key{'F'}.case_id(body.case_id).number(row.facts_from), octets);
    return ok();
  }
  const Key key = Key{'F'}.case_id(body.case_id).number(row.facts_from);
  VERMILION_TRY(const auto before, rows.find(key));
  if (!before || before->size() != row.facts_octets) {
    return fail(Code::corrupt, "the facts of case " + body.case_id.text() + " are not complete");
  }
  octets.insert(0, *before);
  row.facts_octets = static_cast<std::uint32_t>(octets.size());
  rows.put(key, octets);
  return ok();
}

// What a worklist act says beside what it does, and whom it tells.
Result<void> keep_note(FoldRows& rows, const Header& header, const Body& body) {
  VERMILION_TRY(const auto note, note_of_act(body));
  const bool is_of_cosign = body.fact == CosignAsked::name || body.fact == CosignGiven::name;
  if (note.empty() && !is_of_cosign && body.fact != TaskCopied::name) return ok();
  rows.add(
      Key{'N'}.case_id(body.case_id).number(header.sequence),
      encode(PassedFact{header.sequence, body.fact, body.schema, body.principal.kind,
                        body.principal.who, body.principal.role, body.effective_at, body.payload}));
  if (body.fact != TaskCopied::name) return ok();
  VERMILION_TRY(const auto named, named_in_act(body.fact, body.schema, body.payload));
  for (const auto& who : named) {
    rows.put(Key{'K'}.text(who).newest(body.effective_at).case_id(body.case_id),
             encode(CopyRow{header.sequence, body.principal.who, note}));
  }
  return ok();
}

class Cases final : public View {
 public:
  [[nodiscard]] std::string_view name() const override { return "cases"; }
  [[nodiscard]] std::span<const KeyShape> keys() const override {
    using enum KeyPart;
    static constexpr KeyShape shapes[]{{'C', "case", {case_id}},
                                       {'F', "facts", {case_id, number}},
                                       {'N', "note", {case_id, number}},
                                       {'K', "copy", {text, newest, case_id}},
                                       {'A', "case-of-applicant", {text, newest, case_id}},
                                       {'I', "case-of-scope", {text, text, newest, case_id}},
                                       {'L', "case-of-person", {text, newest, case_id}}};
    return shapes;
  }
  [[nodiscard]] Result<void> fold_record(FoldRows& rows, const Header& header, const Body& body,
                                         const DecisionName& decision) const override {
    if (!body.case_id.set()) return ok();
    const Key key = Key{'C'}.case_id(body.case_id);
    VERMILION_TRY(auto* const found, open_of_case<CaseRow>(rows, key, body));
    auto& row = found == nullptr ? add_opened<CaseRow>(rows, key) : found->row;
    if (found == nullptr) {
      open_case(rows, row, header, body);
    } else {
      found->changed = true;
    }
    row.version = body.case_version;
    row.material_version = body.material_version;
    row.changed_at = body.recorded_at;
    row.last = header.sequence;
    if (header.kind == RecordKind::refused) return ok();
    meet_duties(row, header, body);
    VERMILION_TRY(fold_fact(rows, row, header, body));
    if (header.kind == RecordKind::accepted && !is_task_act(body)) {
      if (body.to != body.from) {
        row.outcome = body.fact;
        row.outcome_at = body.effective_at;
      }
      row.states = body.to;
    }
    VERMILION_TRY(owe_duties(row, body, decision));
    if (!row.open.empty()) {
      row.settled_at = Instant{};
    } else if (!row.settled_at.set()) {
      row.settled_at = body.effective_at;
    }
    if (is_task_act(body)) return keep_note(rows, header, body);
    return keep_fact(rows, row, header, body);
  }
};

}  // namespace

CaseDuty* CaseRow::duty(const DutyId& id) {
  const auto found =
      std::find_if(open.begin(), open.end(), [&](const CaseDuty& duty) { return duty.id == id; });
  return found == open.end() ? nullptr : &*found;
}

Result<std::vector<PassedFact>> passed_facts(BytesView octets) {
  std::vector<PassedFact> facts;
  SpanIn archive{octets};
  while (archive.left() > 0 && !archive.failed()) archive(facts.emplace_back());
  if (archive.failed()) return fail(Code::corrupt, "a row of facts does not decode");
  return facts;
}

Bytes person_index_prefix(const Digest& lookup) {
  return Key{'L'}.text(to_hex(view_of(lookup).substr(0, 16))).take();
}

Bytes case_row_key(const CaseId& id) {
  return Key{'C'}.case_id(id).take();
}
Bytes passed_fact_prefix(const CaseId& id) {
  return Key{'F'}.case_id(id).take();
}

Bytes note_prefix(const CaseId& id) {
  return Key{'N'}.case_id(id).take();
}
Bytes copy_prefix(std::string_view who) {
  return Key{'K'}.text(who).take();
}

std::shared_ptr<const View> cases_view() {
  return std::make_shared<Cases>();
}

}  // namespace vermilion::projections
