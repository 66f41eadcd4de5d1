#include "app/commands/keys.hpp"

#include <fmt/format.h>

#include <memory>

#include "adapters/store/keys/file_keys.hpp"
#include "app/commands/offline_house.hpp"

namespace vermilion::commands {
namespace {

struct Options {
  std::string data;
  std::string hall_key;
  std::string to;
};

Result<int> rewrap(const Options& options) {
  // Its lock keeps a hall away meanwhile.
  VERMILION_TRY(const auto house, OfflineHouse::open(options.data));
  VERMILION_TRY(const auto files,
                FileKeys::rewrap(house->in("keys"), options.hall_key, options.to));
  VERMILION_TRY(const auto opened, FileKeys::open_read_only(house->in("keys"), options.to));
  fmt::print("keys rewrap: 已更换主密钥 done | files {}, keys {}; serve with --hall-key {}\n",
             files, opened->size(), options.to);
  return exit_good;
}

}  // namespace

void add_keys(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* const keys = app.add_subcommand("keys", "the store of subjects' keys");
  keys->require_subcommand(1);
  CLI::App* const command =
      keys->add_subcommand("rewrap", "wrap every key by another hall key; the hall has stopped");
  command->add_option("--data", options->data, "the hall's data directory")->required();
  command->add_option("--hall-key", options->hall_key,
                      "file of the hall key in use (default: hall.key beside the folder of keys)");
  command->add_option("--to", options->to, "file of the other one; made when it is not there")
      ->required();
  command->callback([options, &chosen] {
    chosen = [options] {
      const auto ran = rewrap(*options);
      return ran ? ran.value() : ends_with("keys rewrap", ran.error(), false);
    };
  });
}

}  // namespace vermilion::commands
