// A 50-frame run, crashed or failed at every operation of its files: what was answered *done* is
// there afterwards, in order, without a hole, and nothing is there that was not sent.
#include <gtest/gtest.h>

#include "adapters/store/segments/segment_journal.hpp"
#include "tests/contract/chain_writer.hpp"
#include "tests/support/faulty_files.hpp"

namespace vermilion::test {
namespace {

constexpr const char* directory = "/house";

SegmentOptions sweep_options() {
  SegmentOptions options;
  options.background = false;
  options.records_a_segment = 30;
  options.octets_ahead = 4096;
  options.octets_at_first = 1024;
  options.octets_a_step = 4096;
  options.octets_a_block = 2048;
  options.blocks_cached = 2;
  return options;
}

// What the caller was told, over all runs of one history.
struct Told {
  bool founded = false;
  std::vector<Bytes> done;
  std::vector<Bytes> doubt;  // records of the one frame whose outcome is unknown
  std::uint64_t nonce = 0;
  std::uint64_t reads_refused = 0;
};

// Founds the house if need be, opens, claims, appends; stops at the first failure, as a process
// that is gone, or a partition that takes nothing more, would.
void run(FaultyFiles& files, Told& told, int frames) {
  if (!told.founded) {
    const auto founded = SegmentJournal::found(files, directory, sample_house_record());
    if (!founded && founded.error().code != Code::conflict) return;
    told.founded = static_cast<bool>(founded);
  }
  auto opened = SegmentJournal::open(files, directory, sweep_options());
  if (!opened) return;
  const auto journal = std::move(opened.value());
  const auto reigning = journal->claim(0, sample_claim(++told.nonce));
  if (!reigning) return;
  ASSERT_EQ(reigning.value().sequence, told.done.size()) << "a doubt was settled before this run";
  ChainWriter writer{journal->house(), 0, reigning.value()};
  for (int i = 0; i < frames; ++i) {
    const auto size = std::size_t{100} + static_cast<std::size_t>(i % 7) * 150;
    const auto answer = journal->append(0, writer.frame(2, size, std::to_string(told.nonce)));
    if (answer == Appended::unknown) told.doubt = writer.records();
    if (answer != Appended::done) {
      if (!files.crashed()) {
        EXPECT_TRUE(journal->stopped(0));
        EXPECT_EQ(journal->append(0, writer.frame(1)), Appended::not_done);
        EXPECT_EQ(journal->silence(0), Appended::not_done);
        if (journal->read_one(0, 1).has_error() && !told.done.empty()) ++told.reads_refused;
      }
      return;
    }
    writer.done();
    told.done.insert(told.done.end(), writer.records().begin(), writer.records().end());
    if (i % 10 == 9 && journal->silence(0) != Appended::done) return;
    // A sealing that fails leaves the live file to go on with; a roll that fails stops.
    if (journal->due_to_roll(0) && journal->roll(0)) static_cast<void>(journal->seal_rolled(0));
  }
  static_cast<void>(journal->close(0));
}

// Opens what is left and compares it with what was told; settles the doubt.
void expect_kept(FaultyFiles& files, Told& told, const std::string& where) {
  auto opened = SegmentJournal::open(files, directory, sweep_options());
  if (!opened) {
    EXPECT_FALSE(told.founded) << where << ": " << opened.error().text();
    EXPECT_TRUE(told.done.empty()) << where;
    EXPECT_EQ(opened.error().code, Code::not_found) << where << ": " << opened.error().text();
    return;
  }
  auto& journal = *opened.value();
  const auto found = read_records(journal, 0);
  auto with_doubt = told.done;
  with_doubt.insert(with_doubt.end(), told.doubt.begin(), told.doubt.end());
  EXPECT_TRUE(found == told.done || found == with_doubt)
      << where << ": " << told.done.size() << " records done, " << told.doubt.size()
      << " in doubt, " << found.size() << " found";
  if (!found.empty()) {
    EXPECT_EQ(journal.read_one(0, found.size()).value(), found.back()) << where;
  }
  EXPECT_TRUE(journal.verify_sealed(0)) << where;
  told.founded = true;
  told.done = found;
  told.doubt.clear();
}

std::uint64_t operations_of_a_run(int frames) {
  FaultyFiles files;
  Told told;
  files.plan({});
  run(files, told, frames);
  EXPECT_EQ(told.done.size(), static_cast<std::size_t>(frames) * 2);
  return files.operations();
}

TEST(CrashSweep, ACrashAtEveryOperationLosesNothingThatWasDone) {
  const auto operations = operations_of_a_run(50);
  std::uint64_t crashes = 0;
  for (const auto loss : all_losses) {
    for (std::uint64_t k = 1; k <= operations; ++k) {
      FaultyFiles files;
      Told told;
      files.plan({.crash_at = k});
      run(files, told, 50);
      ASSERT_TRUE(files.crashed());
      files.restart(loss, k);
      const auto where =
          "crash at " + std::to_string(k) + ", loss " + std::to_string(static_cast<int>(loss));
      expect_kept(files, told, where);
      run(files, told, 3);
      files.restart(Loss::names, k);
      expect_kept(files, told, where + ", after a second run and a power loss");
      ++crashes;
      if (HasFailure()) return;
    }
  }
  RecordProperty("operations", std::to_string(operations));
  RecordProperty("crashes", std::to_string(crashes));
}

TEST(CrashSweep, ACrashAtEveryOperationOfARecoveryLosesNothing) {
  const auto operations = operations_of_a_run(50);
  std::uint64_t crashes = 0;
  for (std::uint64_t k = 1; k <= operations; k += 5) {
    const auto loss = all_losses[k % 4];
    for (std::uint64_t j = 1;; ++j) {
      FaultyFiles files;
      Told told;
      files.plan({.crash_at = k});
      run(files, told, 50);
      files.restart(loss, k);
      files.plan({.crash_at = j});
      auto recovering = SegmentJournal::open(files, directory, sweep_options());
      if (recovering && told.founded) {
        static_cast<void>(recovering.value()->claim(0, sample_claim(1'000'000)));
      }
      const bool through = !files.crashed();
      if (recovering) recovering.value().reset();
      files.restart(all_losses[(k + j) % 4], k * 1000 + j);
      expect_kept(files, told, "crash at " + std::to_string(k) + ", again at " + std::to_string(j));
      ++crashes;
      if (HasFailure()) return;
      if (through) break;
    }
  }
  RecordProperty("crashes", std::to_string(crashes));
}

TEST(FaultSweep, AnErrorOfEveryOperationOnceOrForGoodLosesNothingThatWasDone) {
  std::uint64_t faults = 0;
  std::uint64_t refused = 0;
  for (const bool reads : {false, true}) {
    FaultyFiles counting;
    Told all;
    counting.plan({.reads = reads});
    run(counting, all, 50);
    for (const char* word : {"Input/output error", "No space left on device"}) {
      for (const bool sticky : {false, true}) {
        for (std::uint64_t k = 1; k <= counting.operations(); k += reads ? 3 : 1) {
          for (const auto loss : {Loss::process, Loss::torn}) {
            FaultyFiles files{k};
            Told told;
            files.plan({.fail_at = k, .sticky = sticky, .reads = reads, .word = word});
            run(files, told, 50);
            files.restart(loss, k);
            const auto where = std::string{word} + " at " + std::to_string(k) +
                               (sticky ? " for good" : " once") + ", loss " +
                               std::to_string(static_cast<int>(loss));
            expect_kept(files, told, where);
            run(files, told, 3);
            files.restart(Loss::names, k);
            expect_kept(files, told, where + ", after a second run and a power loss");
            ++faults;
            if (!sticky) refused += told.reads_refused;
            if (HasFailure()) return;
          }
        }
      }
    }
  }
  EXPECT_EQ(refused, 0U) << "reads go on after a write or sync failed once";
  RecordProperty("faults", std::to_string(faults));
}

// The file system itself: a model that loses nothing would prove nothing.
TEST(FaultyFiles, WhatIsNotSyncedCanBeLostAndWhatIsSyncedCannot) {
  bool lost_name = false;
  bool lost_octets = false;
  bool torn = false;
  for (std::uint64_t seed = 0; seed < 64; ++seed) {
    FaultyFiles files;
    ASSERT_TRUE(files.make_directory("/d"));
    ASSERT_TRUE(files.sync_directory("/"));
    auto kept = std::move(files.open("/d/kept", Opening::fresh).value());
    ASSERT_TRUE(kept->write_at(0, Bytes(2048, 'k')));
    ASSERT_TRUE(kept->sync());
    ASSERT_TRUE(files.sync_directory("/d"));
    ASSERT_TRUE(kept->write_at(2048, Bytes(4096, 'u')));
    ASSERT_TRUE(files.open("/d/unsynced", Opening::fresh));
    files.restart(all_losses[seed % 3], seed);
    const auto file = files.open("/d/kept", Opening::to_read);
    ASSERT_TRUE(file);
    const auto octets = file.value()->read_at(0, 10'000, Cache::through).value();
    EXPECT_EQ(octets.substr(0, 2048), Bytes(2048, 'k'));
    lost_name = lost_name || !files.exists("/d/unsynced").value();
    lost_octets = lost_octets || octets.size() == 2048;
    torn = torn || octets.substr(2048).find('\0') != Bytes::npos;
  }
  EXPECT_TRUE(lost_name && lost_octets && torn);
}

TEST(FaultyFiles, AfterAFailedSyncALaterOneDoesNotBringTheOctetsBack) {
  bool lost = false;
  for (std::uint64_t seed = 0; seed < 32; ++seed) {
    FaultyFiles files{seed};
    ASSERT_TRUE(files.make_directory("/d"));
    auto file = std::move(files.open("/d/f", Opening::fresh).value());
    ASSERT_TRUE(files.sync_directory("/d") && files.sync_directory("/"));
    ASSERT_TRUE(file->write_at(0, Bytes(512, 'x')));
    files.plan({.fail_at = 1});
    EXPECT_FALSE(file->sync());
    EXPECT_TRUE(file->sync());
    EXPECT_EQ(file->read_at(0, 512, Cache::through).value(), Bytes(512, 'x'));
    lost = lost || file->read_at(0, 512, Cache::past).value().empty();
  }
  EXPECT_TRUE(lost);
}

}  // namespace
}  // namespace vermilion::test
