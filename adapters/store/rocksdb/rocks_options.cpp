#include <fmt/format.h>
#include <rocksdb/cache.h>
#include <rocksdb/file_checksum.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>

#include "adapters/store/rocksdb/rocks_family.hpp"
#include "adapters/store/rocksdb/sorted_memtable.hpp"

namespace vermilion {

rocksdb::Options rocks_options(const RocksSizes& sizes) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(sizes.block_cache_bytes);
  table.block_size = 8U << 10U;
  table.format_version = 5;
  table.checksum = rocksdb::kXXH3;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10, false));
  // Inside the cache, so that memory has one bound; without this they grow with the files.
  table.cache_index_and_filter_blocks = true;
  table.cache_index_and_filter_blocks_with_high_priority = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;

  rocksdb::Options options;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.create_if_missing = true;
  options.paranoid_checks = true;  // an error stops writing; nothing is repaired in silence
  // A checksum of each whole file in the manifest: a block's own does not cover the footer.
  options.file_checksum_gen_factory = rocksdb::GetFileChecksumGenCrc32cFactory();
  options.atomic_flush = false;  // each family holds its own position
  options.write_buffer_size = sizes.family_buffer_bytes;
  options.max_write_buffer_number = 3;
  options.memtable_factory = std::make_shared<SortedMemtables>();
  // Most look-ups by key are of ids that are new: a bit says so without a walk.
  options.memtable_whole_key_filtering = true;
  options.memtable_prefix_bloom_size_ratio = 0.05;
  options.db_write_buffer_size = sizes.write_buffers_bytes;
  options.max_background_jobs = 2;
  options.max_open_files = sizes.open_files_max;
  options.target_file_size_base = sizes.ingest_file_bytes;
  options.max_bytes_for_level_base = 4 * sizes.ingest_file_bytes;
  options.level_compaction_dynamic_level_bytes = true;
  options.compression = rocksdb::kLZ4Compression;
  options.bytes_per_sync = 1U << 20U;  // a flush does not leave the disk one large debt
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  options.info_log_level = rocksdb::WARN_LEVEL;
  options.max_log_file_size = 1U << 20U;
  options.keep_log_file_num = 2;
  return options;
}

Error rocks_error(const RocksDatabase& database, std::string_view family,
                  const rocksdb::Status& status) {
  auto code = Code::io;
  std::string_view advice;
  // A file that the manifest names and that is not there is damage, not a device that failed.
  if (status.IsCorruption() || status.IsPathNotFound()) {
    code = Code::corrupt;
    advice = "; rows are a cache of the journal: take the directory away and rebuild";
  } else if (status.IsNoSpace()) {
    code = Code::full;
  } else if (status.IsInvalidArgument()) {
    code = Code::invalid;
  } else if (status.IsNotSupported()) {
    code = Code::unsupported;
  }
  return {code, fmt::format("rows in {}{}{}: {}{}", database.directory,
                            family.empty() ? "" : ", family ", family, status.ToString(), advice)};
}

Bytes position_key(PartitionNumber partition) {
  Bytes key{reserved_row_prefix};
  append_big(key, partition);
  return key;
}

Bytes position_value(Sequence position) {
  Bytes value(8, '\0');
  put_little(value.data(), position);
  return value;
}

Result<void> check_row_key(BytesView key) {
  if (!key.starts_with(reserved_row_prefix)) return ok();
  return fail(Code::invalid,
              fmt::format("row key {}: this prefix is the store's own", to_hex(key)));
}

Result<void> check_partition(PartitionNumber partition) {
  if (partition < partitions_max) return ok();
  return fail(Code::invalid, fmt::format("partition {}: they run from 0 to 15", partition));
}

}  // namespace vermilion
