// What `vermilion serve` is told, and what can be said of it before anything starts.
//
// `serve` and `config check` take the same options from the same lines, so that a configuration
// that was checked is the one that runs. Threads: the main thread.
#pragma once

#include <optional>
#include <vector>

#include "adapters/offices/frame/client_credentials.hpp"
#include "app/commands/kafka_options.hpp"
#include "app/hall/house_model.hpp"

namespace vermilion::commands {

inline constexpr auto who_is_asking =
    "who is asking? name --oidc URL, or --issuer NAME and --jwks FILE, or --sandbox URL";

struct ServeOptions {
  std::string data;
  std::string listen = "127.0.0.1:8080";
  std::string ops = "127.0.0.1:9464";
  std::string sandbox;
  std::string oidc;  // URL of an OpenID issuer
  std::string issuer;
  std::string audience = "vermilion";
  std::string jwks_file;
  std::string clock;
  std::string journal = "segments";
  KafkaWords kafka;
  std::string node;                    // this node's address; empty: --listen
  std::string shared;                  // keys and blobs
  std::string hall_key;                // wraps the keys
  std::string bill_seal;               // empty: one of its own, in the data directory
  std::vector<std::string> registers;  // other ones: "330200=https://…"
  std::string register_self;           // code of this house's own
  std::string register_token_url;      // who gives the token by which others know it
  std::string register_secret;         // file
  bool offices_apart = false;
  std::string views = "all";
  std::string name = "vermilion";
  ReferenceFiles files = built_in_files();
  std::size_t io_threads = 1;
  std::string config;  // a file of these options
  bool json = false;
};

// The folders and files of reference data, shared with `model`.
void add_reference_options(CLI::App& command, ReferenceFiles& files);
void add_serve_options(CLI::App& command, ServeOptions& options);
// After parsing: takes from the file in --config what the command line has not said, lines
// `name = value` with the long names of the options, '#' before a comment. --data must have been
// said in one of the two. Errors: not_found, invalid (an unknown name, one twice, a value that the
// option does not take), each with the file's name.
[[nodiscard]] Result<void> read_config_file(CLI::App& command, const ServeOptions& options);

// What stands in --clock; nothing when it is left out. Errors: invalid.
[[nodiscard]] Result<std::optional<Instant>> set_clock_of(const ServeOptions& options);
// The address by which other nodes know this one.
[[nodiscard]] std::string node_of(const ServeOptions& options);
// Another register (登记机构) with which persons are exchanged.
struct OtherRegister {
  std::string code;
  std::string url;
};
// What stands in --register; the sandbox's, where there is one and none is named. Errors: invalid.
[[nodiscard]] Result<std::vector<OtherRegister>> registers_of(const ServeOptions& options);
// Whom items of the catalogue exchange persons with, and nobody here would ask: "item: code". Who
// moves in from there would wait for good. Nothing is asked of a sandbox's sample house.
[[nodiscard]] std::vector<std::string> registers_not_named(const Catalogue& catalogue,
                                                           const ServeOptions& options);
// By which token this house asks them; null when there are none. Errors: invalid, not_found, io.
[[nodiscard]] Result<std::shared_ptr<offices::ClientCredentials>> register_tokens(
    const ServeOptions& options);
// Values that stand by themselves: addresses, journal, views. Errors: invalid.
[[nodiscard]] Result<void> check_values(const ServeOptions& options);

// Everything that `serve` would refuse and that can be seen without starting anything or asking
// anybody: values, the pinned keys, the house in --data, reference data, catalogue, grants. Each
// finding names the option or the file and line. Nothing is made or changed.
[[nodiscard]] std::vector<table::ModelFinding> check_configuration(const ServeOptions& options);

}  // namespace vermilion::commands
