// Audit: every record of a partition judged again, with its own edition and the reference data that
// its own log had adopted by then; where verdict and record differ, the record is named.
//
// The auditor goes through the journal as an owner went: it folds `core` up to the record before,
// asks what the engine would have proposed and decided there, and compares. Beside that it asserts
// from the history alone, without any rule of a table, what no rule can vouch for itself:
//   versions dense, proposal ids unique (RELIABILITY I5) · recorded_at never decreases (I11) ·
//   received ≤ recorded · due first, in order of due (DESIGN §5.1) · what a record owes at once is
//   performed next · nobody did a task that an earlier act of the same person bars (separation of
//   duties, through second accounts) · reigns bear the epoch of their header.
// A finding is data and the audit goes on; it ends early only where nothing behind can be judged: a
// record that cannot be folded, reference data that cannot be had (`stopped`).
// Pure but for its ports. Threads: one.
#pragma once

#include <deque>

#include "engine/judging.hpp"
#include "engine/ports/journal.hpp"

namespace vermilion {

// What differs, in the order in which it is looked for.
enum class AuditFault : std::uint8_t {
  order,       // recorded_at, received_at, effective_at
  version,     // case or material version
  proposal,    // a proposal id twice, or a principal that no proposal can have
  basis,       // item, edition, calendar: not those in force
  reference,   // adopted data that cannot be had, or are not what the digest says
  due_first,   // a deadline was due and not judged before, or its date had moved and was used
  cause,       // proposed by nothing that the engine owed, or owed and not performed
  verdict,     // accepted or refused
  row,         // of the table
  states,      // from, to
  role,        // role, grant, position of the grant, person behind the account
  duties,      // owed
  met,         // duties ended
  refusal,     // reason, rules tried, place, what was found
  separation,  // the same person in two links that bar one another
  unfoldable,  // the record cannot follow the one before
};
[[nodiscard]] const char* name_of(AuditFault fault) noexcept;

struct AuditFinding {
  AuditFault fault = AuditFault::verdict;
  Position at;
  CaseId case_id;  // zero: of the partition itself
  std::string fact;
  std::string recorded;  // what stands there
  std::string judged;    // what should, or why not
};

struct AuditReport {
  std::uint64_t records = 0;
  std::uint64_t judged = 0;         // records of cases
  std::uint64_t findings = 0;       // all of them
  std::vector<AuditFinding> first;  // at most `findings_max`
  std::string stopped;              // why it ended early; empty when it did not
  [[nodiscard]] bool good() const noexcept { return findings == 0 && stopped.empty(); }
};

class Auditor {
 public:
  struct Parts {
    PartitionNumber partition = 0;
    const Editions* editions = nullptr;
    ReferenceLoader* loader = nullptr;
    RowFamily* core = nullptr;  // empty; the auditor's own
    std::size_t findings_max = 1'000;
  };
  explicit Auditor(Parts parts) : parts_{parts}, draft_{parts.core} {}

  // The next valid record; claims are passed over. Errors: the store's; not what it finds.
  [[nodiscard]] Result<void> take(const Header& header, const Body& body, const Digest& hash,
                                  const DecisionName& decision);
  // Nothing behind can be judged.
  [[nodiscard]] bool stopped() const noexcept { return !report_.stopped.empty(); }
  // After the last record. Errors: the store's.
  [[nodiscard]] Result<AuditReport> finish();

 private:
  // A duty that the record before owes at once.
  struct Owed {
    DutyId id;
    Duty duty;
    std::shared_ptr<const Body> by;
    bool asked = false;  // the register has judged; its answer is to follow
    bool granted = false;
    RegisterView places;  // of the register, before it answered
  };
  // What the engine expects to be proposed: nothing when a person or office proposed it.
  struct Expected {
    Case kase;
    std::optional<Body> proposed;
    Asked asked;
  };

  void find(AuditFault fault, std::string recorded, std::string judged);
  void expect(AuditFault fault, const std::string& recorded, const std::string& judged);
  void stop(AuditFault fault, const std::string& why);
  void check_order();
  [[nodiscard]] Result<void> take_house();
  [[nodiscard]] Result<void> take_case(const DecisionName& decision);
  [[nodiscard]] Result<void> pass_over_what_needs_no_record();
  // Whose case and proposal it is; false when it cannot be judged, which is then a finding.
  [[nodiscard]] Result<bool> expected_at_once(Expected& expected);
  [[nodiscard]] Result<bool> expected_of_deadline(Expected& expected);
  [[nodiscard]] Result<bool> expected_of_proposal(Expected& expected);
  [[nodiscard]] Result<OpeningCase> opening_of_record(const Case* before) const;
  [[nodiscard]] Result<void> check_moved();
  void check_not_to_be_moved(const Case& kase);
  [[nodiscard]] Result<void> check_proposal();
  [[nodiscard]] Result<void> judge(const Expected& expected);
  void compare_proposed(const Body& proposed);
  void compare(RecordKind kind, const Body& judged);
  void check_separation(const Case& kase, std::string_view for_person);
  [[nodiscard]] Result<void> flush();

  Parts parts_;
  References references_;
  Overlay draft_;
  std::size_t pending_ = 0;
  Sequence last_ = 0;
  Instant recorded_at_;
  std::uint64_t calendars_ = 0;  // adopted so far
  std::deque<Owed> owed_;
  AuditReport report_;
  // The record in hand.
  const Header* header_ = nullptr;  // of the record that is taken; both hold while it is
  const Body* body_ = nullptr;
  AuditFinding here_;  // where it stands, also when it is gone
};

}  // namespace vermilion
