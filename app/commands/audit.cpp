#include "app/commands/audit.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <memory>

#include "adapters/store/blobs/file_blobs.hpp"
#include "adapters/store/memory/memory_rows.hpp"
#include "app/commands/offline_house.hpp"
#include "app/hall/hall.hpp"
#include "engine/audit.hpp"

namespace vermilion::commands {
namespace {

namespace json = boost::json;

struct Options {
  std::string data;
  std::size_t findings_max = 1'000;
  bool json = false;
};

json::object json_of(const AuditFinding& finding) {
  return {{"position", finding.at.text()},
          {"case", finding.case_id.set() ? json::value(finding.case_id.text()) : json::value()},
          {"fact", finding.fact},
          {"differs", name_of(finding.fault)},
          {"recorded", finding.recorded},
          {"judged", finding.judged}};
}

void say(PartitionNumber partition, const AuditReport& report, bool as_json) {
  if (as_json) {
    json::array findings;
    for (const auto& finding : report.first) findings.push_back(json_of(finding));
    std::printf("%s\n", json::serialize(json::object{{"partition", partition},
                                                     {"records", report.records},
                                                     {"judged", report.judged},
                                                     {"findings", report.findings},
                                                     {"first", std::move(findings)},
                                                     {"stopped", report.stopped}})
                            .c_str());
    return;
  }
  for (const auto& finding : report.first) {
    std::printf("%s %s %s: %s differs\n  recorded  %s\n  judged    %s\n", finding.at.text().c_str(),
                finding.case_id.set() ? finding.case_id.text().c_str() : "-", finding.fact.c_str(),
                name_of(finding.fault), finding.recorded.c_str(), finding.judged.c_str());
  }
  std::printf("partition %u: %llu records, %llu judged again, %llu findings\n", partition,
              static_cast<unsigned long long>(report.records),
              static_cast<unsigned long long>(report.judged),
              static_cast<unsigned long long>(report.findings));
  if (!report.stopped.empty()) std::printf("stopped at %s\n", report.stopped.c_str());
}

// Whether nothing was found.
Result<bool> run(const Options& options) {
  VERMILION_TRY(const auto house, OfflineHouse::open(options.data));
  VERMILION_TRY(const auto blobs, FileBlobs::open_read_only(house->in("blobs")));
  Loader loader{*blobs};
  const auto editions = make_editions();
  bool good = true;
  std::uint64_t read = 0;
  Progress progress{"audit", house->records()};
  for (const auto partition : house->journal().partitions()) {
    MemoryRows rows;
    VERMILION_TRY(auto* const core, rows.family("core"));
    Auditor auditor{{partition, &editions, &loader, core, options.findings_max}};
    VERMILION_TRY(house->journal().read(partition, 1, [&](const Entry& entry) -> Result<void> {
      VERMILION_TRY(const auto body, read_body(entry.record));
      VERMILION_TRY(auditor.take(entry.header, body, hash_of_record(entry.record),
                                 name_of_decision(entry.header, body)));
      progress.at(++read);
      return ok();
    }));
    VERMILION_TRY(const auto report, auditor.finish());
    good = good && report.good();
    say(partition, report, options.json);
  }
  return good;
}

}  // namespace

void add_audit(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* const command = app.add_subcommand(
      "audit", "judges every record again with its own edition and lists what differs");
  command->add_option("--data", options->data, "the hall's data directory")->required();
  command->add_option("--findings", options->findings_max, "how many are named; all are counted")
      ->capture_default_str();
  command->add_flag("--json", options->json, "one JSON object a partition");
  command->callback([options, &chosen] {
    chosen = [options] {
      const auto ended = run(*options);
      if (!ended) return ends_with("audit", ended.error(), options->json);
      return ended.value() ? exit_good : exit_findings;
    };
  });
}

}  // namespace vermilion::commands
