#include "adapters/store/segments/segment_journal.hpp"

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "adapters/store/segments/posix_files.hpp"
#include "base/check.hpp"
#include "tests/contract/journal_contract.hpp"

namespace vermilion::test {
namespace {

SegmentOptions small_options() {
  SegmentOptions options;
  options.octets_ahead = 64 * 1024;
  options.octets_at_first = 16 * 1024;
  options.octets_a_step = 16 * 1024;
  options.octets_a_block = 4 * 1024;
  options.blocks_cached = 2;
  return options;
}

// A directory of its own under the test's temporary one, removed at the end.
class Directory {
 public:
  Directory() {
    static int number = 0;
    path_ = ::testing::TempDir() + "vermilion_segments_" + std::to_string(::getpid()) + "_" +
            std::to_string(++number);
    std::filesystem::remove_all(path_);
  }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  ~Directory() { std::filesystem::remove_all(path_); }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

template <bool background>
class SegmentHall {
 public:
  SegmentHall() {
    EXPECT_TRUE(SegmentJournal::found(files_, directory_.path(), sample_house_record()));
    open();
  }
  Journal& owner() { return *journal_; }
  void restart() {
    for (const auto partition : journal_->partitions()) {
      EXPECT_EQ(journal_->close(partition), Appended::done);
    }
    crash();
  }
  void crash() {
    journal_.reset();
    open();
  }
  Result<Journal*> rival() {
    auto second = SegmentJournal::open(files_, directory_.path(), small_options());
    if (!second) return fail(second.error().code, second.error().detail);
    rival_ = std::move(second.value());
    return static_cast<Journal*>(rival_.get());
  }
  void settle(Journal&) {}

 private:
  void open() {
    auto options = small_options();
    options.background = background;
    auto opened = SegmentJournal::open(files_, directory_.path(), options);
    VERMILION_CHECK(opened, opened.error().text());
    journal_ = std::move(opened.value());
  }
  Directory directory_;
  PosixFiles files_;
  std::unique_ptr<SegmentJournal> journal_;
  std::unique_ptr<SegmentJournal> rival_;
};

using Halls = ::testing::Types<SegmentHall<false>, SegmentHall<true>>;
INSTANTIATE_TYPED_TEST_SUITE_P(Segments, JournalContract, Halls);

class Segments : public ::testing::Test {
 protected:
  Segments() {
    options_ = small_options();
    options_.background = false;
    options_.records_a_segment = 10;
    EXPECT_TRUE(SegmentJournal::found(files_, directory_.path(), sample_house_record()));
  }
  Result<std::unique_ptr<SegmentJournal>> open() {
    return SegmentJournal::open(files_, directory_.path(), options_);
  }
  // Opens, claims, appends `frames` frames of three records, rolling when due.
  std::unique_ptr<SegmentJournal> filled(int frames) {
    auto journal = std::move(open().value());
    const auto reigning = journal->claim(0, sample_claim(++nonce_));
    EXPECT_TRUE(reigning);
    ChainWriter writer{journal->house(), 0, reigning.value()};
    for (int i = 0; i < frames; ++i) {
      EXPECT_EQ(journal->append(0, writer.frame(3, 200)), Appended::done);
      writer.done();
      written_.insert(written_.end(), writer.records().begin(), writer.records().end());
      if (journal->due_to_roll(0)) {
        EXPECT_TRUE(journal->roll(0));
      }
    }
    return journal;
  }
  [[nodiscard]] std::vector<std::string> names() {
    return files_.list(partition_directory(directory_.path(), 0)).value();
  }
  Directory directory_;
  PosixFiles files_;
  SegmentOptions options_;
  std::vector<Bytes> written_;
  std::uint64_t nonce_ = 0;
};

TEST_F(Segments, AHouseIsFoundedOnceAndOpenedOnlyWhereItIs) {
  const auto again = SegmentJournal::found(files_, directory_.path(), sample_house_record());
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Code::conflict);
  const auto none = SegmentJournal::open(files_, directory_.path() + "/journal", options_);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, Code::not_found);
}

TEST_F(Segments, ASecondProcessIsRefusedAndTheFirstIsNamed) {
  const auto first = open();
  ASSERT_TRUE(first);
  const auto second = open();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Code::conflict);
  EXPECT_NE(second.error().detail.find(std::to_string(::getpid())), std::string::npos);
  options_.read_only = true;
  EXPECT_FALSE(open()) << "nor is a reader let in while somebody writes";
}

TEST_F(Segments, SealedSegmentsReadAsTheyWereWrittenAndSurviveARestart) {
  auto journal = filled(40);
  EXPECT_EQ(read_records(*journal, 0), written_) << "rolled, not yet sealed";
  ASSERT_TRUE(journal->seal_rolled(0));
  EXPECT_EQ(journal->sealed(0).size(), 10U);
  EXPECT_EQ(read_records(*journal, 0), written_);
  for (Sequence seq = 1; seq <= written_.size(); seq += 7) {
    EXPECT_EQ(journal->read_one(0, seq).value(), written_[seq - 1]);
    const std::vector<Bytes> rest{written_.begin() + static_cast<std::ptrdiff_t>(seq) - 1,
                                  written_.end()};
    EXPECT_EQ(read_records(*journal, 0, seq), rest);
  }
  EXPECT_TRUE(journal->verify_sealed(0));
  ASSERT_EQ(journal->close(0), Appended::done);
  journal.reset();
  journal = std::move(open().value());
  EXPECT_TRUE(journal->report().lines().empty());
  EXPECT_EQ(journal->sealed(0).size(), 10U);
  EXPECT_EQ(read_records(*journal, 0), written_);
  expect_chained(*journal, 0);
}

TEST_F(Segments, TheManifestsOfConsecutiveSegmentsJoinAndTheirNamesBearTheRoot) {
  auto journal = filled(20);
  ASSERT_TRUE(journal->seal_rolled(0));
  Sequence next = 1;
  const auto sealed = journal->sealed(0);
  const auto listed = names();
  for (const auto& manifest : sealed) {
    EXPECT_EQ(manifest.first, next);
    next = manifest.last + 1;
    EXPECT_EQ(manifest.head_after, hash_of_record(written_[manifest.last - 1]));
    const auto name = sealed_name(0, manifest.first, manifest.last, manifest.root);
    EXPECT_NE(std::find(listed.begin(), listed.end(), name), listed.end()) << name;
  }
  EXPECT_EQ(next, 61U);
}

TEST_F(Segments, AMissingSegmentIsNamed) {
  auto journal = filled(20);
  ASSERT_TRUE(journal->seal_rolled(0));
  const auto sealed = journal->sealed(0);
  journal.reset();
  const auto& second = sealed[1];
  ASSERT_TRUE(files_.remove(partition_directory(directory_.path(), 0) + "/" +
                            sealed_name(0, second.first, second.last, second.root)));
  const auto opened = open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::corrupt);
  EXPECT_NE(opened.error().detail.find("missing"), std::string::npos) << opened.error().text();
}

TEST_F(Segments, TheBackgroundThreadSealsWhileOthersReadAndAppend) {
  options_.background = true;
  auto journal = std::move(open().value());
  const auto reigning = journal->claim(0, sample_claim(1));
  ASSERT_TRUE(reigning);
  ChainWriter writer{journal->house(), 0, reigning.value()};
  std::atomic<bool> stop{false};
  std::thread reader{[&] {
    while (!stop) {
      Sequence next = 1;
      const auto read = journal->read(0, 1, [&](const Entry& entry) -> Result<void> {
        if (entry.header.sequence != next++) return fail(Code::corrupt, "a hole");
        return ok();
      });
      EXPECT_TRUE(read) << (read ? "" : read.error().text());
    }
  }};
  for (int i = 0; i < 200; ++i) {
    ASSERT_EQ(journal->append(0, writer.frame(3, 300)), Appended::done);
    writer.done();
    if (journal->due_to_roll(0)) {
      ASSERT_TRUE(journal->roll(0));
    }
  }
  journal->settle();
  stop = true;
  reader.join();
  EXPECT_EQ(journal->sealed(0).size(), 50U);
  EXPECT_FALSE(journal->sealing_failed(0));
  expect_chained(*journal, 0);
}

TEST_F(Segments, AToolReadsWithoutChangingAnything) {
  filled(15).reset();
  const auto before = names();
  options_.read_only = true;
  auto journal = std::move(open().value());
  EXPECT_EQ(read_records(*journal, 0), written_);
  EXPECT_FALSE(journal->claim(0, sample_claim(9)));
  EXPECT_EQ(journal->silence(0), Appended::not_done);
  EXPECT_FALSE(journal->report().partitions.at(0).clean);
  EXPECT_EQ(names(), before);
  EXPECT_TRUE(open()) << "two readers at once";
}

TEST_F(Segments, ATornTailIsCutAndSaidAndRotInFrontOfAValidFrameIsNamed) {
  auto journal = filled(3);
  journal.reset();
  const auto path = partition_directory(directory_.path(), 0) + "/" + live_name(1);
  const auto torn = [&](std::uint64_t at) {
    const auto file = files_.open(path, Opening::to_write);
    const auto octet = file.value()->read_at(at, 1, Cache::through).value();
    ASSERT_TRUE(file.value()->write_at(at, Bytes(1, static_cast<char>(octet[0] ^ 0x40))));
  };
  std::uint64_t last_frame = 0;
  {
    const auto file = files_.open(path, Opening::to_read);
    const auto octets = file.value()->read_at(0, 1'000'000, Cache::through).value();
    for (std::size_t at = segment_header_size; read_frame(BytesView{octets}.substr(at));) {
      last_frame = at;
      at += read_frame(BytesView{octets}.substr(at)).value().length;
    }
  }
  torn(last_frame + 100);
  journal = std::move(open().value());
  ASSERT_TRUE(journal->report().partitions.at(0).torn);
  EXPECT_EQ(journal->report().partitions.at(0).torn->offset, last_frame);
  EXPECT_EQ(journal->last(0), 6U);
  EXPECT_EQ(read_records(*journal, 0),
            (std::vector<Bytes>{written_.begin(), written_.begin() + 6}));
  journal.reset();
  torn(segment_header_size + 100);  // the claim, with frames behind it
  const auto rotten = open();
  ASSERT_FALSE(rotten);
  EXPECT_EQ(rotten.error().code, Code::corrupt);
  EXPECT_NE(rotten.error().detail.find(path), std::string::npos);
  EXPECT_NE(rotten.error().detail.find(" at 96"), std::string::npos) << rotten.error().text();
}

}  // namespace
}  // namespace vermilion::test
