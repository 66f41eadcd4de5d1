#include "engine/core/replay.hpp"

#include <fmt/format.h>

#include <memory>
#include <utility>
#include <vector>

namespace vermilion::core {
namespace {

// A core that was empty when the replay began: what it holds is what was handed over to it. Most
// look-ups are of cases that are new, so a filter answers them and core is asked for the rest. One
// bit of 2^27 a key (16 MiB): with ten million rows one look-up in fourteen is in vain.
class MadeAnew final : public RowReader {
 public:
  explicit MadeAnew(const RowFamily& core) : core_{core}, bits_(bits / 64) {}
  void note(BytesView key) { bits_[place_of(key) / 64] |= mask_of(key); }
  [[nodiscard]] Result<std::optional<Bytes>> get(BytesView key) const override {
    if ((bits_[place_of(key) / 64] & mask_of(key)) == 0) return std::optional<Bytes>{};
    return core_.get(key);
  }
  [[nodiscard]] Result<void> scan(
      BytesView from, BytesView to,
      const std::function<bool(BytesView, BytesView)>& each) const override {
    return core_.scan(from, to, each);
  }

 private:
  static constexpr std::size_t bits = std::size_t{1} << 27U;
  static std::size_t place_of(BytesView key) noexcept {
    return std::hash<BytesView>{}(key) & (bits - 1);
  }
  static std::uint64_t mask_of(BytesView key) noexcept {
    return std::uint64_t{1} << (place_of(key) % 64);
  }
  const RowFamily& core_;
  std::vector<std::uint64_t> bits_;
};

bool is_empty(const RowFamily& core) {
  for (PartitionNumber partition = 0; partition < partitions_max; ++partition) {
    if (core.position(partition) != 0) return false;
  }
  return true;
}

// A replay under way. A record is folded when the one behind it says its hash. Rows lie in two
// overlays: those being folded, upon those being handed over, upon core.
class Replay {
 public:
  Replay(PartitionNumber partition, const Editions& editions, RowFamily& core,
         const ReplayOptions& options)
      : partition_{partition}, editions_{editions}, core_{core}, options_{options} {
    if (is_empty(core)) made_anew_.emplace(core);
    rows_ = std::make_unique<Overlay>(below());
  }
  Replay(const Replay&) = delete;
  Replay& operator=(const Replay&) = delete;
  ~Replay() {
    if (wait_) wait_();
  }

  Result<void> add(const Entry& entry) {
    if (entry.header.kind == RecordKind::claim) return ok();
    if (waiting_) {
      VERMILION_TRY(fold_waiting(entry.header.previous));
    }
    if (entry.body != nullptr) {
      std::swap(body_, *entry.body);
    } else {
      VERMILION_TRY(read_body_into(entry.record, body_));
    }
    header_ = entry.header;
    record_ = entry.record;
    waiting_ = true;
    return ok();
  }
  Result<void> end() {
    if (!waiting_) return ok();
    VERMILION_TRY(fold_waiting(hash_of_record(record_)));
    if (!rows_->empty()) {
      VERMILION_TRY(hand_over());
    }
    return handed_over();
  }

 private:
  [[nodiscard]] const RowReader* below() const {
    return made_anew_ ? static_cast<const RowReader*>(&*made_anew_) : &core_;
  }
  Result<void> fold_waiting(const Digest& hash) {
    waiting_ = false;
    VERMILION_TRY(fold(*rows_, editions_, header_, body_, hash, name_of_decision(header_, body_)));
    return rows_->size() < options_.rows_max ? ok() : hand_over();
  }
  // The rows folded so far are on their way to core; folding goes on upon them.
  Result<void> hand_over() {
    VERMILION_TRY(handed_over());
    handing_ = std::move(rows_);
    rows_ = std::make_unique<Overlay>(handing_.get());
    const auto work = [this, position = header_.sequence] {
      const auto changes = handing_->changes();
      outcome_ = options_.hand_over ? options_.hand_over(changes, partition_, position)
                                    : core_.write(changes, partition_, position);
    };
    if (options_.beside) {
      wait_ = options_.beside(work);
      return ok();
    }
    work();
    return handed_over();
  }
  // What was on its way stands in core.
  Result<void> handed_over() {
    if (wait_) std::exchange(wait_, nullptr)();
    if (!handing_) return ok();
    VERMILION_TRY(std::exchange(outcome_, ok()));
    if (made_anew_) handing_->each_key([&](BytesView key) { made_anew_->note(key); });
    rows_->stand_on(below());
    handing_.reset();
    return ok();
  }

  PartitionNumber partition_;
  const Editions& editions_;
  RowFamily& core_;
  const ReplayOptions& options_;
  std::optional<MadeAnew> made_anew_;
  std::unique_ptr<Overlay> rows_;
  std::unique_ptr<Overlay> handing_;
  Result<void> outcome_ = ok();  // of handing over, once it has ended
  std::function<void()> wait_;   // for its end
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
  const EntryVisitor each = [&](const Entry& entry) -> Result<void> {
    return entry.header.sequence > until ? ok() : replay.add(entry);
  };
  VERMILION_TRY(options.read ? options.read(journal, partition, folded + 1, each)
                             : journal.read(partition, folded + 1, each));
  return replay.end();
}

}  // namespace vermilion::core
