// What an owner answers when the journal says *unknown* or *not done*, when a rival claims, and
// when the process dies: never a verdict without a record, never two of one.

#include "adapters/system/read_ahead.hpp"
#include "engine/core/replay.hpp"
#include "tests/support/hall.hpp"

namespace vermilion::test {
namespace {

struct InDoubt {
  Hall hall;
  Proposal proposal = submission(applicant("applicant"), "key", application("permit"));

  // Takes the proposal and appends its frame under this fate; the reign ends without an answer.
  void lose(Fault fault) {
    const auto ticket = hall.take(proposal);
    ASSERT_TRUE(hall.node.form(hall.now).value());
    hall.next = fault;
    ASSERT_NE(hall.node.append().value(), Appended::done);
    hall.collect();
    EXPECT_FALSE(hall.answers.contains(ticket)) << "answered before its record was known";
    EXPECT_FALSE(hall.node.reigns());
    EXPECT_EQ(hall.node.in_doubt(), 1U);
  }
  // Claims again; the answer to the one proposal.
  Decided answer_after_claim() {
    EXPECT_TRUE(hall.node.reign(hall.now));
    hall.settle();
    EXPECT_TRUE(hall.answers.contains(hall.tickets));
    return hall.answers[hall.tickets];
  }
};

TEST(OwnerRecoveryTest, AnUnknownFrameThatLandedIsTheAnswer) {
  InDoubt doubt;
  doubt.lose({Fate::unheard});
  const auto decided = doubt.answer_after_claim();
  EXPECT_EQ(decided.outcome, Outcome::repeated);
  EXPECT_EQ(doubt.hall.history(doubt.proposal.case_id).size(), 1U);
}

TEST(OwnerRecoveryTest, AnUnknownFrameThatDidNotLandIsDecidedAgain) {
  InDoubt doubt;
  doubt.lose({Fate::lost});
  const auto decided = doubt.answer_after_claim();
  EXPECT_EQ(decided.outcome, Outcome::recorded);
  EXPECT_EQ(doubt.hall.history(doubt.proposal.case_id).size(), 1U);
}

TEST(OwnerRecoveryTest, AnUnknownFrameThatLandsBehindTheNextClaimIsVoid) {
  InDoubt doubt;
  doubt.lose({Fate::late, 1});
  const auto decided = doubt.answer_after_claim();
  EXPECT_EQ(decided.outcome, Outcome::recorded);
  EXPECT_EQ(doubt.hall.history(doubt.proposal.case_id).size(), 1U);
  expect_chained(doubt.hall.node.journal(), 0);
}

TEST(OwnerRecoveryTest, AFrameThatWasNotWrittenIsDecidedAgain) {
  InDoubt doubt;
  doubt.lose({Fate::refused});
  EXPECT_EQ(doubt.answer_after_claim().outcome, Outcome::recorded);
}

TEST(OwnerRecoveryTest, WhatFormedOnALostFrameIsDecidedAgainWithIt) {
  Hall hall;
  const auto opening = submission(applicant("applicant"), "key", application("permit"));
  const auto first = hall.take(opening);
  ASSERT_TRUE(hall.node.form(hall.now).value());
  const auto second = hall.take(proposal_of(staff("w1"), opening.case_id, "w", Accepted{}));
  const auto nowhere = hall.take(proposal_of(staff("w1"), case_of("no", "one"), "n", Accepted{}));
  hall.next = {Fate::lost};
  ASSERT_EQ(hall.node.append().value(), Appended::unknown);
  EXPECT_EQ(hall.node.in_doubt(), 3U);
  ASSERT_TRUE(hall.node.reign(hall.now));
  hall.settle();
  EXPECT_TRUE(Hall::accepted(hall.answers[first]));
  EXPECT_TRUE(Hall::accepted(hall.answers[second]));
  EXPECT_EQ(hall.answers[nowhere].outcome, Outcome::not_found);
}

TEST(OwnerRecoveryTest, AnOldOwnerRecordsNothingAfterARivalsClaim) {
  Hall hall;
  const auto id = hall.submit("permit");
  Node rival{{.name = "rival",
              .log = hall.log,
              .faults = {},
              .behaviour = nullptr,
              .make = {},
              .claims_after_doubt = true,
              .records_refusals = true,
              .knows_own_by_sequence = false}};
  ASSERT_TRUE(rival.reign(hall.now));
  ASSERT_TRUE(rival.form(hall.now).value());
  ASSERT_EQ(rival.append().value(), Appended::done);
  const auto ticket = hall.take(proposal_of(staff("w1"), id, "k", Accepted{}));
  ASSERT_TRUE(hall.node.form(hall.now).value());
  EXPECT_EQ(hall.node.append().value(), Appended::not_done);
  hall.collect();
  EXPECT_FALSE(hall.answers.contains(ticket));
  ASSERT_TRUE(hall.node.reign(hall.now));
  hall.settle();
  EXPECT_TRUE(Hall::accepted(hall.answers[ticket]));
  expect_chained(hall.node.journal(), 0);
}

TEST(OwnerRecoveryTest, ACoreAheadOfTheJournalStopsThePartition) {
  Hall hall;
  hall.submit("permit");
  hall.node.remember_core();
  // The journal is replaced by an older one: an empty log under the same core.
  Hall other;
  Owner::Parts parts{other.log->house(),    0,
                     &editions(),           &reference_loader(),
                     &other.node.journal(), const_cast<RowFamily*>(&hall.node.core())};
  Owner owner{parts};
  Claim claim = sample_claim(99);
  const auto reigning = other.node.journal().claim(0, claim);
  ASSERT_TRUE(reigning);
  const auto begun = owner.begin(reigning.value(), claim, hall.now);
  ASSERT_FALSE(begun);
  EXPECT_EQ(begun.error().code, Code::diverged);
}

TEST(OwnerRecoveryTest, AReplayIsTheSameHoweverFewRowsItHoldsAndOnHoweverManyThreads) {
  Hall hall;
  for (int i = 0; i < 4; ++i) {
    const auto id = hall.submit("permit");
    hall.propose(proposal_of(staff("w1"), id, "a" + std::to_string(i), Accepted{}));
    hall.propose(proposal_of(staff("w1"), id, "b" + std::to_string(i), Accepted{}));
  }
  auto& journal = hall.node.journal();
  const auto rows_of = [&](std::size_t rows_max, Sequence stop, bool threads = false) {
    MemoryRows rows;
    auto* const core = rows.family("core").value();
    core::ReplayOptions options;
    options.rows_max = rows_max;
    if (threads) {
      options.read = read_ahead;
      options.beside = beside;
    }
    std::size_t handed_over = 0;
    options.hand_over = [&](const std::vector<RowChange>& changes, PartitionNumber partition,
                            Sequence position) {
      ++handed_over;
      return core->write(changes, partition, position);
    };
    // In two goes: the second stands on what the first wrote.
    EXPECT_TRUE(core::replay(journal, 0, editions(), *core, stop, options));
    EXPECT_EQ(core->position(0), stop);
    EXPECT_TRUE(core::replay(journal, 0, editions(), *core, journal.last(0), options));
    EXPECT_EQ(core->position(0), journal.last(0));
    EXPECT_EQ(handed_over > 2, rows_max == 1) << rows_max;
    std::vector<std::pair<Bytes, Bytes>> all;
    EXPECT_TRUE(core->scan({}, {}, [&](BytesView key, BytesView value) {
      all.emplace_back(key, value);
      return true;
    }));
    return all;
  };
  const auto whole = rows_of(1'000'000, journal.last(0) - 1);
  EXPECT_GT(whole.size(), 4U);
  for (Sequence stop = 1; stop < journal.last(0); ++stop) {
    EXPECT_EQ(rows_of(1, stop), whole);
    EXPECT_EQ(rows_of(1'000'000, stop), whole);
    EXPECT_EQ(rows_of(1, stop, true), whole);
    EXPECT_EQ(rows_of(1'000'000, stop, true), whole);
  }
}

TEST(OwnerRecoveryTest, AReplayThatCannotHandOverSaysSoAndEndsItsThreads) {
  Hall hall;
  for (int i = 0; i < 4; ++i) hall.submit("permit");
  auto& journal = hall.node.journal();
  for (const bool threads : {false, true}) {
    MemoryRows rows;
    auto* const core = rows.family("core").value();
    core::ReplayOptions options;
    options.rows_max = 1;
    if (threads) {
      options.read = read_ahead;
      options.beside = beside;
    }
    int handed_over = 0;
    options.hand_over = [&](const std::vector<RowChange>& changes, PartitionNumber partition,
                            Sequence position) -> Result<void> {
      if (++handed_over == 3) return fail(Code::full, "no room for the third");
      return core->write(changes, partition, position);
    };
    const auto replayed = core::replay(journal, 0, editions(), *core, journal.last(0), options);
    ASSERT_FALSE(replayed);
    EXPECT_EQ(replayed.error().detail, "no room for the third");
    EXPECT_EQ(handed_over, 3) << "nothing is handed over behind what could not be";
    EXPECT_EQ(core->position(0), 2U);
  }
}

}  // namespace
}  // namespace vermilion::test
