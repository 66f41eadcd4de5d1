#include "app/commands/moving.hpp"

#include <fmt/format.h>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <memory>

#include "adapters/kafka/journal/moving.hpp"
#include "app/commands/kafka_options.hpp"
#include "app/commands/offline_house.hpp"

namespace vermilion::commands {
namespace {

struct Options {
  std::string data;
  KafkaWords kafka;
  bool json = false;
};

struct Report {
  Moved moved;
  Compared compared;
};

void say(const Options& options, const char* what, const Report& report) {
  const auto& [moved, compared] = report;
  if (options.json) {
    const boost::json::object figures{
        {"records", moved.records},     {"claims", moved.claims},
        {"frames", moved.frames},       {"there_before", moved.there_before},
        {"the_same", compared.records}, {"more_in_topic", compared.more}};
    fmt::print("{}\n", boost::json::serialize(figures));
    return;
  }
  if (moved.frames + moved.there_before > 0) {
    fmt::print("{}: {} records and {} claims in {} messages; {} records were there before\n", what,
               moved.records, moved.claims, moved.frames, moved.there_before);
  }
  fmt::print("{}: {} records are the same in directory and topic, octet for octet{}\n", what,
             compared.records,
             compared.more == 0 ? "" : fmt::format("; the topic holds {} more", compared.more));
}

Result<Report> import(const Options& options) {
  VERMILION_TRY(const auto kafka, kafka_options(options.kafka));
  VERMILION_TRY(const auto house, OfflineHouse::open(options.data));
  const auto founded = KafkaJournal::found(kafka, house->journal().house_record());
  if (!founded) return fail(founded.error().code, founded.error().detail);
  Progress progress{"import", 2 * house->records()};
  Report report;
  const auto partitions = house->journal().partitions();
  for (const auto partition : partitions) {
    VERMILION_TRY(const auto moved, move_in(house->journal(), partition, kafka,
                                            [&](std::uint64_t at) { progress.at(at); }));
    report.moved.records += moved.records;
    report.moved.claims += moved.claims;
    report.moved.frames += moved.frames;
    report.moved.there_before += moved.there_before;
  }
  for (const auto partition : partitions) {
    VERMILION_TRY(const auto compared,
                  compare_with_topic(house->journal(), partition, kafka, [&](std::uint64_t at) {
                    progress.at(house->records() + at);
                  }));
    report.compared.records += compared.records;
    report.compared.more += compared.more;
  }
  if (report.compared.more == 0) return report;
  return fail(Code::conflict,
              fmt::format("topic {} holds {} records more than {}: a hall writes it, or has",
                          kafka.topic, report.compared.more, options.data));
}

Result<Report> export_house(const Options& options) {
  VERMILION_TRY(auto kafka, kafka_options(options.kafka));
  VERMILION_TRY(kafka.partitions, partitions_in(kafka));
  Report report;
  {
    PosixFiles files;
    VERMILION_TRY(files.make_directory(options.data));
    VERMILION_TRY(const auto journal, KafkaJournal::open(files, options.data, kafka));
    journal->close();
  }
  VERMILION_TRY(const auto house, OfflineHouse::open(options.data));
  Progress progress{"export", house->records()};
  for (const auto partition : house->journal().partitions()) {
    VERMILION_TRY(const auto compared,
                  compare_with_topic(house->journal(), partition, kafka,
                                     [&](std::uint64_t at) { progress.at(at); }));
    report.compared.records += compared.records;
    report.compared.more += compared.more;
  }
  return report;
}

void add(CLI::App& app, Chosen& chosen, const char* name, const char* about,
         Result<Report> (*run)(const Options&)) {
  auto options = std::make_shared<Options>();
  CLI::App* const command = app.add_subcommand(name, about);
  command->add_option("--data", options->data, "the hall's data directory")->required();
  add_kafka_options(*command, options->kafka);
  command->add_flag("--json", options->json, "one JSON object");
  command->callback([options, name, run, &chosen] {
    chosen = [options, name, run] {
      const auto report = run(*options);
      if (!report) return ends_with(name, report.error(), options->json);
      say(*options, name, report.value());
      return exit_good;
    };
  });
}

}  // namespace

void add_import(CLI::App& app, Chosen& chosen) {
  add(app, chosen, "import", "puts the house of a data directory into an empty topic", import);
}

void add_export(CLI::App& app, Chosen& chosen) {
  add(app, chosen, "export", "writes the house of a topic into segment files", export_house);
}

}  // namespace vermilion::commands
