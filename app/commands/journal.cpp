#include "app/commands/journal.hpp"

#include <boost/json/serialize.hpp>
#include <cstdio>
#include <limits>
#include <memory>

#include "app/commands/offline_house.hpp"
#include "app/commands/record_json.hpp"

namespace vermilion::commands {
namespace {

namespace json = boost::json;

struct Options {
  std::string data;
  Sequence from = 1;
  Sequence to = std::numeric_limits<Sequence>::max();
  Sequence sequence = 0;
  PartitionNumber partition = 0;
  bool one_partition = false;
  bool void_records = false;
  bool json = false;
};

std::vector<PartitionNumber> partitions_of(OfflineHouse& house, const Options& options) {
  if (options.one_partition) return {options.partition};
  return house.journal().partitions();
}

void say(const std::string& line) {
  std::fwrite(line.data(), 1, line.size(), stdout);
  std::fputc('\n', stdout);
}

Result<void> list_valid(OfflineHouse& house, const Options& options) {
  for (const auto partition : partitions_of(house, options)) {
    VERMILION_TRY(
        house.journal().read(partition, options.from, [&](const Entry& entry) -> Result<void> {
          if (entry.header.sequence > options.to) return ok();
          VERMILION_TRY(const auto body, read_body(entry.record));
          const auto hash = hash_of_record(entry.record);
          if (!options.json) {
            say(line_of(entry.header, body, hash));
            return ok();
          }
          VERMILION_TRY(auto object, json_of(entry.header, body, hash));
          object["offset"] = entry.offset;
          say(json::serialize(object));
          return ok();
        }));
  }
  return ok();
}

// Void records are shown by their headers: nothing says that their bodies mean anything.
Result<void> list_void(OfflineHouse& house, const Options& options) {
  for (const auto partition : partitions_of(house, options)) {
    VERMILION_TRY(house.journal().read_all(partition, [&](const Entry& entry) -> Result<void> {
      if (entry.valid) return ok();
      const auto& header = entry.header;
      if (options.json) {
        say(json::serialize(json::object{{"void", true},
                                         {"partition", header.partition},
                                         {"offset", entry.offset},
                                         {"kind", name_of(header.kind)},
                                         {"epoch", header.epoch},
                                         {"seq", header.sequence},
                                         {"reason", entry.why}}));
      } else {
        say("void " + std::to_string(header.partition) + " at " + std::to_string(entry.offset) +
            " " + name_of(header.kind) + " epoch " + std::to_string(header.epoch) + " seq " +
            std::to_string(header.sequence) + ": " + entry.why);
      }
      return ok();
    }));
  }
  return ok();
}

Result<void> list(const Options& options) {
  VERMILION_TRY(const auto house, OfflineHouse::open(options.data));
  for (const auto& notice : house->notices()) std::fprintf(stderr, "%s\n", notice.c_str());
  return options.void_records ? list_void(*house, options) : list_valid(*house, options);
}

Result<void> show(const Options& options) {
  VERMILION_TRY(const auto house, OfflineHouse::open(options.data));
  VERMILION_TRY(const auto record, house->journal().read_one(options.partition, options.sequence));
  VERMILION_TRY(const auto header, read_header(record));
  VERMILION_TRY(const auto body, read_body(record));
  VERMILION_TRY(const auto object, json_of(header, body, hash_of_record(record)));
  const auto text = options.json ? json::serialize(object) + "\n" : as_text(object);
  std::fwrite(text.data(), 1, text.size(), stdout);
  return ok();
}

}  // namespace

void add_journal(CLI::App& app, Chosen& chosen) {
  CLI::App* const journal =
      app.add_subcommand("journal", "the records of a data directory, as they stand");
  journal->require_subcommand(1);
  auto options = std::make_shared<Options>();
  const auto shared = [&](CLI::App* command) {
    command->add_option("--data", options->data, "the hall's data directory")->required();
    command->add_flag("--json", options->json, "JSON; of `list` one object a line");
    return command->add_option("--partition", options->partition, "0 to 15")
        ->check(CLI::Range(0, static_cast<int>(partitions_max) - 1));
  };
  CLI::App* const list_command = journal->add_subcommand("list", "valid records, one a line");
  auto* const partition = shared(list_command);
  list_command->add_option("--from", options->from, "first seq")->capture_default_str();
  list_command->add_option("--to", options->to, "last seq");
  list_command->add_flag("--void", options->void_records,
                         "void records instead, each with its offset and the reason");
  list_command->callback([options, partition, &chosen] {
    options->one_partition = partition->count() > 0;
    chosen = [options] {
      const auto ended = list(*options);
      return ended ? exit_good : ends_with("journal list", ended.error(), options->json);
    };
  });
  CLI::App* const show_command = journal->add_subcommand("show", "one record in full");
  shared(show_command);
  show_command->add_option("--seq", options->sequence, "its seq")->required();
  show_command->callback([options, &chosen] {
    chosen = [options] {
      const auto ended = show(*options);
      return ended ? exit_good : ends_with("journal show", ended.error(), options->json);
    };
  });
}

}  // namespace vermilion::commands
