// The sorted memtable under RocksDB itself: whatever is asked in whatever order, it answers as a
// map does, at every snapshot, forward and backward, before and after a flush.
#include "adapters/store/rocksdb/sorted_memtable.hpp"

#include <gtest/gtest.h>
#include <malloc.h>
#include <rocksdb/db.h>

#include <map>
#include <random>

#include "tests/contract/scratch_directory.hpp"

namespace vermilion {
namespace {

using Model = std::map<std::string, std::string>;

// Keys of which many begin alike, some shorter than what is compared first.
std::string any_key(std::mt19937_64& random) {
  const auto number = std::to_string(random() % 300);
  switch (random() % 3) {
    case 0:
      return number.substr(0, 1 + random() % number.size());
    case 1:
      return "the same for all of them " + number;
    default:
      return std::string(1, static_cast<char>(random() % 256)) + number + std::string(1, '\0');
  }
}

void expect_as(const Model& model, rocksdb::DB& db, const rocksdb::Snapshot* at,
               std::mt19937_64& random) {
  rocksdb::ReadOptions options;
  options.snapshot = at;
  const std::unique_ptr<rocksdb::Iterator> row{db.NewIterator(options)};
  row->SeekToFirst();
  for (const auto& [key, value] : model) {
    ASSERT_TRUE(row->Valid());
    ASSERT_EQ(row->key().ToString(), key);
    ASSERT_EQ(row->value().ToString(), value);
    row->Next();
  }
  ASSERT_FALSE(row->Valid());
  row->SeekToLast();
  for (auto own = model.rbegin(); own != model.rend(); ++own) {
    ASSERT_TRUE(row->Valid());
    ASSERT_EQ(row->key().ToString(), own->first);
    row->Prev();
  }
  ASSERT_FALSE(row->Valid());
  for (int i = 0; i < 20; ++i) {
    const auto key = any_key(random);
    const auto from = model.lower_bound(key);
    row->Seek(key);
    ASSERT_EQ(row->Valid(), from != model.end());
    if (row->Valid()) {
      ASSERT_EQ(row->key().ToString(), from->first);
    }
    const auto behind = model.upper_bound(key);
    row->SeekForPrev(key);
    ASSERT_EQ(row->Valid(), behind != model.begin());
    if (row->Valid()) {
      ASSERT_EQ(row->key().ToString(), std::prev(behind)->first);
    }
    std::string value;
    const auto got = db.Get(options, key, &value);
    const auto own = model.find(key);
    ASSERT_EQ(got.ok(), own != model.end());
    if (got.ok()) {
      ASSERT_EQ(value, own->second);
    }
  }
  ASSERT_TRUE(row->status().ok());
}

TEST(SortedMemtable, answers_as_a_map_does_at_every_snapshot) {
  const test::ScratchDirectory scratch;
  rocksdb::Options options;
  options.create_if_missing = true;
  options.memtable_factory = std::make_shared<SortedMemtables>();
  rocksdb::DB* opened = nullptr;
  ASSERT_TRUE(rocksdb::DB::Open(options, scratch.path() + "/rows", &opened).ok());
  const std::unique_ptr<rocksdb::DB> db{opened};
  rocksdb::WriteOptions writing;
  writing.disableWAL = true;
  std::mt19937_64 random{9};
  Model model;
  std::vector<std::pair<const rocksdb::Snapshot*, Model>> kept;
  for (int batch = 0; batch < 300; ++batch) {
    rocksdb::WriteBatch changes;
    for (auto left = 1 + random() % 60; left > 0; --left) {
      const auto key = any_key(random);
      if (random() % 3 == 0) {
        ASSERT_TRUE(changes.Delete(key).ok());
        model.erase(key);
      } else {
        const auto value = std::to_string(random());
        ASSERT_TRUE(changes.Put(key, value).ok());
        model[key] = value;
      }
    }
    ASSERT_TRUE(db->Write(writing, &changes).ok());
    if (batch % 50 == 25) kept.emplace_back(db->GetSnapshot(), model);
    if (batch % 120 == 119) {
      ASSERT_TRUE(db->Flush({}).ok());
    }
    if (batch % 7 == 0) {
      ASSERT_NO_FATAL_FAILURE(expect_as(model, *db, nullptr, random));
    }
  }
  for (const auto& [snapshot, then] : kept) {
    ASSERT_NO_FATAL_FAILURE(expect_as(then, *db, snapshot, random));
    db->ReleaseSnapshot(snapshot);
  }
}

// With glibc's allocator only: a sanitizer's says 0 both times, and finds leaks by itself.
TEST(SortedMemtable, leaves_nothing_behind_when_it_is_asked) {
  const test::ScratchDirectory scratch;
  rocksdb::Options options;
  options.create_if_missing = true;
  options.memtable_factory = std::make_shared<SortedMemtables>();
  rocksdb::DB* opened = nullptr;
  ASSERT_TRUE(rocksdb::DB::Open(options, scratch.path() + "/rows", &opened).ok());
  const std::unique_ptr<rocksdb::DB> db{opened};
  rocksdb::WriteOptions writing;
  writing.disableWAL = true;
  ASSERT_TRUE(db->Put(writing, "key", "value").ok());
  std::string value;
  const auto ask = [&] {
    for (int i = 0; i < 50'000; ++i) ASSERT_TRUE(db->Get({}, "key", &value).ok());
  };
  ask();
  const auto before = ::mallinfo2().uordblks;
  ask();
  EXPECT_LT(::mallinfo2().uordblks, before + (1U << 18U));
}

}  // namespace
}  // namespace vermilion
