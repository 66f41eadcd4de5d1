// An edition: one immutable text of a workflow, as the engine sees it.
//
// An edition decides (`judge`, through its table) and folds (`fold`, no rule, no table). What it
// decided is written into the record by the engine; `fold` sets what the record says. It sees only
// what JudgeInput holds: no clock, no other case, no view (DESIGN §3).
// Threads: immutable; any.
#pragma once

#include <memory>

#include "engine/core/case.hpp"
#include "engine/core/references.hpp"
#include "engine/table/table.hpp"
#include "events/sessions.hpp"

namespace vermilion {

struct Moments {
  Instant received_at;
  Instant recorded_at;
  Instant effective_at;
};

// What the register case's own row and holders say of the place asked for.
struct RegisterView {
  std::uint32_t taken = 0;  // holders now
  bool held_by_asker = false;
  CaseId first_holder;  // zero when there is none
  // Of bill numbers: what the stock that is taken from holds.
  std::uint64_t left = 0;
  std::uint64_t next = 0;               // the number that goes next; 0: none is left
  std::uint64_t highest = 0;            // that was ever opened of the code
  std::size_t ranges = 0;               // of the stock that receives
  std::optional<Session> session = {};  // of seats
};

// What the directory knows of whoever administers it and of the account that is spoken of.
struct DirectoryView {
  const Scopes* scopes = nullptr;
  std::vector<Grant> powers;             // of the principal as administrator, that hold now
  std::shared_ptr<const Staff> account;  // null: not enrolled yet
  std::shared_ptr<const Staff> other;    // whom the fact names as substitute; null: nobody known
  Digest awaited{};                      // of the one-time token; zero: none was made
  bool administered = false;             // somebody was named first administrator
};

// What the house knows of materials beside the case.
class KnownMaterials {
 public:
  KnownMaterials() = default;
  KnownMaterials(const KnownMaterials&) = delete;
  KnownMaterials& operator=(const KnownMaterials&) = delete;
  virtual ~KnownMaterials() = default;
  // Whether a window has seen the original of this material of `who`. Errors: the store's.
  [[nodiscard]] virtual Result<bool> is_verified(const Digest& material,
                                                 std::string_view who) const = 0;
};

// A colleague whom a worklist act names, and what he may do on the case.
struct NamedPerson {
  std::string who;
  std::string person;           // behind the account
  std::vector<RoleHeld> roles;  // none: not enrolled, gone, or not of this office
};

struct JudgeInput {
  const Case& kase;  // empty but for id, states and scope when a case opens
  std::string_view fact;
  std::uint16_t schema = 0;
  BytesView payload;
  const Principal& principal;  // role and grant not yet chosen
  std::span<const RoleHeld> roles;
  const Moments& moments;
  const Item* item = nullptr;  // none for register cases
  const clock::Calendar* calendar = nullptr;
  const OpenDuty* task = nullptr;        // worklist acts: the task they are about
  const RegisterView* places = nullptr;  // register cases
  std::string_view for_person = {};      // who is behind the account on whose behalf it is proposed
  const DirectoryView* directory = nullptr;   // accounts
  const KnownMaterials* materials = nullptr;  // null: nobody asks what a grade stands on
  const Signer* signer = nullptr;             // of bills: whose signature the fact brings
  const Item* target = nullptr;               // the version of the item that the fact names
  std::span<const NamedPerson> named = {};    // worklist acts: in the order of the fact
};

// The verdict as the record carries it.
struct Judgement {
  table::Answer answer = table::Answer::not_here;
  std::optional<std::uint16_t> row;
  std::vector<std::string> from;
  std::vector<std::string> to;
  std::string role;  // the role under which the row held
  std::string grant;
  Sequence grant_position = 0;
  std::vector<Duty> duties;
  std::vector<DutyId> met;
  bool changes_material = true;  // false for worklist acts
  std::optional<Refusal> refusal;
};

// Turns a verdict that a row gave into a refusal by a rule that stands beside every table.
void refuse_by(const table::RuleInfo& rule, std::string place,
               const std::vector<std::string>& states, Judgement& judgement);

class Edition {
 public:
  Edition() = default;
  Edition(const Edition&) = delete;
  Edition& operator=(const Edition&) = delete;
  virtual ~Edition() = default;

  [[nodiscard]] virtual table::TableInfo info() const = 0;
  [[nodiscard]] virtual Digest digest() const = 0;
  [[nodiscard]] virtual std::vector<std::string> initial() const = 0;

  // Errors: corrupt (the payload is no such fact); everything else is a verdict.
  [[nodiscard]] virtual Result<Judgement> judge(const JudgeInput& input) const = 0;
  // The plain interpreter's verdict over the same rows: exclusiveness and differential tests.
  [[nodiscard]] virtual Result<table::Verdict> interpret(const JudgeInput& input) const = 0;

  // Folds the payload of an accepted record into `kase.data`; states, duties, acts and versions are
  // the engine's. Errors: corrupt.
  [[nodiscard]] virtual Result<void> fold(Case& kase, const Body& body) const = 0;

  // When an open deadline of the case ends by this calendar, counted from where it began; nothing
  // when the edition knows no such limit. Errors: corrupt.
  [[nodiscard]] virtual Result<std::optional<clock::DueAt>> due_again(
      const Case&, const OpenDuty&, const Item&, const clock::Calendar&) const {
    return std::optional<clock::DueAt>{};
  }
  // Folds that an open deadline of this name now ends at `to`. Errors: corrupt.
  [[nodiscard]] virtual Result<void> fold_due(Case&, std::string_view, Instant) const {
    return ok();
  }
};

// The editions that this program knows; `app` makes it and hands it in.
class Editions {
 public:
  void add(std::shared_ptr<const Edition> edition);
  [[nodiscard]] const Edition* find(std::string_view name) const;
  [[nodiscard]] const std::map<std::string, std::shared_ptr<const Edition>, std::less<>>& all()
      const noexcept {
    return editions_;
  }

 private:
  std::map<std::string, std::shared_ptr<const Edition>, std::less<>> editions_;
};

}  // namespace vermilion
