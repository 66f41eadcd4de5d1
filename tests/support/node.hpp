// A node that may own partition 0 of a log in memory: a journal client, `core`, and an owner while
// it reigns. It is the engine loop without threads: a test says when a proposal is taken, a frame
// formed, appended, and when the process dies.
//
// Several nodes on one SharedLog are rivals. What has no answer when a frame is lost or in doubt is
// kept and taken again by the next reign, as the loop does. Threads: one.
#pragma once

#include <deque>
#include <functional>

#include "adapters/store/memory/memory_journal.hpp"
#include "adapters/store/memory/memory_rows.hpp"
#include "engine/owner.hpp"
#include "tests/support/house.hpp"

namespace vermilion::test {

class Node {
 public:
  using MakeOwner = std::function<std::unique_ptr<Owner>(const Owner::Parts&)>;
  struct Parts {
    std::string name = "node";
    std::shared_ptr<SharedLog> log;
    FaultHook faults;
    const Behaviour* behaviour = nullptr;  // of the journal client
    MakeOwner make;                        // a planted bug; none: the owner as it is
    bool claims_after_doubt = true;        // false: a planted bug, goes on in the same epoch
    bool records_refusals = true;          // false: a planted bug, answers them at once
    // A frame counts as done when a valid record bears its epoch and first seq, as a client of
    // Kafka knows its own: right as long as no seq of an epoch is used twice.
    bool knows_own_by_sequence = false;
  };
  explicit Node(Parts parts);

  // Claims (once), begins, adopts what is in force and takes again what has no answer yet.
  // Errors: the claim's and the owner's.
  [[nodiscard]] Result<void> reign(Instant now);
  [[nodiscard]] bool reigns() const noexcept { return owner_ != nullptr; }
  [[nodiscard]] Owner& owner() { return *owner_; }

  // Reference data that every reign from now on takes into use; `in_force()` until this is said.
  void adopts(std::vector<Adopted> references) { references_ = std::move(references); }

  void take(Proposal proposal, Instant now);
  // Forms the next frame; false when there is none or one is in flight.
  [[nodiscard]] Result<bool> form(Instant now);
  [[nodiscard]] bool in_flight() const noexcept { return formed_.has_value(); }
  // Appends the frame in flight. Done: its outcomes are answers now. Else the reign is over.
  // Errors: core cannot be written.
  [[nodiscard]] Result<Appended> append();

  // Outcomes since the last call.
  [[nodiscard]] std::vector<Decided> answers();
  // Proposals in doubt, which the next reign takes again.
  [[nodiscard]] std::size_t in_doubt() const noexcept { return again_.size(); }
  [[nodiscard]] const std::optional<Formed>& formed() const noexcept { return formed_; }

  enum class Core : std::uint8_t { kept, lost, lagging };
  // The process dies and is started anew: nothing in memory is left; of core what is said.
  // Lagging: as it was when `remember_core` was last called, as a store without a log of its own.
  void restart(Core core);
  void remember_core();

  [[nodiscard]] MemoryJournal& journal() { return *journal_; }
  [[nodiscard]] const RowFamily& core() const { return *core_; }

 private:
  [[nodiscard]] bool stands_by_sequence() const;
  void end_reign();
  void fresh_core();

  Parts parts_;
  std::unique_ptr<MemoryJournal> journal_;
  std::unique_ptr<MemoryRows> rows_;
  RowFamily* core_ = nullptr;
  std::unique_ptr<Owner> owner_;
  std::optional<Formed> formed_;
  std::deque<Proposal> again_;
  std::vector<Decided> answers_;
  std::uint64_t claims_ = 0;
  std::vector<Adopted> references_ = in_force();
  std::optional<Claim> last_claim_;
  std::optional<Appended> last_appended_;
  std::vector<RowChange> remembered_;
  Sequence remembered_position_ = 0;
};

}  // namespace vermilion::test
