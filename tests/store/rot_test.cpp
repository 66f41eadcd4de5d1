// One octet turned over at 200 seeded places of every kind of file: it is named, or nothing
// changed.
#include <gtest/gtest.h>

#include "adapters/store/segments/segment_journal.hpp"
#include "tests/contract/chain_writer.hpp"
#include "tests/support/faulty_files.hpp"

namespace vermilion::test {
namespace {

constexpr const char* directory = "/house";

SegmentOptions rot_options() {
  SegmentOptions options;
  options.background = false;
  options.records_a_segment = 40;
  options.octets_ahead = 16 * 1024;
  options.octets_at_first = 4096;
  options.octets_a_block = 4096;
  options.blocks_cached = 4;
  return options;
}

// A house with sealed segments and a live one; the records that it holds.
std::vector<Bytes> furnish(FaultyFiles& files, bool closed) {
  std::vector<Bytes> written;
  EXPECT_TRUE(SegmentJournal::found(files, directory, sample_house_record()));
  const auto journal = std::move(SegmentJournal::open(files, directory, rot_options()).value());
  ChainWriter writer{journal->house(), 0, journal->claim(0, sample_claim(1)).value()};
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(journal->append(0, writer.frame(2, 150)), Appended::done);
    writer.done();
    written.insert(written.end(), writer.records().begin(), writer.records().end());
    if (journal->due_to_roll(0)) {
      EXPECT_TRUE(journal->roll(0));
      EXPECT_TRUE(journal->seal_rolled(0));
    }
  }
  if (closed) {
    EXPECT_EQ(journal->close(0), Appended::done);
  }
  return written;
}

struct Verdict {
  bool named = false;
  bool unchanged = false;
  bool torn = false;
};

Verdict judge(FaultyFiles& files, const std::vector<Bytes>& written, const std::string& path) {
  Verdict verdict;
  auto opened = SegmentJournal::open(files, directory, rot_options());
  if (!opened) {
    verdict.named = opened.error().detail.find(path) != std::string::npos;
    EXPECT_TRUE(verdict.named) << path << ": " << opened.error().text();
    return verdict;
  }
  auto& journal = *opened.value();
  verdict.torn = journal.report().partitions.at(0).torn.has_value();
  std::vector<Bytes> found;
  const auto read = journal.read(0, 1, [&](const Entry& entry) -> Result<void> {
    found.emplace_back(entry.record);
    return ok();
  });
  if (!read) verdict.named = read.error().detail.find(path) != std::string::npos;
  verdict.unchanged = read && found == written;
  const auto verified = journal.verify_sealed(0);
  if (!verified) verdict.named = verified.error().detail.find(path) != std::string::npos;
  if (verdict.torn && !verdict.unchanged) {
    // What was cut is the last frame and nothing else.
    EXPECT_EQ(found, (std::vector<Bytes>{written.begin(), written.end() - 2}));
  }
  return verdict;
}

TEST(Rot, AnOctetTurnedOverAnywhereIsNamedOrChangesNothing) {
  std::mt19937_64 random{20261122};
  int named = 0;
  int unchanged = 0;
  for (int i = 0; i < 200; ++i) {
    FaultyFiles files;
    const auto written = furnish(files, true);
    auto paths = files.paths();
    // Sealed files, live file and house file in turn.
    const auto path = paths[static_cast<std::size_t>(i) % paths.size()];
    const auto offset = random() % files.size_of(path);
    files.flip(path, offset, static_cast<std::uint8_t>(1U << (random() % 8)));
    const auto verdict = judge(files, written, path);
    EXPECT_TRUE(verdict.named || verdict.unchanged) << path << " at " << offset;
    named += verdict.named ? 1 : 0;
    unchanged += verdict.unchanged && !verdict.named ? 1 : 0;
  }
  EXPECT_EQ(named + unchanged, 200);
  EXPECT_GT(named, 100);
  RecordProperty("named", std::to_string(named));
  RecordProperty("unchanged", std::to_string(unchanged));
}

TEST(Rot, WithoutAClosingFrameTheLastFrameMayBeCutAndThatIsSaid) {
  std::mt19937_64 random{3};
  int torn = 0;
  for (int i = 0; i < 100; ++i) {
    FaultyFiles files;
    const auto written = furnish(files, false);
    const auto path = std::string{directory} + "/journal/p00/" + live_name(81);
    const auto offset = random() % (files.size_of(path) / 2);
    files.flip(path, offset, static_cast<std::uint8_t>(1U << (random() % 8)));
    const auto verdict = judge(files, written, path);
    EXPECT_TRUE(verdict.named || verdict.unchanged || verdict.torn) << offset;
    torn += verdict.torn ? 1 : 0;
  }
  EXPECT_GT(torn, 0);
}

}  // namespace
}  // namespace vermilion::test
