// The sandbox's identity issuer: anybody gets a token for any subject. For tests and demonstrations
// only; a real house pins its identity provider instead.
//
// Tokens are signed by the newest of at most three Ed25519 keys; older ones stay in the key set, so
// that tokens signed before a rotation hold until they expire. With a key file the keys outlive the
// process: the same file, the same tokens. The file holds the keys in PEM, newest first, mode 0600,
// and is replaced as a whole. Threads: any.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "app/api/token.hpp"
#include "base/result.hpp"

namespace vermilion::sandbox {

inline constexpr std::string_view audience = "vermilion";
inline constexpr std::size_t keys_kept = 3;
inline constexpr std::int64_t ttl_default_s = 600;  // what a hall takes at most by default
inline constexpr std::int64_t ttl_max_s = 86'400;

struct TokenWanted {
  std::string subject;  // 1 to 128 octets
  PrincipalKind kind = PrincipalKind::person;
  std::int64_t ttl_s = ttl_default_s;
  std::string on_behalf_of = {};  // of an agent: the unit's USCC
  std::uint8_t level = 0;         // of assurance, 1 to 4; 0: not said
};

// {"subject": "…", "kind": "person" | "agent" | "staff" | "system", "ttl": 600, "on_behalf_of":
// "…", "level": 2}; only subject must be given. Errors: invalid.
[[nodiscard]] Result<TokenWanted> read_token_wanted(std::string_view json);
// Errors: invalid.
[[nodiscard]] Result<PrincipalKind> kind_of(std::string_view name);
[[nodiscard]] Result<void> check(const TokenWanted& wanted);

class Issuer {
 public:
  // With an empty `key_file` the keys live as long as the issuer; a file that is not there is made.
  // Errors: io, invalid (the file holds no keys).
  [[nodiscard]] static Result<std::unique_ptr<Issuer>> open(std::string key_file);

  // What the tokens' `iss` and the configuration's addresses say, e.g. "http://127.0.0.1:8090".
  void set_name(std::string issuer);
  [[nodiscard]] std::string name() const;

  // {"access_token", "token_type", "expires_in"}. Errors: invalid.
  [[nodiscard]] Result<boost::json::object> token(const TokenWanted& wanted, Instant now) const;
  // Says to `client` who has logged in; not for halls (typ JWT).
  [[nodiscard]] std::string id_token(const TokenWanted& wanted, const std::string& client,
                                     const std::string& nonce, Instant now) const;
  [[nodiscard]] boost::json::object key_set() const;
  [[nodiscard]] boost::json::object configuration() const;  // OpenID Connect Discovery 1.0 §3
  // A new key signs from here on. Returns its kid. Errors: io, unavailable.
  [[nodiscard]] Result<std::string> rotate();

 private:
  explicit Issuer(std::string key_file) : key_file_(std::move(key_file)) {}
  [[nodiscard]] Result<void> load();
  [[nodiscard]] Result<void> save() const;

  const std::string key_file_;
  mutable std::mutex mutex_;
  std::string name_;
  std::vector<api::TokenSigner> signers_;  // newest first, never empty once open
};

}  // namespace vermilion::sandbox
