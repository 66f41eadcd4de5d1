// The checker: reads a log by its own rule and says which invariant was broken first.
//
// It shares with the engine the octets of frames and records and the fold of `core`, and nothing of
// how an owner decides: which records count, what is due, who did what and who holds a post it
// works out for itself. Invariants are those of RELIABILITY §1.8:
//   read_on       I2 claims 1, 2, 3 …; I3, I4 seq dense, each prev the hash before; I5 versions
//                 dense, one record a (principal, id, case); I11 recorded_at; due first, in order
//                 of due; states follow one another; separation of duties; one holder a post
//   check_answer  I6, I7 an answer names a record that stands in the log, or is true as of its
//                 position; I9 a case's records in the order of its answers
//   check_core    I10 what lies in core = fold of the valid prefix up to its position, both ways
//   check_end     I1 another reader gives every entry the same verdict; a fold from the first
//                 record gives the same rows; whoever came to nothing holds no post
// Threads: one.
#pragma once

#include <map>
#include <set>

#include "adapters/store/memory/memory_rows.hpp"
#include "adapters/store/memory/shared_log.hpp"
#include "engine/core/core.hpp"
#include "engine/proposal.hpp"

namespace vermilion::sim {

// One attempt of a proposal, as its sender knows it.
struct Attempted {
  Proposal proposal;
  Sequence floor = 0;  // the last record of the case that had been answered when it was sent
};

class Checker {
 public:
  explicit Checker(std::shared_ptr<const SharedLog> log);

  void read_on();
  void check_answer(const Attempted& attempt, const Decided& decided);
  void check_core(const std::string& whose, const RowFamily& core);
  void check_end();
  // The first violation wins.
  void violated(const std::string& what);
  [[nodiscard]] const std::string& violation() const noexcept { return violation_; }

  [[nodiscard]] Sequence last() const noexcept { return valid_.size(); }
  [[nodiscard]] std::uint64_t void_records() const noexcept { return void_; }
  [[nodiscard]] std::uint64_t claims() const noexcept { return epoch_; }
  [[nodiscard]] const std::vector<CaseId>& cases() const noexcept { return cases_; }
  // The case as folded from the log; nothing when it has no record.
  [[nodiscard]] std::optional<Case> load(const CaseId& id) const;
  // The last record of the case that somebody was told of.
  [[nodiscard]] Sequence answered(const CaseId& id) const;
  [[nodiscard]] const std::map<std::string, std::uint64_t>& counted() const noexcept {
    return counted_;
  }
  // Rows of approval/1 that held, as the records name them.
  [[nodiscard]] const std::set<std::uint16_t>& rows_taken() const noexcept { return rows_taken_; }

 private:
  struct Valid {
    RecordKind kind = RecordKind::accepted;
    Body body;
  };
  struct Deadline {
    DutyId id;
    Instant due;
  };
  struct Known {  // of one case
    std::uint64_t version = 0;
    Sequence first = 0;
    std::string applicant;
    std::vector<std::string> states;
    std::vector<Deadline> deadlines;
    std::set<std::pair<std::string, std::string>> did;  // person, fact
    std::set<CaseId> holders;                           // of a register
    std::vector<std::pair<Sequence, std::uint64_t>> material;
    Sequence answered = 0;
  };
  using Key = std::tuple<CaseId, std::string, std::string>;  // case, who, proposal id

  void read_frame_of(const Bytes& octets);
  void take(const Header& header, BytesView record);
  void check_case(const Header& header, const Body& body);
  void check_time(const Header& header, const Body& body, Known& known);
  void check_duties(const Header& header, const Body& body, Known& known);
  void fold(const Header& header, const Body& body, const Digest& hash);
  void check_recorded(const Attempted& attempt, const Decided& decided);
  void check_unrecorded(const Attempted& attempt, const Decided& decided);

  std::shared_ptr<const SharedLog> log_;
  std::size_t next_ = 0;
  Epoch epoch_ = 0;
  Digest head_{};
  std::vector<Valid> valid_;
  std::vector<bool> verdicts_;
  std::uint64_t void_ = 0;
  Instant recorded_at_;
  std::map<CaseId, Known> known_;
  std::vector<CaseId> cases_;
  std::map<Key, Sequence> proposals_;
  std::map<Key, Sequence> told_;
  MemoryRows rows_;
  RowFamily* core_ = nullptr;
  std::vector<std::uint64_t> prints_{0};  // of core's rows after each record
  std::map<std::string, std::uint64_t> counted_;
  std::set<std::uint16_t> rows_taken_;
  std::string violation_;
};

}  // namespace vermilion::sim
