#include "adapters/store/rocksdb/rocks_rows.hpp"

#include <gmock/gmock.h>
#include <spawn.h>
#include <sys/wait.h>

#include <fstream>

#include "tests/contract/rows_contract.hpp"
#include "tests/contract/scratch_directory.hpp"
#include "tests/rows/batches.hpp"

namespace vermilion::test {
namespace {

namespace fs = std::filesystem;

std::unique_ptr<RocksRows> open(const std::string& path) {
  auto opened = RocksRows::open(path, small_sizes);
  EXPECT_TRUE(opened) << (opened ? "" : opened.error().text());
  return opened ? std::move(opened).value() : nullptr;
}

SortedChanges changes_of(const Model& rows) {
  return [row = rows.begin(), end = rows.end()]() mutable -> std::optional<SortedChange> {
    if (row == end) return std::nullopt;
    const auto& [key, value] = *row++;
    return SortedChange{key, value};
  };
}

TEST(RocksRows, AreThereAfterACleanStop) {
  const ScratchDirectory scratch;
  for (Sequence stop = 1; stop <= 3; ++stop) {
    const auto rows = open(scratch / "rows");
    auto& cases = *rows->family("cases").value();
    EXPECT_EQ(cases.position(2), stop - 1);
    EXPECT_EQ(read_all(cases), folded_to(stop - 1));
    expect_done(cases.write(batch(stop), 2, stop));
  }
}

// The exit code of tests/rows/crash/crash_writer.cpp.
int crash_after(const std::string& path, Sequence batches, bool flush) {
  std::vector<std::string> words{VERMILION_CRASH_WRITER, path, std::to_string(batches)};
  if (flush) words.emplace_back("flush");
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t child = 0;
  if (posix_spawn(&child, arguments[0], nullptr, nullptr, arguments.data(), environ) != 0) {
    return -1;
  }
  int status = 0;
  if (waitpid(child, &status, 0) != child || !WIFEXITED(status)) return -2;
  return WEXITSTATUS(status);
}

// What is found must be the fold of exactly the batches up to the position found, in each family
// for itself.
TEST(RocksRows, AfterACrashAFamilyIsAnEarlierStateOfItselfRowsAndPositionTogether) {
  const ScratchDirectory scratch;
  Sequence kept = 0;
  for (const Sequence more : {1U, 40U, 700U, 3000U, 5000U}) {
    ASSERT_EQ(crash_after(scratch / "rows", more, false), 0);
    const auto rows = open(scratch / "rows");
    ASSERT_TRUE(rows);
    for (const auto* name : {"cases", "tasks"}) {
      auto& family = *rows->family(name).value();
      ASSERT_TRUE(read_all(family) == folded_to(family.position(0))) << name;
    }
    const auto& cases = *rows->family("cases").value();
    EXPECT_GE(cases.position(0), kept) << "what was there once stays";
    EXPECT_LE(cases.position(0), kept + more);
    if (more == 1) {
      EXPECT_EQ(cases.position(0), 0U) << "a crash takes what no buffer wrote out";
    }
    kept = cases.position(0);
  }
  EXPECT_GT(kept, 0U) << "buffers were written out on the way, or the test shows nothing";
}

TEST(RocksRows, AfterAFlushACrashTakesNothing) {
  const ScratchDirectory scratch;
  ASSERT_EQ(crash_after(scratch / "rows", 25, true), 0);
  const auto rows = open(scratch / "rows");
  auto& family = *rows->family("cases").value();
  EXPECT_EQ(family.position(0), 25U);
  EXPECT_EQ(read_all(family), folded_to(25));
  EXPECT_EQ(rows->family("tasks").value()->position(0), 12U);
}

TEST(RocksRows, SortedFilesAreTheSameAsAWrite) {
  const ScratchDirectory scratch;
  Model rows;
  for (Sequence seq = 1; seq <= 3000; ++seq) rows[row_key(seq)] = row_value(seq);
  rows[Bytes{}] = "first";
  rows[Bytes(3, '\0')] = "before the positions";
  rows[Bytes{"\0q", 2}] = "after the positions";
  {
    const auto store = open(scratch / "rows");
    auto& family = *store->family("cases").value();
    expect_done(family.write({{"stays", "1"}, {row_key(7), "old"}}, 5, 9));
    const auto before = family.snapshot();
    expect_done(store->ingest_sorted("cases", changes_of(rows), {{0, 3000}, {15, 7}}));
    rows["stays"] = "1";
    EXPECT_TRUE(read_all(family) == rows);
    EXPECT_EQ(read_all(*before), (Model{{"stays", "1"}, {row_key(7), "old"}}));
    const auto eighth = row_key(8);  // a SortedChange is a view
    const std::vector<SortedChange> gone{{eighth, std::nullopt}};
    auto next = gone.begin();
    expect_done(store->ingest_sorted("cases",
                                     [&]() -> std::optional<SortedChange> {
                                       return next == gone.end() ? std::nullopt
                                                                 : std::optional{*next++};
                                     },
                                     {{0, 3001}}));
    rows.erase(eighth);
  }
  const auto store = open(scratch / "rows");
  auto& family = *store->family("cases").value();
  EXPECT_TRUE(read_all(family) == rows);
  EXPECT_EQ(family.position(0), 3001U);
  EXPECT_EQ(family.position(5), 9U);
  EXPECT_EQ(family.position(15), 7U);
  expect_done(store->verify_checksums());
  for (const auto& entry : fs::directory_iterator{scratch / "rows"}) {
    EXPECT_FALSE(entry.path().filename().string().starts_with("ingest-")) << entry.path();
  }
}

TEST(RocksRows, SortedFilesOutOfOrderAreRefusedWhole) {
  const ScratchDirectory scratch;
  const auto store = open(scratch / "rows");
  auto& family = *store->family("cases").value();
  const Bytes own = Bytes{reserved_row_prefix} + "x";
  for (const auto& keys : std::vector<std::vector<Bytes>>{
           {"a", "c", "b"}, {"a", "a"}, {"a", "a" + Bytes(1, '\0'), "a"}, {own, "a"}}) {
    auto key = keys.begin();
    const auto refused = store->ingest_sorted("cases",
                                              [&]() -> std::optional<SortedChange> {
                                                if (key == keys.end()) return std::nullopt;
                                                return SortedChange{*key++, "value"};
                                              },
                                              {{0, 5}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::invalid) << refused.error().text();
    EXPECT_TRUE(read_all(family).empty());
    EXPECT_EQ(family.position(0), 0U);
  }
  const auto beyond = store->ingest_sorted("cases", changes_of({}), {{16, 1}});
  ASSERT_FALSE(beyond);
  EXPECT_EQ(beyond.error().code, Code::invalid);
}

TEST(RocksRows, AreOpenOnceToWriteAndAnyTimesToRead) {
  const ScratchDirectory scratch;
  const auto path = scratch / "rows";
  const auto owner = open(path);
  auto& family = *owner->family("cases").value();
  expect_done(family.write(batch(1), 0, 1));
  expect_done(owner->flush());
  const auto second = RocksRows::open(path, small_sizes);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Code::conflict) << second.error().text();
  const auto reader = RocksRows::open_read_only(path, small_sizes);
  ASSERT_TRUE(reader) << reader.error().text();
  EXPECT_EQ(reader.value()->families(), std::vector<std::string>{"cases"});
  auto& seen = *reader.value()->family("cases").value();
  EXPECT_EQ(read_all(seen), folded_to(1));
  EXPECT_EQ(seen.position(0), 1U);
  for (const auto& refused : {seen.write({{"a", "b"}}, 0, 2), seen.clear(),
                              reader.value()->ingest_sorted("cases", changes_of({}), {{0, 3}})}) {
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::unsupported);
  }
  const auto absent = reader.value()->family("nothing");
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().code, Code::not_found);
}

TEST(RocksRows, ReadingWhereThereAreNoneSaysWhatIsMissing) {
  const ScratchDirectory scratch;
  const auto absent = RocksRows::open_read_only(scratch / "rows");
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().code, Code::not_found);
  EXPECT_NE(absent.error().detail.find("no such directory"), std::string::npos);
  EXPECT_NE(absent.error().detail.find(scratch / "rows"), std::string::npos);
  EXPECT_FALSE(fs::exists(scratch / "rows")) << "and makes nothing";
  const auto empty = RocksRows::open_read_only(scratch.path());
  ASSERT_FALSE(empty);
  EXPECT_NE(empty.error().detail.find("no RocksDB"), std::string::npos);
}

TEST(RocksRows, ASnapshotOutlivesTheRows) {
  const ScratchDirectory scratch;
  std::unique_ptr<RowReader> snapshot;
  {
    const auto rows = open(scratch / "rows");
    auto& family = *rows->family("cases").value();
    expect_done(family.write(batch(1), 0, 1));
    snapshot = family.snapshot();
  }
  EXPECT_EQ(read_all(*snapshot), folded_to(1));
  EXPECT_FALSE(RocksRows::open(scratch / "rows")) << "it keeps the rows open";
  snapshot.reset();
  EXPECT_EQ(read_all(*open(scratch / "rows")->family("cases").value()), folded_to(1));
}

// Every flipped octet of a data file is found by verify_checksums, or the rows do not open; a read
// meets the rot with an error or answers what was written.
TEST(RocksRows, AFlippedOctetOfADataFileIsNamedAndNeverReadAsAnotherRow) {
  const ScratchDirectory scratch;
  const auto path = scratch / "rows";
  Model written;
  for (Sequence seq = 1; seq <= 300; ++seq) written[row_key(seq)] = row_value(seq);
  expect_done(open(path)->ingest_sorted("cases", changes_of(written), {{0, 300}}));
  fs::path file;
  for (const auto& entry : fs::directory_iterator{path}) {
    if (entry.path().extension() == ".sst" &&
        (file.empty() || entry.file_size() > fs::file_size(file))) {
      file = entry.path();
    }
  }
  ASSERT_FALSE(file.empty());
  const auto size = fs::file_size(file);
  int named = 0;
  for (std::uintmax_t i = 0; i < 60; ++i) {
    const auto at = static_cast<std::streamoff>(size - 1 - i * (size - 1) / 59);
    std::fstream octets{file, std::ios::in | std::ios::out | std::ios::binary};
    const auto flip = [&] {
      octets.seekg(at);
      const auto octet = static_cast<char>(octets.get());
      octets.seekp(at);
      octets.put(static_cast<char>(octet ^ 0x10));
      octets.flush();
    };
    flip();
    const auto opened = RocksRows::open_read_only(path, small_sizes);
    if (!opened) {
      EXPECT_EQ(opened.error().code, Code::corrupt) << opened.error().text();
      ++named;
    } else {
      const auto verified = opened.value()->verify_checksums();
      ASSERT_FALSE(verified) << "octet " << at << " of " << size;
      EXPECT_EQ(verified.error().code, Code::corrupt) << verified.error().text();
      EXPECT_NE(verified.error().detail.find(file.filename().string()), std::string::npos)
          << verified.error().text();
      Model found;
      const auto scanned = opened.value()->family("cases").value()->scan(
          "", "", [&](BytesView key, BytesView value) {
            found.emplace(key, value);
            return true;
          });
      if (scanned) {
        EXPECT_TRUE(found == written) << "octet " << at;
      } else {
        EXPECT_EQ(scanned.error().code, Code::corrupt) << scanned.error().text();
        ++named;
      }
    }
    flip();
  }
  EXPECT_GT(named, 30);
}

// The number of restarts of the block of properties: its highest bit says that there is a hash
// index, and RocksDB 7.8 believes it before it has compared the block with its checksum.
TEST(RocksRows, AnOctetThatEndsRocksDbIsNamedByTheProbe) {
  const ScratchDirectory scratch;
  const auto path = scratch / "rows";
  expect_done(open(path)->ingest_sorted("cases", changes_of(folded_to(9)), {{0, 9}}));
  fs::path rotten;
  for (const auto& entry : fs::directory_iterator{path}) {
    if (entry.path().extension() == ".sst") rotten = entry.path();
  }
  ASSERT_FALSE(rotten.empty());
  EXPECT_TRUE(RocksRows::probe(path).value().empty());
  std::string octets(fs::file_size(rotten), '\0');
  std::ifstream{rotten, std::ios::binary}.read(octets.data(),
                                               static_cast<std::streamsize>(octets.size()));
  const auto properties = octets.rfind("value.size");  // the last of its keys, by what is its own
  ASSERT_NE(properties, std::string::npos);
  const auto restarts = octets.find(std::string{"\0\0\0\0\1\0\0\0\0", 9}, properties);
  ASSERT_NE(restarts, std::string::npos);
  octets[restarts + 7] = '\x80';
  std::ofstream{rotten, std::ios::binary}.write(octets.data(),
                                                static_cast<std::streamsize>(octets.size()));
  const auto probed = RocksRows::probe(path);
  ASSERT_FALSE(probed);
  EXPECT_EQ(probed.error().code, Code::corrupt);
  EXPECT_NE(probed.error().detail.find(rotten.filename().string()), std::string::npos)
      << probed.error().text();
  std::ofstream{rotten, std::ios::binary} << "no table at all";
  EXPECT_THAT(RocksRows::probe(path).value(), testing::ElementsAre(rotten.string()));
}

TEST(RocksRows, AMissingDataFileIsCorruption) {
  const ScratchDirectory scratch;
  const auto path = scratch / "rows";
  expect_done(open(path)->ingest_sorted("cases", changes_of(folded_to(9)), {{0, 9}}));
  for (const auto& entry : fs::directory_iterator{path}) {
    if (entry.path().extension() == ".sst") fs::remove(entry.path());
  }
  const auto opened = RocksRows::open(path, small_sizes);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::corrupt) << opened.error().text();
}

}  // namespace
}  // namespace vermilion::test
