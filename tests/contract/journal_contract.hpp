// The contract of the journal port (engine/ports/journal.hpp): every implementation passes it.
//
// A *Hall* is what a test instantiates the suite with: a default-constructible class with
//   Journal& owner()                        the journal that this process holds open
//   void restart()                          a clean stop, then open again
//   void crash()                            the process dies without a word, then open again
//   Result<Journal*> rival()                a second owner of the same journal beside the first;
//                                           an Error, where one cannot exist, says why
//   void settle(Journal&)                   that client has read what stands in the log now
// The attacks that need a faulty log (late, doubled, lost) are in
// tests/store/memory_journal_test.cpp.
#pragma once

#include <gtest/gtest.h>

#include "tests/contract/chain_writer.hpp"

namespace vermilion::test {

template <class Hall>
class JournalContract : public ::testing::Test {
 protected:
  Reigning claim(Journal& journal, PartitionNumber partition = 0) {
    const auto reigning = journal.claim(partition, sample_claim(++nonce_));
    EXPECT_TRUE(reigning) << (reigning ? "" : reigning.error().text());
    return reigning ? reigning.value() : Reigning{};
  }
  // `frames` frames of `count` records, each expected to be done; their records' octets.
  std::vector<Bytes> write(Journal& journal, ChainWriter& writer, int frames, std::uint32_t count,
                           PartitionNumber partition = 0) {
    std::vector<Bytes> written;
    for (int i = 0; i < frames; ++i) {
      EXPECT_EQ(journal.append(partition, writer.frame(count)), Appended::done);
      writer.done();
      written.insert(written.end(), writer.records().begin(), writer.records().end());
    }
    return written;
  }
  Hall hall_;
  std::uint64_t nonce_ = 0;
};

TYPED_TEST_SUITE_P(JournalContract);

TYPED_TEST_P(JournalContract, AFreshPartitionIsEmptyAndItsFirstClaimIsEpochOne) {
  auto& journal = this->hall_.owner();
  EXPECT_EQ(journal.last(0), 0U);
  EXPECT_TRUE(read_records(journal, 0).empty());
  const auto reigning = this->claim(journal);
  EXPECT_EQ(reigning.epoch, 1U);
  EXPECT_EQ(reigning.sequence, 0U);
  EXPECT_EQ(reigning.head, hash_of_record(journal.house_record()));
  EXPECT_EQ(journal.house(), read_header(journal.house_record()).value().house);
}

TYPED_TEST_P(JournalContract, WhatIsDoneIsReadBackInOrderFromAnyPosition) {
  auto& journal = this->hall_.owner();
  ChainWriter writer{journal.house(), 0, this->claim(journal)};
  const auto written = this->write(journal, writer, 20, 3);
  EXPECT_EQ(journal.last(0), 60U);
  expect_chained(journal, 0);
  for (const Sequence from : {1U, 2U, 3U, 4U, 31U, 59U, 60U}) {
    const std::vector<Bytes> expected{written.begin() + static_cast<std::ptrdiff_t>(from) - 1,
                                      written.end()};
    EXPECT_EQ(read_records(journal, 0, from), expected) << from;
  }
  EXPECT_TRUE(read_records(journal, 0, 61).empty());
}

TYPED_TEST_P(JournalContract, OneRecordIsReadByItsSeqAndAMissingOneIsNotFound) {
  auto& journal = this->hall_.owner();
  ChainWriter writer{journal.house(), 0, this->claim(journal)};
  const auto written = this->write(journal, writer, 7, 5);
  for (Sequence seq = 1; seq <= 35; ++seq) {
    const auto one = journal.read_one(0, seq);
    ASSERT_TRUE(one) << one.error().text();
    EXPECT_EQ(one.value(), written[seq - 1]);
  }
  for (const Sequence seq : {0U, 36U, 1000U}) {
    const auto none = journal.read_one(0, seq);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, Code::not_found);
  }
}

TYPED_TEST_P(JournalContract, AVisitorsErrorEndsTheWalkAndIsHandedOn) {
  auto& journal = this->hall_.owner();
  ChainWriter writer{journal.house(), 0, this->claim(journal)};
  this->write(journal, writer, 4, 4);
  int met = 0;
  const auto walked = journal.read(0, 1, [&](const Entry&) -> Result<void> {
    if (++met == 5) return fail(Code::full, "enough");
    return ok();
  });
  ASSERT_FALSE(walked);
  EXPECT_EQ(walked.error().code, Code::full);
  EXPECT_EQ(met, 5);
}

TYPED_TEST_P(JournalContract, ReadAllShowsClaimsInTheirPlace) {
  auto& journal = this->hall_.owner();
  ChainWriter first{journal.house(), 0, this->claim(journal)};
  this->write(journal, first, 1, 2);
  ChainWriter second{journal.house(), 0, this->claim(journal)};
  this->write(journal, second, 1, 1);
  std::string shape;
  std::uint64_t offset = 0;
  const auto walked = journal.read_all(0, [&](const Entry& entry) -> Result<void> {
    shape += entry.header.kind == RecordKind::claim ? 'c' : 'r';
    EXPECT_TRUE(entry.valid);
    EXPECT_GT(entry.offset, offset);
    offset = entry.offset;
    return ok();
  });
  ASSERT_TRUE(walked);
  EXPECT_EQ(shape, "crrcr");
}

TYPED_TEST_P(JournalContract, PartitionsAreChainsOfTheirOwn) {
  auto& journal = this->hall_.owner();
  ChainWriter zero{journal.house(), 0, this->claim(journal, 0)};
  ChainWriter five{journal.house(), 5, this->claim(journal, 5)};
  const auto in_zero = this->write(journal, zero, 3, 2, 0);
  const auto in_five = this->write(journal, five, 2, 2, 5);
  EXPECT_EQ(read_records(journal, 0), in_zero);
  EXPECT_EQ(read_records(journal, 5), in_five);
  expect_chained(journal, 0);
  expect_chained(journal, 5);
  EXPECT_EQ(journal.append(0, five.frame(1)), Appended::not_done) << "a frame of another partition";
  EXPECT_EQ(journal.last(0), 6U);
}

TYPED_TEST_P(JournalContract, ARestartKeepsEverythingAndRaisesTheEpoch) {
  std::vector<Bytes> written;
  for (Epoch start = 1; start <= 4; ++start) {
    auto& journal = this->hall_.owner();
    EXPECT_EQ(read_records(journal, 0), written);
    const auto reigning = this->claim(journal);
    EXPECT_EQ(reigning.epoch, start);
    EXPECT_EQ(reigning.sequence, written.size());
    ChainWriter writer{journal.house(), 0, reigning};
    for (auto& record : this->write(journal, writer, 3, 4)) written.push_back(record);
    if (start % 2 == 0) {
      this->hall_.crash();
    } else {
      this->hall_.restart();
    }
  }
  EXPECT_EQ(read_records(this->hall_.owner(), 0), written);
  expect_chained(this->hall_.owner(), 0);
}

TYPED_TEST_P(JournalContract, AFrameOfAnEndedEpochIsNotDoneAndIsVoid) {
  auto& journal = this->hall_.owner();
  ChainWriter zombie{journal.house(), 0, this->claim(journal)};
  const auto written = this->write(journal, zombie, 1, 2);
  ChainWriter owner{journal.house(), 0, this->claim(journal)};
  EXPECT_EQ(journal.append(0, zombie.frame(2)), Appended::not_done);
  EXPECT_EQ(read_records(journal, 0), written);
  std::uint32_t voids = 0;
  const auto walked = journal.read_all(0, [&](const Entry& entry) -> Result<void> {
    if (!entry.valid) {
      ++voids;
      EXPECT_STRNE(entry.why, "");
    }
    return ok();
  });
  ASSERT_TRUE(walked);
  EXPECT_EQ(voids, 2U);
  this->write(journal, owner, 1, 1);
  expect_chained(journal, 0);
}

TYPED_TEST_P(JournalContract, AFrameAppendedTwiceCountsOnce) {
  auto& journal = this->hall_.owner();
  ChainWriter writer{journal.house(), 0, this->claim(journal)};
  const auto frame = writer.frame(3);
  EXPECT_EQ(journal.append(0, frame), Appended::done);
  EXPECT_EQ(journal.append(0, frame), Appended::not_done);
  writer.done();
  EXPECT_EQ(journal.last(0), 3U);
  this->write(journal, writer, 2, 2);
  expect_chained(journal, 0);
}

TYPED_TEST_P(JournalContract, AFrameThatLeavesAHoleIsNotDone) {
  auto& journal = this->hall_.owner();
  ChainWriter writer{journal.house(), 0, this->claim(journal)};
  this->write(journal, writer, 1, 2);
  ChainWriter ahead{journal.house(), 0,
                    Reigning{writer.tip().epoch, writer.tip().sequence + 1, writer.tip().head}};
  EXPECT_EQ(journal.append(0, ahead.frame(1)), Appended::not_done);
  this->write(journal, writer, 1, 2);
  expect_chained(journal, 0);
}

TYPED_TEST_P(JournalContract, AnEmptyFrameIsDoneAndLeavesNoRecord) {
  auto& journal = this->hall_.owner();
  ChainWriter writer{journal.house(), 0, this->claim(journal)};
  this->write(journal, writer, 1, 2);
  EXPECT_EQ(journal.append(0, writer.frame(0)), Appended::done);
  this->write(journal, writer, 1, 2);
  EXPECT_EQ(journal.last(0), 4U);
  this->hall_.crash();
  expect_chained(this->hall_.owner(), 0);
}

TYPED_TEST_P(JournalContract, OctetsThatAreNoFrameAreRefused) {
  auto& journal = this->hall_.owner();
  ChainWriter writer{journal.house(), 0, this->claim(journal)};
  auto frame = writer.frame(2);
  EXPECT_EQ(journal.append(0, ""), Appended::not_done);
  EXPECT_EQ(journal.append(0, frame + "x"), Appended::not_done);
  frame.back() = static_cast<char>(frame.back() ^ 1);
  EXPECT_EQ(journal.append(0, frame), Appended::not_done);
  this->write(journal, writer, 1, 2);
  expect_chained(journal, 0);
}

TYPED_TEST_P(JournalContract, LargeFramesAreReadBack) {
  auto& journal = this->hall_.owner();
  ChainWriter writer{journal.house(), 0, this->claim(journal)};
  std::vector<Bytes> written;
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(journal.append(0, writer.frame(3, 280 * 1024)), Appended::done);
    writer.done();
    written.insert(written.end(), writer.records().begin(), writer.records().end());
  }
  this->hall_.crash();
  EXPECT_EQ(read_records(this->hall_.owner(), 0), written);
}

// Two rival owners: either the second cannot exist, or the log decides between them.
TYPED_TEST_P(JournalContract, OfTwoRivalOwnersTheLastClaimReignsAndTheOthersFramesAreVoid) {
  auto& first = this->hall_.owner();
  ChainWriter zombie{first.house(), 0, this->claim(first)};
  const auto kept = this->write(first, zombie, 2, 2);
  const auto rival = this->hall_.rival();
  if (!rival) {
    EXPECT_EQ(rival.error().code, Code::conflict);
    EXPECT_FALSE(rival.error().detail.empty());
    this->write(first, zombie, 1, 1);  // the first goes on undisturbed
    expect_chained(first, 0);
    return;
  }
  auto& second = *rival.value();
  ChainWriter owner{second.house(), 0, this->claim(second)};
  EXPECT_EQ(owner.tip().epoch, zombie.tip().epoch + 1);
  EXPECT_EQ(owner.tip().sequence, 4U);
  EXPECT_EQ(first.append(0, zombie.frame(2)), Appended::not_done);
  const auto fresh = this->write(second, owner, 2, 1);
  EXPECT_EQ(first.append(0, zombie.frame(1)), Appended::not_done);
  // An empty frame is an owner's proof that nobody else reigns.
  const auto empty = [&](const ChainWriter& of) {
    return FrameBuilder{first.house(), 0, of.tip().epoch}.finish(FrameKind::silence);
  };
  EXPECT_EQ(first.append(0, empty(zombie)), Appended::not_done);
  EXPECT_EQ(second.append(0, empty(owner)), Appended::done);
  auto expected = kept;
  expected.insert(expected.end(), fresh.begin(), fresh.end());
  this->hall_.settle(first);
  this->hall_.settle(second);
  EXPECT_EQ(read_records(first, 0), expected);
  EXPECT_EQ(read_records(second, 0), expected);
  // The first takes the partition back; now the second's frames are the void ones.
  ChainWriter again{first.house(), 0, this->claim(first)};
  EXPECT_EQ(second.append(0, owner.frame(1)), Appended::not_done);
  this->write(first, again, 1, 1);
  this->hall_.settle(second);
  expect_chained(first, 0);
  expect_chained(second, 0);
}

REGISTER_TYPED_TEST_SUITE_P(JournalContract, AFreshPartitionIsEmptyAndItsFirstClaimIsEpochOne,
                            WhatIsDoneIsReadBackInOrderFromAnyPosition,
                            OneRecordIsReadByItsSeqAndAMissingOneIsNotFound,
                            AVisitorsErrorEndsTheWalkAndIsHandedOn, ReadAllShowsClaimsInTheirPlace,
                            PartitionsAreChainsOfTheirOwn, ARestartKeepsEverythingAndRaisesTheEpoch,
                            AFrameOfAnEndedEpochIsNotDoneAndIsVoid, AFrameAppendedTwiceCountsOnce,
                            AFrameThatLeavesAHoleIsNotDone, AnEmptyFrameIsDoneAndLeavesNoRecord,
                            OctetsThatAreNoFrameAreRefused, LargeFramesAreReadBack,
                            OfTwoRivalOwnersTheLastClaimReignsAndTheOthersFramesAreVoid);

}  // namespace vermilion::test
