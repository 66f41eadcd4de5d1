#include "app/commands/rebuild.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <memory>

#include "adapters/store/memory/memory_rows.hpp"
#include "adapters/store/rocksdb/rocks_rows.hpp"
#include "app/commands/offline_house.hpp"
#include "app/hall/hall.hpp"
#include "projections/changes.hpp"
#include "projections/rebuild.hpp"

namespace vermilion::commands {
namespace {

namespace json = boost::json;

constexpr std::size_t core_batch = 512;

struct Options {
  std::string data;
  bool json = false;
};

struct Report {
  std::vector<projections::RebuiltView> families;
  double core_seconds = 0;
  double views_seconds = 0;
};

using projections::ChangeView;

Result<void> ingest(RocksRows& rows, std::string_view family, std::span<const ChangeView> sorted,
                    const std::vector<FoldedTo>& positions) {
  auto at = sorted.begin();
  const SortedChanges next = [&]() -> std::optional<SortedChange> {
    if (at == sorted.end()) return std::nullopt;
    const auto& change = *at++;
    return SortedChange{change.key, change.value};
  };
  return rows.ingest_sorted(family, next, positions);
}

// The decider's own state: folded in memory, then linked in as sorted files.
Result<projections::RebuiltView> rebuild_core(OfflineHouse& house, RocksRows& rows) {
  VERMILION_TRY(auto* const family, rows.family("core"));
  VERMILION_TRY(family->clear());
  const auto editions = make_editions();
  MemoryRows memory;
  VERMILION_TRY(auto* const core, memory.family("core"));
  projections::RebuiltView report;
  report.name = "core";
  std::vector<FoldedTo> positions;
  Progress progress{"rebuild: core", house.records()};
  for (const auto partition : house.journal().partitions()) {
    Overlay batch{core};
    Sequence last = 0;
    const auto flush = [&]() -> Result<void> {
      return batch.empty() ? Result<void>{ok()} : core->write(batch.take(), partition, last);
    };
    VERMILION_TRY(house.journal().read(partition, 1, [&](const Entry& entry) -> Result<void> {
      VERMILION_TRY(const auto body, read_body(entry.record));
      VERMILION_TRY(core::fold(batch, editions, entry.header, body, hash_of_record(entry.record),
                               name_of_decision(entry.header, body)));
      last = entry.header.sequence;
      progress.at(++report.records);
      return report.records % core_batch == 0 ? flush() : Result<void>{ok()};
    }));
    VERMILION_TRY(flush());
    positions.push_back({partition, last});
  }
  std::vector<RowChange> all;
  VERMILION_TRY(core->scan({}, {}, [&](BytesView key, BytesView value) {
    all.push_back({Bytes{key}, Bytes{value}});
    return true;
  }));
  std::vector<ChangeView> sorted;
  sorted.reserve(all.size());
  for (const auto& row : all) sorted.push_back({row.key, *row.value});
  report.rows = all.size();
  VERMILION_TRY(ingest(rows, "core", sorted, positions));
  return report;
}

Result<Report> run(const Options& options) {
  VERMILION_TRY(const auto house, OfflineHouse::open(options.data));
  VERMILION_TRY(const auto rows, RocksRows::open(house->in("rows")));
  Report report;
  {
    const Progress time{"", 0};
    VERMILION_TRY(auto core, rebuild_core(*house, *rows));
    report.families.push_back(std::move(core));
    report.core_seconds = time.seconds();
  }
  Progress progress{"rebuild: views", house->records()};
  projections::RebuildOptions wanted;
  wanted.progress = [&](std::uint64_t records) { progress.at(records); };
  wanted.ingest = [&](std::string_view family, std::span<const ChangeView> sorted,
                      PartitionNumber partition, Sequence position) {
    return ingest(*rows, family, sorted, {{partition, position}});
  };
  const auto partitions = house->journal().partitions();
  VERMILION_TRY(auto views, projections::rebuild(house->journal(), *rows, projections::all_views(),
                                                 partitions, wanted));
  report.views_seconds = progress.seconds();
  for (auto& view : views) report.families.push_back(std::move(view));
  VERMILION_TRY(rows->flush());
  return report;
}

double rate(std::uint64_t records, double seconds) {
  return static_cast<double>(records) / std::max(seconds, 1e-6);
}

// Whether every view came to the journal's end.
bool say(const Report& report, bool as_json) {
  bool good = true;
  json::array families;
  for (const auto& family : report.families) {
    good = good && family.stopped.empty();
    families.push_back(json::object{{"name", family.name},
                                    {"records", family.records},
                                    {"rows", family.rows},
                                    {"stopped", family.stopped}});
    if (as_json) continue;
    std::printf("%s: %llu records, %llu rows%s%s\n", family.name.c_str(),
                static_cast<unsigned long long>(family.records),
                static_cast<unsigned long long>(family.rows),
                family.stopped.empty() ? "" : ", stopped at ", family.stopped.c_str());
  }
  const auto records = report.families.front().records;
  const auto core = rate(records, report.core_seconds);
  const auto views = rate(records, report.views_seconds);
  if (as_json) {
    std::printf("%s\n", json::serialize(json::object{{"families", std::move(families)},
                                                     {"core_records_a_second", core},
                                                     {"views_records_a_second", views}})
                            .c_str());
  } else {
    std::printf("core %.0f records/s, all views together %.0f records/s\n", core, views);
  }
  return good;
}

}  // namespace

void add_rebuild(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      app.add_subcommand("rebuild", "folds core and the views afresh from the journal");
  command->add_option("--data", options->data, "the hall's data directory")->required();
  command->add_flag("--json", options->json, "one JSON object");
  command->callback([options, &chosen] {
    chosen = [options] {
      const auto report = run(*options);
      if (!report) return ends_with("rebuild", report.error(), options->json);
      return say(report.value(), options->json) ? exit_good : exit_findings;
    };
  });
}

}  // namespace vermilion::commands
