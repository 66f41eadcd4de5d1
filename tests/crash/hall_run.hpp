// Fifty cases, their people, and a hall whose process can die at any operation of its files.
//
// `World` is what outlives a process: the people with their scripts, what each has sent without an
// answer (sent again, the same, to the next process), every promise they were given, and the clock.
// `Process` is owner, segment journal and `core` over the faulty files, stepped by one thread as
// the engine loop steps them: while a frame is in flight, the next one forms. Threads: one.
#pragma once

#include <functional>
#include <set>

#include "adapters/store/memory/memory_rows.hpp"
#include "adapters/store/segments/segment_journal.hpp"
#include "engine/owner.hpp"
#include "tests/support/faulty_files.hpp"
#include "tests/support/house.hpp"

namespace vermilion::test {

// What is proposed next of a case as it stands; nothing while it waits for a timer.
using Step = std::function<std::optional<Proposal>(const Case& kase, const std::string& key)>;

// An answer that somebody was given.
struct Promise {
  Proposal proposal;
  Sequence sequence = 0;
  std::optional<RecordKind> kind;  // not told when it was answered a second time
};

struct Applicant {
  std::string who;
  CaseId id;
  std::size_t begins = 0;  // in which round
  std::vector<Step> steps;
  std::size_t step = 0;
  std::optional<Proposal> sent;  // and not answered yet
};

struct World {
  World();
  [[nodiscard]] bool over() const { return round == rounds.size(); }

  std::vector<Applicant> applicants;
  std::vector<Instant> rounds;
  std::size_t round = 0;
  std::vector<Promise> promises;
  std::set<Digest> formed;  // every record that was sent to the journal
  std::uint64_t claims = 0;
  bool founded = false;
};

// A planted bug.
enum class Flaw : std::uint8_t { none, answers_before_sync };

class Process {
 public:
  Process(FaultyFiles& files, World& world, Flaw flaw = Flaw::none)
      : files_{files}, world_{world}, flaw_{flaw} {}

  // Recovers and reigns; `core` may hold what an earlier process left there.
  [[nodiscard]] Result<void> start(RowFamily& core);
  // Goes on with the rounds; false when the files failed.
  [[nodiscard]] bool run(const std::function<void()>& after_round = {});
  [[nodiscard]] bool close() { return journal_->close(0) == Appended::done; }

  // Takes proposals now, records them and answers in their order.
  [[nodiscard]] std::vector<Decided> propose(std::vector<Proposal> proposals);
  [[nodiscard]] Owner& owner() { return *owner_; }
  [[nodiscard]] SegmentJournal& journal() { return *journal_; }

 private:
  [[nodiscard]] bool send(std::size_t from, std::size_t count);
  [[nodiscard]] bool write_one();
  [[nodiscard]] bool write_all();
  void answer(const Decided& decided);

  FaultyFiles& files_;
  World& world_;
  Flaw flaw_;
  std::unique_ptr<SegmentJournal> journal_;
  std::unique_ptr<Owner> owner_;
  std::optional<Formed> formed_;
  Instant now_;
  std::vector<Decided> answers_;  // of `propose`
};

}  // namespace vermilion::test
