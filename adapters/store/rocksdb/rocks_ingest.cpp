#include <fmt/format.h>
#include <rocksdb/sst_file_writer.h>

#include <algorithm>
#include <filesystem>

#include "adapters/store/rocksdb/rocks_family.hpp"

namespace vermilion {
namespace {

rocksdb::Slice slice(BytesView bytes) {
  return {bytes.data(), bytes.size()};
}

// The sorted files of one ingestion, which lie beside RocksDB's own under names that it ignores and
// are gone when this is: linked into the database, or not wanted.
class SortedFiles {
 public:
  SortedFiles(const RocksDatabase& database, const std::string& family,
              rocksdb::ColumnFamilyHandle* column)
      : database_{database}, family_{family}, column_{column} {}
  SortedFiles(const SortedFiles&) = delete;
  SortedFiles& operator=(const SortedFiles&) = delete;
  ~SortedFiles() {
    writer_.reset();
    for (const auto& path : paths_) {
      std::error_code ignored;  // what was linked in is gone already; the rest is swept at open
      std::filesystem::remove(path, ignored);
    }
  }

  Result<void> add(BytesView key, const std::optional<BytesView>& value) {
    if (!writer_) {
      VERMILION_TRY(begin());
    }
    const auto status =
        value ? writer_->Put(slice(key), slice(*value)) : writer_->Delete(slice(key));
    if (!status.ok()) {
      auto error = rocks_error(database_, family_, status);
      error.detail += fmt::format(" (at key {}; keys must ascend)", to_hex(key.substr(0, 64)));
      return error;
    }
    if (writer_->FileSize() >= database_.sizes.ingest_file_bytes) return finish();
    return ok();
  }

  // All files or none become part of the family.
  Result<void> ingest() {
    if (writer_) {
      VERMILION_TRY(finish());
    }
    if (argument_.external_files.empty()) return ok();
    argument_.column_family = column_;
    argument_.options.move_files = true;
    argument_.options.write_global_seqno = false;    // the files keep their checksums
    argument_.options.verify_file_checksum = false;  // taken of what was just written
    const auto status = database_.db->IngestExternalFiles({argument_});
    if (!status.ok()) return rocks_error(database_, family_, status);
    return ok();
  }

 private:
  Result<void> begin() {
    paths_.push_back(fmt::format("{}/ingest-{}-{}", database_.directory, family_, paths_.size()));
    writer_ =
        std::make_unique<rocksdb::SstFileWriter>(rocksdb::EnvOptions{}, database_.options, column_);
    const auto status = writer_->Open(paths_.back());
    if (!status.ok()) return rocks_error(database_, family_, status);
    return ok();
  }
  Result<void> finish() {
    rocksdb::ExternalSstFileInfo made;
    const auto status = writer_->Finish(&made);
    writer_.reset();
    if (!status.ok()) return rocks_error(database_, family_, status);
    argument_.external_files.push_back(paths_.back());
    argument_.files_checksums.push_back(made.file_checksum);
    argument_.files_checksum_func_names.push_back(made.file_checksum_func_name);
    return ok();
  }

  const RocksDatabase& database_;
  const std::string& family_;
  rocksdb::ColumnFamilyHandle* column_;
  std::unique_ptr<rocksdb::SstFileWriter> writer_;
  std::vector<std::string> paths_;
  rocksdb::IngestExternalFileArg argument_;
};

}  // namespace

Result<void> RocksFamily::ingest(const SortedChanges& next,
                                 const std::vector<FoldedTo>& positions) {
  VERMILION_TRY(check_writable());
  std::map<Bytes, Bytes> own;  // the position rows, merged into their place in key order
  for (const auto& folded : positions) {
    VERMILION_TRY(check_partition(folded.partition));
    own[position_key(folded.partition)] = position_value(folded.position);
  }
  const auto held = column();
  SortedFiles files{*database_, name_, held.get()};
  auto position = own.begin();
  while (const auto change = next()) {
    VERMILION_TRY(check_row_key(change->key));
    for (; position != own.end() && position->first < change->key; ++position) {
      VERMILION_TRY(files.add(position->first, position->second));
    }
    VERMILION_TRY(files.add(change->key, change->value));
  }
  for (; position != own.end(); ++position) {
    VERMILION_TRY(files.add(position->first, position->second));
  }
  VERMILION_TRY(files.ingest());
  for (const auto& folded : positions) positions_[folded.partition] = folded.position;
  return ok();
}

}  // namespace vermilion
