#include "app/commands/serve.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <memory>

#include "adapters/offices/frame/http_client.hpp"
#include "adapters/system/open_files.hpp"
#include "app/api/hall_server.hpp"
#include "app/api/json.hpp"
#include "app/commands/content_check.hpp"
#include "app/commands/serve_options.hpp"
#include "app/hall/identity_check.hpp"
#include "app/publish/publishing.hpp"
#include "workflows/reference/file.hpp"

namespace vermilion::commands {
namespace {

using Options = ServeOptions;

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
  VERMILION_TRY(check_values(options));
  VERMILION_TRY(const auto listen, listen_address(options.listen));
  VERMILION_TRY(const auto ops, listen_address(options.ops));
  TerminationSignals signals;  // before any thread is started
  open_many_files();
  HallOptions wanted;
  wanted.directory = options.data;
  wanted.house_name = options.name;
  wanted.views = options.views == "all";
  if (options.journal == "kafka") {
    VERMILION_TRY(wanted.kafka, kafka_options(options.kafka));
    wanted.loop.node = node_of(options);
    wanted.shared = options.shared;
  }
  wanted.batch = [](const std::function<void()>& answers) {
    api::CompletionBatch batch;
    answers();
  };
  VERMILION_TRY(wanted.set_clock, set_clock_of(options));
  VERMILION_TRY(wanted.references, read_references(options.files));
  VERMILION_TRY(const auto findings, check_house(options.files, wanted.references));
  VERMILION_TRY(refuse_findings(findings));
  VERMILION_TRY(const auto issuer, issuer_of(options));
  VERMILION_TRY(const auto hall, Hall::open(wanted));
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
  if (wanted.views) {
    serving.papers_in = options.data;
    serving.materials_in = options.data + "/materials";
    serving.drafts_in = options.data + "/drafts";
    serving.content_check = checked_in_child();
    serving.templates_folder = options.files.templates_folder;
    serving.reference_folder = options.files.reference_folder;
  }
  std::unique_ptr<Publishing> publishing;
  if (wanted.kafka) {
    serving.node = node_of(options);
    serving.journal_topic = wanted.kafka->topic;
    publishing = Publishing::start(*hall, *wanted.kafka);
    serving.publishing = [&events = *publishing] { return events.statistics(); };
  }
  VERMILION_TRY(const auto server, api::HallServer::start(*hall, std::move(serving)));
  say(options, "listening", "http://" + listen.host + ":" + std::to_string(server->port()));
  say(options, "operations",
      "http://" + ops.host + ":" + std::to_string(server->operations_port()));
  signals.wait();
  server->stop();
  police.reset();
  publishing.reset();
  hall->stop();
  return ok();
}

}  // namespace

void add_serve(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* const command = app.add_subcommand("serve", "run a hall");
  add_serve_options(*command, *options);
  command->callback([options, command, &chosen] {
    chosen = [options, command] {
      const auto read = read_config_file(*command, *options);
      if (!read) return ends_with("serve", read.error(), options->json);
      const auto ran = run(*options);
      return ran ? exit_good : ends_with("serve", ran.error(), options->json);
    };
  });
}

}  // namespace vermilion::commands
