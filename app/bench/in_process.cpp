// In process: proposals handed to the engine loop, payloads to the raw loop, `connections` of them
// outstanding; the next is handed in when one is answered.
#include <fmt/format.h>

#include <atomic>
#include <condition_variable>
#include <thread>

#include "adapters/system/read_ahead.hpp"
#include "app/bench/bench_hall.hpp"
#include "app/bench/profile.hpp"
#include "app/bench/raw_loop.hpp"
#include "engine/core/replay.hpp"
#include "events/facts/approval.hpp"
#include "projections/query/worklist.hpp"
#include "projections/rebuild.hpp"

namespace vermilion::bench {
namespace {

void at_once(const std::function<void()>& answers) {
  answers();
}

// Runs A4 items through the engine loop without HTTP, until told to stop or `items_max` were begun.
class Driver {
 public:
  Driver(Hall& hall, std::string run, std::size_t outstanding, std::uint64_t items_max,
         int steps = 3)
      : hall_{hall}, run_{std::move(run)}, items_max_{items_max}, steps_{steps} {
    Submitted submitted;
    submitted.item = item_code;
    submitted.office = office_node;
    submitted.answers.push_back({"text", std::string(content_octets, 'x')});
    submitted_ = encode(submitted);
    proposed_ = encode(Proposed{true, "同意"});
    approved_ = encode(Approved{"同意"});
    live_ = outstanding;
    for (std::size_t i = 0; i < outstanding; ++i) begin_item(std::make_shared<Item>());
  }

  void stop() { stopping_ = true; }
  void wait() {
    std::unique_lock lock{mutex_};
    ended_.wait(lock, [&] { return live_ == 0; });
  }
  [[nodiscard]] std::uint64_t commands() const noexcept { return commands_; }
  [[nodiscard]] std::uint64_t items() const noexcept { return items_; }
  [[nodiscard]] std::uint64_t failures() const noexcept { return failures_; }

 private:
  struct Item {
    CaseId id;
    int step = 0;
    std::string tag;
  };

  void begin_item(const std::shared_ptr<Item>& item) {
    const auto number = begun_++;
    if (stopping_ || number >= items_max_) {
      const std::lock_guard lock{mutex_};
      if (--live_ == 0) ended_.notify_all();
      return;
    }
    item->tag = fmt::format("{}-{}", run_, number);
    const auto hash = sha256(item->tag);
    item->id = CaseId{};
    std::copy_n(hash.begin(), 15, item->id.octets.begin() + 1);
    item->step = 0;
    propose(item);
  }

  void propose(const std::shared_ptr<Item>& item) {
    Proposal proposal;
    proposal.case_id = item->id;
    proposal.opens = item->step == 0;
    proposal.schema = 1;
    proposal.proposal_id = fmt::format("{}-{}", item->tag, item->step);
    const auto meaning = sha256(proposal.proposal_id);
    std::copy_n(meaning.begin(), 16, proposal.meaning.begin());
    proposal.received_at = hall_.clock().now();
    if (item->step == 0) {
      proposal.item = item_code;
      proposal.office = office_node;
      proposal.fact = Submitted::name;
      proposal.payload = submitted_;
      proposal.principal.kind = PrincipalKind::person;
      proposal.principal.who = "applicant-" + item->tag;
    } else {
      proposal.fact = item->step == 1 ? Proposed::name : Approved::name;
      proposal.payload = item->step == 1 ? proposed_ : approved_;
      proposal.principal.kind = PrincipalKind::staff;
      proposal.principal.who = item->step == 1 ? "handler" : "approver";
    }
    proposal.principal.person = proposal.principal.who;
    const bool taken = hall_.loop().submit(
        std::move(proposal), ProposalClass::people, [this, item](Decided&& decided) {
          ++commands_;
          if (decided.outcome != Outcome::recorded || decided.kind != RecordKind::accepted) {
            ++failures_;
          }
          if (++item->step < steps_) return propose(item);
          ++items_;
          begin_item(item);
        });
    if (taken) return;
    ++failures_;
    const std::lock_guard lock{mutex_};
    if (--live_ == 0) ended_.notify_all();
  }

  Hall& hall_;
  std::string run_;
  std::uint64_t items_max_;
  int steps_;
  Bytes submitted_;
  Bytes proposed_;
  Bytes approved_;
  std::atomic<std::uint64_t> begun_{0};
  std::atomic<std::uint64_t> commands_{0};
  std::atomic<std::uint64_t> items_{0};
  std::atomic<std::uint64_t> failures_{0};
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;
  std::condition_variable ended_;
  std::size_t live_ = 0;
};

// One change after the other, of a list that is kept meanwhile.
template <class Changes>
SortedChanges sorted_changes(const Changes& changes) {
  return [at = changes.begin(), end = changes.end()]() mutable -> std::optional<SortedChange> {
    if (at == end) return std::nullopt;
    SortedChange next{at->key, std::nullopt};
    if (at->value) next.value = *at->value;
    ++at;
    return next;
  };
}

void sleep_for(double seconds) {
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
}

}  // namespace

Result<Run> run_in_process(const BenchOptions& options) {
  const TemporaryFolder folder{options.under, "inside"};
  VERMILION_TRY(const auto hall, open_hall(folder.path(), at_once));
  Driver driver{*hall, "a", options.connections, ~0ULL};
  sleep_for(options.warm_up_s);
  const auto commands = driver.commands();
  const auto cpu = cpu_of_process();
  const auto before = hall->loop().statistics();
  const auto started = steady_now();
  sleep_for(options.seconds);
  const auto done = driver.commands() - commands;
  const auto at_end = hall->journal().last(Hall::partition);
  const auto lag = at_end - std::min(at_end, hall->projector().position(Hall::partition));
  driver.stop();
  driver.wait();
  drain(*hall);
  const auto seconds = seconds_since(started);
  const auto after = hall->loop().statistics();
  const auto items = static_cast<double>(std::max<std::uint64_t>(done / 3, 1));
  Run run;
  run.commands_a_second = static_cast<double>(driver.commands() - commands) / seconds;
  run.figures = {
      {"commands_a_second", rounded(run.commands_a_second, 1)},
      {"items_a_second", rounded(run.commands_a_second / 3, 1)},
      {"failures", driver.failures()},
      {"cpu_us_an_item", rounded((cpu_of_process() - cpu) * 1e6 / items, 1)},
      {"syncs_an_item", rounded(static_cast<double>(after.frames - before.frames) / items, 4)},
      {"view_lag_records", lag}};
  hall->stop();
  return run;
}

Result<Run> run_raw_in_process(const BenchOptions& options) {
  const TemporaryFolder folder{options.under, "rawin"};
  VERMILION_TRY(const auto loop, RawLoop::start(folder.path() + "/raw", at_once, {}));
  const std::string content(content_octets, 'x');
  std::atomic<std::uint64_t> commands{0};
  std::atomic<bool> stopping{false};
  std::atomic<std::size_t> live{options.connections};
  std::function<void()> again = [&] {
    ++commands;
    if (stopping) {
      --live;
      return;
    }
    loop->submit(content, again);
  };
  for (std::size_t i = 0; i < options.connections; ++i) loop->submit(content, again);
  sleep_for(options.warm_up_s);
  const auto from = commands.load();
  const auto started = steady_now();
  sleep_for(options.seconds);
  const auto done = commands.load() - from;
  const auto seconds = seconds_since(started);
  stopping = true;
  while (live > 0) std::this_thread::sleep_for(std::chrono::milliseconds{1});
  loop->stop();
  Run run;
  run.commands_a_second = static_cast<double>(done) / seconds;
  run.figures = {{"commands_a_second", rounded(run.commands_a_second, 1)}};
  return run;
}

Result<Run> run_replay(const BenchOptions& options) {
  const TemporaryFolder folder{options.under, "replay"};
  VERMILION_TRY(const auto hall, open_hall(folder.path(), at_once));
  Driver driver{*hall, "r", 256, options.replay_items};
  driver.wait();
  drain(*hall);
  const auto records = static_cast<double>(hall->journal().last(Hall::partition));
  const auto editions = make_editions();
  // core, folded as the owner folds it, into a store of its own.
  VERMILION_TRY(const auto rows, RocksRows::open(folder.path() + "/rows"));
  VERMILION_TRY(auto* core, rows->family("core"));
  auto started = steady_now();
  auto cpu = cpu_of_process();
  const auto cpu_us_a_record = [&] {
    const auto before = std::exchange(cpu, cpu_of_process());
    return rounded((cpu - before) * 1e6 / records, 2);
  };
  core::ReplayOptions replaying;
  replaying.hand_over = [&](const std::vector<RowChange>& changes, PartitionNumber partition,
                            Sequence position) {
    return rows->ingest_sorted("core", sorted_changes(changes), {{partition, position}});
  };
  replaying.read = read_ahead;
  replaying.beside = beside;
  VERMILION_TRY(core::replay(hall->journal(), Hall::partition, editions, *core,
                             hall->journal().last(Hall::partition), replaying));
  const auto core_rate = records / seconds_since(started);
  const auto core_cpu = cpu_us_a_record();
  const PartitionNumber partitions[] = {Hall::partition};
  started = steady_now();
  VERMILION_TRY(projections::rebuild(hall->journal(), *rows, projections::all_views(), partitions));
  const auto views_rate = records / seconds_since(started);
  const auto views_cpu = cpu_us_a_record();
  projections::RebuildOptions ingesting;
  ingesting.ingest = [&](std::string_view family, std::span<const projections::ChangeView> sorted,
                         PartitionNumber partition, Sequence position) {
    return rows->ingest_sorted(family, sorted_changes(sorted), {{partition, position}});
  };
  started = steady_now();
  VERMILION_TRY(projections::rebuild(hall->journal(), *rows, projections::all_views(), partitions,
                                     ingesting));
  const auto ingest_rate = records / seconds_since(started);
  const auto ingest_cpu = cpu_us_a_record();
  hall->stop();
  Run run;
  run.commands_a_second = core_rate;
  run.figures = {{"records", static_cast<std::uint64_t>(records)},
                 {"core_records_a_second", rounded(core_rate, 0)},
                 {"views_records_a_second", rounded(views_rate, 0)},
                 {"views_ingested_records_a_second", rounded(ingest_rate, 0)},
                 {"cpu_us_a_record",
                  {{"core", core_cpu}, {"views", views_cpu}, {"views_ingested", ingest_cpu}}}};
  return run;
}

Result<Run> run_worklist(const BenchOptions& options) {
  const TemporaryFolder folder{options.under, "worklist"};
  VERMILION_TRY(const auto hall, open_hall(folder.path(), at_once));
  {
    Driver filling{*hall, "w", 256, options.tasks, 1};
    filling.wait();
  }
  drain(*hall);
  VERMILION_TRY(const auto* family, hall->projector().family("worklist"));
  // Decisions go on at the asked rate while pages are read.
  std::atomic<bool> stopping{false};
  std::atomic<std::uint64_t> decided{0};
  std::thread deciding{[&] {
    const auto started = steady_now();
    std::uint64_t begun = 0;
    while (!stopping) {
      const auto wanted = static_cast<std::uint64_t>(seconds_since(started) * options.decisions);
      if (begun < wanted) {
        const auto batch = std::min<std::uint64_t>(wanted - begun, 64);
        Driver some{*hall, fmt::format("d{}", begun), static_cast<std::size_t>(batch), batch, 1};
        some.wait();
        begun += batch;
        decided += batch;
      } else {
        std::this_thread::sleep_for(std::chrono::microseconds{500});
      }
    }
  }};
  const std::vector<projections::SeenScope> scopes{
      {"accounting", hall->loop().references()->scopes->paths.at("accounting").at("330100"),
       "handler", "*"}};
  Latencies latencies;
  const auto started = steady_now();
  Result<void> failed = ok();
  std::size_t rows_read = 0;
  while (failed && seconds_since(started) < options.seconds) {
    const auto from = steady_now();
    const auto page = projections::worklist_page(*family->snapshot(), scopes,
                                                 projections::TaskFilter{}, {50, {}});
    latencies.add(from, steady_now());
    if (!page) {
      failed = fail(page.error().code, page.error().detail);
    } else {
      rows_read += page.value().rows.size();
    }
    std::this_thread::sleep_for(std::chrono::microseconds{500});
  }
  const auto seconds = seconds_since(started);
  stopping = true;
  deciding.join();
  hall->stop();
  VERMILION_TRY(failed);
  Run run;
  run.figures = {{"open_tasks", options.tasks},
                 {"pages", latencies.count()},
                 {"rows_a_page", rows_read / std::max<std::size_t>(latencies.count(), 1)},
                 {"decisions_a_second", rounded(static_cast<double>(decided) / seconds, 1)},
                 {"latency", latencies.percentiles()}};
  return run;
}

}  // namespace vermilion::bench
