#include "engine/core/core.hpp"

#include <fmt/format.h>

#include <charconv>

#include "engine/core/books.hpp"
#include "events/duties.hpp"
#include "events/facts/all.hpp"

namespace vermilion::core {
namespace {

// The row of a case, kept decoded until a store wants it.
struct CaseValue final : RowValue {
  explicit CaseValue(Case folded) : kase{std::move(folded)} {}
  [[nodiscard]] Bytes octets() const override {
    Bytes octets;
    octets.reserve(512);
    SpanOut archive{octets};
    archive(kase);
    return octets;
  }
  Case kase;
};

Octets<16> digest_of(std::string_view who, std::string_view proposal_id) {
  const auto digest = sha256({who, BytesView{"\0", 1}, proposal_id});
  Octets<16> shortened{};
  std::copy_n(digest.begin(), shortened.size(), shortened.begin());
  return shortened;
}

// The newest proposals stay in the case, which is read and written anyway; the oldest leaves it.
void answer(Overlay& rows, Case& kase, const Answered& answered) {
  if (kase.answered.size() >= answered_max) {
    const auto& oldest = kase.answered.front();
    rows.add(proposal_key(kase.id, oldest.proposal), encode(oldest));
    kase.answered.erase(kase.answered.begin());
    kase.answered_more = true;
  }
  kase.answered.push_back(answered);
}

Result<std::optional<Answered>> answered_in(const RowReader& rows, const Case& kase,
                                            const Octets<16>& proposal) {
  for (const auto& answered : kase.answered) {
    if (answered.proposal == proposal) return std::optional{answered};
  }
  if (!kase.answered_more) return std::optional<Answered>{};
  return load<Answered>(rows, proposal_key(kase.id, proposal));
}

Result<void> bad(const Header& header, const std::string& what) {
  return fail(Code::corrupt, fmt::format("record {} of partition {} cannot be folded: {}",
                                         header.sequence, header.partition, what));
}

// Opens or ends deadline rows as duties come and go.
// A provisional date has no consequence yet, so its row lies elsewhere: any number of them, all
// past, must not hide the ones that are due.
Bytes row_of_deadline(PartitionNumber partition, const OpenDuty& duty) {
  return duty.provisional ? provisional_key(partition, duty.due, duty.id)
                          : deadline_key(partition, duty.due, duty.id);
}
void open_duty(Overlay& rows, PartitionNumber partition, const CaseId& id, const OpenDuty& duty) {
  if (duty.kind == DutyKind::deadline) {
    rows.add(row_of_deadline(partition, duty), Bytes{id.bytes()});
  }
}
void close_duty(Overlay& rows, PartitionNumber partition, const OpenDuty& duty) {
  if (duty.kind == DutyKind::deadline) rows.erase(row_of_deadline(partition, duty));
}

// A deadline of the case ends otherwise, and with it the tasks that bore its date.
Result<void> fold_due(Overlay& rows, Case& kase, const Edition& edition, const Header& header,
                      const Body& body) {
  const auto fact = read_fact<DueMoved>(body.schema, body.payload);
  if (!fact) return bad(header, fact.error().detail);
  const auto* found = kase.duty(fact.value().deadline);
  if (found == nullptr || found->kind != DutyKind::deadline) {
    return bad(header, "it moves a deadline that is not open: " + fact.value().deadline.text());
  }
  const auto before = *found;
  close_duty(rows, header.partition, before);
  for (auto& duty : kase.open) {
    const bool bore_it = duty.kind == DutyKind::task && duty.due == before.due;
    if (duty.id != before.id && !bore_it) continue;
    duty.due = fact.value().to;
    duty.provisional = fact.value().provisional;
    open_duty(rows, header.partition, kase.id, duty);
  }
  return edition.fold_due(kase, before.name, fact.value().to);
}

// Worklist acts change in whose hands a task is; the case's own states stay.
Result<void> fold_worklist(Case& kase, const Header& header, const Body& body) {
  VERMILION_TRY(const auto id, task_of_act(body.fact, body.schema, body.payload));
  VERMILION_TRY(const auto change, hands_change(body));
  const auto task = std::find_if(kase.open.begin(), kase.open.end(),
                                 [&](const OpenDuty& duty) { return duty.id == id; });
  if (task != kase.open.end()) {
    change_hands(*task, change, body.effective_at);
  } else if (std::find(body.met.begin(), body.met.end(), id) == body.met.end()) {
    return bad(header, fmt::format("task {} is not open", id.text()));
  }
  return ok();
}

// Holders are rows of their own, so that taking a place is O(1) however many hold one.
Result<void> fold_register(Overlay& rows, const Header& header, const Body& body) {
  VERMILION_TRY(auto found, load<RegisterRow>(rows, register_key(body.case_id)));
  auto row = found.value_or(RegisterRow{});
  if (body.fact == PlaceTaken::name) {
    VERMILION_TRY(const auto fact, read_fact<PlaceTaken>(body.schema, body.payload));
    const auto key = holder_key(body.case_id, fact.holder);
    VERMILION_TRY(const auto already, rows.get(key));
    if (already) return ok();
    rows.put(key, encode(HolderRow{header.sequence}));
    if (row.taken++ == 0) row.first = fact.holder;
  } else if (body.fact == PlaceReturned::name) {
    VERMILION_TRY(const auto fact, read_fact<PlaceReturned>(body.schema, body.payload));
    const auto key = holder_key(body.case_id, fact.holder);
    VERMILION_TRY(const auto held, rows.get(key));
    if (!held || row.taken == 0) return bad(header, "the place it returns is not held");
    rows.erase(key);
    --row.taken;
    if (row.first == fact.holder) {
      row.first = CaseId{};
      if (row.taken == 0) {
        rows.put(register_key(body.case_id), encode(row));
        return ok();
      }
      const auto prefix = "H" + Bytes{body.case_id.bytes()};
      VERMILION_TRY(rows.scan(prefix, after_prefix(prefix), [&](BytesView at, BytesView) {
        row.first.octets = octets_of<16>(at.substr(17));
        return false;
      }));
    }
  }
  rows.put(register_key(body.case_id), encode(row));
  return ok();
}

// An account's own row, and those of whoever becomes its substitute or is relieved.
Result<void> fold_directory(Overlay& rows, Case& kase, const Header& header, const Body& body) {
  VERMILION_TRY(const auto found, account_of(rows, body.case_id));
  auto staff = found ? *found : Staff{};
  VERMILION_TRY(const auto changes, fold_account(staff, header, body));
  rows.put(account_key(body.case_id), encode(staff));
  kase.scope_tree = staff.tree;  // whoever comes back may come to another office
  kase.scope_path = staff.path;
  for (const auto& change : changes) {
    VERMILION_TRY(const auto other, find_account(rows, change.who));
    if (!other) return bad(header, "its substitute is not enrolled: " + change.who);
    auto substitute = *other;
    fold_substitute(substitute, change);
    rows.put(account_key(case_of_account(change.who)), encode(substitute));
  }
  if (body.fact == AdministratorNamed::name) {
    VERMILION_TRY(auto founding, founding_of(rows));
    founding.administered = true;
    rows.put(founding_key(), encode(founding));
  }
  return ok();
}

// Whose material a window has seen the original of.
Result<void> note_verified(Overlay& rows, const Case& kase, const Header& header,
                           const Body& body) {
  if (body.fact != MaterialVerified::name) return ok();
  VERMILION_TRY(const auto fact, read_fact<MaterialVerified>(body.schema, body.payload));
  rows.put(verified_key(fact.digest), encode(VerifiedRow{kase.applicant, header.sequence}));
  return ok();
}

// 0: of no item.
Result<std::uint32_t> item_version_of(const Header& header, const Body& body) {
  const auto& version = body.basis.item.version;
  const auto* end = version.data() + version.size();
  std::uint32_t number = 0;
  const auto read = std::from_chars(version.data(), end, number);
  if (!version.empty() && (read.ec != std::errc{} || read.ptr != end)) {
    return fail(Code::corrupt, fmt::format("record {}: its item version is no number: {}",
                                           header.sequence, version));
  }
  return number;
}

// Limits of the case's own shape that run again, though their end was recorded.
Result<void> note_run_again(const Editions& editions, Case& kase, const Body& body) {
  for (const auto& duty : body.duties) {
    if (duty.kind != DutyKind::deadline || duty.detail == ProcedureOverdue::name) continue;
    const auto* edition = editions.find(kase.edition);
    if (edition == nullptr) return fail(Code::unsupported, "no edition " + kase.edition);
    VERMILION_TRY(edition->fold_due(kase, duty.name, duty.due));
  }
  return ok();
}

// Who stands behind the account on whose behalf staff acted.
Result<void> note_in_whose_name(const RowReader& rows, Case& kase, const Header& header,
                                const Principal& principal) {
  if (principal.kind != PrincipalKind::staff || principal.on_behalf_of.empty()) return ok();
  VERMILION_TRY(const auto absent, find_account(rows, principal.on_behalf_of));
  kase.acts_in_name.push_back({header.sequence, absent ? absent->person : principal.on_behalf_of});
  return ok();
}

Result<void> fold_case(Overlay& rows, const Editions& editions, const Header& header,
                       const Body& body, const DecisionName& decision) {
  const auto row = case_key(body.case_id);
  auto held = std::static_pointer_cast<CaseValue>(rows.take_value(row));
  if (!held) {
    VERMILION_TRY(const auto found, find_case(rows, body.case_id));
    held = std::make_shared<CaseValue>(found ? *found : Case{});
  }
  auto& kase = held->kase;
  const bool accepted = header.kind == RecordKind::accepted;
  if (body.case_version != kase.version + 1) {
    return bad(header, fmt::format("case {} is at version {}, the record says {}",
                                   body.case_id.text(), kase.version, body.case_version));
  }
  if (kase.version == 0) {
    kase.id = body.case_id;
    kase.item = body.basis.item.name;
    VERMILION_TRY(kase.item_version, item_version_of(header, body));
    kase.item_digest = body.basis.item.digest;
    kase.edition = body.basis.edition.name + "/" + body.basis.edition.version;
    kase.scope_tree = body.scope.tree;
    kase.scope_version = body.scope.version;
    kase.scope_path = body.scope.path;
    kase.applicant = body.principal.who;
    kase.applicant_person = body.principal.person;
    if (body.principal.kind == PrincipalKind::agent) kase.unit = body.principal.on_behalf_of;
    kase.states = body.from;
    kase.opened_at = body.effective_at;
  }
  // An account that was not enrolled yet is nobody's; a mandate and a code's numbers move.
  if (is_of_directory(body) || is_of_numbers(body) || is_of_signer(body) || is_of_session(body)) {
    kase.scope_tree = body.scope.tree;
    kase.scope_path = body.scope.path;
  }
  kase.version = body.case_version;
  kase.material_version = body.material_version;
  kase.changed_at = body.recorded_at;
  kase.last = header.sequence;
  if (accepted) {
    for (const auto& id : body.met) {
      const auto* duty = kase.duty(id);
      if (duty == nullptr) return bad(header, "it meets a duty that is not open: " + id.text());
      close_duty(rows, header.partition, *duty);
      if (body.cause == id && duty->kind == DutyKind::deadline) {
        kase.passed.push_back({duty->name, duty->due, duty->since, duty->detail});
      }
      kase.open.erase(kase.open.begin() + (duty - kase.open.data()));
    }
    VERMILION_TRY(fold_cosigns(kase.cosigns, body, decision));
    if (is_task_act(body)) {
      VERMILION_TRY(fold_worklist(kase, header, body));
    } else if (is_of_service(body)) {
      VERMILION_TRY(fold_service(kase.service, body));
      VERMILION_TRY(note_verified(rows, kase, header, body));
    } else if (is_of_delivery(body)) {
      VERMILION_TRY(fold_delivery(kase.parcels, body));
    } else if (is_of_clock(body)) {
      VERMILION_TRY(fold_clock(kase.clock, body));
      VERMILION_TRY(note_run_again(editions, kase, body));
      if (body.fact == ItemVersionChanged::name) {
        VERMILION_TRY(kase.item_version, item_version_of(header, body));
        kase.item_digest = body.basis.item.digest;
      }
    } else {
      kase.states = body.to;
      const auto* edition =
          editions.find(body.basis.edition.name + "/" + body.basis.edition.version);
      if (edition == nullptr) {
        return fail(Code::unsupported,
                    fmt::format("record {} needs edition {}/{}", header.sequence,
                                body.basis.edition.name, body.basis.edition.version));
      }
      if (body.fact == DueMoved::name) {
        VERMILION_TRY(fold_due(rows, kase, *edition, header, body));
      } else {
        VERMILION_TRY(edition->fold(kase, body));
      }
      if (body.basis.edition.name == "register") {
        VERMILION_TRY(fold_register(rows, header, body));
      } else if (is_of_numbers(body)) {
        VERMILION_TRY(fold_stocks(rows, header, body));
      } else if (is_of_signer(body)) {
        VERMILION_TRY(fold_signer_row(rows, body));
      } else if (is_of_session(body)) {
        VERMILION_TRY(fold_seats(rows, header, body));
      } else if (is_of_account(body)) {
        VERMILION_TRY(fold_directory(rows, kase, header, body));
      } else if (is_of_mandate(body)) {
        VERMILION_TRY(const auto found, mandate_of(rows, body.case_id));
        auto mandate = found ? *found : Mandate{};
        VERMILION_TRY(fold_mandate(mandate, body));
        rows.put(mandate_key(body.case_id), encode(mandate));
      }
    }
    VERMILION_TRY(const auto holders, holders_at_once(body));
    for (std::size_t i = 0; i < body.duties.size(); ++i) {
      const auto& duty = body.duties[i];
      if (!stays_open(duty.kind)) continue;
      OpenDuty open{duty_of(decision, i),
                    duty.kind,
                    duty.name,
                    duty.to,
                    duty.due,
                    duty.provisional,
                    body.effective_at,
                    duty.detail,
                    {},
                    {},
                    {},
                    0,
                    {}};
      if (i < holders.size()) open.holder = holders[i];
      open_duty(rows, header.partition, kase.id, open);
      kase.open.push_back(std::move(open));
    }
    if (body.principal.kind != PrincipalKind::system) {
      VERMILION_TRY(note_in_whose_name(rows, kase, header, body.principal));
      kase.acts.push_back({body.fact, body.principal.who, body.principal.person,
                           body.principal.role, header.sequence});
    }
    if (kase.open.size() > open_duties_max || kase.acts.size() > acts_max) {
      return bad(header, "the case passes its bounds of open duties or acts");
    }
  }
  if (!body.proposal_id.empty()) {
    const auto proposal = digest_of(body.principal.who, body.proposal_id);
    VERMILION_TRY(const auto before, answered_in(rows, kase, proposal));
    if (before) return bad(header, "its proposal id was answered before");
    answer(rows, kase, {proposal, body.meaning, header.sequence});
  }
  for (const auto& subject : body.subjects) {
    Bytes value;
    append_big(value, header.sequence);
    rows.put(subject_prefix(subject.subject) + Bytes{view_of(subject.key.octets)},
             std::move(value));
  }
  rows.put(row, std::move(held));
  return ok();
}

Result<void> fold_house(Overlay& rows, PartitionRow& partition, const Header& header,
                        const Body& body) {
  Result<void> result = ok();
  VERMILION_TRY(with_fact(body.fact, body.schema, body.payload, [&](const auto& fact) {
    using F = std::decay_t<decltype(fact)>;
    if constexpr (std::is_same_v<F, Reign>) {
      partition.epoch = fact.epoch;
      if (fact.level > level_of_this_program) {
        result = fail(Code::unsupported,
                      fmt::format("partition {} is at level {}, this program reads {}",
                                  header.partition, fact.level, level_of_this_program));
      }
    } else if constexpr (std::is_same_v<F, Placed>) {
      partition.active = fact.active;
    } else if constexpr (std::is_same_v<F, SegmentSealed>) {
      partition.segment_first = header.sequence + 1;
      partition.segment_since = Instant{};
    } else if constexpr (std::is_same_v<F, SubjectErased>) {
      for (const auto& erased : fact.keys) {
        rows.put(erased_prefix() + Bytes{view_of(erased)}, Bytes{view_of(fact.subject)});
      }
    } else if constexpr (std::is_same_v<F, AdministratorAwaited>) {
      rows.put(founding_key(), encode(FoundingRow{fact.token, false}));
    } else if constexpr (std::is_same_v<F, Adopted>) {
      std::erase_if(partition.adopted,
                    [&](const AdoptedRow& row) { return row.what == fact.what; });
      partition.adopted.push_back({fact.what, fact.version, fact.digest, header.sequence});
    }
    return Result<void>{ok()};
  }));
  return result;
}

}  // namespace

Result<References> references_of(const PartitionRow& row, ReferenceLoader& loader) {
  References references;
  for (const auto& adopted : row.adopted) {
    VERMILION_TRY(loader.load(adopted.what, adopted.version, adopted.digest, references));
    if (adopted.what == "grants") references.grants_position = adopted.sequence;
  }
  return references;
}

Result<std::shared_ptr<const Case>> find_case(const RowReader& rows, const CaseId& id) {
  const auto key = case_key(id);
  VERMILION_TRY(auto row, rows.find(key));
  if (row.value) {
    // Only the fold below keeps values, and under such a key only this one.
    auto value = std::static_pointer_cast<const CaseValue>(std::move(row.value));
    const auto* kase = &value->kase;
    return std::shared_ptr<const Case>{std::move(value), kase};
  }
  if (!row.octets) return std::shared_ptr<const Case>{};
  auto kase = std::make_shared<Case>();
  SpanIn archive{*row.octets};
  archive(*kase);
  if (!archive.complete()) {
    return fail(Code::corrupt, "a row of core does not decode: " + to_hex(key));
  }
  return std::shared_ptr<const Case>{std::move(kase)};
}

Result<std::optional<Case>> load_case(const RowReader& rows, const CaseId& id) {
  VERMILION_TRY(const auto kase, find_case(rows, id));
  return kase ? std::optional{*kase} : std::nullopt;
}

Result<std::optional<Answered>> answer_to(const RowReader& rows, const Case& kase,
                                          std::string_view who, std::string_view proposal_id) {
  return answered_in(rows, kase, digest_of(who, proposal_id));
}

bool stays_open(DutyKind kind) noexcept {
  return duty_stays_open(kind);
}

Result<void> fold(Overlay& rows, const Editions& editions, const Header& header, const Body& body,
                  const Digest& record_hash, const DecisionName& decision) {
  const auto key = partition_key(header.partition);
  VERMILION_TRY(auto octets, rows.get(key));
  PartitionHead partition;
  if (octets) {
    const auto head =
        octets->size() < partition_head_size
            ? std::nullopt
            : decode<PartitionHead>(BytesView{*octets}.substr(0, partition_head_size));
    if (!head) return bad(header, "the partition's own row does not decode");
    partition = *head;
  } else {
    octets = encode(PartitionRow{});
  }
  if (header.sequence != partition.sequence + 1) {
    return bad(header, fmt::format("core is folded to {}", partition.sequence));
  }
  if (body.recorded_at < partition.recorded_at) return bad(header, "recorded_at goes back");
  if (!partition.segment_since.set()) partition.segment_since = body.recorded_at;
  partition.sequence = header.sequence;
  partition.head = record_hash;
  partition.recorded_at = body.recorded_at;
  if (header.kind != RecordKind::house) {
    VERMILION_TRY(fold_case(rows, editions, header, body, decision));
    octets->replace(0, partition_head_size, encode(partition));
    rows.put(key, std::move(*octets));
    return ok();
  }
  auto whole = decode<PartitionRow>(*octets);
  if (!whole) return bad(header, "the partition's own row does not decode");
  static_cast<PartitionHead&>(*whole) = partition;
  VERMILION_TRY(fold_house(rows, *whole, header, body));
  rows.put(key, encode(*whole));
  return ok();
}

}  // namespace vermilion::core
