#include "adapters/store/keys/file_keys.hpp"

#include <sys/stat.h>

#include <fstream>
#include <set>
#include <thread>

#include "adapters/store/memory/memory_keys.hpp"
#include "tests/contract/keys_contract.hpp"
#include "tests/contract/scratch_directory.hpp"

namespace vermilion::test {
namespace {

namespace fs = std::filesystem;

const KeyOptions small{.pool_keys = 64, .keys_max = 1U << 16U};

std::unique_ptr<FileKeys> open(const std::string& path, const KeyOptions& options = small) {
  auto opened = FileKeys::open(path, options);
  EXPECT_TRUE(opened) << (opened ? "" : opened.error().text());
  return opened ? std::move(opened).value() : nullptr;
}

class InFiles {
 public:
  Keys& keys() { return *keys_; }

 private:
  ScratchDirectory directory_;
  std::unique_ptr<FileKeys> keys_ = open(directory_ / "keys");
};
class InMemory {
 public:
  Keys& keys() { return keys_; }

 private:
  MemoryKeys keys_{7};
};
INSTANTIATE_TYPED_TEST_SUITE_P(Files, KeysContract, InFiles);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, KeysContract, InMemory);

Bytes read(const fs::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}
void write(const fs::path& path, const Bytes& octets) {
  std::ofstream{path, std::ios::binary} << octets;
}
// All pool files, one after the other.
Bytes pools(const std::string& path) {
  Bytes all;
  for (const auto& entry : fs::directory_iterator{path}) {
    if (entry.path().extension() == ".pool") all += read(entry.path());
  }
  return all;
}

// As the hall key beside the store wraps it.
Bytes wrapped(const std::string& path, const Octets<32>& key) {
  const auto hall = HallKey::open(fs::path{path}.parent_path() / "hall.key", false).value();
  return Bytes{view_of(hall.wrap(key))};
}

// A store as a program wrote it that wrapped nothing yet.
void write_unwrapped(const std::string& path, const Octets<32>& house,
                     const std::vector<KeyEntry>& entries) {
  const auto checked = [](Bytes octets, std::size_t from) {
    const auto sum = crc32c(BytesView{octets}.substr(from));
    octets.resize(octets.size() + 4);
    put_little(octets.data() + octets.size() - 4, sum);
    return octets;
  };
  write(path + "/house.key", checked("VERMHOUS" + Bytes{view_of(house)}, 0));
  Bytes pool = "VERMKEYS";
  pool.resize(16);
  put_little(pool.data() + 8, std::uint32_t{1});
  put_little(pool.data() + 12, static_cast<std::uint32_t>(entries.size()));
  pool = checked(std::move(pool), 0);
  pool.resize(64, '\0');
  for (const auto& entry : entries) {
    const auto at = pool.size();
    pool += Bytes{view_of(entry.id.octets)} + Bytes{view_of(entry.key)};
    pool += entry.destroyed ? '\2' : '\1';
    pool.resize(at + 60, '\0');
    pool = checked(std::move(pool), at);
  }
  write(path + "/000001.pool", pool);
  for (const auto* name : {"/house.key", "/000001.pool"}) chmod((path + name).c_str(), 0600);
}

TEST(MemoryKeys, RepeatFromTheirSeed) {
  MemoryKeys one{42};
  MemoryKeys same{42};
  MemoryKeys other{43};
  EXPECT_EQ(one.lookup_key(), same.lookup_key());
  EXPECT_NE(one.lookup_key(), other.lookup_key());
  const auto first = one.take().value();
  EXPECT_EQ(first, same.take().value());
  EXPECT_NE(first, other.take().value());
  EXPECT_EQ(one.open(first).value(), same.open(first).value());
  one.limit(1);
  const auto empty = one.take();
  ASSERT_FALSE(empty);
  EXPECT_EQ(empty.error().code, Code::full);
}

TEST(FileKeys, AreThereAfterARestartWhichBeginsAFreshPool) {
  const ScratchDirectory scratch;
  const auto path = scratch / "keys";
  std::map<KeyId, Octets<32>> taken;
  Octets<32> house{};
  KeyId gone;
  for (int start = 0; start < 4; ++start) {
    const auto keys = open(path);
    if (start == 0) house = keys->lookup_key();
    EXPECT_EQ(keys->lookup_key(), house) << "for the house's life";
    for (const auto& [id, key] : taken) EXPECT_EQ(keys->open(id).value(), key);
    for (int i = 0; i < 100; ++i) {
      const auto id = take_one(*keys);
      EXPECT_TRUE(taken.emplace(id, keys->open(id).value()).second) << "never handed out before";
    }
    if (start > 0) {
      EXPECT_EQ(keys->open(gone).error().code, Code::not_found);
    }
    gone = taken.begin()->first;
    EXPECT_TRUE(keys->destroy(gone));
    taken.erase(gone);
  }
  const auto reader = FileKeys::open_read_only(path);
  ASSERT_TRUE(reader) << reader.error().text();
  for (const auto& [id, key] : taken) EXPECT_EQ(reader.value()->open(id).value(), key);
  EXPECT_EQ(reader.value()->take().error().code, Code::unsupported);
  EXPECT_EQ(reader.value()->destroy(taken.begin()->first).error().code, Code::unsupported);
}

// What `take` hands out must already be in a file under its final name.
TEST(FileKeys, StandInAFileBeforeTheyAreHandedOut) {
  const ScratchDirectory scratch;
  const auto path = scratch / "keys";
  const auto keys = open(path);
  for (int i = 0; i < 300; ++i) {
    const auto id = take_one(*keys);
    const auto octets = Bytes{view_of(id.octets)} + wrapped(path, keys->open(id).value());
    ASSERT_NE(pools(path).find(octets), Bytes::npos) << i;
  }
}

TEST(FileKeys, LeaveNothingOfADestroyedKeyInItsFile) {
  const ScratchDirectory scratch;
  const auto path = scratch / "keys";
  const auto keys = open(path);
  const auto id = take_one(*keys);
  const auto key = wrapped(path, keys->open(id).value());
  const auto before = pools(path);
  ASSERT_NE(before.find(key), Bytes::npos);
  ASSERT_TRUE(keys->destroy(id));
  const auto after = pools(path);
  ASSERT_EQ(after.size(), before.size());
  for (std::size_t part = 0; part + 4 <= key.size(); ++part) {
    EXPECT_EQ(after.find(key.substr(part, 4)), Bytes::npos) << "not even four octets";
  }
  std::size_t changed = 0;
  for (std::size_t i = 0; i < after.size(); ++i) changed += after[i] != before[i] ? 1U : 0U;
  EXPECT_LE(changed, 64U) << "one entry and nothing else";
}

TEST(FileKeys, BelongToTheirOwnerAlone) {
  const ScratchDirectory scratch;
  const auto path = scratch / "keys";
  open(path).reset();
  const auto mode = [](const std::string& file) {
    struct stat about{};
    EXPECT_EQ(stat(file.c_str(), &about), 0);
    return about.st_mode & 0777U;
  };
  EXPECT_EQ(mode(path), 0700U);
  EXPECT_EQ(mode(path + "/house.key"), 0600U);
  EXPECT_EQ(mode(path + "/000001.pool"), 0600U);
  for (const auto* name : {"/house.key", "/000001.pool"}) {
    chmod((path + name).c_str(), 0640);
    const auto refused = FileKeys::open(path, small);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::invalid);
    EXPECT_NE(refused.error().detail.find(name), std::string::npos);
    chmod((path + name).c_str(), 0600);
  }
}

TEST(FileKeys, RotIsNamedWithItsFile) {
  const ScratchDirectory scratch;
  const auto path = scratch / "keys";
  open(path, {4, 64}).reset();
  for (const std::string name : {"house.key", "000001.pool"}) {
    const auto whole = read(path + "/" + name);
    for (std::size_t at = 0; at < whole.size(); ++at) {
      if (name != "house.key" && at >= 28 && at < 64) continue;  // the head's zeros bear nothing
      auto rotten = whole;
      rotten[at] = static_cast<char>(rotten[at] ^ 4);
      write(path + "/" + name, rotten);
      const auto opened = FileKeys::open_read_only(path);
      ASSERT_FALSE(opened) << name << " at " << at;
      EXPECT_EQ(opened.error().code, Code::corrupt) << opened.error().text();
      EXPECT_NE(opened.error().detail.find(name), std::string::npos) << opened.error().text();
    }
    for (const std::size_t size : {std::size_t{0}, whole.size() - 1, whole.size() / 2}) {
      write(path + "/" + name, whole.substr(0, size));
      EXPECT_EQ(FileKeys::open_read_only(path).error().code, Code::corrupt) << name << size;
    }
    write(path + "/" + name, whole);
  }
  EXPECT_TRUE(FileKeys::open_read_only(path));
}

TEST(FileKeys, LieNowhereInTheirFilesButWrapped) {
  const ScratchDirectory scratch;
  const auto path = scratch / "keys";
  const auto keys = open(path);
  const auto lookup = Bytes{view_of(keys->lookup_key())};
  EXPECT_EQ(read(path + "/house.key").find(lookup), Bytes::npos);
  const auto all = pools(path);
  for (int i = 0; i < 50; ++i) {
    const auto key = keys->open(take_one(*keys)).value();
    EXPECT_EQ(all.find(view_of(key)), Bytes::npos);
  }
}

TEST(FileKeys, OpenWithTheirHallKeyAndNoOther) {
  const ScratchDirectory scratch;
  const auto path = scratch / "keys";
  KeyOptions away = small;
  away.hall_key = scratch / "elsewhere.key";
  const auto id = take_one(*open(path, away));
  EXPECT_FALSE(fs::exists(scratch / "hall.key"));
  const auto without = FileKeys::open(path, small);  // beside the store there is none
  ASSERT_FALSE(without);
  EXPECT_EQ(without.error().code, Code::not_found);
  EXPECT_FALSE(fs::exists(scratch / "hall.key")) << "none is made for a store that has one";
  ASSERT_TRUE(HallKey::open(scratch / "other.key", true));
  KeyOptions wrong = small;
  wrong.hall_key = scratch / "other.key";
  EXPECT_EQ(FileKeys::open(path, wrong).error().code, Code::invalid);
  chmod(away.hall_key.c_str(), 0644);
  EXPECT_EQ(FileKeys::open(path, away).error().code, Code::invalid);
  chmod(away.hall_key.c_str(), 0600);
  EXPECT_TRUE(open(path, away)->open(id));
}

TEST(FileKeys, AreWrappedByAnotherHallKeyAlsoAfterACrashHalfway) {
  const ScratchDirectory scratch;
  const auto path = scratch / "keys";
  std::map<KeyId, Octets<32>> taken;
  KeyId gone;
  for (int start = 0; start < 3; ++start) {
    const auto keys = open(path);
    for (int i = 0; i < 40; ++i) {
      const auto id = take_one(*keys);
      taken.emplace(id, keys->open(id).value());
    }
    gone = taken.begin()->first;
    EXPECT_TRUE(keys->destroy(gone));
    taken.erase(gone);
  }
  const auto old = read(path + "/000002.pool");
  const std::string to = scratch / "next.key";
  ASSERT_TRUE(FileKeys::rewrap(path, {}, to));
  write(path + "/000002.pool", old);  // as if it had not come so far
  EXPECT_EQ(FileKeys::open_read_only(path, to).error().code, Code::invalid);
  EXPECT_EQ(FileKeys::rewrap(path, {}, to).value(), 1U);
  EXPECT_EQ(FileKeys::rewrap(path, {}, scratch / "hall.key").error().code, Code::invalid);
  const auto reader = FileKeys::open_read_only(path, to);
  ASSERT_TRUE(reader) << reader.error().text();
  for (const auto& [id, key] : taken) EXPECT_EQ(reader.value()->open(id).value(), key);
  EXPECT_FALSE(reader.value()->open(gone));
  EXPECT_FALSE(FileKeys::open_read_only(path));
}

TEST(FileKeys, OfAnEarlierProgramAreWrappedWhenTheyAreOpened) {
  const ScratchDirectory scratch;
  const auto path = scratch / "keys";
  fs::create_directory(path);
  const KeyEntry live{KeyId{octets_of<16>(Bytes(16, 'i'))}, octets_of<32>(Bytes(32, 'k')), false};
  const KeyEntry dead{KeyId{octets_of<16>(Bytes(16, 'd'))}, {}, true};
  write_unwrapped(path, octets_of<32>(Bytes(32, 'h')), {live, dead});
  EXPECT_EQ(read(path + "/000001.pool").size(), offset_of_entry(2));
  {
    const auto keys = open(path);
    ASSERT_TRUE(keys);
    EXPECT_EQ(keys->open(live.id).value(), live.key);
  }
  EXPECT_EQ(pools(path).find(Bytes(32, 'k')), Bytes::npos);
  EXPECT_EQ(read(path + "/house.key").find(Bytes(32, 'h')), Bytes::npos);
  const auto keys = open(path);
  EXPECT_EQ(keys->lookup_key(), octets_of<32>(Bytes(32, 'h')));
  EXPECT_EQ(keys->open(live.id).value(), live.key);
  EXPECT_FALSE(keys->open(dead.id));
}

TEST(FileKeys, AHouseKeyThatIsMissingBesidePoolsIsNotMadeAnew) {
  const ScratchDirectory scratch;
  const auto path = scratch / "keys";
  open(path).reset();
  fs::remove(path + "/house.key");
  const auto refused = FileKeys::open(path, small);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::corrupt);
  EXPECT_FALSE(fs::exists(path + "/house.key"));
  EXPECT_EQ(FileKeys::open_read_only(scratch / "none").error().code, Code::not_found);
}

TEST(FileKeys, APoolCutShortByACrashHasNoEffect) {
  const ScratchDirectory scratch;
  const auto path = scratch / "keys";
  open(path).reset();
  const auto half = path + "/000002.pool.123-1.new";
  write(half, read(path + "/000001.pool").substr(0, 1000));
  const auto keys = open(path);
  ASSERT_TRUE(keys);
  EXPECT_FALSE(fs::exists(half));
  EXPECT_EQ(keys->size(), 128U);
}

TEST(FileKeys, AFullStoreSaysSoAndStillOpens) {
  const ScratchDirectory scratch;
  const auto path = scratch / "keys";
  const KeyOptions tight{8, 16};
  const auto keys = open(path, tight);
  std::vector<KeyId> taken;
  for (int i = 0; i < 16; ++i) taken.push_back(take_one(*keys));
  // Both pools are gone: from here on `full` is lasting, and once the refiller has met the bound
  // its words say so.
  for (;;) {
    const auto none = keys->take();
    ASSERT_FALSE(none);
    ASSERT_EQ(none.error().code, Code::full);
    if (none.error().detail.find("the most that this store holds") != std::string::npos) break;
    std::this_thread::yield();
  }
  EXPECT_TRUE(keys->open(taken.back()));
}

TEST(FileKeys, ARestartOfAFullStoreOpensWhatItHas) {
  const ScratchDirectory scratch;
  const auto path = scratch / "keys";
  KeyId taken;
  {
    const auto keys = open(path, {8, 8});
    taken = take_one(*keys);
  }
  const auto keys = open(path, {8, 8});
  ASSERT_TRUE(keys);
  EXPECT_TRUE(keys->open(taken));
  EXPECT_EQ(keys->take().error().code, Code::full);
}

// Two nodes of one house: neither hands out the other's keys, and each opens all of them.
TEST(FileKeys, OfSeveralNodesInOneDirectoryAreOpenedByEachAndHandedOutOnce) {
  const ScratchDirectory scratch;
  const auto path = scratch / "keys";
  const KeyOptions shared{.pool_keys = 8, .keys_max = 1U << 16U, .shared = true};
  const auto one = open(path, shared);
  const auto other = open(path, shared);
  ASSERT_TRUE(one && other);
  EXPECT_EQ(one->lookup_key(), other->lookup_key());
  std::vector<std::vector<KeyId>> taken(2);
  const auto take_many = [](FileKeys& keys, std::vector<KeyId>& into) {
    while (into.size() < 100) {
      if (const auto key = keys.take()) {
        into.push_back(key.value());
      } else {
        ASSERT_EQ(key.error().code, Code::full) << key.error().text();
        std::this_thread::yield();
      }
    }
  };
  std::thread beside{[&] { take_many(*other, taken[1]); }};
  take_many(*one, taken[0]);
  beside.join();
  std::set<std::string> ids;
  for (const auto& keys : taken) {
    for (const auto& key : keys) {
      ids.insert(to_hex(view_of(key.octets)));
      const auto here = one->open(key);
      const auto there = other->open(key);
      ASSERT_TRUE(here && there);
      EXPECT_EQ(here.value(), there.value());
    }
  }
  EXPECT_EQ(ids.size(), 200U);
  EXPECT_EQ(one->open(KeyId{}).error().code, Code::not_found);
  // One that starts later has all of them, and begins a pool of its own.
  const auto later = open(path, shared);
  EXPECT_TRUE(later->open(taken[1].back()));
  EXPECT_FALSE(ids.contains(to_hex(view_of(take_one(*later).octets))));
}

}  // namespace
}  // namespace vermilion::test
