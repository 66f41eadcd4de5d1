// cases: where every case stands, for whom it waits, since when and until when.
//
// Personal fields lie sealed here exactly as in the payloads; only the API, notices and offices
// open them. Rows:
//   C <case>                                → CaseRow
//   F <case> <case version 8>               → PassedFact, one behind the other from this version
//   on,
//                                             as many as fill a row: what accepted facts said, for
//                                             display and for offices (worklist acts and registers
//                                             have none, nor facts without content)
//   N <case> <seq>                          → PassedFact: a worklist act that says something
//   K <who> <at, newest> <case>             → CopyRow: what somebody was told of (抄送)
//   A <applicant> <opened, newest> <case>   → item code: the applicant's own cases
//   I <tree> <path> <opened, newest> <case> → item code: search within a scope
//   L <look-up of a number, 16 octets in hexadecimal> <opened, newest> <case>
//                                           → item code: who is named in an application
// Threads: any.
#pragma once

#include "events/delivery.hpp"
#include "events/legal_clock.hpp"
#include "events/service.hpp"
#include "events/task_acts.hpp"
#include "projections/view.hpp"

namespace vermilion::projections {

// A duty that the case still owes: for whom it waits.
struct CaseDuty {
  DutyId id;
  DutyKind kind = DutyKind::task;
  std::string name;
  std::string to;  // role of a task, office of a check
  Instant due;
  bool provisional = false;
  Instant since;
  std::string holder;
  Instant held_since;
  std::vector<std::string> former_holders;
  std::string delegated_by;
  std::uint16_t urged = 0;
  Instant urged_at;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(id, kind, name, to, due, provisional, since, holder, held_since, former_holders,
            delegated_by, urged, urged_at);
  }
  bool operator==(const CaseDuty&) const = default;
};

struct CasePassed {
  std::string name;
  Instant due;
  Sequence sequence = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(name, due, sequence);
  }
  bool operator==(const CasePassed&) const = default;
};

struct CaseRow {
  std::string item;
  std::string item_version;
  std::string edition;  // "approval/1"
  std::string tree;
  std::uint32_t tree_version = 0;
  std::string path;
  PrincipalKind applicant_kind = PrincipalKind::person;
  std::string applicant;  // `who` of the first record
  std::string on_behalf_of;
  std::string unit_name;  // of a unit that applies; not personal
  std::string unit_uscc;
  std::vector<std::string> states;
  std::uint64_t version = 0;
  std::uint64_t material_version = 0;
  std::vector<CaseDuty> open;
  std::vector<CasePassed> passed;
  Service service;               // delivery chosen, rating
  std::vector<Parcel> parcels;   // that were sent, the newest last
  LegalClock clock;              // what stopped or extended its limits
  std::string outcome;           // the last accepted fact that moved the case to another state
  Instant outcome_at;            // when it took effect
  Instant settled_at;            // since when nothing is owed any more; not set while something is
  Instant opened_at;             // effective time of the first record
  Instant changed_at;            // recorded time of the last
  Sequence first = 0;            // seq of its first record
  Sequence last = 0;             // and of its last
  std::uint64_t facts_from = 0;  // version that names the last row of facts
  std::uint32_t facts_octets = 0;  // and how large that row is
  template <class Archive>
  void serialize(Archive& archive) {
    archive(item, item_version, edition, tree, tree_version, path, applicant_kind, applicant,
            on_behalf_of, unit_name, unit_uscc, states, version, material_version, open, passed,
            service, parcels, clock, outcome, outcome_at, settled_at, opened_at, changed_at, first,
            last, facts_from, facts_octets);
  }
  bool operator==(const CaseRow&) const = default;
  [[nodiscard]] CaseDuty* duty(const DutyId& id);
};

struct PassedFact {
  Sequence sequence = 0;
  std::string fact;
  std::uint16_t schema = 0;
  PrincipalKind principal = PrincipalKind::system;
  std::string who;
  std::string role;
  Instant effective_at;
  Bytes payload;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(sequence, fact, schema, principal, who, role, effective_at, payload);
  }
  bool operator==(const PassedFact&) const = default;
};

struct CopyRow {
  Sequence sequence = 0;  // of the record that tells him
  std::string by;         // who
  std::string note;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(sequence, by, note);
  }
  bool operator==(const CopyRow&) const = default;
};

// A row of facts takes no more once it would pass this; one fact may be larger.
inline constexpr std::size_t facts_octets_max = 2'048;
// The facts of one such row. Errors: corrupt.
[[nodiscard]] Result<std::vector<PassedFact>> passed_facts(BytesView octets);

inline constexpr char applicant_index_kind = 'A';
inline constexpr char case_index_kind = 'I';
inline constexpr std::size_t case_index_suffix = 8 + 16;
// Prefix of the cases that name whoever has this look-up.
[[nodiscard]] Bytes person_index_prefix(const Digest& lookup);
[[nodiscard]] Bytes case_row_key(const CaseId& id);
[[nodiscard]] Bytes passed_fact_prefix(const CaseId& id);
[[nodiscard]] Bytes note_prefix(const CaseId& id);
[[nodiscard]] Bytes copy_prefix(std::string_view who);
inline constexpr std::size_t note_suffix = 8;
inline constexpr std::size_t copy_suffix = 8 + 16;

[[nodiscard]] std::shared_ptr<const View> cases_view();

}  // namespace vermilion::projections
