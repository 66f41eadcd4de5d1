// One run of the command line in process, as app/main.cpp does it, with what it said.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "app/commands/config.hpp"
#include "app/commands/model.hpp"
#include "app/commands/sandbox.hpp"
#include "app/commands/serve.hpp"
#include "app/commands/token.hpp"

namespace vermilion::tests {

struct Ended {
  int code = 0;
  std::string out;
  std::string error;
};

inline Ended run(const std::string& line) {
  CLI::App app;
  app.require_subcommand(1);
  commands::Chosen chosen;
  commands::add_sandbox(app, chosen);
  commands::add_token(app, chosen);
  commands::add_serve(app, chosen);
  commands::add_model(app, chosen);
  commands::add_config(app, chosen);
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  Ended ended;
  try {
    app.parse(line);
    ended.code = chosen();
  } catch (const CLI::ParseError& error) {
    ended.code = app.exit(error) == 0 ? commands::exit_good : commands::exit_usage;
  }
  ended.out = testing::internal::GetCapturedStdout();
  ended.error = testing::internal::GetCapturedStderr();
  return ended;
}

}  // namespace vermilion::tests
