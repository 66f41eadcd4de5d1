#include "app/commands/demo.hpp"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <cstdio>
#include <memory>

#include "app/commands/coverage.hpp"
#include "app/demo/figures.hpp"
#include "app/hall/reference_files.hpp"
#include "base/hash.hpp"
#include "workflows/codes/divisions.hpp"

namespace vermilion::commands {
namespace {

struct Options {
  demo::Places places;
  std::uint64_t seed = 1;
  std::size_t cases = 40;
  std::string reference = built_in_files().reference_folder;
  std::string first_token;
  std::string papers;
  std::string reasons;
  bool all = false;
  bool json = false;
};

// A set clock only goes forward, and a real one does not go at all: the hall says which.
Result<bool> clock_moves(demo::Client& client) {
  VERMILION_TRY(const auto answer,
                client.operations("/ops/clock", {{"to", "2000-01-01T00:00:00+08:00"}}));
  if (answer.status == 422) return true;
  if (answer.status == 409) return false;
  return fail(Code::unavailable,
              fmt::format("POST /ops/clock answers HTTP {}: is this the operations listener?",
                          answer.status));
}

// Where the journal stands, with the seed: numbers and keys of this day and of no other.
Result<std::uint64_t> seed_of_day(demo::Client& client, std::uint64_t seed) {
  VERMILION_TRY(const auto ready, client.readiness());
  if (ready.status != 200) {
    return fail(Code::unavailable, "the hall is not ready: " + ready.text);
  }
  const auto digest =
      sha256(fmt::format("demo {} {}", seed, demo::text_at(ready.body, "position")));
  return get_little<std::uint64_t>(reinterpret_cast<const char*>(digest.data()));
}

// What the hall's records have taken of every table, this day's and those before it.
Result<CoverageTold> cover(demo::Client& client, const std::string& reasons,
                           boost::json::array& tables) {
  VERMILION_TRY(const auto answer, client.coverage());
  const auto* editions = answer.body.if_contains("editions");
  if (answer.status != 200 || editions == nullptr || !editions->is_array()) {
    return fail(Code::unavailable, "GET /ops/coverage: " + answer.text.substr(0, 300));
  }
  tables = editions->get_array();
  return tell_coverage(tables, reasons);
}

Result<int> run(const Options& options) {
  VERMILION_TRY(const auto client, demo::Client::make(options.places));
  VERMILION_TRY(const auto divisions, codes::load_reference_divisions(options.reference));
  VERMILION_TRY(const bool moves, clock_moves(*client));
  VERMILION_TRY(const auto seed, seed_of_day(*client, options.seed));
  if (!options.json) {
    fmt::print("demo: 样例一日 a sample day at {}, seed {} ({:016x}), {}\n", options.places.hall,
               options.seed, seed, divisions.version());
    if (!moves) {
      fmt::print(
          "demo: 本厅为真实时钟，凡须待期限届满的路径止步于期限前 | this hall keeps the real "
          "clock: paths that need a deadline to pass stop before it\n");
    }
    std::fflush(stdout);
  }
  demo::StaffSeen staff;
  if (!options.first_token.empty()) {
    VERMILION_TRY(staff, demo::staff_the_offices(*client, options.first_token));
  }
  demo::Day day{*client,
                demo::scripts(options.cases),
                divisions,
                {.seed = seed, .clock_moves = moves, .quiet = options.json}};
  VERMILION_TRY(day.run());
  VERMILION_TRY(auto figures, demo::figures_of(day, moves));
  figures.staff = staff;
  VERMILION_TRY(figures.papers, demo::see_papers(day, options.papers));
  CoverageTold told;
  boost::json::array tables;
  if (options.all) {
    VERMILION_TRY(told, cover(*client, options.reasons, tables));
  }
  if (options.json) {
    auto document = demo::as_json(figures);
    if (options.all) document["tables"] = std::move(tables);
    boost::json::array failures;
    for (const auto& outcome : day.outcomes()) {
      if (outcome.failure.empty()) continue;
      failures.push_back(
          boost::json::object{{"script", outcome.script->key}, {"failure", outcome.failure}});
    }
    document["failures"] = std::move(failures);
    fmt::print("{}\n", boost::json::serialize(document));
  } else {
    demo::print_page(figures);
    if (options.all) {
      fmt::print("  各流程表 every table\n{}  无理由而未到 rows not taken, without a reason: {}\n",
                 told.text, told.unexplained);
    }
  }
  for (const auto& line : told.not_needed) fmt::print(stderr, "{}\n", line);
  return figures.good() && told.good() ? exit_good : exit_findings;
}

}  // namespace

void add_demo(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      app.add_subcommand("demo", "a sample day through the public API of a running hall");
  command->add_option("--url", options->places.hall, "the hall")->capture_default_str();
  command->add_option("--ops", options->places.operations, "its operations listener")
      ->capture_default_str();
  command->add_option("--sandbox", options->places.sandbox, "the sandbox that the hall uses")
      ->capture_default_str();
  command->add_option("--seed", options->seed, "of persons, units and numbers")
      ->capture_default_str();
  command->add_option("--cases", options->cases, "at least this many (every path runs in any case)")
      ->check(CLI::Range(1, 2'000))
      ->capture_default_str();
  command->add_option("--reference", options->reference, "holidays and divisions")
      ->capture_default_str();
  command->add_option("--first-token", options->first_token,
                      "the house's one-time token: the day enrols its staff first");
  command->add_option("--papers", options->papers, "folder to write one paper of each kind into");
  command->add_flag("--all", options->all,
                    "tells of every table which of its rows were taken; fails on those that were "
                    "not and have no reason");
  command->add_option("--reasons", options->reasons,
                      "with --all: why a row is not taken (see vermilion coverage)");
  command->add_flag("--json", options->json, "the figures as JSON, and nothing else");
  command->callback([options, &chosen] {
    chosen = [options] {
      const auto ran = run(*options);
      return ran ? ran.value() : ends_with("demo", ran.error(), options->json);
    };
  });
}

}  // namespace vermilion::commands
