#include "adapters/store/rocksdb/rocks_family.hpp"

#include <rocksdb/write_batch.h>

namespace vermilion {
namespace {

rocksdb::Slice slice(BytesView bytes) {
  return {bytes.data(), bytes.size()};
}
BytesView view(const rocksdb::Slice& bytes) {
  return {bytes.data(), bytes.size()};
}

// One column family at one instant: now, or that of `at`.
struct Place {
  const RocksDatabase& database;
  const std::string& name;
  rocksdb::ColumnFamilyHandle* column;
  const rocksdb::Snapshot* at = nullptr;

  [[nodiscard]] Result<std::optional<Bytes>> get(BytesView key) const {
    if (key.starts_with(reserved_row_prefix)) return std::optional<Bytes>{};
    rocksdb::ReadOptions options;
    options.snapshot = at;
    rocksdb::PinnableSlice found;
    const auto status = database.db->Get(options, column, slice(key), &found);
    if (status.IsNotFound()) return std::optional<Bytes>{};
    if (!status.ok()) return rocks_error(database, name, status);
    return std::optional<Bytes>{Bytes{view(found)}};
  }

  [[nodiscard]] Result<void> scan(BytesView from, BytesView to,
                                  const std::function<bool(BytesView, BytesView)>& each) const {
    rocksdb::ReadOptions options;
    options.snapshot = at;
    const auto end = slice(to);
    if (!to.empty()) options.iterate_upper_bound = &end;
    const std::unique_ptr<rocksdb::Iterator> row{database.db->NewIterator(options, column)};
    row->Seek(slice(from));
    while (row->Valid()) {
      const auto key = view(row->key());
      if (key.starts_with(reserved_row_prefix)) {
        row->Seek(after_prefix(reserved_row_prefix));
        continue;
      }
      if (!each(key, view(row->value()))) break;
      row->Next();
    }
    if (!row->status().ok()) return rocks_error(database, name, row->status());
    return ok();
  }

  [[nodiscard]] Result<void> walk(BytesView from, BytesView to, const RowWalk& each) const {
    rocksdb::ReadOptions options;
    options.snapshot = at;
    const auto end = slice(to);
    if (!to.empty()) options.iterate_upper_bound = &end;
    const std::unique_ptr<rocksdb::Iterator> row{database.db->NewIterator(options, column)};
    row->Seek(slice(from));
    while (row->Valid()) {
      const auto key = view(row->key());
      auto step = key.starts_with(reserved_row_prefix)
                      ? RowStep::to(after_prefix(reserved_row_prefix))
                      : each(key, view(row->value()));
      if (step.leap) {
        row->Seek(slice(*step.leap));
      } else if (step.on) {
        row->Next();
      } else {
        break;
      }
    }
    if (!row->status().ok()) return rocks_error(database, name, row->status());
    return ok();
  }
};

class RocksSnapshot final : public RowReader {
 public:
  RocksSnapshot(std::shared_ptr<RocksDatabase> database, std::string name, RocksColumn column)
      : database_{std::move(database)},
        name_{std::move(name)},
        column_{std::move(column)},
        at_{database_->db->GetSnapshot()} {}
  RocksSnapshot(const RocksSnapshot&) = delete;
  RocksSnapshot& operator=(const RocksSnapshot&) = delete;
  ~RocksSnapshot() override { database_->db->ReleaseSnapshot(at_); }

  [[nodiscard]] Result<std::optional<Bytes>> get(BytesView key) const override {
    return Place{*database_, name_, column_.get(), at_}.get(key);
  }
  [[nodiscard]] Result<void> scan(
      BytesView from, BytesView to,
      const std::function<bool(BytesView, BytesView)>& each) const override {
    return Place{*database_, name_, column_.get(), at_}.scan(from, to, each);
  }
  [[nodiscard]] Result<void> walk(BytesView from, BytesView to,
                                  const RowWalk& each) const override {
    return Place{*database_, name_, column_.get(), at_}.walk(from, to, each);
  }

 private:
  std::shared_ptr<RocksDatabase> database_;
  std::string name_;
  RocksColumn column_;
  const rocksdb::Snapshot* at_;
};

}  // namespace

RocksColumn column_of(std::shared_ptr<RocksDatabase> database,
                      rocksdb::ColumnFamilyHandle* handle) {
  return {handle, [database = std::move(database)](rocksdb::ColumnFamilyHandle* column) {
            // Fails only for the default family, which we never hand out.
            static_cast<void>(database->db->DestroyColumnFamilyHandle(column));
          }};
}

RocksFamily::RocksFamily(std::shared_ptr<RocksDatabase> database, std::string name,
                         RocksColumn column)
    : database_{std::move(database)}, name_{std::move(name)}, column_{std::move(column)} {}

Result<void> RocksFamily::load_positions() {
  for (PartitionNumber partition = 0; partition < partitions_max; ++partition) {
    std::string value;
    const auto status =
        database_->db->Get({}, column_.get(), slice(position_key(partition)), &value);
    if (status.IsNotFound()) continue;
    if (!status.ok()) return rocks_error(*database_, name_, status);
    if (value.size() != 8) {
      return rocks_error(*database_, name_,
                         rocksdb::Status::Corruption("a position is not of 8 octets"));
    }
    positions_[partition] = get_little<Sequence>(value.data());
  }
  return ok();
}

RocksColumn RocksFamily::column() const {
  const std::lock_guard lock{mutex_};
  return column_;
}

Result<void> RocksFamily::check_writable() const {
  if (!database_->read_only) return ok();
  return fail(Code::unsupported, "rows in " + database_->directory + ": opened for reading only");
}

Result<std::optional<Bytes>> RocksFamily::get(BytesView key) const {
  const auto held = column();
  return Place{*database_, name_, held.get()}.get(key);
}

Result<void> RocksFamily::scan(BytesView from, BytesView to,
                               const std::function<bool(BytesView, BytesView)>& each) const {
  const auto held = column();
  return Place{*database_, name_, held.get()}.scan(from, to, each);
}

Result<void> RocksFamily::walk(BytesView from, BytesView to, const RowWalk& each) const {
  const auto held = column();
  return Place{*database_, name_, held.get()}.walk(from, to, each);
}

Sequence RocksFamily::position(PartitionNumber partition) const {
  return partition < partitions_max ? positions_[partition].load() : 0;
}

template <class Changes>
Result<void> RocksFamily::write_all(const Changes& changes, PartitionNumber partition,
                                    Sequence position) {
  VERMILION_TRY(check_writable());
  VERMILION_TRY(check_partition(partition));
  std::size_t size = 64;
  for (const auto& change : changes) {
    VERMILION_TRY(check_row_key(change.key));
    size += change.key.size() + (change.value ? change.value->size() : 0) + 16;
  }
  const auto held = column();
  rocksdb::WriteBatch batch{size};
  rocksdb::Status status;
  for (const auto& change : changes) {
    status = change.value ? batch.Put(held.get(), slice(change.key), slice(*change.value))
                          : batch.Delete(held.get(), slice(change.key));
    if (!status.ok()) return rocks_error(*database_, name_, status);
  }
  status = batch.Put(held.get(), slice(position_key(partition)), slice(position_value(position)));
  if (!status.ok()) return rocks_error(*database_, name_, status);
  rocksdb::WriteOptions options;
  options.disableWAL = true;
  status = database_->db->Write(options, &batch);
  if (!status.ok()) return rocks_error(*database_, name_, status);
  positions_[partition] = position;
  return ok();
}

Result<void> RocksFamily::write(const std::vector<RowChange>& changes, PartitionNumber partition,
                                Sequence position) {
  return write_all(changes, partition, position);
}

Result<void> RocksFamily::write_sorted(std::span<const RowChangeView> changes,
                                       PartitionNumber partition, Sequence position) {
  return write_all(changes, partition, position);
}

std::unique_ptr<RowReader> RocksFamily::snapshot() const {
  return std::make_unique<RocksSnapshot>(database_, name_, column());
}

Result<void> RocksFamily::clear() {
  VERMILION_TRY(check_writable());
  const auto old = column();
  auto status = database_->db->DropColumnFamily(old.get());
  if (!status.ok()) return rocks_error(*database_, name_, status);
  rocksdb::ColumnFamilyHandle* fresh = nullptr;
  status = database_->db->CreateColumnFamily(database_->options, name_, &fresh);
  if (!status.ok()) return rocks_error(*database_, name_, status);
  const std::lock_guard lock{mutex_};
  column_ = column_of(database_, fresh);
  for (auto& position : positions_) position = 0;
  return ok();
}

}  // namespace vermilion
