// Random walks, and the planted bugs that prove them.
//
// VERMILION_SEED=n walks that seed alone and VERMILION_SEEDS=n the first n instead of 2,000. A seed
// that ever failed is kept in `seeds_kept` and walked every time.

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

#include "tests/sim/walk.hpp"
#include "workflows/approval/1/edition.hpp"

namespace vermilion::sim {
namespace {

constexpr std::uint64_t walks_in_quick = 2'000;
constexpr std::uint64_t seeds_until_found = 500;
constexpr std::uint64_t seeds_kept[] = {151, 4453, 11129};

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

std::string report(std::uint64_t seed, const Walked& walked) {
  return "seed " + std::to_string(seed) + ", step " + std::to_string(walked.step) + ": " +
         walked.violation + "\n  again: VERMILION_SEED=" + std::to_string(seed) +
         " test_sim --gtest_filter=SimTest.WalksHoldEveryInvariant";
}

TEST(SimTest, WalksHoldEveryInvariant) {
  const auto only = from_environment("VERMILION_SEED", 0);
  if (only != 0) {
    const auto walked = walk(only);
    EXPECT_TRUE(walked.violation.empty()) << report(only, walked);
    return;
  }
  const auto count = from_environment("VERMILION_SEEDS", walks_in_quick);
  Walked sum;
  const auto go = [&](std::uint64_t seed) {
    const auto walked = walk(seed);
    EXPECT_TRUE(walked.violation.empty()) << report(seed, walked);
    sum.records += walked.records;
    sum.void_records += walked.void_records;
    sum.claims += walked.claims;
    sum.restarts += walked.restarts;
    sum.repeated += walked.repeated;
    sum.stale += walked.stale;
    for (const auto& [fact, times] : walked.facts) sum.facts[fact] += times;
    sum.rows.insert(walked.rows.begin(), walked.rows.end());
    return walked.violation.empty();
  };
  for (const auto seed : seeds_kept) go(seed);
  int broken = 0;
  for (std::uint64_t seed = 1; seed <= count && broken < 5; ++seed) broken += go(seed) ? 0 : 1;
  std::cout << count << " walks: " << sum.records << " records, " << sum.void_records << " void, "
            << sum.claims << " claims, " << sum.restarts << " restarts, " << sum.repeated
            << " repeated answers, " << sum.stale << " stale ones without a record, "
            << sum.rows.size() << " rows of approval/1\n";
  for (const auto& [fact, times] : sum.facts) std::cout << "  " << fact << ' ' << times << '\n';
  if (count < walks_in_quick) return;
  // A walk that gets nowhere proves nothing.
  for (const auto* fact :
       {"HandedOver", "DeemedAccepted", "LapsedUnsupplied", "DecisionOverdue", "DeliveryOverdue",
        "RefusedToGrant", "SentBack", "PlaceRefused", "PlaceReturned", "CheckedByHand",
        "TaskAssigned!", "Approved!", "SegmentSealed"}) {
    EXPECT_GT(sum.facts[fact], 0U) << fact << " was never recorded";
  }
  const auto rows = make_approval_1()->info().rows;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    // A register of this partition answers at once; later only one of another partition would.
    if (rows[row].fact == "PlaceGranted" || rows[row].fact == "PlaceRefused") continue;
    EXPECT_TRUE(sum.rows.contains(static_cast<std::uint16_t>(row)))
        << rows[row].from.name << " on " << rows[row].fact << " was never taken";
  }
  EXPECT_GT(sum.void_records, 0U);
  EXPECT_GT(sum.repeated, 0U);
}

struct Planted {
  Flaw flaw;
  const char* name;
};

class PlantedBugs : public ::testing::TestWithParam<Planted> {};

TEST_P(PlantedBugs, AreFoundWithin500Seeds) {
  for (std::uint64_t seed = 1; seed <= seeds_until_found; ++seed) {
    const auto walked = walk(seed, GetParam().flaw);
    if (walked.violation.empty()) continue;
    std::cout << GetParam().name << ": found at seed " << seed << ", step " << walked.step << ": "
              << walked.violation << '\n';
    return;
  }
  FAIL() << GetParam().name << " is not found by " << seeds_until_found << " walks";
}

INSTANTIATE_TEST_SUITE_P(
    Sim, PlantedBugs,
    ::testing::Values(Planted{Flaw::epoch_not_checked, "EpochNotChecked"},
                      Planted{Flaw::answered_before_sync, "AnsweredBeforeSync"},
                      Planted{Flaw::sequence_used_again, "SequenceUsedAgain"},
                      Planted{Flaw::refused_without_record, "RefusedWithoutRecord"},
                      Planted{Flaw::act_before_a_due_deadline, "ActBeforeADueDeadline"}),
    [](const auto& planted) { return std::string{planted.param.name}; });

}  // namespace
}  // namespace vermilion::sim
