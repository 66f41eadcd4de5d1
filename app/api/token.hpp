// Access tokens: JWS compact (RFC 7515, 7519, 9068), verified by the rules of RELIABILITY §5.1.
//
// The algorithm comes from the configuration and from the key, never from the token: a key stands
// in a pinned key set under one `kid` with one algorithm, and a token that names another is refused
// (RFC 8725 §3.1). jku, x5u, x5c and jwk in a token are ignored; crit is refused. What a principal
// may *do* never comes from a token: it says who is asking, (iss, sub) and kind, and no more.
// Errors are Code::invalid with a sentence that says which rule, and never holds a token's bytes.
// Time is handed in; `now` is the real clock's, also in a house with a set one (DESIGN §5).
// Threads: TokenVerifier any; KeySet is immutable; TokenSigner any.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/api/token_cache.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

struct evp_pkey_st;  // OpenSSL's EVP_PKEY

namespace vermilion::api {

enum class Algorithm : std::uint8_t { eddsa, es256, rs256, ps256 };
[[nodiscard]] std::string_view name_of(Algorithm algorithm) noexcept;
[[nodiscard]] std::optional<Algorithm> algorithm_of(std::string_view name) noexcept;

using KeyHandle = std::shared_ptr<evp_pkey_st>;

// The public keys of the pinned issuer, by kid.
class KeySet {
 public:
  // A JWK Set (RFC 7517). OKP Ed25519, EC P-256 and RSA of at least 2,048 bits with `alg` RS256 or
  // PS256; keys of other types or for other uses are passed over. Errors: invalid for malformed
  // sets, a usable key without kid, a kid twice, private or symmetric key material, no usable key.
  static Result<KeySet> from_jwks(std::string_view text);

  struct Key {
    Algorithm algorithm{};
    KeyHandle handle;
  };
  [[nodiscard]] const Key* find(std::string_view kid) const noexcept;
  [[nodiscard]] std::size_t size() const noexcept { return keys_.size(); }

 private:
  std::map<std::string, Key, std::less<>> keys_;
};

// Levels of assurance run from 1 to 4 and stand in `acr` as that digit; any other says 1.
inline constexpr std::uint8_t level_max = 4;

struct TokenRules {
  std::string issuer;    // exactly `iss`
  std::string audience;  // exactly `aud`, or exactly one of its members
  std::vector<Algorithm> algorithms = {Algorithm::eddsa, Algorithm::es256, Algorithm::rs256,
                                       Algorithm::ps256};
  std::int64_t skew_s = 60;               // at most 60
  std::int64_t lifetime_max_s = 10 * 60;  // exp - iat (ASVS 5.0 §8.3.2)
  std::size_t bytes_max = 8 * 1024;
  std::size_t cache_bytes_max = 16 * 1024 * 1024;
};

class TokenVerifier {
 public:
  TokenVerifier(TokenRules rules, KeySet keys);

  // From the cache when the same text was verified under this very key set and still holds.
  Result<std::shared_ptr<const Identity>> verify(std::string_view token, Instant now);
  // Every token is verified again from here on.
  void replace_keys(KeySet keys);
  // Called, on the caller's thread, for each token that names a key which is not known: it must be
  // quick. Empty: nobody is told.
  void when_unknown_key(std::function<void()> told);
  [[nodiscard]] TokenCacheStatistics cache_statistics() const { return cache_.statistics(); }

 private:
  Result<Identity> verify_afresh(std::string_view token, Instant now, const KeySet& keys) const;

  const TokenRules rules_;
  mutable std::mutex mutex_;  // for keys_ and unknown_key_
  std::function<void()> unknown_key_;
  std::shared_ptr<const KeySet> keys_;
  std::atomic<std::uint64_t> generation_{1};
  TokenCache cache_;
};

// The token of "Authorization: Bearer …" (RFC 6750 §2.1); nothing when it is another scheme.
[[nodiscard]] std::optional<std::string_view> bearer_of(std::string_view authorization) noexcept;

struct TokenClaims {
  std::string subject;
  std::string issuer;
  std::string audience;
  PrincipalKind kind = PrincipalKind::person;
  std::string name = {};          // for a person's eyes; left out when empty
  std::string on_behalf_of = {};  // left out when empty
  std::uint8_t level = 0;         // of assurance, as acr; left out when 0
  Instant issued_at = {};         // also nbf
  Instant expires_at = {};
};

// The sandbox's issuer: one Ed25519 key. A real house has its identity provider instead.
class TokenSigner {
 public:
  static Result<TokenSigner> generate();
  // PKCS #8 in PEM, as to_pem writes it.
  static Result<TokenSigner> from_pem(std::string_view pem);
  // Secret: for a file of mode 0600.
  [[nodiscard]] std::string to_pem() const;
  [[nodiscard]] const std::string& kid() const noexcept { return kid_; }  // RFC 7638 thumbprint
  // {"keys":[…]} with the public key alone.
  [[nodiscard]] std::string jwks() const;
  [[nodiscard]] std::string sign(const TokenClaims& claims) const;
  // Signs any header and payload: for sign, and for tests that need wrong ones.
  [[nodiscard]] std::string sign_parts(std::string_view header, std::string_view payload) const;

 private:
  explicit TokenSigner(KeyHandle key);
  KeyHandle key_;
  std::string public_x_;  // base64url of the 32 octets
  std::string kid_;
};

}  // namespace vermilion::api
