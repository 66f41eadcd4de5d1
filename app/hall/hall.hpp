// The hall: one house opened in one process. Every part stands behind a port; this is where they
// are chosen and joined: journal, keys, blobs, core and views, engine loop, views thread.
//
// `open` founds the house when the directory has none, recovers the journal, folds what is behind,
// adopts the reference data it was given (a record each, only when it changed), and starts. Reads
// go on while a partition is stopped. `stop` decides what was submitted, syncs it and closes
// cleanly. Threads: open and stop from one thread; everything else from any.
#pragma once

#include <filesystem>
#include <memory>

#include "adapters/store/blobs/file_blobs.hpp"
#include "adapters/store/keys/file_keys.hpp"
#include "adapters/store/rocksdb/rocks_rows.hpp"
#include "adapters/store/segments/posix_files.hpp"
#include "adapters/system/set_clock.hpp"
#include "adapters/system/system_clock.hpp"
#include "adapters/system/system_random.hpp"
#include "app/hall/access_log.hpp"
#include "app/hall/closed_keys.hpp"
#include "app/hall/house_journal.hpp"
#include "app/hall/views_thread.hpp"
#include "engine/seal/seal.hpp"
#include "projections/projector.hpp"
#include "workflows/catalogue/loader.hpp"

namespace vermilion {

// Reference data to be in force: the canonical text of each (workflows/catalogue/loader.hpp).
struct HallReference {
  std::string what;  // "catalogue" | "calendar" | "scopes" | "grants"
  std::string version;
  Bytes text;
};

struct HallOptions {
  std::string directory;
  // Where keys and blobs lie so that every node of the house sees them; empty: in `directory`.
  std::string shared;
  // File of the key that wraps all others; empty: hall.key beside the folder of keys.
  std::string hall_key = {};
  // The journal lies in Kafka, and `loop.node` is this node's address; without it, in `directory`.
  std::optional<KafkaOptions> kafka;
  std::string house_name = "vermilion";
  std::optional<Instant> set_clock;  // a house with a set clock, from here; a real one refuses it
  std::vector<HallReference> references;
  bool views = true;
  std::size_t waiters_max = position_waiters_max;  // reads that wait for a position
  LoopOptions loop;
  RocksSizes sizes;
  SegmentOptions segments;
  // Around the outcomes of one frame, so that answers may be gathered and sent as one.
  std::function<void(const std::function<void()>&)> batch;
};

class Hall {
 public:
  // Errors: those of every part, named; invalid when `set_clock` is asked of a house with the real
  // clock, or the other way round.
  [[nodiscard]] static Result<std::unique_ptr<Hall>> open(const HallOptions& options);
  ~Hall();
  Hall(const Hall&) = delete;
  Hall& operator=(const Hall&) = delete;

  void stop();

  [[nodiscard]] EngineLoop& loop() noexcept { return *loop_; }
  [[nodiscard]] Journal& journal() noexcept { return house_->journal(); }
  // The newest news of what other nodes may have written; nothing where there are none.
  [[nodiscard]] std::optional<Heard> heard() const { return house_->heard(); }
  [[nodiscard]] const Keys& keys() const noexcept { return *keys_; }
  [[nodiscard]] Keys& keys() noexcept { return *keys_; }
  [[nodiscard]] const Sealer& sealer() const noexcept { return *sealer_; }
  [[nodiscard]] Random& random() noexcept { return random_; }
  [[nodiscard]] const Editions& editions() const noexcept { return editions_; }
  [[nodiscard]] AccessLog& access() noexcept { return *access_; }
  [[nodiscard]] RowFamily& core() noexcept { return *core_; }
  // Whether there are views to ask; without them `projector` must not be called.
  [[nodiscard]] bool keeps_views() const noexcept { return projector_ != nullptr; }
  [[nodiscard]] Projector& projector() noexcept { return *projector_; }
  [[nodiscard]] Rows& rows() noexcept { return *rows_; }
  [[nodiscard]] Clock& clock() noexcept { return *clock_; }
  [[nodiscard]] const HouseFounded& founded() const noexcept { return founded_; }
  // Null in a house with the real clock.
  [[nodiscard]] SetClock* set_clock() noexcept { return set_clock_.get(); }
  [[nodiscard]] std::string views_stopped() const;
  // What recovery met, one line each, to be printed at the start.
  [[nodiscard]] const std::vector<std::string>& notices() const noexcept { return notices_; }

  // Where a case's application stands in the journal. Errors: not_found, corrupt, the store's.
  [[nodiscard]] Result<Sequence> submitted_at(const CaseId& id) const;

  // Takes other reference data into use: the blob first, then the record. Errors: as the loader's.
  [[nodiscard]] Result<void> adopt(const HallReference& reference);
  // Moves a set clock forward, by a record. Errors: conflict in a house with the real clock,
  // invalid when it would go back.
  [[nodiscard]] Result<void> move_clock(Instant to);

  // `core` has all that was acknowledged before. Errors: unavailable (another node writes), io.
  [[nodiscard]] Result<void> settle();
  // Whether the key opens nothing for now, since its subject is restricted.
  [[nodiscard]] bool is_restricted(const KeyId& key) const {
    return closed_keys_.find(key) == ClosedKeys::Why::restricted;
  }
  // Records that the subject's data are stored and not used, or are used again; in force on this
  // node when it returns, on the others when their views have it. Errors: as `erase`.
  [[nodiscard]] Result<void> restrict(const SubjectRestricted& restricted);
  [[nodiscard]] Result<void> lift(const RestrictionLifted& lifted);
  // Records that the subject is erased, and destroys its keys once that is durable. Errors:
  // unavailable (another node writes, or none), invalid, io.
  [[nodiscard]] Result<void> erase(const SubjectErased& erased);

  static constexpr PartitionNumber partition = 0;
  // In the folder of keys, for the operator: whoever shows it becomes the first administrator.
  static constexpr const char* first_token_name = "first-administrator";

 private:
  Hall() = default;
  [[nodiscard]] Result<void> build(const HallOptions& options);
  [[nodiscard]] Result<void> open_house(const HallOptions& options);
  [[nodiscard]] Result<void> open_stores(const HallOptions& options);
  [[nodiscard]] Result<void> start_loop(const HallOptions& options);
  // Rows that a program of another form wrote; the journal has everything.
  [[nodiscard]] Result<void> drop_rows_of_another_form(const std::string& directory);
  // Makes the one-time token of the first administrator while there is none; nothing once there is.
  [[nodiscard]] Result<std::optional<Digest>> first_token(const core::FoundingRow& founding);
  // A set clock goes on from the last record, not from where the house began.
  [[nodiscard]] Result<void> resume_clock();
  // A copy of the keys that was restored may hold what was destroyed.
  [[nodiscard]] Result<void> erase_again();
  [[nodiscard]] Result<void> fold_views(const std::vector<Written>& records);
  // Records a fact of the house and waits until it is durable. Answers its seq.
  [[nodiscard]] Result<Sequence> record_durably(std::string_view fact, std::uint16_t schema,
                                                Bytes payload);
  [[nodiscard]] Result<void> in_force(Sequence sequence);
  // Keys that the views say are closed, once they say something else than before.
  [[nodiscard]] Result<void> close_keys();

  PosixFiles files_;
  SystemRandom random_;
  std::unique_ptr<SystemClock> system_clock_;
  std::unique_ptr<SetClock> set_clock_;
  Clock* clock_ = nullptr;
  HouseFounded founded_;
  std::unique_ptr<HouseJournal> house_;
  std::unique_ptr<AccessLog> access_;
  std::string keys_directory_;
  bool shares_keys_ = false;
  std::unique_ptr<FileKeys> keys_;
  std::unique_ptr<FileBlobs> blobs_;
  KeysClosedOnRecord closed_keys_;
  std::atomic<Sequence> closed_at_{0};  // the record that last closed or opened a key here
  std::unique_ptr<Sealer> sealer_;
  std::unique_ptr<ReferenceLoader> loader_;
  Editions editions_;
  std::unique_ptr<RocksRows> rows_;
  RowFamily* core_ = nullptr;
  std::unique_ptr<Projector> projector_;
  std::unique_ptr<ViewsThread> views_;
  std::unique_ptr<EngineLoop> loop_;
  std::vector<std::string> notices_;
  bool stopped_ = false;
};

// The editions that this program knows.
[[nodiscard]] Editions make_editions();

}  // namespace vermilion
