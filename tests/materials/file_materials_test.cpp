// The store of materials: pieces, ends, crashes between them, and what is swept away.
#include "adapters/store/materials/file_materials.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "adapters/store/memory/memory_keys.hpp"
#include "adapters/system/system_random.hpp"

namespace vermilion::materials {
namespace {

namespace fs = std::filesystem;
constexpr Instant now{1'800'000'000'000'000};

struct materials_store : testing::Test {
  SystemRandom random;
  MemoryKeys keys{1};
  Sealer sealer{keys, random};
  std::string folder;
  std::unique_ptr<FileMaterials> store;
  bool refuses_content = false;
  Octets<16> owner{1};
  KeyId key = keys.take().value();

  materials_store() {
    std::string pattern = (fs::temp_directory_path() / "materials.XXXXXX").string();
    folder = ::mkdtemp(pattern.data());
    open();
  }
  ~materials_store() override { fs::remove_all(folder); }
  void open(StoreOptions options = {}) {
    store = FileMaterials::open(folder + "/m",
                                {&keys, &sealer, &random,
                                 [this](BytesView, const std::string&) -> Result<void> {
                                   if (refuses_content) return fail(Code::invalid, "a script");
                                   return ok();
                                 }},
                                options)
                .value();
  }
  Bytes file(std::size_t size) {
    Bytes octets(size, '\0');
    random.fill(octets.data(), octets.size());
    return octets;
  }
  static Octets<16> named(int number) { return {static_cast<std::uint8_t>(number), 7}; }
  Result<Upload> begin(int number, const Bytes& octets) {
    return store->begin(named(number), {owner, octets.size(), "image/png", sha256(octets)}, key,
                        now);
  }
  Digest whole(int number, const Bytes& octets) {
    EXPECT_TRUE(begin(number, octets));
    const auto upload = store->append(owner, named(number), 0, octets);
    EXPECT_TRUE(upload && upload.value().material);
    return *upload.value().material;
  }
  std::string file_of(int number, const char* room = "uploads") const {
    return folder + "/m/" + room + "/" + to_hex(view_of(owner)) + "/" +
           to_hex(view_of(named(number)));
  }
  std::size_t files() const {
    std::size_t count = 0;
    for (const auto& entry : fs::recursive_directory_iterator{folder}) {
      count += entry.is_regular_file() ? 1U : 0U;
    }
    return count;
  }
};

TEST_F(materials_store, takes_a_file_in_pieces_and_gives_any_part_of_it_back) {
  const auto octets = file(3 * chunk_plain + 100);
  ASSERT_TRUE(begin(1, octets));
  auto upload = store->append(owner, named(1), 0, BytesView{octets}.substr(0, 2 * chunk_plain));
  ASSERT_TRUE(upload) << upload.error().text();
  EXPECT_EQ(upload.value().offset, 2 * chunk_plain);
  EXPECT_FALSE(upload.value().material);
  upload = store->append(owner, named(1), 2 * chunk_plain, octets.substr(2 * chunk_plain));
  ASSERT_TRUE(upload) << upload.error().text();
  const auto material = upload.value().material.value();
  EXPECT_EQ(store->read(material, 0, octets.size()).value(), octets);
  for (const auto& [from, count] : {std::pair<std::size_t, std::size_t>{0, 1},
                                    {chunk_plain - 1, 2},
                                    {chunk_plain, chunk_plain},
                                    {octets.size() - 1, 1}}) {
    EXPECT_EQ(store->read(material, from, count).value(), octets.substr(from, count));
  }
  EXPECT_EQ(store->read(material, octets.size(), 1).error().code, Code::invalid);
  EXPECT_EQ(store->find(material).value().size, octets.size());
}

TEST_F(materials_store, keeps_nothing_of_the_plain_file) {
  Bytes octets(2 * chunk_plain, 'x');
  octets.replace(1'000, 12, "张三的身份证");
  whole(1, octets);
  for (const auto& entry : fs::recursive_directory_iterator{folder}) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in{entry.path(), std::ios::binary};
    const Bytes kept{std::istreambuf_iterator<char>{in}, {}};
    EXPECT_EQ(kept.find("张三"), Bytes::npos);
    EXPECT_EQ(kept.find("xxxxxxxx"), Bytes::npos);
  }
}

TEST_F(materials_store, goes_on_after_a_crash_where_the_whole_chunks_end) {
  const auto octets = file(4 * chunk_plain);
  ASSERT_TRUE(begin(1, octets));
  ASSERT_TRUE(store->append(owner, named(1), 0, octets.substr(0, 2 * chunk_plain)));
  fs::resize_file(file_of(1), fs::file_size(file_of(1)) - 10);  // torn
  open();
  const auto stands = store->look(owner, named(1));
  ASSERT_TRUE(stands);
  EXPECT_EQ(stands.value().offset, chunk_plain);
  const auto end = store->append(owner, named(1), chunk_plain, octets.substr(chunk_plain));
  ASSERT_TRUE(end) << end.error().text();
  EXPECT_EQ(store->read(*end.value().material, 0, octets.size()).value(), octets);
}

TEST_F(materials_store, whose_last_steps_were_cut_short_is_ended_by_the_next_try) {
  const auto octets = file(100);
  ASSERT_TRUE(begin(1, octets));
  // All has come, and the process died before it was given its name; then after.
  fs::copy_file(file_of(1), folder + "/begun");
  const auto first = store->append(owner, named(1), 0, octets);
  ASSERT_TRUE(first && first.value().material);
  const auto sealed =
      folder + "/m/fresh/" + to_hex(view_of(*first.value().material)).insert(2, "/");
  fs::copy_file(sealed, file_of(1));
  fs::remove(file_of(1, "done"));
  const auto again = store->append(owner, named(1), octets.size(), {});
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(again.value().material, first.value().material);
  // And once more after its end: the same answer.
  EXPECT_EQ(store->append(owner, named(1), 0, octets).value().material, first.value().material);
  EXPECT_EQ(begin(1, octets).value().material, first.value().material);
  // Under its name no other file is begun, also now.
  EXPECT_EQ(begin(1, octets + "x").error().code, Code::conflict);
}

TEST_F(materials_store, refuses_pieces_at_other_places_and_of_other_sizes) {
  const auto octets = file(2 * chunk_plain);
  ASSERT_TRUE(begin(1, octets));
  EXPECT_EQ(store->append(owner, named(1), 1, octets.substr(1)).error().code, Code::conflict);
  EXPECT_EQ(store->append(owner, named(1), 0, octets.substr(0, 10)).error().code, Code::invalid);
  EXPECT_EQ(store->append(owner, named(1), 0, octets + "x").error().code, Code::invalid);
  EXPECT_EQ(store->append(owner, named(2), 0, octets).error().code, Code::not_found);
  EXPECT_EQ(store->append(Octets<16>{9}, named(1), 0, octets).error().code, Code::not_found);
  EXPECT_EQ(store->look(owner, named(1)).value().offset, 0U);
}

TEST_F(materials_store, leaves_nothing_of_what_was_not_as_declared_or_may_not_be_taken) {
  const auto octets = file(100);
  ASSERT_TRUE(begin(1, octets));
  EXPECT_EQ(store->append(owner, named(1), 0, file(100)).error().code, Code::invalid);
  EXPECT_EQ(store->look(owner, named(1)).error().code, Code::not_found);
  refuses_content = true;
  ASSERT_TRUE(begin(2, octets));
  EXPECT_THAT(store->append(owner, named(2), 0, octets).error().detail,
              testing::HasSubstr("script"));
  EXPECT_EQ(files(), 0U);
}

TEST_F(materials_store, with_one_octet_flipped_on_the_disk_is_not_ended) {
  const auto octets = file(chunk_plain + 5);
  ASSERT_TRUE(begin(1, octets));
  ASSERT_TRUE(store->append(owner, named(1), 0, octets.substr(0, chunk_plain)));
  {
    std::fstream kept{file_of(1), std::ios::in | std::ios::out | std::ios::binary};
    kept.seekp(1'000);
    kept.put('!');
  }
  EXPECT_EQ(store->append(owner, named(1), chunk_plain, octets.substr(chunk_plain)).error().code,
            Code::corrupt);
}

TEST_F(materials_store, has_bounds) {
  EXPECT_EQ(store->begin(named(1), {owner, 0, "image/png", {}}, key, now).error().code,
            Code::invalid);
  EXPECT_EQ(
      store->begin(named(1), {owner, (20U << 20U) + 1, "image/png", {}}, key, now).error().code,
      Code::invalid);
  const auto octets = file(10);
  for (int i = 0; i < static_cast<int>(uploads_max); ++i) ASSERT_TRUE(begin(i, octets));
  EXPECT_EQ(begin(100, octets).error().code, Code::full);
  ASSERT_TRUE(store->abandon(owner, named(3)));
  EXPECT_TRUE(begin(100, octets));
  EXPECT_EQ(store->begin(named(5), {owner, 11, "image/png", sha256(octets)}, key, now).error().code,
            Code::conflict);
  StoreOptions options;
  options.free_least = std::uint64_t{1} << 62U;
  open(options);
  EXPECT_EQ(begin(101, octets).error().code, Code::full);
}

// A crash in `begin` leaves a file without its name: it counts as no upload, and goes soon.
TEST_F(materials_store, sweeps_what_a_crash_left_half_written) {
  ASSERT_TRUE(begin(1, file(10)));
  const auto half = file_of(1) + ".123-1.new";
  for (std::size_t i = 0; i < uploads_max; ++i) {
    std::ofstream{file_of(1) + "." + std::to_string(i) + ".new"} << "x";
  }
  std::ofstream{half} << "x";
  EXPECT_TRUE(begin(2, file(11)));
  struct stat about{};
  ASSERT_EQ(::stat(half.c_str(), &about), 0);
  const Instant left{about.st_mtim.tv_sec * microseconds_a_second};
  const auto nothing = [](const Digest&) -> Result<bool> { return false; };
  EXPECT_EQ(store->sweep(left + 500 * microseconds_a_second, nothing).value().uploads, 0U);
  EXPECT_EQ(store->sweep(left + 700 * microseconds_a_second, nothing).value().uploads,
            uploads_max + 1);
  EXPECT_FALSE(fs::exists(half));
  EXPECT_TRUE(fs::exists(file_of(1)));
  EXPECT_TRUE(fs::exists(file_of(2)));
}

TEST_F(materials_store, sweeps_what_outlived_its_time_and_keeps_what_a_record_names) {
  const auto named_one = whole(1, file(10));
  const auto unused = whole(2, file(11));
  const auto held = whole(3, file(12));
  ASSERT_TRUE(begin(4, file(13)));
  const auto is_named = [&](const Digest& material) -> Result<bool> {
    return material == named_one;
  };
  struct stat about{};
  ASSERT_EQ(::stat(file_of(4).c_str(), &about), 0);
  const Instant begun{about.st_mtim.tv_sec * microseconds_a_second};
  auto swept = store->sweep(begun + 1, is_named).value();
  EXPECT_EQ(swept.kept, 1U);
  EXPECT_EQ(swept.unused + swept.uploads, 0U);
  swept = store->sweep(begun + 2 * 86'400 * microseconds_a_second, is_named).value();
  EXPECT_EQ(swept.uploads, 1U);
  EXPECT_EQ(swept.unused, 0U);
  EXPECT_TRUE(store->hold(held));
  // `hold` counts from now, which is the machine's clock: an hour later than the others' end.
  for (const auto& material : {unused}) {
    const auto place = folder + "/m/fresh/" + to_hex(view_of(material)).insert(2, "/");
    const timespec old[2]{{about.st_mtim.tv_sec - 3'600, 0}, {about.st_mtim.tv_sec - 3'600, 0}};
    ASSERT_EQ(::utimensat(AT_FDCWD, place.c_str(), old, 0), 0);
  }
  swept = store->sweep(begun + (7 * 86'400 - 60) * microseconds_a_second, is_named).value();
  EXPECT_EQ(swept.unused, 1U);
  EXPECT_TRUE(store->find(named_one));
  EXPECT_TRUE(store->find(held));
  EXPECT_EQ(store->find(unused).error().code, Code::not_found);
}

}  // namespace
}  // namespace vermilion::materials
