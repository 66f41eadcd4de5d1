#include "app/commands/serve.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <memory>

#include "adapters/offices/frame/http_client.hpp"
#include "app/api/hall_server.hpp"
#include "app/api/json.hpp"
#include "app/hall/identity_check.hpp"
#include "app/hall/reference_files.hpp"
#include "workflows/reference/file.hpp"

namespace vermilion::commands {
namespace {

struct Options {
  std::string data;
  std::string listen = "127.0.0.1:8080";
  std::string ops = "127.0.0.1:9464";
  std::string sandbox;
  std::string issuer;
  std::string audience = "vermilion";
  std::string jwks_file;
  std::string clock;
  std::string journal = "segments";
  std::string views = "all";
  std::string name = "vermilion";
  ReferenceFiles files = built_in_files();
  std::size_t io_threads = 1;
  bool json = false;
};

struct Issuer {
  std::string name;
  std::string jwks;
};

// Issuer and keys of the sandbox, by OpenID Connect Discovery.
Result<Issuer> issuer_of(const std::string& sandbox) {
  VERMILION_TRY(const auto client, offices::HttpClient::make({.base = sandbox}));
  const std::stop_token never;
  VERMILION_TRY(const auto about,
                client->ask({.method = "GET", .path = "/.well-known/openid-configuration"}, never));
  auto reading = api::read_json(about.body);
  const auto* object = reading.good ? reading.value.if_object() : nullptr;
  const auto* name = object == nullptr ? nullptr : object->if_contains("issuer");
  if (about.status != 200 || name == nullptr || !name->is_string()) {
    return fail(Code::unavailable, sandbox + " serves no OpenID configuration");
  }
  VERMILION_TRY(const auto keys, client->ask({.method = "GET", .path = "/jwks"}, never));
  if (keys.status != 200) return fail(Code::unavailable, sandbox + " serves no key set");
  return Issuer{std::string{name->get_string()}, keys.body};
}

Result<Issuer> issuer_of(const Options& options) {
  if (!options.jwks_file.empty()) {
    if (options.issuer.empty()) return fail(Code::invalid, "--jwks needs --issuer beside it");
    VERMILION_TRY(auto keys, reference::read_file(options.jwks_file));
    return Issuer{options.issuer, std::move(keys)};
  }
  if (options.sandbox.empty()) {
    return fail(Code::invalid,
                "who is asking? name --sandbox URL, or --issuer NAME and --jwks FILE");
  }
  return issuer_of(options.sandbox);
}

void say(const Options& options, const char* what, const std::string& value) {
  if (options.json) {
    std::printf("%s\n", boost::json::serialize(boost::json::object{{what, value}}).c_str());
  } else {
    std::printf("hall: %s %s\n", what, value.c_str());
  }
  std::fflush(stdout);
}

Result<void> run(const Options& options) {
  VERMILION_TRY(const auto listen, listen_address(options.listen));
  VERMILION_TRY(const auto ops, listen_address(options.ops));
  if (options.journal != "segments") {
    return fail(Code::invalid, "--journal: this program keeps segments only");
  }
  if (options.views != "all" && options.views != "none") {
    return fail(Code::invalid, "--views is all or none");
  }
  TerminationSignals signals;  // before any thread is started
  HallOptions wanted;
  wanted.directory = options.data;
  wanted.house_name = options.name;
  wanted.views = options.views == "all";
  wanted.batch = [](const std::function<void()>& answers) {
    api::CompletionBatch batch;
    answers();
  };
  if (!options.clock.empty()) {
    wanted.set_clock = instant_from_text(options.clock);
    if (!wanted.set_clock) {
      return fail(Code::invalid, "--clock is an RFC 3339 time with zone, not " + options.clock);
    }
  }
  VERMILION_TRY(const auto issuer, issuer_of(options));
  VERMILION_TRY(wanted.references, read_references(options.files));
  VERMILION_TRY(const auto hall, Hall::open(std::move(wanted)));
  for (const auto& notice : hall->notices()) say(options, "notice", notice);
  std::unique_ptr<IdentityCheck> police;
  if (!options.sandbox.empty() && options.views == "all") {
    VERMILION_TRY(police, IdentityCheck::start(*hall, options.sandbox));
  }
  api::HallServerOptions serving;
  serving.address = listen.host;
  serving.port = listen.port;
  serving.operations_address = ops.host;
  serving.operations_port = ops.port;
  serving.io_threads = options.io_threads;
  serving.tokens.issuer = issuer.name;
  serving.tokens.audience = options.audience;
  serving.jwks = issuer.jwks;
  VERMILION_TRY(const auto server, api::HallServer::start(*hall, std::move(serving)));
  say(options, "listening", "http://" + listen.host + ":" + std::to_string(server->port()));
  say(options, "operations",
      "http://" + ops.host + ":" + std::to_string(server->operations_port()));
  signals.wait();
  server->stop();
  police.reset();
  hall->stop();
  return ok();
}

}  // namespace

void add_serve(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* const command = app.add_subcommand("serve", "run a hall");
  command->add_option("--data", options->data, "directory of the house, made if it is not there")
      ->required();
  command->add_option("--listen", options->listen, "address and port of the API")
      ->capture_default_str();
  command->add_option("--ops", options->ops, "address and port of health, metrics and operations")
      ->capture_default_str();
  command->add_option("--sandbox", options->sandbox,
                      "URL of the counterpart offices and the identity issuer");
  command->add_option("--issuer", options->issuer, "the pinned issuer's name (with --jwks)");
  command->add_option("--audience", options->audience, "what tokens must be meant for")
      ->capture_default_str();
  command->add_option("--jwks", options->jwks_file, "file of the pinned issuer's public keys");
  command->add_option("--grants", options->files.grants_file, "who may do what, where, until when");
  command->add_option("--clock", options->clock,
                      "a new house keeps a set clock that starts here (tests, demonstrations)");
  command->add_option("--journal", options->journal, "segments")->capture_default_str();
  command->add_option("--views", options->views, "all or none")->capture_default_str();
  command->add_option("--name", options->name, "name of a new house")->capture_default_str();
  command->add_option("--reference", options->files.reference_folder,
                      "holidays and divisions (tools/reference.sh)");
  command->add_option("--catalogue", options->files.catalogue_folder, "folder of item texts");
  command->add_option("--scopes", options->files.scopes_folder, "folder of scope changes");
  command->add_option("--io-threads", options->io_threads, "threads that serve connections")
      ->check(CLI::Range(1, 16))
      ->capture_default_str();
  command->set_config("--config", "", "a file of these options, name = value a line");
  command->add_flag("--json", options->json, "say things as JSON lines");
  command->callback([options, &chosen] {
    chosen = [options] {
      const auto ran = run(*options);
      return ran ? exit_good : ends_with("serve", ran.error(), options->json);
    };
  });
}

}  // namespace vermilion::commands
