// The owner of a partition: takes proposals, decides, and forms frames. Pure but for its ports.
//
// It decides on overlays (store < frame in flight < frame forming < one proposal) and keeps from
// the log: changes reach `core` only when their frame is done. At most one frame is in flight; the
// next forms meanwhile, which is the group commit. Due first: before a proposal on a case is
// judged, every deadline of that case with due <= received_at is judged, in order of due, in the
// same frame. Judgements, takes and their answers that a record owes are performed in that frame
// too, depth <= 8. No verdict without a record: outcomes are released by `committed`, never before;
// outcomes without a record (404, 412) wait for the frames they were read from. On *unknown* or
// *not done* the owner is finished: make a new one, claim, `begin`, and take again what `abandon`
// gives back; idempotency answers what had landed. Sources: DESIGN §4, §5, §13. Threads: one (the
// engine thread).
#pragma once

#include <deque>
#include <unordered_map>

#include "engine/core/core.hpp"
#include "engine/core/replay.hpp"
#include "engine/journal/frame.hpp"
#include "engine/judging.hpp"
#include "engine/ports/journal.hpp"
#include "engine/proposal.hpp"
#include "events/facts/house.hpp"

namespace vermilion {

inline constexpr std::size_t frame_proposals_max = 256;
inline constexpr int judgement_depth_max = 8;
inline constexpr std::size_t refusals_a_minute_max = 10;
inline constexpr std::size_t proposal_id_size_max = 128;
// A fact's octets: what it owes, and what its refusal says, go into the same record.
inline constexpr std::size_t payload_size_max = 256 * 1024;
inline constexpr std::size_t dues_reviewed_max = 64;
inline constexpr std::uint64_t segment_records_max = 65'536;

// One record that was written, as views fold it: nothing is decoded or hashed a second time.
struct Written {
  Header header;
  std::shared_ptr<const Body> body;
  Digest hash{};
  DecisionName decision{};
};

// A frame on its way, and what it decided.
struct Formed {
  Bytes frame;
  std::vector<Written> written;
  Sequence last = 0;
  std::uint32_t records = 0;
  bool seals = false;  // after it is done, the journal rolls to a new segment
};

class Owner {
 public:
  struct Parts {
    HouseId house;
    PartitionNumber partition = 0;
    const Editions* editions = nullptr;
    ReferenceLoader* loader = nullptr;
    Journal* journal = nullptr;  // reads only
    RowFamily* core = nullptr;
    // How many changed rows of done frames may wait before they are written to core: many steps of
    // a case then cost one write. 0: each frame's at once. What waits is lost in a crash and folded
    // again from the journal.
    std::size_t settle_rows = 0;
    core::ReplayOptions replaying{};  // how `begin` folds core on
  };
  explicit Owner(const Parts& parts);
  Owner(const Owner&) = delete;
  Owner& operator=(const Owner&) = delete;
  virtual ~Owner() = default;

  // Folds `core` on to the claim, and forms the first records of the reign.
  // Errors: corrupt, diverged, unsupported (with the seq), io; and those of the reference loader.
  [[nodiscard]] Result<void> begin(const Reigning& reigning, const Claim& claim, Instant now);

  // Takes reference data into use, if this version is not in force: a record of it.
  [[nodiscard]] Result<void> adopt(const Adopted& adopted, Instant now);
  // A fact of the partition itself.
  [[nodiscard]] Result<void> record_house_fact(std::string_view fact, std::uint16_t schema,
                                               Bytes payload, Instant now);

  // Real time, for how often somebody may be refused; never recorded. A house with a set clock
  // keeps its pace by this too.
  void set_pace(Instant real) noexcept { pace_ = real; }

  // How far the house is on its way to a first administrator.
  [[nodiscard]] Result<core::FoundingRow> founding() const { return core::founding_of(forming_); }

  // Room for another proposal in the forming frame.
  [[nodiscard]] bool has_room() const noexcept;
  // Decides one proposal. Its outcome comes from `committed` (or `ready`).
  void take(Proposal proposal, Instant now);
  // What `take` would decide now, recording nothing: dry runs.
  [[nodiscard]] Decided rehearse(const Proposal& proposal, Instant now);
  // Judges deadlines that have passed by `now`, at most as many as the forming frame has room for.
  // Returns how many records. A case whose deadline cannot be judged is set aside (`stuck`), so
  // that one poisoned case never holds up the others. Errors: the store's.
  [[nodiscard]] Result<std::size_t> fire_deadlines(Instant now);
  // After a calendar was adopted, and at the start of a reign: looks at the next open deadlines, at
  // most `dues_reviewed_max` and as many as the forming frame has room for, and records each that
  // the calendar in force moves. Until all were looked at, each case is looked at before anything
  // is judged on it, so that nothing is judged by a date that no longer holds. Where it stood need
  // not be kept: what has moved does not move again. Returns how many records. Errors: the store's.
  [[nodiscard]] Result<std::size_t> review_dues(Instant now);
  [[nodiscard]] bool reviews_dues() const noexcept {
    return review_from_.has_value() && references_.complete();
  }
  // No open deadline is due before this instant; not set when none is open. It may have been met
  // meanwhile: `fire_deadlines` then finds nothing and looks for the next.
  [[nodiscard]] Instant next_deadline() const noexcept { return next_deadline_; }

  // Takes the forming frame, if it has records and none is in flight.
  // Seals the segment with it when that is due: at 65,536 records, and at a month's end.
  [[nodiscard]] Result<std::optional<Formed>> form(Instant now);
  // Once a second: records how many refusals were left unjudged (DESIGN §4).
  [[nodiscard]] Result<void> tick(Instant now);
  [[nodiscard]] bool in_flight() const noexcept { return in_flight_count_ > 0; }
  // The frame in flight is done: moves its changes into core and returns its outcomes.
  [[nodiscard]] Result<std::vector<Decided>> committed();
  // Writes what waits of done frames to core.
  [[nodiscard]] Result<void> settle();
  [[nodiscard]] bool settled() const noexcept { return settling_.empty(); }
  // Outcomes that need not wait for any frame.
  [[nodiscard]] std::vector<Decided> ready();
  // The frame in flight is lost or in doubt: every proposal that has no outcome yet.
  [[nodiscard]] std::vector<Proposal> abandon();

  // Cases whose due deadline could not be judged, and why.
  [[nodiscard]] const std::map<CaseId, std::string>& stuck() const noexcept { return stuck_; }

  [[nodiscard]] const References& references() const noexcept { return references_; }
  [[nodiscard]] Sequence sequence() const noexcept { return tip_.sequence; }
  [[nodiscard]] Epoch epoch() const noexcept { return tip_.epoch; }
  // The store as far as it is settled: up to a second behind what is committed (decision 0003).
  [[nodiscard]] const RowReader& core() const noexcept { return *parts_.core; }

 protected:
  // For simulators only: false is a bug that they must find.
  [[nodiscard]] virtual bool judges_due_first() const { return true; }

 private:
  struct Tip {
    Epoch epoch = 0;
    Sequence sequence = 0;
    Digest head{};
    Instant recorded_at;
  };
  // One proposal's records, before they join the forming frame. One at a time: its rows lie in the
  // owner's own table, which is empty between two drafts and keeps its room.
  struct Draft {
    Draft(Overlay& drafted, const Tip& from) : rows{drafted}, tip{from} {}
    Draft(const Draft&) = delete;
    Draft& operator=(const Draft&) = delete;
    ~Draft() { rows.clear(); }
    Overlay& rows;
    Tip tip;
    std::vector<Bytes> records;
    std::vector<Written> written;
  };
  struct Refusals {
    Instant since;     // by the pace
    Instant first_at;  // by the house's clock, for the record
    std::size_t counted = 0;
    std::uint64_t suppressed = 0;
  };
  struct Waiting {
    Proposal proposal;
    Decided decided;
  };

  [[nodiscard]] Result<Decided> decide(Draft& draft, const Proposal& proposal, Instant now);
  using CaseInHand = std::shared_ptr<const Case>;

  [[nodiscard]] Result<void> judge_due(Draft& draft, CaseInHand& kase, Instant received,
                                       Instant now);
  [[nodiscard]] Result<void> move_dues(Draft& draft, CaseInHand& kase, Instant now);
  // Each open deadline that ends otherwise than it stands there.
  [[nodiscard]] Result<void> record_moves(Draft& draft, CaseInHand& kase, Instant now);
  void review_all_dues();
  [[nodiscard]] Result<Written> judge_deadline(Draft& draft, const Case& kase,
                                               const OpenDuty& deadline, Instant now);
  [[nodiscard]] Result<Written> judge(Draft& draft, const Case& kase, std::shared_ptr<Body> body,
                                      Instant now, const Asked& asked);
  [[nodiscard]] std::uint32_t level_needed(const Proposal& proposal, const Case& kase) const;
  [[nodiscard]] Result<OpeningCase> opening(const Case* before, const Proposal& proposal,
                                            Instant received) const;
  [[nodiscard]] Result<void> perform(Draft& draft, const Written& written, Instant now, int depth);
  [[nodiscard]] Result<void> perform_take(Draft& draft, const Written& owed, const Duty& duty,
                                          const DutyId& id, Instant now, int depth);
  [[nodiscard]] Result<Written> write(Draft& draft, RecordKind kind, std::shared_ptr<Body> body,
                                      Instant now);
  [[nodiscard]] Result<void> join(Draft& draft);
  [[nodiscard]] Result<void> seal_if_due(Instant now);
  [[nodiscard]] bool refused_too_often(const std::string& who) const;
  [[nodiscard]] Result<void> find_next_deadline();
  void count_refusal(const Proposal& proposal, const Decided& decided, Instant now);
  void settle(Proposal&& proposal, Decided&& decided);

  Parts parts_;
  References references_;
  Tip tip_;
  Overlay settling_;  // of done frames, not yet written to core
  Sequence settling_last_ = 0;
  Overlay in_flight_;
  Overlay forming_;
  Overlay drafted_;
  FrameBuilder builder_;
  bool seals_ = false;
  Sequence segment_first_ = 1;
  Instant segment_since_;
  Instant pace_;
  std::uint32_t in_flight_count_ = 0;
  Sequence in_flight_last_ = 0;
  std::size_t forming_proposals_ = 0;
  std::vector<Written> forming_written_;
  std::vector<Waiting> forming_waiting_;
  std::vector<Waiting> in_flight_waiting_;
  std::vector<Decided> ready_;
  std::unordered_map<std::string, Refusals> refusals_;
  std::map<CaseId, std::string> stuck_;
  Instant next_deadline_{1};
  std::optional<Bytes> review_from_;  // key in core of the next deadline to be looked at
};

}  // namespace vermilion
