#include "app/commands/sandbox.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <memory>

#include "app/sandbox/sandbox.hpp"

namespace vermilion::commands {
namespace {

struct Options {
  std::string listen = "127.0.0.1:8090";
  std::string key_file;
  std::string issuer;
  std::string notify;
  std::uint64_t seed = 1;
  bool allow_remote = false;
  bool json = false;
};

Result<void> run(const Options& options) {
  VERMILION_TRY(const auto address, listen_address(options.listen));
  if (!address.loopback() && !options.allow_remote) {
    return fail(Code::invalid,
                "the sandbox gives tokens to anybody, so it listens on 127.0.0.1 "
                "only; --allow-remote says that others may reach it");
  }
  TerminationSignals signals;  // before any thread is started
  sandbox::SandboxOptions wanted;
  wanted.server.address = address.host;
  wanted.server.port = address.port;
  wanted.key_file = options.key_file;
  wanted.issuer = options.issuer;
  wanted.seed = options.seed;
  wanted.notify = options.notify;
  VERMILION_TRY(const auto running, sandbox::Sandbox::start(wanted));
  const std::string line =
      options.json ? boost::json::serialize(boost::json::object{
                         {"listening", running->url()}, {"issuer", running->issuer().name()}})
                   : "sandbox: listens on " + running->url();
  std::printf("%s\n", line.c_str());
  std::fflush(stdout);
  signals.wait();
  running->stop();
  return ok();
}

}  // namespace

void add_sandbox(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* const command = app.add_subcommand(
      "sandbox", "run the counterpart offices and an identity issuer, with faults on request");
  command->add_option("--listen", options->listen, "address and port")->capture_default_str();
  command->add_option("--key", options->key_file,
                      "file of the issuer's keys, made if it is not there (default: new keys)");
  command->add_option("--issuer", options->issuer,
                      "the issuer's name in tokens (default: the address it listens on)");
  command->add_option("--notify", options->notify,
                      "address of the hall that hears when an order was paid");
  command->add_option("--seed", options->seed, "of the chance of faults")->capture_default_str();
  command->add_flag("--allow-remote", options->allow_remote,
                    "also listen where other machines can ask for tokens");
  command->add_flag("--json", options->json, "say where it listens as JSON");
  command->callback([options, &chosen] {
    chosen = [options] {
      const auto ended = run(*options);
      return ended ? exit_good : ends_with("sandbox", ended.error(), options->json);
    };
  });
}

}  // namespace vermilion::commands
