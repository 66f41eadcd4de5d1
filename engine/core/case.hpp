// A case (办件) as the decider keeps it: what rules may see, folded from its records.
//
// One row of `core`. `data` is the edition's own, in octets that only the edition reads. Bounds:
// 65,536 records a case, 256 open duties, 4,096 acts (decisions by persons, for separation of
// duties over the case's whole history), the newest 16 proposals (older ones have a row each).
// Threads: values.
#pragma once

#include "events/billing.hpp"
#include "events/codec/span_archive.hpp"
#include "events/delivery.hpp"
#include "events/legal_clock.hpp"
#include "events/service.hpp"
#include "events/task_acts.hpp"

namespace vermilion {

inline constexpr std::uint64_t case_records_max = 65'536;
inline constexpr std::size_t open_duties_max = 256;
inline constexpr std::size_t acts_max = 4'096;
inline constexpr std::size_t answered_max = 16;

// A duty that is not yet met.
struct OpenDuty {
  DutyId id;
  DutyKind kind = DutyKind::task;
  std::string name;
  std::string to;
  Instant due;
  bool provisional = false;
  Instant since;  // effective time of the record that owes it
  std::string detail;
  std::string holder;  // tasks: `who` that claimed or was assigned; empty: free
  std::vector<std::string> former_holders;
  std::string delegated_by;  // who gets it back from its holder; empty: it was not delegated
  std::uint16_t urged = 0;   // how often
  Instant urged_at;          // last
  template <class Archive>
  void serialize(Archive& archive) {
    archive(id, kind, name, to, due, provisional, since, detail, holder, former_holders,
            delegated_by, urged, urged_at);
  }
  bool operator==(const OpenDuty&) const = default;
};

// One accepted fact and who recorded it.
struct Act {
  std::string fact;
  std::string who;
  std::string person;
  std::string role;
  Sequence sequence = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(fact, who, person, role, sequence);
  }
  bool operator==(const Act&) const = default;
};

// In whose name somebody acted: few acts are such.
struct ActInName {
  Sequence sequence = 0;  // of the act
  std::string person;     // who stands behind the account on whose behalf it was
  template <class Archive>
  void serialize(Archive& archive) {
    archive(sequence, person);
  }
  bool operator==(const ActInName&) const = default;
};

// A deadline that was recorded as passed: what in-time-but-known-later compares with.
struct PassedDeadline {
  std::string name;
  Instant due;
  Instant since;       // effective time of the record that owed it
  std::string detail;  // the fact that it proposed
  template <class Archive>
  void serialize(Archive& archive) {
    archive(name, due, since, detail);
  }
  bool operator==(const PassedDeadline&) const = default;
};

// A proposal that a record answered: what idempotency goes by.
struct Answered {
  Octets<16> proposal{};  // digest of who proposed it and under which id
  Octets<16> meaning{};
  Sequence sequence = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(proposal, meaning, sequence);
  }
  bool operator==(const Answered&) const = default;
};

struct Case {
  CaseId id;
  std::uint64_t version = 0;
  std::uint64_t material_version = 0;
  std::string item;
  std::uint32_t item_version = 0;
  Digest item_digest{};
  std::string edition;  // "approval/1"
  std::string scope_tree;
  std::uint32_t scope_version = 0;
  std::string scope_path;
  std::string applicant;  // `who`
  std::string applicant_person;
  std::string unit;  // that whoever applied came for, by mandate; empty: for himself
  std::vector<std::string> states;
  std::vector<OpenDuty> open;
  std::vector<Act> acts;
  std::vector<ActInName> acts_in_name;
  std::vector<PassedDeadline> passed;
  Service service;                 // what stands beside it, whatever its shape
  std::vector<Parcel> parcels;     // that were sent, the newest last
  LegalClock clock;                // what stopped or extended its limits
  std::vector<Cosigns> cosigns;    // that are still open
  std::vector<Digest> handed_in;   // its materials, each once
  std::vector<Answered> answered;  // the newest, oldest first
  bool answered_more = false;      // older ones stand in rows of their own
  Instant opened_at;               // effective time of the first record
  Instant changed_at;              // recorded time of the last
  Sequence last = 0;               // seq of its last record
  Bytes data;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(id, version, material_version, item, item_version, item_digest, edition, scope_tree,
            scope_version, scope_path, applicant, applicant_person, unit, states, open, acts,
            acts_in_name, passed, service, parcels, clock, cosigns, handed_in, answered,
            answered_more, opened_at, changed_at, last, data);
  }
  bool operator==(const Case&) const = default;

  [[nodiscard]] Scope scope() const { return {scope_tree, scope_version, scope_path}; }
  [[nodiscard]] const OpenDuty* duty(const DutyId& id) const;
  // The open duty of that name; the oldest when there are several.
  [[nodiscard]] const OpenDuty* duty_named(std::string_view name) const;
  [[nodiscard]] bool in_state(std::string_view name) const;
  // Whether the act was that person's: done by him, or in his name.
  [[nodiscard]] bool is_act_of(const Act& act, std::string_view person) const;
};

}  // namespace vermilion
