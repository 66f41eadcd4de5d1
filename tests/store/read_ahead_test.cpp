// Reading ahead calls its visitor as Journal::read would, and ends as it does.
#include "adapters/system/read_ahead.hpp"

#include <gtest/gtest.h>

#include "adapters/store/memory/memory_journal.hpp"
#include "tests/contract/chain_writer.hpp"

namespace vermilion::test {
namespace {

constexpr Sequence records = 3'000;  // more than all batches together hold

class ReadAhead : public ::testing::Test {
 protected:
  ReadAhead() {
    const auto reigning = journal_.claim(0, sample_claim(1));
    EXPECT_TRUE(reigning);
    ChainWriter writer{journal_.house(), 0, reigning.value()};
    for (Sequence written = 0; written < records; written += 50) {
      EXPECT_EQ(journal_.append(0, writer.frame(50, 900)), Appended::done);
      writer.done();
    }
  }
  MemoryJournal journal_{std::make_shared<SharedLog>(sample_house_record())};
};

TEST_F(ReadAhead, GivesEveryRecordInOrderWithItsBodyFromAnyPosition) {
  for (const Sequence from : {Sequence{1}, Sequence{257}, Sequence{2'999}, records + 1}) {
    std::vector<Bytes> plain;
    ASSERT_TRUE(journal_.read(0, from, [&](const Entry& entry) -> Result<void> {
      plain.emplace_back(entry.record);
      return ok();
    }));
    std::vector<Bytes> ahead;
    ASSERT_TRUE(read_ahead(journal_, 0, from, [&](const Entry& entry) -> Result<void> {
      ahead.emplace_back(entry.record);
      EXPECT_NE(entry.body, nullptr);
      EXPECT_EQ(encode_record(entry.header, *entry.body), entry.record);
      return ok();
    }));
    EXPECT_EQ(ahead, plain) << from;
  }
}

TEST_F(ReadAhead, EndsWithTheVisitorsErrorAtTheRecordThatItRefused) {
  for (const Sequence last : {Sequence{1}, Sequence{256}, Sequence{257}, records}) {
    Sequence seen = 0;
    const auto read = read_ahead(journal_, 0, 1, [&](const Entry& entry) -> Result<void> {
      seen = entry.header.sequence;
      return seen < last ? Result<void>{ok()} : fail(Code::unsupported, "here");
    });
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().detail, "here");
    EXPECT_EQ(seen, last);
  }
}

}  // namespace
}  // namespace vermilion::test
