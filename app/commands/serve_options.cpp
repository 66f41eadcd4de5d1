#include "app/commands/serve_options.hpp"

#include <algorithm>
#include <set>
#include <sstream>
#include <utility>

#include "adapters/offices/frame/http_client.hpp"
#include "adapters/store/segments/house_file.hpp"
#include "adapters/store/segments/posix_files.hpp"
#include "app/api/token_keys.hpp"
#include "app/hall/house_record.hpp"
#include "workflows/reference/file.hpp"

namespace vermilion::commands {
namespace {

using Findings = std::vector<table::ModelFinding>;

void note(Findings& findings, const char* where, const Result<void>& checked) {
  if (!checked) findings.push_back({where, checked.error().detail});
}

Result<void> check_address(const std::string& text) {
  VERMILION_TRY(listen_address(text));
  return ok();
}

Result<void> check_identity(const ServeOptions& options) {
  if (!options.jwks_file.empty()) {
    if (options.issuer.empty()) return fail(Code::invalid, "--jwks needs --issuer beside it");
    VERMILION_TRY(const auto keys, reference::read_file(options.jwks_file));
    VERMILION_TRY(api::KeySet::from_jwks(keys));
    return ok();
  }
  const auto& url = options.oidc.empty() ? options.sandbox : options.oidc;
  if (url.empty()) return fail(Code::invalid, who_is_asking);
  VERMILION_TRY(offices::HttpClient::make({.base = url}));
  return ok();
}

Result<void> check_journal(const ServeOptions& options) {
  if (options.journal == "segments") {
    if (!options.kafka.said() && options.node.empty() && options.shared.empty()) return ok();
    return fail(Code::invalid, "--brokers, --node and --shared are for --journal kafka");
  }
  if (options.journal != "kafka") {
    return fail(Code::invalid, "--journal is segments or kafka, not " + options.journal);
  }
  VERMILION_TRY(kafka_options(options.kafka));
  VERMILION_TRY(const auto node, listen_address(node_of(options)));
  if (node.port == 0) {
    return fail(Code::invalid,
                "--node is needed beside a --listen whose port the system chooses: the address by "
                "which the other nodes reach this one");
  }
  return ok();
}

Result<void> check_views(const ServeOptions& options) {
  if (options.views == "all" || options.views == "none") return ok();
  return fail(Code::invalid, "--views is all or none, not " + options.views);
}

Result<void> check_registers(const ServeOptions& options) {
  VERMILION_TRY(const auto others, registers_of(options));
  for (const auto& one : others) {
    VERMILION_TRY(offices::HttpClient::make({.base = one.url}));
  }
  const bool whole = !options.register_self.empty() && !options.register_token_url.empty() &&
                     !options.register_secret.empty();
  if (options.registers.empty() || whole) return ok();
  return fail(Code::invalid,
              "--register needs --register-self, --register-token-url and --register-secret");
}

// A house that is there keeps the clock that its first record names.
Result<void> check_house_file(const ServeOptions& options) {
  VERMILION_TRY(const auto wanted, set_clock_of(options));
  PosixFiles files;
  const auto record = read_house(files, options.data);
  if (!record && record.error().code == Code::not_found) return ok();  // `serve` will found it
  if (!record) return fail(record.error().code, record.error().detail);
  VERMILION_TRY(const auto founded, read_house_record(record.value()));
  if (wanted && !founded.set_clock) {
    return fail(Code::invalid,
                "this house keeps the real clock, as its first record says: --clock is refused");
  }
  return ok();
}

}  // namespace

void add_reference_options(CLI::App& command, ReferenceFiles& files) {
  command.add_option("--grants", files.grants_file, "who may do what, where, until when");
  command.add_option("--reference", files.reference_folder,
                     "holidays and divisions (tools/reference.sh)");
  command.add_option("--catalogue", files.catalogue_folder,
                     "folder of item texts, with editions.lock");
  command.add_option("--scopes", files.scopes_folder, "folder of scope changes");
  command.add_option("--templates", files.templates_folder,
                     "folder of papers' templates, with templates.lock");
}

void add_serve_options(CLI::App& command, ServeOptions& options) {
  command.add_option("--data", options.data, "directory of the house, made if it is not there");
  command.add_option("--listen", options.listen, "address and port of the API")
      ->capture_default_str();
  command.add_option("--ops", options.ops, "address and port of health, metrics and operations")
      ->capture_default_str();
  command.add_option("--sandbox", options.sandbox,
                     "URL of the counterpart offices and the identity issuer");
  command.add_option("--oidc", options.oidc,
                     "URL of the OpenID issuer whose tokens count (default: the sandbox's)");
  command.add_option("--issuer", options.issuer, "the pinned issuer's name (with --jwks)");
  command.add_option("--audience", options.audience, "what tokens must be meant for")
      ->capture_default_str();
  command.add_option("--jwks", options.jwks_file, "file of the pinned issuer's public keys");
  command.add_option("--clock", options.clock,
                     "a new house keeps a set clock that starts here (tests, demonstrations)");
  command.add_option("--journal", options.journal, "segments or kafka")->capture_default_str();
  add_kafka_options(command, options.kafka);
  command.add_option("--node", options.node,
                     "host:port by which the other nodes reach this one (default: --listen)");
  command.add_option("--shared", options.shared,
                     "directory that every node sees, for keys and reference data");
  command.add_option("--bill-seal", options.bill_seal,
                     "PEM file of the SM2 key by which this hall supervises bills; without it one "
                     "is made in the data directory. Nodes of one house are given the same");
  command.add_option("--hall-key", options.hall_key,
                     "file of the key that wraps all others (default: hall.key beside the folder "
                     "of keys; made when the house has none)");
  command.add_option("--register", options.registers,
                     "CODE=URL of another register with which persons are exchanged; may be given "
                     "more than once");
  command.add_option("--register-self", options.register_self,
                     "code of this house's own register; others know it as register.CODE");
  command.add_option("--register-token-url", options.register_token_url,
                     "where the issuer gives this register its token (client credentials)");
  command.add_option("--register-secret", options.register_secret,
                     "file of its secret there, mode 0600");
  command.add_flag("--offices-apart", options.offices_apart,
                   "offices are asked by processes of their own (`vermilion office`)");
  command.add_option("--views", options.views, "all or none")->capture_default_str();
  command.add_option("--name", options.name, "name of a new house")->capture_default_str();
  command.add_option("--io-threads", options.io_threads, "threads that serve connections")
      ->check(CLI::Range(1, 16))
      ->capture_default_str();
  add_reference_options(command, options.files);
  command.add_option("--fonts", options.files.fonts_folder,
                     "cut-down fonts of papers (tools/fonts.sh); without them papers take longer");
  command.add_option("--config", options.config, "a file of these options, name = value a line");
  command.add_flag("--json", options.json, "say things as JSON lines");
}

// CLI11 2.1 reads a configuration file for the whole program only, never for a subcommand.
Result<void> read_config_file(CLI::App& command, const ServeOptions& options) {
  if (!options.config.empty()) {
    VERMILION_TRY(const auto text, reference::read_file(options.config));
    std::set<std::string> said;
    try {
      std::istringstream lines{text};
      for (const auto& item : CLI::ConfigINI{}.from_config(lines)) {
        const auto bad = [&](const char* what) {
          return fail(Code::invalid, options.config + ": " + item.fullname() + " " + what);
        };
        auto* option = command.get_option_no_throw("--" + item.name);
        if (!item.parents.empty() || option == nullptr || item.name == "config" ||
            item.name == "help") {
          return bad("is no option of serve");
        }
        if (!said.insert(item.name).second) return bad("stands here twice");
        if (item.inputs.size() != 1) return bad("takes one value");
        if (option->count() > 0) continue;  // the command line has the last word
        option->add_result(item.inputs.front());
        option->run_callback();
      }
    } catch (const CLI::Error& error) {
      return fail(Code::invalid, options.config + ": " + error.what());
    }
  }
  if (options.data.empty()) {
    return fail(Code::invalid, "--data is missing: the directory of the house");
  }
  return ok();
}

Result<std::optional<Instant>> set_clock_of(const ServeOptions& options) {
  if (options.clock.empty()) return std::optional<Instant>{};
  const auto instant = instant_from_text(options.clock);
  if (!instant) {
    return fail(Code::invalid, "--clock is an RFC 3339 time with zone, not " + options.clock);
  }
  return instant;
}

std::string node_of(const ServeOptions& options) {
  return options.node.empty() ? options.listen : options.node;
}

Result<std::vector<OtherRegister>> registers_of(const ServeOptions& options) {
  std::vector<OtherRegister> others;
  for (const auto& text : options.registers) {
    const auto equals = text.find('=');
    const auto code = text.substr(0, std::min(equals, text.size()));
    const bool good =
        equals != std::string::npos && !code.empty() && code.size() <= 16 &&
        code.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz-") == std::string::npos &&
        code != options.register_self;
    if (!good) {
      return fail(Code::invalid,
                  "--register is CODE=URL of another register, as 330200=https://hall: " + text);
    }
    others.push_back({code, text.substr(equals + 1)});
  }
  if (others.empty() && !options.sandbox.empty()) others.push_back({"320000", options.sandbox});
  return others;
}

std::vector<std::string> registers_not_named(const Catalogue& catalogue,
                                             const ServeOptions& options) {
  std::set<std::string> missing;
  const auto named = registers_of(options);
  const bool sample = options.registers.empty() && !options.sandbox.empty();
  if (!named || sample) return {};
  for (const auto& [key, item] : catalogue.items) {
    if (!item.registrant) continue;
    for (const auto& code : item.registrant->registers) {
      const bool known =
          code == options.register_self ||
          std::any_of(named.value().begin(), named.value().end(),
                      [&](const OtherRegister& other) { return other.code == code; });
      if (!known) missing.insert(item.code + ": " + code);
    }
  }
  return {missing.begin(), missing.end()};
}

Result<std::shared_ptr<offices::ClientCredentials>> register_tokens(const ServeOptions& options) {
  std::unique_ptr<offices::ClientCredentials> tokens;
  if (options.registers.empty()) {
    if (options.sandbox.empty()) return std::shared_ptr<offices::ClientCredentials>{};
    VERMILION_TRY(tokens, offices::ClientCredentials::make(options.sandbox + "/token",
                                                           "register.330000", "sample"));
    return std::shared_ptr{std::move(tokens)};
  }
  VERMILION_TRY(const auto secret, read_secret(options.register_secret));
  VERMILION_TRY(tokens,
                offices::ClientCredentials::make(options.register_token_url,
                                                 "register." + options.register_self, secret));
  return std::shared_ptr{std::move(tokens)};
}

Result<void> check_values(const ServeOptions& options) {
  VERMILION_TRY(check_address(options.listen));
  VERMILION_TRY(check_address(options.ops));
  VERMILION_TRY(check_journal(options));
  VERMILION_TRY(check_registers(options));
  return check_views(options);
}

Findings check_configuration(const ServeOptions& options) {
  Findings findings;
  note(findings, "--listen", check_address(options.listen));
  note(findings, "--ops", check_address(options.ops));
  note(findings, "--journal", check_journal(options));
  note(findings, "--views", check_views(options));
  note(findings, "--register", check_registers(options));
  note(findings, "identity", check_identity(options));
  note(findings, "--data", check_house_file(options));
  const auto references = read_references(options.files);
  if (!references) {
    findings.push_back({"reference data", references.error().detail});
    return findings;
  }
  auto model = check_house(options.files, references.value());
  if (!model) {
    findings.push_back({"catalogue", model.error().detail});
    return findings;
  }
  std::move(model.value().begin(), model.value().end(), std::back_inserter(findings));
  return findings;
}

}  // namespace vermilion::commands
