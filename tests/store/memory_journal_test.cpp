#include "adapters/store/memory/memory_journal.hpp"

#include "tests/contract/journal_contract.hpp"

namespace vermilion::test {
namespace {

class MemoryHall {
 public:
  Journal& owner() { return *owner_; }
  void restart() { owner_ = std::make_unique<MemoryJournal>(log_); }
  void crash() {
    owner_->crash();
    restart();
  }
  Result<Journal*> rival() {
    rivals_.push_back(std::make_unique<MemoryJournal>(log_));
    return static_cast<Journal*>(rivals_.back().get());
  }
  void settle(Journal&) {}

 private:
  std::shared_ptr<SharedLog> log_ = std::make_shared<SharedLog>(sample_house_record());
  std::unique_ptr<MemoryJournal> owner_ = std::make_unique<MemoryJournal>(log_);
  std::vector<std::unique_ptr<MemoryJournal>> rivals_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Memory, JournalContract, MemoryHall);

// The attacks of RELIABILITY §1.8 that an unconditional append allows. `next_` is the fate of the
// next thing that any client writes; then things land again.
class Attacks : public ::testing::Test {
 protected:
  MemoryJournal& client() {
    clients_.push_back(std::make_unique<MemoryJournal>(log_, [this](const Attempt&) {
      const auto fault = next_;
      next_ = {};
      return fault;
    }));
    return *clients_.back();
  }
  Reigning claim(MemoryJournal& journal) {
    const auto reigning = journal.claim(0, sample_claim(++nonce_));
    EXPECT_TRUE(reigning) << (reigning ? "" : reigning.error().text());
    return reigning ? reigning.value() : Reigning{};
  }
  ChainWriter reign(MemoryJournal& journal) { return {log_->house(), 0, claim(journal)}; }
  Appended append(MemoryJournal& journal, ChainWriter& writer, std::uint32_t count = 1,
                  const std::string& mark = "") {
    const auto answer = journal.append(0, writer.frame(count, 40, mark));
    if (answer == Appended::done) writer.done();
    return answer;
  }
  std::shared_ptr<SharedLog> log_ = std::make_shared<SharedLog>(sample_house_record());
  std::vector<std::unique_ptr<MemoryJournal>> clients_;
  Fault next_;
  std::uint64_t nonce_ = 0;
};

TEST_F(Attacks, TwoClaimantsOfOneEpochOneReignsAndTheOtherIsToldSo) {
  auto& a = client();
  auto& b = client();
  next_ = {Fate::late, 1};
  const auto lost = a.claim(0, sample_claim(901));  // sent, not heard of
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().code, Code::unavailable);
  ChainWriter owner = reign(b);  // b claims the same epoch and lands first; a's lands behind it
  EXPECT_EQ(owner.tip().epoch, 1U);
  EXPECT_EQ(append(b, owner), Appended::done);
  const auto again = a.claim(0, sample_claim(901));
  ASSERT_FALSE(again) << "its first claim is void, and the second bears the same nonce";
  EXPECT_EQ(again.error().code, Code::conflict);
  EXPECT_EQ(claim(a).epoch, 3U) << "epoch 2 went to the claim just refused by its nonce";
  EXPECT_EQ(append(b, owner), Appended::not_done);
}

TEST_F(Attacks, ALateFrameThatLandsBeforeTheNextClaimIsTheAnswer) {
  auto& a = client();
  ChainWriter owner = reign(a);
  EXPECT_EQ(append(a, owner), Appended::done);
  next_ = {Fate::late, 9};
  EXPECT_EQ(append(a, owner, 2, "late"), Appended::unknown);
  EXPECT_EQ(log_->land_all(0), 1U);
  const auto reigning = claim(a);
  EXPECT_EQ(reigning.sequence, 3U);
  EXPECT_EQ(reigning.head, owner.planned().head);
  EXPECT_EQ(read_records(a, 0, 2), owner.records());
}

TEST_F(Attacks, ALateFrameThatLandsAfterTheNextClaimIsVoid) {
  auto& a = client();
  ChainWriter owner = reign(a);
  next_ = {Fate::late, 1};
  EXPECT_EQ(append(a, owner, 2, "late"), Appended::unknown);
  ChainWriter after = reign(a);  // its landing lets the late one land behind it
  EXPECT_EQ(after.tip().sequence, 0U);
  EXPECT_EQ(append(a, after, 1, "after"), Appended::done);
  EXPECT_EQ(read_records(a, 0), after.records());
  EXPECT_EQ(log_->size(0), 4U);
  expect_chained(a, 0);
}

TEST_F(Attacks, ALateClaimBehindAnotherClaimIsVoid) {
  auto& a = client();
  auto& b = client();
  next_ = {Fate::late, 2};
  ASSERT_FALSE(a.claim(0, sample_claim(77)));
  ChainWriter owner = reign(b);
  EXPECT_EQ(append(b, owner), Appended::done);
  EXPECT_EQ(log_->size(0), 3U);
  EXPECT_EQ(append(b, owner), Appended::done) << "b reigns on";
  EXPECT_EQ(b.tip(0).epoch, 1U);
}

TEST_F(Attacks, AnUnheardFrameIsFoundByTheNextClaim) {
  auto& a = client();
  ChainWriter owner = reign(a);
  next_ = {Fate::unheard};
  EXPECT_EQ(append(a, owner, 3), Appended::unknown);
  ChainWriter after = reign(a);
  EXPECT_EQ(after.tip().sequence, 3U);
  EXPECT_EQ(append(a, after), Appended::done);
  expect_chained(a, 0);
}

TEST_F(Attacks, ALostFrameIsNotFoundAndItsSeqIsUsedByTheNextReign) {
  auto& a = client();
  ChainWriter owner = reign(a);
  next_ = {Fate::lost};
  EXPECT_EQ(append(a, owner, 1, "lost"), Appended::unknown);
  ChainWriter after = reign(a);
  EXPECT_EQ(append(a, after, 1, "kept"), Appended::done);
  EXPECT_EQ(read_records(a, 0), after.records());
}

TEST_F(Attacks, ADoubledFrameCountsOnceAtOnceAndLate) {
  for (const std::uint32_t after : {0U, 1U, 2U}) {
    auto& a = client();
    ChainWriter owner = reign(a);
    const auto before = a.last(0);
    next_ = {Fate::doubled, after};
    EXPECT_EQ(append(a, owner, 2), Appended::done);
    EXPECT_EQ(append(a, owner), Appended::done);
    EXPECT_EQ(append(a, owner), Appended::done);
    EXPECT_EQ(a.last(0), before + 4);
    expect_chained(a, 0);
  }
}

TEST_F(Attacks, AZombieThatNeverHeardOfTheNewOwnerAnswersNothing) {
  auto& zombie = client();
  auto& owner = client();
  ChainWriter old = reign(zombie);
  ChainWriter current = reign(owner);
  EXPECT_EQ(append(owner, current, 2), Appended::done);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(append(zombie, old), Appended::not_done);
  EXPECT_EQ(zombie.last(0), 2U);
}

TEST_F(Attacks, AfterAFailedSyncTheClientTakesNothingMoreAndReadsGoOn) {
  for (const bool kept : {false, true}) {
    auto& a = client();
    ChainWriter owner = reign(a);
    EXPECT_EQ(append(a, owner), Appended::done);
    const auto before = a.last(0);
    next_ = {Fate::sync_error, 1, kept};
    EXPECT_EQ(append(a, owner), Appended::unknown);
    EXPECT_EQ(append(a, owner), Appended::not_done);
    EXPECT_FALSE(a.claim(0, sample_claim(500)));
    EXPECT_EQ(read_records(a, 0).size(), before + (kept ? 1 : 0));
    auto& restarted = client();
    EXPECT_EQ(claim(restarted).sequence, before + (kept ? 1 : 0));
  }
}

TEST_F(Attacks, ACrashAtAnAppendLosesNothingThatWasDone) {
  for (const auto fate : {Fate::torn, Fate::crash_before, Fate::crash_after}) {
    auto& a = client();
    ChainWriter owner = reign(a);
    EXPECT_EQ(append(a, owner), Appended::done);
    const auto before = a.last(0);
    next_ = {fate};
    EXPECT_EQ(append(a, owner, 2), Appended::unknown);
    EXPECT_TRUE(a.crashed());
    EXPECT_FALSE(a.read_one(0, 1));
    auto& b = client();
    EXPECT_EQ(claim(b).sequence, before + (fate == Fate::crash_after ? 2 : 0));
    EXPECT_EQ(b.torn(0), 1U) << "the first of the three was torn";
    expect_chained(b, 0);
  }
}

TEST_F(Attacks, AForkIsNamedAndStopsTheReader) {
  auto& a = client();
  ChainWriter owner = reign(a);
  EXPECT_EQ(append(a, owner), Appended::done);
  ChainWriter fork{log_->house(), 0, Reigning{owner.tip().epoch, owner.tip().sequence, {}}};
  log_->land(0, fork.frame(1));
  const auto read = a.read(0, 1, [](const Entry&) -> Result<void> { return ok(); });
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Code::diverged);
  EXPECT_NE(read.error().detail.find("seq 2"), std::string::npos) << read.error().detail;
  EXPECT_NE(append(a, owner), Appended::done);
}

// A planted bug must show: these say what each would break.
class NoEpochCheck : public Behaviour {
  [[nodiscard]] bool checks_epoch() const override { return false; }
};
class NoReadBack : public Behaviour {
  [[nodiscard]] bool reads_back() const override { return false; }
};
class AnswersEarly : public Behaviour {
  [[nodiscard]] bool waits_until_durable() const override { return false; }
};

TEST_F(Attacks, APlantedBugMakesAZombieAnswerDone) {
  const NoEpochCheck no_epoch_check;
  const NoReadBack no_read_back;
  for (const Behaviour* bug :
       std::initializer_list<const Behaviour*>{&no_epoch_check, &no_read_back}) {
    MemoryJournal zombie{log_, {}, bug};
    ChainWriter old = reign(zombie);
    auto& owner = client();
    ChainWriter current = reign(owner);
    EXPECT_EQ(append(zombie, old), Appended::done);
  }
}

TEST_F(Attacks, APlantedBugAnswersDoneForWhatIsLost) {
  const AnswersEarly bug;
  MemoryJournal journal{log_, [this](const Attempt&) { return std::exchange(next_, {}); }, &bug};
  ChainWriter owner = reign(journal);
  next_ = {Fate::lost};
  EXPECT_EQ(append(journal, owner), Appended::done);
  EXPECT_EQ(journal.last(0), 0U);
}

}  // namespace
}  // namespace vermilion::test
