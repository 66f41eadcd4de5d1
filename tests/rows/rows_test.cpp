#include "adapters/store/memory/memory_rows.hpp"
#include "adapters/store/rocksdb/rocks_rows.hpp"
#include "tests/contract/rows_contract.hpp"
#include "tests/contract/scratch_directory.hpp"

namespace vermilion::test {
namespace {

class InMemory {
 public:
  Rows& rows() { return rows_; }

 private:
  MemoryRows rows_;
};

class InRocks {
 public:
  Rows& rows() { return *rows_; }

 private:
  ScratchDirectory directory_;
  std::unique_ptr<RocksRows> rows_ = RocksRows::open(directory_ / "rows").value();
};

INSTANTIATE_TYPED_TEST_SUITE_P(Memory, RowsContract, InMemory);
INSTANTIATE_TYPED_TEST_SUITE_P(RocksDB, RowsContract, InRocks);

}  // namespace
}  // namespace vermilion::test
