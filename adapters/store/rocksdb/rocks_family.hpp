// RocksFamily: one column family as rows, and the open database that families and snapshots share.
//
// The database is closed when the last of its Rows, families and snapshots is gone, so a snapshot
// outlives what it was made of. `clear` drops the column family and makes an empty one: snapshots
// of the old one go on reading it, and no tombstones stay behind. Threads: as the port.
#pragma once

#include <rocksdb/db.h>

#include <array>
#include <atomic>

#include "adapters/store/rocksdb/rocks_rows.hpp"

namespace vermilion {

struct RocksDatabase {
  std::string directory;
  bool read_only = false;
  RocksSizes sizes;
  rocksdb::Options options;
  std::unique_ptr<rocksdb::DB> db;
};

using RocksColumn = std::shared_ptr<rocksdb::ColumnFamilyHandle>;
// A handle that gives itself back, and keeps its database open until then.
[[nodiscard]] RocksColumn column_of(std::shared_ptr<RocksDatabase> database,
                                    rocksdb::ColumnFamilyHandle* handle);
// Bounded options for two cores and small memory; the same for every family.
[[nodiscard]] rocksdb::Options rocks_options(const RocksSizes& sizes);
// "<directory>, family <name>: what RocksDB said", with the code that says what to do about it.
[[nodiscard]] Error rocks_error(const RocksDatabase& database, std::string_view family,
                                const rocksdb::Status& status);
[[nodiscard]] Bytes position_key(PartitionNumber partition);
[[nodiscard]] Bytes position_value(Sequence position);
// invalid, when no row may have this key.
[[nodiscard]] Result<void> check_row_key(BytesView key);
[[nodiscard]] Result<void> check_partition(PartitionNumber partition);

class RocksFamily final : public RowFamily {
 public:
  RocksFamily(std::shared_ptr<RocksDatabase> database, std::string name, RocksColumn column);
  // Reads the positions; before anything else. Errors: corrupt, io.
  [[nodiscard]] Result<void> load_positions();

  [[nodiscard]] Result<std::optional<Bytes>> get(BytesView key) const override;
  [[nodiscard]] Result<void> scan(
      BytesView from, BytesView to,
      const std::function<bool(BytesView, BytesView)>& each) const override;
  [[nodiscard]] Result<void> walk(BytesView from, BytesView to, const RowWalk& each) const override;
  [[nodiscard]] Sequence position(PartitionNumber partition) const override;
  [[nodiscard]] Result<void> write(const std::vector<RowChange>& changes, PartitionNumber partition,
                                   Sequence position) override;
  [[nodiscard]] Result<void> write_sorted(std::span<const RowChangeView> changes,
                                          PartitionNumber partition, Sequence position) override;
  [[nodiscard]] std::unique_ptr<RowReader> snapshot() const override;
  [[nodiscard]] Result<void> clear() override;
  [[nodiscard]] Result<void> ingest(const SortedChanges& next,
                                    const std::vector<FoldedTo>& positions);
  [[nodiscard]] RocksColumn column() const;

 private:
  [[nodiscard]] Result<void> check_writable() const;
  template <class Changes>
  [[nodiscard]] Result<void> write_all(const Changes& changes, PartitionNumber partition,
                                       Sequence position);

  std::shared_ptr<RocksDatabase> database_;
  std::string name_;
  mutable std::mutex mutex_;  // guards column_, which `clear` exchanges
  RocksColumn column_;
  std::array<std::atomic<Sequence>, partitions_max> positions_{};
};

}  // namespace vermilion
