// SortedMemtable: a family's newest rows as a few sorted lists instead of RocksDB's skip list.
//
// We write in batches whose keys ascend, and read seldom in between. A skip list finds each key's
// place by itself, a dozen far reads a row; here a batch is one sorted list, and lists of like size
// are merged, so a row costs a few steps through neighbours. Everything else (snapshots, bounds,
// flushing, the bloom filter in front) stays RocksDB's. Readers hold the lists as they were when
// they began. Threads: any; rows are added and lists taken under a lock held for a moment, or for
// one merge. Source: rocksdb/memtablerep.h.
#pragma once

#include <rocksdb/memtablerep.h>

namespace vermilion {

class SortedMemtables final : public rocksdb::MemTableRepFactory {
 public:
  [[nodiscard]] rocksdb::MemTableRep* CreateMemTableRep(
      const rocksdb::MemTableRep::KeyComparator& order, rocksdb::Allocator* allocator,
      const rocksdb::SliceTransform* prefixes, rocksdb::Logger* logger) override;
  [[nodiscard]] const char* Name() const override { return "vermilion.SortedMemtables"; }
  [[nodiscard]] bool IsInsertConcurrentlySupported() const override { return true; }
};

}  // namespace vermilion
