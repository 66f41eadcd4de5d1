// RocksRows: the rows port over one RocksDB (7.8): each family is a column family.
//
// There is no write-ahead log: what a crash takes is folded again from the journal. A family's
// positions are rows of the family itself, written in the same batch as the rows they speak of, and
// RocksDB makes a column family's batches durable whole and in order; so after a crash a family is
// some earlier state of itself, rows and position together. Families may fall back differently far
// (no atomic flush across them is needed), because each is folded on from its own position.
//
// Bounds (RocksSizes): one block cache for all families with indexes and filters inside it, one
// budget for all write buffers, a number of open files, two background threads.
// Every read checks its block's checksum; `verify_checksums` reads every octet of every file. What
// is wrong is Code::corrupt and names the file; the cure is always to clear and fold again.
// Threads: as the port; `family`, `flush`, `ingest_sorted` of different families from any.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "engine/ports/rows.hpp"

namespace vermilion {

struct RocksSizes {
  std::size_t block_cache_bytes = 64U << 20U;    // all families together
  std::size_t write_buffers_bytes = 96U << 20U;  // all families together
  std::size_t family_buffer_bytes = 16U << 20U;  // one family, before it is written out
  int open_files_max = 256;
  std::size_t ingest_file_bytes = 32U << 20U;  // a sorted file of `ingest_sorted`
};

// A change on its way into a sorted file; no value: the row goes. Views hold until the next call.
struct SortedChange {
  BytesView key;
  std::optional<BytesView> value;
};
// The next change, strictly after the one before in key order; none at the end.
using SortedChanges = std::function<std::optional<SortedChange>()>;

struct FoldedTo {
  PartitionNumber partition = 0;
  Sequence position = 0;
};

struct RocksDatabase;
class RocksFamily;

class RocksRows final : public Rows {
 public:
  // Opens, or makes, the rows in `directory`, whose parent exists. Errors: conflict (another
  // process has it open), corrupt, io.
  [[nodiscard]] static Result<std::unique_ptr<RocksRows>> open(const std::string& directory,
                                                               const RocksSizes& sizes = {});
  // For offline tools: takes no lock and writes nothing; `write`, `clear` and `ingest_sorted`
  // answer unsupported, an absent family not_found. It sees what was flushed when it opened; if a
  // running hall compacts its files away meanwhile, reads answer corrupt (a missing file): open
  // again. Errors: not_found (no rows there), corrupt, io.
  [[nodiscard]] static Result<std::unique_ptr<RocksRows>> open_read_only(
      const std::string& directory, const RocksSizes& sizes = {});
  // Opens every table of `directory` once, in a child process, and answers the paths of those that
  // cannot be read: RocksDB's own errors do not always say which. It reads some blocks of a table
  // before it looks at their checksums, and Debian builds it with its assertions: a changed octet
  // there ends the process that opens the table. What a crash left behind half written is among
  // them, although no row stands in it. For offline tools, while they have one thread.
  // Errors: corrupt (a table that ends the process; names it), io.
  [[nodiscard]] static Result<std::vector<std::string>> probe(const std::string& directory);
  ~RocksRows() override;

  [[nodiscard]] Result<RowFamily*> family(std::string_view name) override;
  [[nodiscard]] Result<void> flush() override;

  // The same as one `write` of all these changes with all these positions, by way of sorted files
  // that RocksDB links in whole: several times cheaper, durable when it returns, all or nothing.
  // For rebuilds: fold in memory, clear the family, ingest. Errors: invalid (keys out of order, a
  // reserved key, a partition that cannot be), unsupported, full, io, corrupt.
  [[nodiscard]] Result<void> ingest_sorted(std::string_view family, const SortedChanges& next,
                                           const std::vector<FoldedTo>& positions);

  // Reads every octet of every file and compares it with the checksum kept of that file.
  // Errors: corrupt (names the file), io.
  [[nodiscard]] Result<void> verify_checksums() const;
  // Names of the families that are there, sorted.
  [[nodiscard]] std::vector<std::string> families() const;

 private:
  explicit RocksRows(std::shared_ptr<RocksDatabase> database);
  static Result<std::unique_ptr<RocksRows>> open(const std::string& directory,
                                                 const RocksSizes& sizes, bool read_only);
  Result<RocksFamily*> find(std::string_view name);

  std::shared_ptr<RocksDatabase> database_;
  mutable std::mutex mutex_;
  std::map<std::string, std::unique_ptr<RocksFamily>, std::less<>> families_;
};

}  // namespace vermilion
