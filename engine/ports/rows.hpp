// The rows port: ordered key-value rows in named families, written in batches together with a
// position. A cache of the journal: losing it costs time, never a fact (DESIGN §6).
//
// Each family keeps its own position (the seq of the last record folded into it, per partition)
// and a batch moves rows and position together, or neither. Implementations: adapters/store/rocksdb
// (no WAL) and adapters/store/memory (tests, verify).
// Threads: reads from any thread, `write` from one thread a family.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"

namespace vermilion {

// No row's key may begin so (write answers invalid): a store keeps a family's positions under it.
inline constexpr BytesView reserved_row_prefix{"\0position", 9};

struct RowChange {
  Bytes key;
  std::optional<Bytes> value;  // none: the row goes
};
// The same, of octets that its maker keeps.
struct RowChangeView {
  BytesView key;
  std::optional<BytesView> value;
};

// Where a walk goes on: to the row behind, to the first row at or behind a key that lies further
// on, or nowhere.
struct RowStep {
  bool on = true;
  std::optional<Bytes> leap;
  [[nodiscard]] static RowStep next() { return {}; }
  [[nodiscard]] static RowStep stop() { return {false, {}}; }
  [[nodiscard]] static RowStep to(Bytes key) { return {false, std::move(key)}; }
};

using RowWalk = std::function<RowStep(BytesView key, BytesView value)>;

// A row that whoever wrote it keeps as a value: its octets are made only when they are asked for,
// so that a row which changes many times before it reaches a store is encoded once.
class RowValue {
 public:
  RowValue() = default;
  RowValue(const RowValue&) = delete;
  RowValue& operator=(const RowValue&) = delete;
  virtual ~RowValue() = default;
  [[nodiscard]] virtual Bytes octets() const = 0;
};

// What stands under a key: octets, a value whose octets it would be, or neither.
struct FoundRow {
  std::optional<Bytes> octets;
  std::shared_ptr<const RowValue> value;
};

// Every row of a family in one view at one instant.
class RowReader {
 public:
  RowReader() = default;
  RowReader(const RowReader&) = delete;
  RowReader& operator=(const RowReader&) = delete;
  virtual ~RowReader() = default;
  [[nodiscard]] virtual Result<std::optional<Bytes>> get(BytesView key) const = 0;
  // The same, without encoding what is kept as a value.
  [[nodiscard]] virtual Result<FoundRow> find(BytesView key) const {
    VERMILION_TRY(auto octets, get(key));
    return FoundRow{std::move(octets), nullptr};
  }
  // Rows with from <= key < to (empty `to`: to the end) in key order until `each` returns false.
  [[nodiscard]] virtual Result<void> scan(
      BytesView from, BytesView to,
      const std::function<bool(BytesView key, BytesView value)>& each) const = 0;
  // As `scan`, for readers that need some rows of many ranges: `each` says where to go on.
  [[nodiscard]] virtual Result<void> walk(BytesView from, BytesView to, const RowWalk& each) const {
    std::optional<Bytes> next{from};
    while (next && (to.empty() || *next < to)) {
      const Bytes begin = std::move(*next);
      next.reset();
      VERMILION_TRY(scan(begin, to, [&](BytesView key, BytesView value) {
        auto step = each(key, value);
        if (step.leap) next = std::move(step.leap);
        return step.on;
      }));
    }
    return ok();
  }
};

class RowFamily : public RowReader {
 public:
  // The seq up to which `partition` is folded in; 0 when nothing is.
  [[nodiscard]] virtual Sequence position(PartitionNumber partition) const = 0;
  // All changes and the new position, or nothing. Later changes of one key win.
  // Errors: invalid (a reserved key, a partition that cannot be), unsupported (read only), full,
  // io, corrupt.
  [[nodiscard]] virtual Result<void> write(const std::vector<RowChange>& changes,
                                           PartitionNumber partition, Sequence position) = 0;
  // The same for changes in key order, each key once, which are read during the call only.
  [[nodiscard]] virtual Result<void> write_sorted(std::span<const RowChangeView> changes,
                                                  PartitionNumber partition, Sequence position) {
    std::vector<RowChange> own;
    own.reserve(changes.size());
    for (const auto& change : changes) {
      own.push_back({Bytes{change.key}, {}});
      if (change.value) own.back().value = Bytes{*change.value};
    }
    return write(own, partition, position);
  }
  // A consistent reading of the family as it is now, whatever is written or cleared meanwhile. It
  // may outlive the Rows.
  [[nodiscard]] virtual std::unique_ptr<RowReader> snapshot() const = 0;
  // Takes every row and position away (rebuild).
  [[nodiscard]] virtual Result<void> clear() = 0;
};

class Rows {
 public:
  Rows() = default;
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;
  virtual ~Rows() = default;
  // The family of this name, made if it is not there. The reference lives as long as the Rows.
  [[nodiscard]] virtual Result<RowFamily*> family(std::string_view name) = 0;
  // Makes everything written so far survive a crash (clean stop, checkpoints).
  [[nodiscard]] virtual Result<void> flush() = 0;
};

// The first key after every key that begins with `prefix`; empty when there is none.
[[nodiscard]] inline Bytes after_prefix(BytesView prefix) {
  Bytes end{prefix};
  while (!end.empty() && static_cast<unsigned char>(end.back()) == 0xFF) end.pop_back();
  if (!end.empty()) end.back() = static_cast<char>(static_cast<unsigned char>(end.back()) + 1);
  return end;
}

}  // namespace vermilion
