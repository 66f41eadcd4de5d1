#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <filesystem>

#include "adapters/system/system_clock.hpp"
#include "app/sandbox/sandbox.hpp"
#include "command_line.hpp"

using namespace vermilion;
using namespace vermilion::commands;
using namespace vermilion::tests;

namespace {

bool holds(std::string token, const sandbox::Issuer& issuer, const std::string& name) {
  if (!token.empty() && token.back() == '\n') token.pop_back();
  api::TokenRules rules;
  rules.issuer = name;
  rules.audience = sandbox::audience;
  api::TokenVerifier hall(
      rules,
      api::KeySet::from_jwks(boost::json::serialize(boost::json::value(issuer.key_set()))).value());
  const auto identity = hall.verify(token, SystemClock().now());
  return identity && identity.value()->subject == "officer-1" &&
         identity.value()->kind == PrincipalKind::staff;
}

}  // namespace

TEST(TokenCommand, PrintsATokenOfTheSandboxAndNothingElse) {
  const auto running = sandbox::Sandbox::start({}).value();
  const Ended ended =
      run("token --subject officer-1 --kind staff --ttl 60 --sandbox " + running->url());
  EXPECT_EQ(ended.code, exit_good) << ended.error;
  EXPECT_TRUE(holds(ended.out, running->issuer(), running->url()));
  const Ended whole = run("token --subject officer-1 --json --sandbox " + running->url());
  EXPECT_TRUE(whole.out.starts_with(R"({"access_token":")")) << whole.out;
}

TEST(TokenCommand, SignsWithAKeyFileWithoutAskingAnybody) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "vermilion_token_command";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directory(folder);
  const std::string file = (folder / "issuer.pem").string();
  const std::string line = "token --subject officer-1 --kind staff --key " + file;
  EXPECT_EQ(run(line).code, exit_usage) << "there is no such file yet";
  EXPECT_FALSE(std::filesystem::exists(file));
  const auto issuer = sandbox::Issuer::open(file).value();
  const Ended ended = run(line + " --issuer http://127.0.0.1:9");
  EXPECT_EQ(ended.code, exit_good) << ended.error;
  EXPECT_TRUE(holds(ended.out, *issuer, "http://127.0.0.1:9"));
  std::filesystem::remove_all(folder);
}

TEST(TokenCommand, SaysWhatIsWrongByItsExitCode) {
  EXPECT_EQ(run("token").code, exit_usage);
  EXPECT_EQ(run("token --subject a --kind emperor").code, exit_usage);
  EXPECT_EQ(run("token --subject a --ttl 0").code, exit_usage);
  EXPECT_EQ(run("token --subject a --sandbox nowhere").code, exit_usage);
  EXPECT_EQ(run("token --help").code, exit_good);
  const Ended alone = run("token --subject a --json --sandbox http://127.0.0.1:1");
  EXPECT_EQ(alone.code, exit_unfinished);
  EXPECT_TRUE(alone.out.empty());
  EXPECT_TRUE(alone.error.starts_with(R"({"error":"unavailable")")) << alone.error;
}

TEST(SandboxCommand, RefusesAddressesThatOthersReachAndThoseThatAreTaken) {
  EXPECT_EQ(run("sandbox --listen 0.0.0.0:0").code, exit_usage);
  EXPECT_EQ(run("sandbox --listen 8090").code, exit_usage);
  EXPECT_EQ(run("sandbox --listen 127.0.0.1:99999").code, exit_usage);
  const auto running = sandbox::Sandbox::start({}).value();
  EXPECT_EQ(run("sandbox --listen " + running->url().substr(7)).code, exit_unfinished);
}
