#include "app/commands/serve.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <memory>

#include "adapters/system/open_files.hpp"
#include "app/api/hall_server.hpp"
#include "app/commands/content_check.hpp"
#include "app/commands/issuer_keys.hpp"
#include "app/commands/serve_options.hpp"
#include "app/hall/bill_seal.hpp"
#include "app/hall/office_desk.hpp"
#include "app/publish/publishing.hpp"

namespace vermilion::commands {
namespace {

using Options = ServeOptions;

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
  wanted.hall_key = options.hall_key;
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
  VERMILION_TRY(auto issuer, IssuerKeys::of(options));
  VERMILION_TRY(auto jwks, issuer.fetch());
  VERMILION_TRY(const auto hall, Hall::open(wanted));
  for (const auto& notice : hall->notices()) say(options, "notice", notice);
  std::vector<std::unique_ptr<OfficeDesk>> desks;
  if ((!options.sandbox.empty() || options.offices_apart) && options.views == "all") {
    const auto peer = options.offices_apart ? std::string{} : options.sandbox;
    VERMILION_TRY(desks.emplace_back(), start_public_security(*hall, peer));
    VERMILION_TRY(desks.emplace_back(), start_payment(*hall, peer));
    VERMILION_TRY(desks.emplace_back(), start_population(*hall, peer));
    VERMILION_TRY(desks.emplace_back(), start_postal(*hall, peer));
  }
  if (options.views == "all") {
    VERMILION_TRY(const auto registers, registers_of(options));
    VERMILION_TRY(const auto tokens, register_tokens(options));
    // From the files: a node that follows has adopted nothing yet when it comes here.
    VERMILION_TRY(const auto catalogue, catalogue_of(wanted.references));
    for (const auto& one : registers_not_named(catalogue, options)) {
      say(options, "notice", one + " is exchanged with, and no --register says where it is asked");
    }
    for (const auto& one : registers) {
      const auto peer = options.offices_apart ? std::string{} : one.url;
      VERMILION_TRY(desks.emplace_back(), start_register(*hall, one.code, peer, tokens));
    }
  }
  std::unique_ptr<BillSeal> seal;
  if (options.views == "all") {
    const auto& house = options.shared.empty() ? options.data : options.shared;
    const auto own = house + "/keys/bill-seal.pem";
    VERMILION_TRY(seal,
                  BillSeal::start(*hall, options.bill_seal.empty() ? own : options.bill_seal));
  }
  api::HallServerOptions serving;
  if (seal) serving.bill_key = seal->public_key();
  serving.address = listen.host;
  serving.port = listen.port;
  serving.operations_address = ops.host;
  serving.operations_port = ops.port;
  serving.io_threads = options.io_threads;
  serving.tokens.issuer = issuer.name();
  serving.tokens.audience = options.audience;
  serving.jwks = jwks;
  for (const auto& desk : desks) serving.offices.push_back(desk.get());
  if (wanted.views) {
    serving.papers_in = options.data;
    serving.materials_in = options.data + "/materials";
    serving.drafts_in = options.data + "/drafts";
    serving.content_check = checked_in_child();
    serving.templates_folder = options.files.templates_folder;
    serving.reference_folder = options.files.reference_folder;
    serving.fonts_folder = options.files.fonts_folder;
  }
  std::unique_ptr<Publishing> publishing;
  if (wanted.kafka) {
    serving.node = node_of(options);
    serving.journal_topic = wanted.kafka->topic;
    publishing = Publishing::start(*hall, *wanted.kafka);
    serving.publishing = [&events = *publishing] { return events.statistics(); };
  }
  VERMILION_TRY(const auto server, api::HallServer::start(*hall, std::move(serving)));
  auto refresh =
      std::make_unique<KeysRefresh>(std::move(issuer), std::move(jwks), server->tokens());
  say(options, "listening", "http://" + listen.host + ":" + std::to_string(server->port()));
  say(options, "operations",
      "http://" + ops.host + ":" + std::to_string(server->operations_port()));
  signals.wait();
  refresh.reset();
  server->stop();
  desks.clear();
  seal.reset();
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
