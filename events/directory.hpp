// What the directory's records make of an account, and of a mandate: folded alike by the decider
// and by views.
//
// A grant covers a case when its business line, its subtree, its item and its time do. Nothing here
// asks who granted it: that was judged (workflows/directory). Bounds: 256 grants and 64 absences an
// account; ended ones leave the row, their records stay. Threads: values and free functions.
#pragma once

#include "events/codec/span_archive.hpp"
#include "events/facts/directory.hpp"
#include "events/facts/mandate.hpp"
#include "events/record.hpp"

namespace vermilion {

inline constexpr std::size_t grants_of_account_max = 256;
inline constexpr std::size_t absences_of_account_max = 64;
inline constexpr std::string_view every_tree = "*";
inline constexpr std::string_view every_item = "*";

// What a principal may do, where, until when (DESIGN §1). A token says who; this says what.
struct Grant {
  std::string id;      // position of its record; of a file of grants: as it says
  std::string who;     // Principal::who of staff
  std::string person;  // who stands behind the account; empty: `who`
  std::string role;    // as the tables name it
  std::string tree;    // business line; "*": every one
  std::string path;    // scope: this node and all below it; empty: all
  std::string item;    // item code, or "*"
  Instant from;
  Instant until;                           // exclusive; not set: no end
  std::vector<std::string> hands_on = {};  // administrators: roles that they may grant
  Sequence position = 0;                   // of its record; 0: of a file of grants
  std::string on_behalf_of = {};           // while standing in: whose it is
  template <class Archive>
  void serialize(Archive& archive) {
    archive(id, who, person, role, tree, path, item, from, until, hands_on, position, on_behalf_of);
  }
  bool operator==(const Grant&) const = default;

  [[nodiscard]] bool holds_at(Instant at) const noexcept {
    return from <= at && (!until.set() || at < until);
  }
  [[nodiscard]] bool covers(std::string_view in_tree, std::string_view at_path) const noexcept;
  [[nodiscard]] bool covers_item(std::string_view code) const noexcept {
    return item == every_item || item == code;
  }
};

// Whether `path` is `within` or lies below it; everything lies within "".
[[nodiscard]] bool is_within(std::string_view path, std::string_view within) noexcept;

struct Absence {
  std::string id;  // position of its record
  std::string substitute;
  Instant from;
  Instant until;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(id, substitute, from, until);
  }
  bool operator==(const Absence&) const = default;
};

// The other side of an absence.
struct StandIn {
  std::string absent;
  Absence absence;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(absent, absence);
  }
  bool operator==(const StandIn&) const = default;
};

// An account as the directory has it.
struct Staff {
  std::string who;
  std::string person;  // the same for all accounts of one person
  Personal<std::string> name;
  std::string post;
  std::string tree;
  std::string path;
  bool left = false;
  std::vector<Grant> grants;
  std::vector<Absence> absences;
  std::vector<StandIn> stands_in;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(who, person, name, post, tree, path, left, grants, absences, stands_in);
  }
  bool operator==(const Staff&) const = default;
  [[nodiscard]] const Grant* grant(std::string_view id) const;
  [[nodiscard]] const Absence* absence(std::string_view id) const;
};

// One person, whatever the accounts: from the keyed hash of the identity number.
[[nodiscard]] std::string person_of(const StaffIdentity& identity);

// What an agent may do for a unit.
struct Mandate {
  std::string agent;
  std::string unit;  // USCC
  std::string unit_name;
  std::vector<std::string> items;
  Instant from;
  Instant until;
  std::string tree;  // where it was recorded
  std::string path;
  bool ended = false;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(agent, unit, unit_name, items, from, until, tree, path, ended);
  }
  bool operator==(const Mandate&) const = default;
  // Whether it lets the agent act on this item at that moment.
  [[nodiscard]] bool covers(std::string_view item, Instant at) const noexcept;
};

// The case of an account: in partition 0 for ever, as the directory is.
[[nodiscard]] CaseId case_of_account(std::string_view who);

// The case of what an agent may do for a unit: in partition 0, too.
[[nodiscard]] CaseId case_of_mandate(std::string_view agent, std::string_view unit);

// Whether the record is of an account, or of a mandate.
[[nodiscard]] bool is_of_account(const Body& body) noexcept;
[[nodiscard]] bool is_of_mandate(const Body& body) noexcept;
// Of either: of no item.
[[nodiscard]] inline bool is_of_directory(const Body& body) noexcept {
  return is_of_account(body) || is_of_mandate(body);
}
[[nodiscard]] bool is_account_fact(std::string_view fact) noexcept;
[[nodiscard]] bool is_mandate_fact(std::string_view fact) noexcept;

// What a record of the directory does to others than its own account: whom it makes a substitute,
// or relieves.
struct SubstituteChange {
  std::string who;
  StandIn stand_in;
  bool begins = false;
};

// Folds an accepted record into its account's row, and says what is to be done to substitutes'.
// Errors: corrupt.
[[nodiscard]] Result<std::vector<SubstituteChange>> fold_account(Staff& staff, const Header& header,
                                                                 const Body& body);
// Folds an accepted record into its mandate's row. Errors: corrupt.
[[nodiscard]] Result<void> fold_mandate(Mandate& mandate, const Body& body);
// Folds one of those changes into the substitute's row.
void fold_substitute(Staff& substitute, const SubstituteChange& change);

}  // namespace vermilion
