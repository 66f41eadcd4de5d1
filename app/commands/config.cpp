#include "app/commands/config.hpp"

#include <memory>

#include "app/commands/findings.hpp"
#include "app/commands/serve_options.hpp"

namespace vermilion::commands {

void add_config(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<ServeOptions>();
  CLI::App* const config =
      app.add_subcommand("config", "a hall's configuration, before anything starts");
  config->require_subcommand(1);
  auto* const checks = config->add_subcommand("check", "what `serve` would refuse");
  add_serve_options(*checks, *options);
  checks->callback([options, checks, &chosen] {
    chosen = [options, checks] {
      const auto read = read_config_file(*checks, *options);
      if (!read) return ends_with("config check", read.error(), options->json);
      const bool good =
          say_findings("config check", "配置检查", check_configuration(*options), options->json);
      return good ? exit_good : exit_findings;
    };
  });
}

}  // namespace vermilion::commands
