// Projector: folds committed records into the views, and says how far they have come.
//
// Records come in batches from memory; what a view lacks (after a crash, or when the views fell
// behind and batches were dropped) it reads from the journal. Each view keeps its own position and
// gets one write a batch, rows and position together, so a crash between two views' writes loses
// nothing: each folds on from its own (DESIGN §6). A record that a view cannot take stops that view
// in that partition, named; it keeps what stood before, and the others go on. A store that cannot
// write is an error to the caller; the next call tries again from where the view stands.
// Threads: `take`, `catch_up` and `reset` from one thread (the views thread); the rest any.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <mutex>

#include "engine/ports/journal.hpp"
#include "engine/ports/rows.hpp"
#include "projections/changes.hpp"
#include "projections/position_waiters.hpp"
#include "projections/view.hpp"

namespace vermilion {

// A committed record as it was decoded or made; whoever hands it in keeps it for the call.
struct RecordInHand {
  const Header* header = nullptr;
  const Body* body = nullptr;
  const DecisionName* decision = nullptr;
};

struct StoppedView {
  std::string view;
  Position at;      // the record that it could not take
  std::string why;  // names view, record and fault
};

class Projector {
 public:
  // Opens each view's family. `rows` and `journal` outlive the projector; at most `waiters_max`
  // reads wait for a position. Errors: the store's.
  [[nodiscard]] static Result<std::unique_ptr<Projector>> open(
      Rows& rows, Journal& journal, projections::Views views,
      std::size_t waiters_max = position_waiters_max);

  // Folds consecutive records of one partition; those that a view has already are passed over, and
  // a gap before them is read from the journal. Errors: the store's and the journal's.
  [[nodiscard]] Result<void> take(PartitionNumber partition, std::span<const RecordInHand> batch);
  // Folds on to the journal's end. Errors: as `take`.
  [[nodiscard]] Result<void> catch_up(PartitionNumber partition);
  // Reads the positions anew, after a rebuild; stopped views are tried again.
  void reset();

  // The least position of all views: what a read may be sure to see.
  [[nodiscard]] Sequence position(PartitionNumber partition) const noexcept;
  // One view's own. Errors: not_found.
  [[nodiscard]] Result<Sequence> position(std::string_view view, PartitionNumber partition) const;
  [[nodiscard]] std::vector<StoppedView> stopped() const;
  [[nodiscard]] PositionWaiters& waiters() noexcept { return waiters_; }
  // The view's family, for queries. Errors: not_found.
  [[nodiscard]] Result<const RowFamily*> family(std::string_view view) const;

  static constexpr std::size_t batch_records_max = 4'096;

 private:
  struct Member {
    std::shared_ptr<const projections::View> view;
    RowFamily* family = nullptr;
    std::array<std::atomic<Sequence>, partitions_max> at{};
    std::array<bool, partitions_max> stopped{};  // views thread only
    projections::Changes changes{nullptr};       // views thread only; keeps decoded rows
  };
  Projector(Journal& journal, std::size_t waiters_max) : journal_{journal}, waiters_{waiters_max} {}
  void load_position(Member& member, PartitionNumber partition);
  [[nodiscard]] Result<void> fold(Member& member, PartitionNumber partition,
                                  std::span<const RecordInHand> batch);
  [[nodiscard]] Result<void> fold_all(PartitionNumber partition,
                                      std::span<const RecordInHand> batch);
  void stop(Member& member, PartitionNumber partition, Sequence at, const Error& error);
  void publish(PartitionNumber partition);
  // The least position of the views that still go on; none when all are stopped.
  [[nodiscard]] std::optional<Sequence> going(PartitionNumber partition) const;

  Journal& journal_;
  std::vector<std::unique_ptr<Member>> members_;
  std::array<std::atomic<Sequence>, partitions_max> least_{};
  PositionWaiters waiters_;
  mutable std::mutex mutex_;
  std::vector<StoppedView> stopped_;
};

}  // namespace vermilion
