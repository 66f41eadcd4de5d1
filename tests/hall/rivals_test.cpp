// Two engine loops on one log: one reigns, the other follows and takes over, and one that was
// overtaken unknowingly answers nothing from what it last knew.
#include <gtest/gtest.h>

#include <future>

#include "adapters/store/memory/memory_journal.hpp"
#include "adapters/store/memory/memory_rows.hpp"
#include "adapters/system/set_clock.hpp"
#include "app/hall/engine_loop.hpp"
#include "tests/contract/chain_writer.hpp"
#include "tests/support/house.hpp"

namespace vermilion::test {
namespace {

constexpr std::chrono::seconds patience{20};

// Whose claim is in force, as the log says.
struct Reigns {
  std::mutex mutex;
  Claimed claimed;
};

class Loop {
 public:
  Loop(std::string name, std::shared_ptr<SharedLog> log, std::shared_ptr<Reigns> reigns,
       const std::vector<Adopted>& references)
      : name_{std::move(name)}, reigns_{std::move(reigns)}, journal_{*this, log} {
    EngineLoop::Parts parts;
    parts.owner.house = log->house();
    parts.owner.editions = &editions();
    parts.owner.loader = &reference_loader();
    parts.owner.journal = &journal_;
    parts.owner.core = rows_.family("core").value();
    parts.journal = &journal_;
    parts.clock = &clock_;
    parts.nonce = [this] {
      Octets<16> nonce{};
      nonce[0] = static_cast<std::uint8_t>(++nonces_);
      std::memcpy(nonce.data() + 1, name_.data(), std::min<std::size_t>(name_.size(), 15));
      return nonce;
    };
    parts.adopt = references;
    parts.feed = [](std::vector<Written>&&) {};
    parts.batch = [](const std::function<void()>& answers) { answers(); };
    EngineLoop::Rivals rivals;
    rivals.may_claim = [this] { return may_claim.load(); };
    rivals.claimed = [this] { return blind.load() ? seen_ : now_claimed(); };
    rivals.catch_up = [this] {
      blind = false;
      return ok();
    };
    rivals.cut_off = [this]() -> std::optional<Error> {
      if (cut_off.load()) return Error{Code::corrupt, "offset 7 is rotten"};
      return std::nullopt;
    };
    rivals.fell_behind = [this] { ++fell_behind; };
    parts.rivals = std::move(rivals);
    LoopOptions options;
    options.node = name_;
    loop = std::make_unique<EngineLoop>(std::move(parts), options);
    EXPECT_TRUE(loop->start());
  }
  ~Loop() { loop->stop(); }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void asked_to_reign() {
    may_claim = true;
    const auto ends = std::chrono::steady_clock::now() + patience;
    while (!loop->reigns() && std::chrono::steady_clock::now() < ends) std::this_thread::yield();
    ASSERT_TRUE(loop->reigns()) << loop->stopped() << loop->standing().trouble;
  }
  // Does not see claims from now on: frozen, or cut off from the carrier.
  void goes_blind() {
    seen_ = now_claimed();
    blind = true;
  }
  Decided ask(Proposal proposal) {
    proposal.received_at = clock_.now();
    std::promise<Decided> answer;
    auto answered = answer.get_future();
    EXPECT_TRUE(loop->submit(std::move(proposal), ProposalClass::people,
                             [&](Decided&& decided) { answer.set_value(std::move(decided)); }));
    return answered.get();
  }

  std::atomic<bool> may_claim{false};
  std::atomic<bool> blind{false};
  std::atomic<bool> cut_off{false};
  std::atomic<bool> loses_next_frame{false};
  std::atomic<int> fell_behind{0};
  std::unique_ptr<EngineLoop> loop;

 private:
  // Says whose claim is in force, as a reader of a carrier learns it.
  class Telling final : public Journal {
   public:
    Telling(Loop& of, std::shared_ptr<SharedLog> log)
        : of_{of}, journal_{std::move(log), [&of](const Attempt& attempt) {
                              const bool loses = attempt.frame.kind == FrameKind::records &&
                                                 of.loses_next_frame.exchange(false);
                              return Fault{loses ? Fate::lost : Fate::lands};
                            }} {}
    HouseId house() const override { return journal_.house(); }
    Bytes house_record() const override { return journal_.house_record(); }
    Result<Reigning> claim(PartitionNumber partition, const Claim& claim) override {
      auto reigning = journal_.claim(partition, claim);
      const std::lock_guard lock{of_.reigns_->mutex};
      if (reigning) of_.reigns_->claimed = {reigning.value().epoch, claim.node};
      return reigning;
    }
    Appended append(PartitionNumber partition, BytesView frame) override {
      return journal_.append(partition, frame);
    }
    Result<void> read(PartitionNumber partition, Sequence from, const EntryVisitor& each) override {
      return journal_.read(partition, from, each);
    }
    Result<void> read_all(PartitionNumber partition, const EntryVisitor& each) override {
      return journal_.read_all(partition, each);
    }
    Result<Bytes> read_one(PartitionNumber partition, Sequence sequence) override {
      return journal_.read_one(partition, sequence);
    }
    Sequence last(PartitionNumber partition) const override {
      // The memory's reader comes on only when it is asked to read.
      static_cast<void>(journal_.read(partition, journal_.last(partition) + 1,
                                      [](const Entry&) -> Result<void> { return ok(); }));
      return journal_.last(partition);
    }

   private:
    Loop& of_;
    mutable MemoryJournal journal_;
  };

  Claimed now_claimed() const {
    const std::lock_guard lock{reigns_->mutex};
    return reigns_->claimed;
  }

  std::string name_;
  std::shared_ptr<Reigns> reigns_;
  Claimed seen_;
  std::atomic<int> nonces_{0};
  SetClock clock_{test::at("2026-03-02 09:00")};
  MemoryRows rows_;
  Telling journal_;
};

class RivalsTest : public testing::Test {
 protected:
  std::shared_ptr<SharedLog> log_ = std::make_shared<SharedLog>(sample_house_record());
  std::shared_ptr<Reigns> reigns_ = std::make_shared<Reigns>();
  Loop first_{"first:1", log_, reigns_, in_force()};
  Loop second_{"second:2", log_, reigns_, in_force()};
  Proposal opening_ = submission(applicant("applicant"), "key", application("permit"));
};

TEST_F(RivalsTest, NobodyDecidesUntilAskedTo) {
  EXPECT_EQ(first_.ask(opening_).outcome, Outcome::elsewhere);
  EXPECT_TRUE(first_.loop->standing().node.empty());
  EXPECT_FALSE(first_.loop->post([](Owner*, Instant) {}));
  first_.asked_to_reign();
  EXPECT_EQ(first_.ask(opening_).outcome, Outcome::recorded);
  const auto standing = second_.loop->standing();
  EXPECT_FALSE(standing.reigns);
  EXPECT_EQ(standing.node, "first:1");
}

TEST_F(RivalsTest, ItsSuccessorKnowsWhatItDecidedAndItFollows) {
  first_.asked_to_reign();
  const auto opened = first_.ask(opening_);
  ASSERT_EQ(opened.outcome, Outcome::recorded);
  first_.may_claim = false;
  second_.asked_to_reign();
  const auto again = second_.ask(opening_);
  EXPECT_EQ(again.outcome, Outcome::repeated);
  EXPECT_EQ(again.position, opened.position);
  EXPECT_EQ(first_.ask(opening_).outcome, Outcome::elsewhere);
  EXPECT_EQ(first_.loop->standing().node, "second:2");
  EXPECT_GT(second_.fell_behind, 0);
}

TEST_F(RivalsTest, WhoWasOvertakenUnknowinglyRecordsNothing) {
  first_.asked_to_reign();
  first_.goes_blind();
  first_.may_claim = false;
  second_.asked_to_reign();
  EXPECT_EQ(first_.ask(opening_).outcome, Outcome::elsewhere);
  EXPECT_FALSE(first_.loop->reigns());
  EXPECT_EQ(second_.ask(opening_).outcome, Outcome::recorded);
}

// What leaves no record is no more certain than what leaves one.
TEST_F(RivalsTest, WhoWasOvertakenUnknowinglyDoesNotSayThatThereIsNoSuchCase) {
  first_.asked_to_reign();
  first_.goes_blind();
  first_.may_claim = false;
  second_.asked_to_reign();
  ASSERT_EQ(second_.ask(opening_).outcome, Outcome::recorded);
  const auto fact = proposal_of(applicant("applicant"), opening_.case_id, "w", Withdrawn{});
  EXPECT_EQ(first_.ask(fact).outcome, Outcome::elsewhere);
  // And one that does reign says it, after a frame that proves it.
  const auto nowhere = proposal_of(staff("w1"), case_of("no", "one"), "n", Accepted{});
  EXPECT_EQ(second_.ask(nowhere).outcome, Outcome::not_found);
}

// It was away while its append was in doubt: it neither takes the partition back nor says what
// became of it.
TEST_F(RivalsTest, WhoWasInDoubtWhileAnotherClaimedDoesNotClaimItBack) {
  first_.asked_to_reign();
  first_.goes_blind();
  second_.asked_to_reign();
  const auto claims = second_.loop->statistics().claims;
  first_.loses_next_frame = true;
  EXPECT_EQ(first_.ask(opening_).outcome, Outcome::elsewhere);
  EXPECT_FALSE(first_.loop->reigns());
  EXPECT_EQ(first_.loop->statistics().claims, 1U);
  EXPECT_EQ(second_.ask(opening_).outcome, Outcome::recorded);
  EXPECT_EQ(second_.loop->statistics().claims, claims);
}

TEST_F(RivalsTest, WhoWasInDoubtAndIsStillAskedClaimsAgainAndAnswers) {
  first_.asked_to_reign();
  first_.loses_next_frame = true;
  EXPECT_EQ(first_.ask(opening_).outcome, Outcome::recorded);
  EXPECT_EQ(first_.loop->statistics().claims, 2U);
}

TEST_F(RivalsTest, WhoIsCutOffFromTheJournalStopsAndSaysWhy) {
  first_.cut_off = true;
  const auto ends = std::chrono::steady_clock::now() + patience;
  while (first_.loop->stopped().empty() && std::chrono::steady_clock::now() < ends) {
    std::this_thread::yield();
  }
  EXPECT_NE(first_.loop->stopped().find("offset 7 is rotten"), std::string::npos);
  const auto answered = first_.ask(opening_);
  EXPECT_EQ(answered.outcome, Outcome::stopped);
}

}  // namespace
}  // namespace vermilion::test
