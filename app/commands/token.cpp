#include "app/commands/token.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "adapters/offices/frame/http_client.hpp"
#include "adapters/offices/frame/strict_json.hpp"
#include "adapters/system/system_clock.hpp"
#include "app/sandbox/issuer.hpp"

namespace vermilion::commands {
namespace {

struct Options {
  sandbox::TokenWanted wanted;
  std::string kind = "person";
  std::string sandbox = "http://127.0.0.1:8090";
  std::string key_file;
  std::string issuer = "http://127.0.0.1:8090";
  bool json = false;
};

Result<boost::json::object> signed_here(const Options& options) {
  std::error_code error;
  if (!std::filesystem::exists(options.key_file, error)) {
    return fail(Code::not_found,
                options.key_file + ": no such key file; `vermilion sandbox --key` makes one");
  }
  VERMILION_TRY(const auto issuer, sandbox::Issuer::open(options.key_file));
  issuer->set_name(options.issuer);
  return issuer->token(options.wanted, SystemClock().now());
}

Result<boost::json::object> asked_for(const Options& options) {
  VERMILION_TRY(const auto client, offices::HttpClient::make({.base = options.sandbox}));
  boost::json::object body{
      {"subject", options.wanted.subject}, {"kind", options.kind}, {"ttl", options.wanted.ttl_s}};
  if (!options.wanted.on_behalf_of.empty()) body["on_behalf_of"] = options.wanted.on_behalf_of;
  if (options.wanted.level > 0) body["level"] = options.wanted.level;
  const offices::HttpRequest request{.method = "POST",
                                     .path = "/token",
                                     .headers = {{"Content-Type", "application/json"}},
                                     .body = boost::json::serialize(body)};
  const auto answer = client->ask(request, {});
  if (!answer) {
    return fail(answer.error().code,
                options.sandbox + ": " + answer.error().detail + "; is `vermilion sandbox` there?");
  }
  if (answer.value().status != 200) {
    return fail(Code::unavailable,
                options.sandbox + "/token answered HTTP " + std::to_string(answer.value().status));
  }
  return offices::read_object(answer.value().body);
}

Result<void> run(Options& options) {
  VERMILION_TRY(options.wanted.kind, sandbox::kind_of(options.kind));
  VERMILION_TRY(sandbox::check(options.wanted));
  VERMILION_TRY(const auto token,
                options.key_file.empty() ? asked_for(options) : signed_here(options));
  const std::string text(offices::text_of(token, "access_token", 8 * 1024));
  if (text.empty()) return fail(Code::corrupt, "the issuer's answer holds no access_token");
  std::printf("%s\n", options.json ? boost::json::serialize(token).c_str() : text.c_str());
  return ok();
}

}  // namespace

void add_token(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      app.add_subcommand("token", "a bearer token of the sandbox's issuer, for scripts");
  command->add_option("--subject", options->wanted.subject, "who the token is for")->required();
  command
      ->add_option("--ttl", options->wanted.ttl_s,
                   "how many seconds it holds; a hall takes "
                   "600 at most unless it is told otherwise")
      ->capture_default_str();
  command->add_option("--unit", options->wanted.on_behalf_of, "of an agent: the unit's USCC");
  command->add_option("--level", options->wanted.level, "of assurance, 1 to 4")
      ->check(CLI::Range(1, 4));
  command->add_option("--kind", options->kind, "person, agent, staff or system")
      ->capture_default_str();
  auto* const sandbox = command->add_option("--sandbox", options->sandbox, "the sandbox to ask")
                            ->capture_default_str();
  auto* const key = command->add_option("--key", options->key_file,
                                        "the sandbox's key file: sign here and ask nobody");
  key->excludes(sandbox);
  command->add_option("--issuer", options->issuer, "with --key: the issuer's name in the token")
      ->capture_default_str()
      ->needs(key);
  command->add_flag("--json", options->json, "the issuer's whole answer");
  command->callback([options, &chosen] {
    chosen = [options] {
      const auto ended = run(*options);
      return ended ? exit_good : ends_with("token", ended.error(), options->json);
    };
  });
}

}  // namespace vermilion::commands
