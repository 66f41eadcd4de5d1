// The executable: one subcommand a run. What each does stands in app/commands/<name>.hpp.
#include <CLI/CLI.hpp>

#include "app/commands/audit.hpp"
#include "app/commands/bench.hpp"
#include "app/commands/bills.hpp"
#include "app/commands/command.hpp"
#include "app/commands/config.hpp"
#include "app/commands/content_check.hpp"
#include "app/commands/coverage.hpp"
#include "app/commands/demo.hpp"
#include "app/commands/document.hpp"
#include "app/commands/effects.hpp"
#include "app/commands/erase.hpp"
#include "app/commands/journal.hpp"
#include "app/commands/keys.hpp"
#include "app/commands/migrate.hpp"
#include "app/commands/model.hpp"
#include "app/commands/moving.hpp"
#include "app/commands/office.hpp"
#include "app/commands/rebuild.hpp"
#include "app/commands/replay.hpp"
#include "app/commands/sandbox.hpp"
#include "app/commands/serve.hpp"
#include "app/commands/token.hpp"
#include "app/commands/verify.hpp"

int main(int argc, char** argv) {
  namespace commands = vermilion::commands;
  CLI::App app{"Vermilion (朱批) runs the administrative items of government service halls",
               "vermilion"};
  app.require_subcommand(1);
  commands::Chosen chosen;
  commands::add_serve(app, chosen);
  commands::add_bench(app, chosen);
  commands::add_sandbox(app, chosen);
  commands::add_office(app, chosen);
  commands::add_token(app, chosen);
  commands::add_replay(app, chosen);
  commands::add_journal(app, chosen);
  commands::add_verify(app, chosen);
  commands::add_audit(app, chosen);
  commands::add_coverage(app, chosen);
  commands::add_rebuild(app, chosen);
  commands::add_import(app, chosen);
  commands::add_export(app, chosen);
  commands::add_demo(app, chosen);
  commands::add_effects(app, chosen);
  commands::add_migrate(app, chosen);
  commands::add_bills(app, chosen);
  commands::add_document(app, chosen);
  commands::add_content_check(app, chosen);
  commands::add_erase(app, chosen);
  commands::add_restrict(app, chosen);
  commands::add_keys(app, chosen);
  commands::add_model(app, chosen);
  commands::add_config(app, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? commands::exit_good : commands::exit_usage;
  }
  return chosen();
}
