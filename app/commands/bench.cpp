#include "app/commands/bench.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <memory>

#include "app/bench/profile.hpp"
#include "app/commands/kafka_options.hpp"

namespace vermilion::commands {
namespace {

struct Options {
  bench::BenchOptions bench;
  std::vector<std::string> only;
  std::string journal = "segments";
  KafkaWords kafka;
  bool json = false;
};

// With Kafka the parts that have a journal of their own kind to stand beside.
constexpr std::array kafka_parts = {"plain", "raw", "http"};

bool wanted(const Options& options, std::string_view run) {
  if (!options.only.empty()) {
    return std::find(options.only.begin(), options.only.end(), run) != options.only.end();
  }
  if (!options.bench.kafka) return run != "plain";
  return std::find(kafka_parts.begin(), kafka_parts.end(), run) != kafka_parts.end();
}

Result<void> choose_journal(Options& options) {
  if (options.journal == "segments" && !options.kafka.said()) return ok();
  if (options.journal != "kafka") {
    return fail(Code::invalid, "--journal is segments, or kafka with --brokers");
  }
  VERMILION_TRY(options.bench.kafka, kafka_options(options.kafka));
  return ok();
}

// Runs one part and keeps its figures; says what it is about on a terminal.
Result<double> part(const Options& options, const char* name, boost::json::object& all,
                    const std::function<Result<bench::Run>()>& run) {
  if (!wanted(options, name)) return 0.0;
  if (isatty(STDERR_FILENO) == 1) fmt::print(stderr, "bench: {} …\n", name);
  VERMILION_TRY(auto measured, run());
  if (!options.json) {
    fmt::print("{:<12} {}\n", name, boost::json::serialize(measured.figures));
    std::fflush(stdout);
  }
  all[name] = std::move(measured.figures);
  return measured.commands_a_second;
}

Result<void> run(Options& options) {
  VERMILION_TRY(choose_journal(options));
  boost::json::object all;
  const auto& wishes = options.bench;
  VERMILION_TRY(const auto plain,
                part(options, "plain", all, [&] { return run_plain_producer(wishes); }));
  VERMILION_TRY(const auto raw, part(options, "raw", all, [&] { return run_raw_http(wishes); }));
  VERMILION_TRY(const auto http, part(options, "http", all, [&] { return run_http(wishes); }));
  VERMILION_TRY(const auto raw_inside,
                part(options, "raw-inside", all, [&] { return run_raw_in_process(wishes); }));
  VERMILION_TRY(const auto inside,
                part(options, "inside", all, [&] { return run_in_process(wishes); }));
  double postgres = 0;
  if (wanted(options, "postgres")) {
    boost::json::object forms;
    for (const bool by_function : {false, true}) {
      VERMILION_TRY(const auto rate, part(options, "postgres", forms,
                                          [&] { return run_postgres(wishes, by_function); }));
      postgres = std::max(postgres, rate);
      all[by_function ? "postgres_function" : "postgres_transaction"] = forms["postgres"];
    }
  }
  VERMILION_TRY(part(options, "replay", all, [&] { return run_replay(wishes); }));
  VERMILION_TRY(part(options, "worklist", all, [&] { return run_worklist(wishes); }));
  VERMILION_TRY(part(options, "grants", all, [&] { return run_grants(wishes); }));
  VERMILION_TRY(part(options, "bills", all, [&] { return run_bills(wishes); }));
  VERMILION_TRY(part(options, "seats", all, [&] { return run_seats(wishes); }));
  VERMILION_TRY(part(options, "crowd", all, [&] { return run_crowd(wishes); }));
  boost::json::object ratios;
  const auto ratio = [&](const char* name, double over, double under) {
    if (over > 0 && under > 0) ratios[name] = bench::rounded(over / under, 2);
  };
  ratio("http_over_raw", http, raw);
  ratio("raw_over_plain", raw, plain);
  ratio("http_over_postgres", http, postgres);
  ratio("inside_over_raw", inside, raw_inside);
  if (!options.json) fmt::print("{:<12} {}\n", "ratios", boost::json::serialize(ratios));
  all["ratios"] = std::move(ratios);
  if (options.json) fmt::print("{}\n", boost::json::serialize(all));
  return ok();
}

}  // namespace

void add_bench(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      app.add_subcommand("bench", "measure, beside the raw log and PostgreSQL");
  command->add_option("--seconds", options->bench.seconds, "of each run")
      ->check(CLI::Range(0.1, 600.0))
      ->capture_default_str();
  command->add_option("--connections", options->bench.connections, "clients")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  command->add_option("--journal", options->journal, "segments or kafka (then plain, raw and http)")
      ->capture_default_str();
  add_kafka_options(*command, options->kafka);
  command->add_option(
      "--only", options->only,
      "raw, http, raw-inside, inside, postgres, replay, worklist, grants, bills, crowd, plain");
  command->add_option("--under", options->bench.under, "where temporary folders are made");
  command->add_option("--tasks", options->bench.tasks, "open tasks of the worklist run")
      ->capture_default_str();
  command->add_option("--replay-items", options->bench.replay_items, "items of the replay run")
      ->capture_default_str();
  command->add_flag("--json", options->json, "one JSON line");
  command->callback([options, &chosen] {
    chosen = [options] {
      const auto ran = run(*options);
      return ran ? exit_good : ends_with("bench", ran.error(), options->json);
    };
  });
}

}  // namespace vermilion::commands
