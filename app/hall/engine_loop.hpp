// The engine loop: one engine thread and one journal thread around one owner.
//
// io threads put proposals into bounded inboxes of two classes, people first, background (offices,
// integrators) after; the engine thread takes at most a frame's worth, judges, forms a frame and
// hands it to the journal thread, which writes and syncs it while the next one forms. When a frame
// is done, its outcomes are released in one batch and its records go to the views. When it is not,
// the partition is claimed again, core folded to the claim, and whatever had no outcome is taken
// again: idempotency answers what had landed. A journal that has stopped for good (failed sync)
// leaves the loop *stopped*: every proposal is answered as stopped, reads go on.
// Where other nodes may own the partition too (Rivals), the loop *follows* until this node is asked
// to own it: core is folded on from the journal, so that taking over restores nothing, and whoever
// asks is told who owns it. It reigns from its claim until it has read another's, and then follows
// again; what had no outcome by then is answered as elsewhere. An outcome that leaves no record
// (404, 412) waits for a frame that was sent after it was judged, an empty one if need be: an owner
// that was overtaken unknowingly answers nothing from what it last knew.
// Threads: `submit`, `stopped`, `statistics` from any; callbacks run on the engine thread.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "engine/owner.hpp"
#include "engine/ports/clock.hpp"

namespace vermilion {

enum class ProposalClass : std::uint8_t { people, background };

struct LoopOptions {
  std::size_t people_inbox_max = 16'384;
  std::size_t background_inbox_max = 4'096;
  std::string node = "node-1";
};

struct LoopStatistics {
  std::uint64_t frames = 0;
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;
  std::uint64_t proposals = 0;
  std::uint64_t refused_full = 0;  // inbox at its bound
  std::uint64_t claims = 0;
  std::size_t waiting = 0;
};

class EngineLoop {
 public:
  // Called with every outcome, in the order of their frames; a batch begins and ends around them.
  using Done = std::function<void(Decided&&)>;

  // Other nodes may own the partition as well. Called from the engine thread.
  struct Rivals {
    std::function<bool()> may_claim;  // this node is asked to own it
    std::function<Claimed()> claimed;
    // This process has claimed the partition, with this epoch.
    std::function<void(Epoch)> has_claimed;
    // Reads what the journal holds now, so that `claimed` is no news of before a doubt.
    std::function<Result<void>()> catch_up;
    // Why nothing of the journal can be read any more; nothing while it can.
    std::function<std::optional<Error>()> cut_off;
    // Records have come that nobody fed to the views.
    std::function<void()> fell_behind;
  };

  struct Parts {
    Owner::Parts owner;
    Journal* journal = nullptr;
    Clock* clock = nullptr;
    // The journal has something to do at a second of silence, a clean stop, a full segment.
    std::function<void()> silence;
    std::function<void()> close;
    std::function<Result<void>()> roll;
    // 16 octets nobody else has, for claims.
    std::function<Octets<16>()> nonce;
    // What is to be in force when the reign begins.
    std::vector<Adopted> adopt;
    // A frame is done: its records, for views. May block for a bounded time (back pressure).
    std::function<void(std::vector<Written>&&)> feed;
    // Around the outcomes of one frame: answers may be gathered and sent as one.
    std::function<void(const std::function<void()>&)> batch;
    // Called when a reign begins, before anything is decided.
    std::function<Result<void>()> reigns;
    // The digest of a one-time token, if the house is to await its first administrator with it.
    std::function<Result<std::optional<Digest>>(const core::FoundingRow&)> first_token;
    std::optional<Rivals> rivals;
  };

  // Who decides in the partition now, as far as this node knows.
  struct Standing {
    bool reigns = false;
    std::string node;     // the owner's name; empty when nobody is known to be
    std::string trouble;  // why this node could not take over when it was asked to
  };

  EngineLoop(Parts parts, LoopOptions options);
  ~EngineLoop();
  EngineLoop(const EngineLoop&) = delete;
  EngineLoop& operator=(const EngineLoop&) = delete;

  // Claims, folds core on, begins the reign and starts the threads; with rivals it begins to
  // follow. Errors: as Owner::begin.
  [[nodiscard]] Result<void> start();
  // Takes no more, decides what is in the inboxes, syncs it, writes a closing frame.
  void stop();

  // False when the inbox of that class is full, or the loop is stopping: answer 503 and
  // Retry-After.
  [[nodiscard]] bool submit(Proposal proposal, ProposalClass from, Done done);
  // Runs `work` on the engine thread between proposals; for adopting data, moving a set clock.
  // It is given no owner when this node reigns no more.
  [[nodiscard]] bool post(std::function<void(Owner*, Instant now)> work);

  [[nodiscard]] bool reigns() const noexcept { return reigns_; }
  [[nodiscard]] Standing standing() const;

  // Why nothing is written any more; empty while it is.
  [[nodiscard]] std::string stopped() const;
  [[nodiscard]] LoopStatistics statistics() const;
  // The last record of the directory that this node has acknowledged: reads of staff see it.
  [[nodiscard]] Sequence directory_changed() const noexcept { return directory_changed_; }
  // What the partition judges by now; swapped whole when new data are adopted.
  [[nodiscard]] std::shared_ptr<const References> references() const;

 private:
  struct Item {
    Proposal proposal;
    Done done;
  };

  // Monotonic real time, for silence, rates and the once-a-second work; never recorded.
  [[nodiscard]] static Instant real_time();
  void run_engine();
  void run_journal();
  [[nodiscard]] Result<void> begin_reign();
  void recover(Appended outcome);
  void halt(const std::string& why);
  // Follows until this node reigns; false when the loop is to end.
  [[nodiscard]] bool follow();
  [[nodiscard]] Result<void> fold_on();
  [[nodiscard]] Result<void> take_reign();
  // Overtaken while it was idle: an append would find out, and so does everybody else before.
  [[nodiscard]] bool gave_way(Instant real);
  void step_down(std::vector<Decided>&& unanswered, Instant claims_again);
  // Answers whatever waits in the inboxes, and what is posted gets no owner.
  void turn_away(Outcome outcome, const std::string& why);
  [[nodiscard]] std::vector<Decided> without_outcome(Outcome outcome, const std::string& why);
  void hand_over(Formed&& formed);
  void hold_unrecorded();
  void release(std::vector<Decided>&& outcomes);
  void take_inbox(Instant now);
  [[nodiscard]] bool wait_for_work(Instant now);
  void publish_references();

  Parts parts_;
  LoopOptions options_;
  std::unique_ptr<Owner> owner_;

  mutable std::mutex mutex_;  // inboxes, hand-over to and from the journal thread
  std::condition_variable engine_wakes_;
  std::condition_variable journal_wakes_;
  std::vector<Item> people_;
  std::vector<Item> background_;
  std::vector<std::function<void(Owner*, Instant)>> posted_;
  bool engine_asleep_ = false;
  bool stopping_ = false;
  bool journal_stops_ = false;
  std::optional<Formed> to_write_;
  std::optional<Appended> written_;
  std::string stopped_;
  std::string trouble_;
  std::shared_ptr<const References> references_;
  LoopStatistics statistics_;

  std::atomic<bool> reigns_{false};
  std::atomic<Sequence> directory_changed_{0};

  // Engine thread only.
  std::unordered_map<std::uint64_t, Done> waiting_;
  std::deque<Proposal> again_;  // to be taken again after a new claim; before anything else
  std::vector<Item> taken_;
  std::size_t taken_at_ = 0;
  std::uint64_t next_ticket_ = 1;
  std::vector<Written> in_flight_written_;
  bool in_flight_seals_ = false;
  Instant next_deadline_;
  Instant last_frame_;  // real time, as are the next two
  Instant last_tick_;
  bool silent_ = false;
  bool barrier_in_flight_ = false;  // an empty frame, for outcomes that leave no record
  std::vector<Decided> held_;       // they wait for the next frame that is sent,
  std::vector<Decided> covered_;    // for the one that is in flight
  Instant claims_again_;            // not before; real time
  Sequence folded_ = 0;             // while it follows
  std::vector<core::AdoptedRow> adopted_;

  std::thread engine_;
  std::thread journal_;
};

}  // namespace vermilion
