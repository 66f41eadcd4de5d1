#include "engine/core/replay.hpp"

#include <fmt/format.h>

#include <array>

namespace vermilion::core {
namespace {

// What lies below an empty core.
class Nothing final : public RowReader {
 public:
  [[nodiscard]] Result<std::optional<Bytes>> get(BytesView /*key*/) const override {
    return std::optional<Bytes>{};
  }
  [[nodiscard]] Result<void> scan(
      BytesView /*from*/, BytesView /*to*/,
      const std::function<bool(BytesView, BytesView)>& /*each*/) const override {
    return ok();
  }
};

bool is_empty(const RowFamily& core) {
  for (PartitionNumber partition = 0; partition < partitions_max; ++partition) {
    if (core.position(partition) != 0) return false;
  }
  return true;
}

// A replay under way. A record is folded when the one behind it says its hash.
class Replay {
 public:
  Replay(PartitionNumber partition, const Editions& editions, RowFamily& core,
         const ReplayOptions& options)
      : partition_{partition}, editions_{editions}, core_{core}, options_{options} {
    rows_.emplace(is_empty(core) ? static_cast<const RowReader*>(&nothing_) : &core);
  }

  Result<void> add(const Entry& entry) {
    if (entry.header.kind == RecordKind::claim) return ok();
    if (waiting_) {
      VERMILION_TRY(fold_waiting(entry.header.previous));
    }
    VERMILION_TRY(read_body_into(entry.record, body_));
    header_ = entry.header;
    record_ = entry.record;
    waiting_ = true;
    return ok();
  }
  Result<void> end() {
    if (!waiting_) return ok();
    VERMILION_TRY(fold_waiting(hash_of_record(record_)));
    return rows_->empty() ? ok() : hand_over();
  }

 private:
  Result<void> fold_waiting(const Digest& hash) {
    waiting_ = false;
    VERMILION_TRY(fold(*rows_, editions_, header_, body_, hash));
    return rows_->size() < options_.rows_max ? ok() : hand_over();
  }
  Result<void> hand_over() {
    const auto changes = rows_->take();
    VERMILION_TRY(options_.hand_over ? options_.hand_over(changes, partition_, header_.sequence)
                                     : core_.write(changes, partition_, header_.sequence));
    rows_.emplace(&core_);
    return ok();
  }

  PartitionNumber partition_;
  const Editions& editions_;
  RowFamily& core_;
  const ReplayOptions& options_;
  Nothing nothing_;
  std::optional<Overlay> rows_;
  bool waiting_ = false;
  Header header_;
  Body body_;  // its memory is used from record to record
  Bytes record_;
};

}  // namespace

Result<void> replay(Journal& journal, PartitionNumber partition, const Editions& editions,
                    RowFamily& core, Sequence until, const ReplayOptions& options) {
  const auto folded = core.position(partition);
  if (folded > until) {
    return fail(Code::diverged,
                fmt::format("core is folded to seq {} of partition {}, the journal ends at {}: it "
                            "was cut or replaced",
                            folded, partition, until));
  }
  Replay replay{partition, editions, core, options};
  VERMILION_TRY(journal.read(partition, folded + 1, [&](const Entry& entry) -> Result<void> {
    return entry.header.sequence > until ? ok() : replay.add(entry);
  }));
  return replay.end();
}

}  // namespace vermilion::core
