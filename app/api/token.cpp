#include "app/api/token.hpp"

#include <algorithm>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "app/api/exchange.hpp"
#include "app/api/jws.hpp"
#include "app/api/token_keys.hpp"
#include "base/bytes.hpp"
#include "base/check.hpp"

namespace vermilion::api {
namespace {

namespace json = boost::json;

constexpr std::size_t subject_bytes_max = 256;
// Beyond this a time in seconds is no time but a mistake (the year 9999), and would overflow.
constexpr std::int64_t latest_s = 253'402'300'799;

// A NumericDate in whole seconds; fractions are allowed by RFC 7519 §2 but nobody sends them.
std::optional<std::int64_t> seconds_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains({name.data(), name.size()});
  if (value == nullptr || !value->is_int64()) return std::nullopt;
  const std::int64_t seconds = value->get_int64();
  if (seconds < 0 || seconds > latest_s) return std::nullopt;
  return seconds;
}

bool is_for(const json::object& claims, std::string_view audience) {
  const json::value* value = claims.if_contains("aud");
  if (value == nullptr) return false;
  const auto same = [&](const json::value& one) {
    return one.is_string() &&
           std::string_view(one.get_string().data(), one.get_string().size()) == audience;
  };
  if (!value->is_array()) return same(*value);
  const auto& list = value->get_array();
  return std::all_of(list.begin(), list.end(), [](const auto& one) { return one.is_string(); }) &&
         std::any_of(list.begin(), list.end(), same);
}

std::optional<PrincipalKind> kind_of(std::string_view name) {
  for (const PrincipalKind one :
       {PrincipalKind::person, PrincipalKind::agent, PrincipalKind::staff, PrincipalKind::system}) {
    if (name == name_of(one)) return one;
  }
  return std::nullopt;
}

bool plain_name(std::string_view text) noexcept {
  return !text.empty() && text.size() <= subject_bytes_max &&
         std::none_of(text.begin(), text.end(), [](char c) {
           const auto octet = static_cast<unsigned char>(c);
           return octet < 0x20 || octet == 0x7F;
         });
}

// Which key: by kid and algorithm, both of which must agree with what is configured.
Result<const KeySet::Key*> choose_key(const json::object& header, const TokenRules& rules,
                                      const KeySet& keys) {
  if (header.contains("crit")) return fail(Code::invalid, "the token demands an extension (crit)");
  const auto type = text_of(header, "typ");
  if (!type || !(same_name(*type, "at+jwt") || same_name(*type, "application/at+jwt"))) {
    return fail(Code::invalid, "the token is no access token (typ must be at+jwt)");
  }
  const auto named = text_of(header, "alg");
  const auto algorithm = named ? algorithm_of(*named) : std::nullopt;
  if (!algorithm || std::find(rules.algorithms.begin(), rules.algorithms.end(), *algorithm) ==
                        rules.algorithms.end()) {
    return fail(Code::invalid, "the token's algorithm is not one of the configured");
  }
  const auto kid = text_of(header, "kid");
  const KeySet::Key* key = kid ? keys.find(*kid) : nullptr;
  if (key == nullptr) return fail(Code::invalid, "the token names no key of the pinned key set");
  if (key->algorithm != *algorithm) {
    return fail(Code::invalid, "the token's algorithm is not its key's");
  }
  return key;
}

Result<void> check_times(const json::object& claims, const TokenRules& rules, Instant now,
                         Instant& expires_at) {
  const auto exp = seconds_of(claims, "exp");
  const auto iat = seconds_of(claims, "iat");
  if (!exp || !iat) return fail(Code::invalid, "the token must have exp and iat in whole seconds");
  const std::int64_t now_s = now.microseconds / microseconds_a_second;
  if (now_s >= *exp + rules.skew_s) return fail(Code::invalid, "the token has expired");
  if (claims.contains("nbf")) {
    const auto nbf = seconds_of(claims, "nbf");
    if (!nbf) return fail(Code::invalid, "the token's nbf must be whole seconds");
    if (*nbf > now_s + rules.skew_s) return fail(Code::invalid, "the token is not yet valid");
  }
  if (*iat > now_s + rules.skew_s) return fail(Code::invalid, "the token was issued in the future");
  if (*iat >= *exp || *exp - *iat > rules.lifetime_max_s) {
    return fail(Code::invalid, "the token's lifetime is not within the configured bound");
  }
  expires_at = Instant{*exp * microseconds_a_second};
  return ok();
}

}  // namespace

std::optional<std::string_view> bearer_of(std::string_view authorization) noexcept {
  constexpr std::string_view scheme = "Bearer ";
  if (authorization.size() <= scheme.size() ||
      !same_name(authorization.substr(0, scheme.size()), scheme)) {
    return std::nullopt;
  }
  authorization.remove_prefix(scheme.size());
  while (authorization.starts_with(' ')) authorization.remove_prefix(1);
  return authorization.empty() ? std::nullopt : std::optional(authorization);
}

TokenVerifier::TokenVerifier(TokenRules rules, KeySet keys)
    : rules_(std::move(rules)),
      keys_(std::make_shared<const KeySet>(std::move(keys))),
      cache_(rules_.cache_bytes_max) {
  VERMILION_CHECK(rules_.skew_s >= 0 && rules_.skew_s <= 60, "at most 60 s (ASVS 5.0 §9.2.1)");
  VERMILION_CHECK(!rules_.issuer.empty() && !rules_.audience.empty());
}

Result<std::shared_ptr<const Identity>> TokenVerifier::verify(std::string_view token, Instant now) {
  if (token.size() > rules_.bytes_max) return fail(Code::invalid, "the token is too long");
  // The generation is read before the keys: keys replaced in between leave an entry that is of an
  // older generation than it is, which costs one more verification and no more.
  const std::uint64_t generation = generation_.load(std::memory_order_acquire);
  if (auto known = cache_.find(token, generation, now)) return known;
  std::shared_ptr<const KeySet> keys;
  {
    const std::scoped_lock lock(mutex_);
    keys = keys_;
  }
  VERMILION_TRY(Identity identity, verify_afresh(token, now, *keys));
  auto shared = std::make_shared<const Identity>(std::move(identity));
  cache_.put(token, generation, shared);
  return shared;
}

void TokenVerifier::replace_keys(KeySet keys) {
  auto fresh = std::make_shared<const KeySet>(std::move(keys));
  const std::scoped_lock lock(mutex_);
  keys_ = std::move(fresh);
  generation_.fetch_add(1, std::memory_order_release);
}

void TokenVerifier::when_unknown_key(std::function<void()> told) {
  const std::scoped_lock lock(mutex_);
  unknown_key_ = std::move(told);
}

Result<Identity> TokenVerifier::verify_afresh(std::string_view token, Instant now,
                                              const KeySet& keys) const {
  VERMILION_TRY(const JwsParts parts, split_jws(token));
  unsigned char memory[8 * 1024];
  json::monotonic_resource resource(memory);
  VERMILION_TRY(const json::value header, read_jws_part(parts.header, "token's header", &resource));
  const auto kid = text_of(header.get_object(), "kid");
  if (kid && keys.find(*kid) == nullptr) {
    const std::scoped_lock lock(mutex_);
    if (unknown_key_) unknown_key_();
  }
  VERMILION_TRY(const KeySet::Key* key, choose_key(header.get_object(), rules_, keys));
  const auto signature = from_base64url(parts.signature);
  if (!signature || !signature_holds(*key, parts.signed_text, *signature)) {
    return fail(Code::invalid, "the token's signature does not hold");
  }
  VERMILION_TRY(const json::value payload,
                read_jws_part(parts.payload, "token's payload", &resource));
  const json::object& claims = payload.get_object();
  if (text_of(claims, "iss") != rules_.issuer) {
    return fail(Code::invalid, "the token is of another issuer");
  }
  if (!is_for(claims, rules_.audience)) {
    return fail(Code::invalid, "the token is for another audience");
  }
  Identity identity;
  VERMILION_TRY(check_times(claims, rules_, now, identity.expires_at));
  const auto subject = text_of(claims, "sub");
  if (!subject || !plain_name(*subject)) return fail(Code::invalid, "the token has no fit sub");
  const auto kind = kind_of(text_of(claims, "kind").value_or(""));
  if (!kind) {
    return fail(Code::invalid, "the token's kind must be person, agent, staff or system");
  }
  if (claims.contains("on_behalf_of")) {
    const auto other = text_of(claims, "on_behalf_of");
    if (!other || !plain_name(*other)) {
      return fail(Code::invalid, "the token's on_behalf_of is no fit name");
    }
    identity.on_behalf_of = std::string(*other);
  }
  const auto level = text_of(claims, "acr").value_or("");
  if (level.size() == 1 && level[0] >= '1' && level[0] <= '0' + level_max) {
    identity.level = static_cast<std::uint8_t>(level[0] - '0');
  }
  identity.issuer = rules_.issuer;
  identity.subject = std::string(*subject);
  identity.kind = *kind;
  return identity;
}

}  // namespace vermilion::api
