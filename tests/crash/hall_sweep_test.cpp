// A run of fifty cases through the whole engine, crashed at every write, sync, rename and open.
//
// Owner, edition, frames, segment journal and `core` are the real ones; the files keep unsynced
// octets and names apart and lose them as told (faulty_files.hpp). After each crash the hall starts
// again on what is left and ends the day; then the power goes once more. Each time: whoever was
// answered finds his record once and where he was told, and is answered the same when he asks
// again; what was lost or void stays so; a fold of the journal from its first record is `core` as
// it stands. The journal alone, with every kind of fault, is swept in tests/store.

#include <gtest/gtest.h>

#include <iostream>

#include "base/check.hpp"
#include "engine/core/replay.hpp"
#include "tests/contract/chain_writer.hpp"
#include "tests/crash/hall_run.hpp"

namespace vermilion::test {
namespace {

// A sanitizer is there for the memory, and ten times as slow.
#ifdef __SANITIZE_ADDRESS__
constexpr std::uint64_t stride = 20;
#else
constexpr std::uint64_t stride = 1;
#endif

// The rows of `core` outlive a process as a store without a log of its own does: whole, up to some
// position that may lie behind the journal.
class Core {
 public:
  Core() { forget(); }
  [[nodiscard]] RowFamily& rows() { return *family_; }
  void remember() {
    remembered_ = all(*family_);
    position_ = family_->position(0);
  }
  void forget() {
    store_ = std::make_unique<MemoryRows>();
    family_ = store_->family("core").value();
  }
  void fall_back() {
    forget();
    if (position_ > 0) VERMILION_CHECK(family_->write(remembered_, 0, position_).has_value());
  }
  static std::vector<RowChange> all(const RowFamily& family) {
    std::vector<RowChange> rows;
    const auto scanned = family.scan({}, {}, [&](BytesView key, BytesView value) {
      rows.push_back({Bytes{key}, Bytes{value}});
      return true;
    });
    VERMILION_CHECK(scanned.has_value());
    return rows;
  }

 private:
  std::unique_ptr<MemoryRows> store_;
  RowFamily* family_ = nullptr;
  std::vector<RowChange> remembered_;
  Sequence position_ = 0;
};

// What is right of a journal and its hall at one moment, and stays so later.
class Survey {
 public:
  // What is wrong; nothing when all is as promised.
  std::string look(Process& process, Core& core, const World& world) {
    if (auto wrong = read(process.journal(), world); !wrong.empty()) return wrong;
    for (const auto& promise : world.promises) {
      const auto& proposal = promise.proposal;
      const auto key = std::tuple{proposal.case_id, proposal.principal.who, proposal.proposal_id};
      const auto found = recorded_.find(key);
      if (found == recorded_.end()) return "lost: " + named(promise);
      if (found->second.size() > 1) return "doubled: " + named(promise);
      const auto& record = found->second.front();
      if (record.header.sequence != promise.sequence || record.body.meaning != proposal.meaning ||
          promise.kind.value_or(record.header.kind) != record.header.kind) {
        return "not as told: " + named(promise);
      }
    }
    if (!process.owner().settle()) return "core cannot be written";
    MemoryRows fresh;
    auto* folded = fresh.family("core").value();
    const auto last = process.journal().last(0);
    const auto replayed = core::replay(process.journal(), 0, editions(), *folded, last);
    if (!replayed) return "the journal does not fold: " + replayed.error().text();
    const auto live = Core::all(core.rows());
    const auto from_journal = Core::all(*folded);
    const bool same = std::equal(
        live.begin(), live.end(), from_journal.begin(), from_journal.end(),
        [](const auto& a, const auto& b) { return a.key == b.key && a.value == b.value; });
    return same ? ask_again(process, world) : "core is not the fold of the journal";
  }

 private:
  static std::string named(const Promise& promise) {
    return promise.proposal.fact + " of " + promise.proposal.proposal_id + " at " +
           std::to_string(promise.sequence);
  }

  std::string read(SegmentJournal& journal, const World& world) {
    std::vector<Digest> valid;
    recorded_.clear();
    const auto read = journal.read_all(0, [&](const Entry& entry) -> Result<void> {
      const auto hash = hash_of_record(entry.record);
      if (entry.header.kind == RecordKind::claim) return ok();
      if (!entry.valid) {
        void_.insert(hash);
        return ok();
      }
      valid.push_back(hash);
      VERMILION_TRY(auto body, read_body(entry.record));
      if (body.proposal_id.empty()) return ok();
      const std::tuple key{body.case_id, body.principal.who, body.proposal_id};
      recorded_[key].push_back({entry.header, std::move(body)});
      return ok();
    });
    if (!read) return "the journal does not read: " + read.error().text();
    if (valid.size() < valid_.size() || !std::equal(valid_.begin(), valid_.end(), valid.begin())) {
      return "what was valid at the last start is not any more";
    }
    for (const auto& hash : valid) {
      if (void_.contains(hash)) return "a record that was void or lost is valid now";
      if (!world.formed.contains(hash)) return "a record that nobody wrote";
    }
    for (const auto& hash : world.formed) void_.insert(hash);
    for (const auto& hash : valid) void_.erase(hash);
    valid_ = std::move(valid);
    return {};
  }

  static std::string ask_again(Process& process, const World& world) {
    std::vector<Proposal> again;
    again.reserve(world.promises.size());
    for (const auto& promise : world.promises) again.push_back(promise.proposal);
    const auto before = process.journal().last(0);
    const auto answers = process.propose(std::move(again));
    for (std::size_t i = 0; i < answers.size(); ++i) {
      if (answers[i].outcome != Outcome::repeated ||
          answers[i].position.sequence != world.promises[i].sequence) {
        return "asked again, another answer: " + named(world.promises[i]);
      }
    }
    if (answers.size() != world.promises.size()) return "asked again, and not answered";
    return process.journal().last(0) == before ? "" : "asked again, and recorded again";
  }

  using Key = std::tuple<CaseId, std::string, std::string>;
  std::map<Key, std::vector<Record>> recorded_;
  std::vector<Digest> valid_;
  std::set<Digest> void_;
};

std::vector<std::string> states_of(Process& process, const World& world) {
  EXPECT_TRUE(process.owner().settle());
  std::vector<std::string> states;
  states.reserve(world.applicants.size());
  for (const auto& one : world.applicants) {
    states.push_back(core::load_case(process.owner().core(), one.id).value().value().states[0]);
  }
  return states;
}

// The day without a crash.
struct Undisturbed {
  std::uint64_t operations = 0;
  std::size_t promises = 0;
  std::vector<std::string> states;
};

Undisturbed undisturbed_day() {
  FaultyFiles files;
  World world;
  Core core;
  Process process{files, world};
  files.plan({});
  EXPECT_TRUE(process.start(core.rows()));
  EXPECT_TRUE(process.run());
  auto states = states_of(process, world);
  EXPECT_TRUE(process.close());
  const Undisturbed day{files.operations(), world.promises.size(), std::move(states)};
  EXPECT_EQ(Survey{}.look(process, core, world), "");
  return day;
}

// One crash, a second run to the day's end, and a power loss; what is wrong.
std::string crash_at(std::uint64_t k, Loss loss, const Undisturbed& day, Flaw flaw = Flaw::none) {
  FaultyFiles files;
  World world;
  Core core;
  Survey survey;
  files.plan({.crash_at = k});
  {
    Process process{files, world, flaw};
    const auto remember = [&] {
      if (world.round % 7 == k % 7) core.remember();
    };
    if (process.start(core.rows()) && process.run(remember)) static_cast<void>(process.close());
    if (!files.crashed()) return "no crash";
  }
  files.restart(loss, k);
  if (k % 3 == 0) core.forget();
  if (k % 3 == 1) core.fall_back();
  {
    Process process{files, world};
    const auto started = process.start(core.rows());
    if (!started) return "the hall does not start again: " + started.error().text();
    if (auto wrong = survey.look(process, core, world); !wrong.empty()) return wrong;
    if (!process.run()) return "the day cannot be ended";
    if (states_of(process, world) != day.states) return "the day ends otherwise";
    if (world.promises.size() != day.promises) return "not as many answers as without a crash";
    if (k % 2 == 0 && !process.close()) return "the hall does not close";
  }
  files.restart(Loss::names, k);
  core.forget();
  Process process{files, world};
  if (!process.start(core.rows())) return "the hall does not start after a power loss";
  return survey.look(process, core, world);
}

class HallCrashSweep : public ::testing::TestWithParam<Loss> {};

TEST_P(HallCrashSweep, FiftyCasesLoseNothingAndDoubleNothingWhereverTheyAreInterrupted) {
  const auto day = undisturbed_day();
  std::uint64_t crashes = 0;
  for (std::uint64_t k = 1; k <= day.operations; k += stride) {
    ASSERT_EQ(crash_at(k, GetParam(), day), "") << "crash at " << k;
    ++crashes;
  }
  std::cout << day.states.size() << " cases, " << day.promises << " answers, " << day.operations
            << " operations of files, " << crashes << " crashes, stride " << stride << '\n';
}

std::string name_of(const ::testing::TestParamInfo<Loss>& swept) {
  switch (swept.param) {
    case Loss::prefix:
      return "KeepingAPrefix";
    case Loss::torn:
      return "TornAt512Octets";
    case Loss::names:
      return "LosingNames";
    default:
      return "OfTheProcessOnly";
  }
}

INSTANTIATE_TEST_SUITE_P(Crash, HallCrashSweep, ::testing::ValuesIn(all_losses), name_of);

TEST(HallCrashSweepTest, AnAnswerBeforeItsSyncIsFound) {
  const auto day = undisturbed_day();
  for (std::uint64_t k = 1; k <= day.operations; ++k) {
    const auto wrong = crash_at(k, Loss::names, day, Flaw::answers_before_sync);
    if (wrong.empty()) continue;
    std::cout << "found at operation " << k << ": " << wrong << '\n';
    EXPECT_TRUE(wrong.starts_with("lost: ")) << wrong;
    return;
  }
  FAIL() << "an answer before its sync was never missed";
}

}  // namespace
}  // namespace vermilion::test
