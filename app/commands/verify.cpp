#include "app/commands/verify.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <memory>

#include "adapters/store/rocksdb/rocks_rows.hpp"
#include "app/commands/offline_house.hpp"
#include "app/commands/record_json.hpp"
#include "app/hall/hall.hpp"
#include "projections/verify.hpp"

namespace vermilion::commands {
namespace {

namespace json = boost::json;

struct Options {
  std::string data;
  std::size_t findings_max = 100;
  bool json = false;
};

struct Finding {
  std::string where;  // "journal", "rows", or a family
  std::string fault;
  std::string what;
};

struct Report {
  std::uint64_t records = 0;
  std::size_t sealed = 0;
  std::vector<projections::VerifiedFamily> families;
  std::vector<std::string> notices;
  std::vector<Finding> findings;
};

// What the octets say is a finding; what the machine says (io, conflict …) is an error.
bool is_finding(Code code) {
  return code == Code::corrupt || code == Code::diverged || code == Code::unsupported;
}

Result<void> note(Report& report, const char* where, const Result<void>& result) {
  if (result) return ok();
  const auto& error = result.error();
  if (!is_finding(error.code)) return fail(error.code, error.detail);
  report.findings.push_back({where, name_of(error.code), error.detail});
  return ok();
}

Result<void> verify_journal(OfflineHouse& house, Report& report) {
  auto& journal = house.journal();
  Progress progress{"verify: chain", house.records()};
  for (const auto partition : journal.partitions()) {
    // Every header, checksum and `prev`, under the arbiter; bodies must decode.
    const auto walked = journal.read_all(partition, [&](const Entry& entry) -> Result<void> {
      if (!entry.valid || entry.header.kind == RecordKind::claim) return ok();
      VERMILION_TRY(read_body(entry.record));
      progress.at(++report.records);
      return ok();
    });
    VERMILION_TRY(note(report, "journal", walked));
    report.sealed += journal.sealed(partition).size();
    VERMILION_TRY(note(report, "journal", journal.verify_sealed(partition)));
  }
  return ok();
}

projections::Verified core_family(const RowFamily& family, const Editions& editions) {
  projections::Verified core;
  core.name = "core";
  core.family = &family;
  core.readable = [](BytesView key) {
    return fmt::format("{} {}", key.substr(0, 1), to_hex(key.substr(1)));
  };
  core.fold =
      projections::over_overlay([&editions](Overlay& rows, const Header& header, const Body& body,
                                            const Digest& hash, const DecisionName& decision) {
        return core::fold(rows, editions, header, body, hash, decision);
      });
  return core;
}

Result<void> verify_rows(OfflineHouse& house, const Options& options, Report& report) {
  const auto probed = RocksRows::probe(house.in("rows"));
  if (!probed) return note(report, "rows", fail(probed.error().code, probed.error().detail));
  auto opened = RocksRows::open_read_only(house.in("rows"));
  if (!opened) {
    if (opened.error().code == Code::not_found) {
      report.notices.push_back("no rows are kept here; `vermilion rebuild` makes them");
      return ok();
    }
    auto detail = opened.error().detail;
    for (const auto& path : probed.value()) detail += "; cannot be read: " + path;
    return note(report, "rows", fail(opened.error().code, detail));
  }
  auto& rows = *opened.value();
  VERMILION_TRY(note(report, "rows", rows.verify_checksums()));
  const auto editions = make_editions();
  std::vector<projections::Verified> families;
  const auto family_of = [&](std::string_view name) -> Result<RowFamily*> {
    auto family = rows.family(name);
    if (family || family.error().code != Code::not_found) return family;
    report.notices.push_back(fmt::format("{} is not kept here", name));
    return nullptr;
  };
  VERMILION_TRY(auto* const core, family_of("core"));
  if (core != nullptr) families.push_back(core_family(*core, editions));
  for (const auto& view : projections::all_views()) {
    VERMILION_TRY(auto* const family, family_of(view->name()));
    if (family != nullptr) families.push_back(projections::verified(view, *family));
  }
  auto& journal = house.journal();
  const auto partitions = journal.partitions();
  for (const auto& family : families) {
    for (const auto partition : partitions) {
      const auto position = family.family->position(partition);
      const auto last = journal.last(partition);
      if (position >= last) continue;
      report.notices.push_back(
          fmt::format("{} is folded to {} of {} in partition {}; the hall folds on from there",
                      family.name, position, last, partition));
    }
  }
  projections::VerifyOptions wanted;
  wanted.findings_max = options.findings_max;
  Progress progress{"verify: rows", house.records()};
  wanted.progress = [&](std::uint64_t records) { progress.at(records); };
  auto verified = projections::verify(journal, partitions, families, wanted);
  if (!verified) return note(report, "rows", fail(verified.error().code, verified.error().detail));
  for (const auto& family : verified.value()) {
    for (const auto& finding : family.findings) {
      report.findings.push_back({family.name, projections::name_of(finding.fault), finding.where});
    }
  }
  report.families = std::move(verified.value());
  return ok();
}

void say(const Report& report, bool as_json) {
  if (as_json) {
    json::array families;
    for (const auto& family : report.families) {
      families.push_back(json::object{{"name", family.name},
                                      {"records", family.records},
                                      {"rows", family.rows},
                                      {"missing", family.missing},
                                      {"surplus", family.surplus},
                                      {"different", family.different}});
    }
    json::array findings;
    for (const auto& one : report.findings) {
      findings.push_back(
          json::object{{"where", one.where}, {"fault", one.fault}, {"what", one.what}});
    }
    std::printf("%s\n", json::serialize(json::object{{"records", report.records},
                                                     {"sealed_segments", report.sealed},
                                                     {"families", std::move(families)},
                                                     {"notices", texts(report.notices)},
                                                     {"findings", std::move(findings)}})
                            .c_str());
    return;
  }
  std::printf("journal: %llu records, %zu sealed segments\n",
              static_cast<unsigned long long>(report.records), report.sealed);
  for (const auto& family : report.families) {
    std::printf("%s: %llu rows of %llu records, %llu missing, %llu surplus, %llu different\n",
                family.name.c_str(), static_cast<unsigned long long>(family.rows),
                static_cast<unsigned long long>(family.records),
                static_cast<unsigned long long>(family.missing),
                static_cast<unsigned long long>(family.surplus),
                static_cast<unsigned long long>(family.different));
  }
  for (const auto& notice : report.notices) std::printf("note: %s\n", notice.c_str());
  for (const auto& one : report.findings) {
    std::printf("FOUND %s: %s: %s\n", one.where.c_str(), one.fault.c_str(), one.what.c_str());
  }
}

Result<Report> run(const Options& options) {
  Report report;
  auto house = OfflineHouse::open(options.data);
  if (!house) {
    // A journal that does not open because it is rotten is what verify is there to say.
    VERMILION_TRY(note(report, "journal", fail(house.error().code, house.error().detail)));
    return report;
  }
  report.notices = house.value()->notices();
  VERMILION_TRY(verify_journal(*house.value(), report));
  if (report.findings.empty()) {
    VERMILION_TRY(verify_rows(*house.value(), options, report));
  } else {
    report.notices.push_back("rows were not compared: the journal itself is not in order");
  }
  return report;
}

}  // namespace

void add_verify(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      app.add_subcommand("verify", "chain, checksums, and every view folded afresh and compared");
  command->add_option("--data", options->data, "the hall's data directory")->required();
  command->add_option("--findings", options->findings_max, "how many are named of each view")
      ->capture_default_str();
  command->add_flag("--json", options->json, "one JSON object");
  command->callback([options, &chosen] {
    chosen = [options] {
      const auto report = run(*options);
      if (!report) return ends_with("verify", report.error(), options->json);
      say(report.value(), options->json);
      return report.value().findings.empty() ? exit_good : exit_findings;
    };
  });
}

}  // namespace vermilion::commands
