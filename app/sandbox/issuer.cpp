#include "app/sandbox/issuer.hpp"

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "adapters/offices/frame/strict_json.hpp"
#include "adapters/system/durable_files.hpp"

namespace vermilion::sandbox {
namespace {

constexpr std::string_view pem_end = "-----END PRIVATE KEY-----\n";
constexpr std::size_t key_file_max = 64 * 1024;

constexpr std::array<PrincipalKind, 4> kinds = {PrincipalKind::person, PrincipalKind::agent,
                                                PrincipalKind::staff, PrincipalKind::system};

// Out of range is one too many, which `check` refuses.
std::uint8_t level_of(std::int64_t level) {
  return level >= 1 && level <= api::level_max ? static_cast<std::uint8_t>(level)
                                               : static_cast<std::uint8_t>(api::level_max + 1);
}

}  // namespace

Result<PrincipalKind> kind_of(std::string_view name) {
  for (const PrincipalKind kind : kinds) {
    if (name == vermilion::name_of(kind)) return kind;
  }
  return fail(Code::invalid, "kind is person, agent, staff or system");
}

Result<void> check(const TokenWanted& wanted) {
  if (wanted.subject.empty() || wanted.subject.size() > 128) {
    return fail(Code::invalid, "subject is a text of 1 to 128 octets");
  }
  if (wanted.ttl_s < 1 || wanted.ttl_s > ttl_max_s) {
    return fail(Code::invalid, "ttl is a whole number of seconds from 1 to 86400");
  }
  if (wanted.level > api::level_max) return fail(Code::invalid, "level is 1 to 4");
  return ok();
}

Result<TokenWanted> read_token_wanted(std::string_view json) {
  VERMILION_TRY(const auto object, offices::read_object(json, 4096));
  TokenWanted wanted;
  for (const auto& member : object) {
    if (member.key() == "subject" && member.value().is_string()) {
      wanted.subject = offices::text_of(object, "subject", 128);
    } else if (member.key() == "kind" && member.value().is_string()) {
      VERMILION_TRY(wanted.kind, kind_of(offices::text_of(object, "kind", 16)));
    } else if (member.key() == "on_behalf_of" && member.value().is_string()) {
      wanted.on_behalf_of = offices::text_of(object, "on_behalf_of", 64);
    } else if (member.key() == "level" && member.value().is_int64()) {
      wanted.level = level_of(member.value().get_int64());
    } else if (member.key() == "ttl" && member.value().is_int64()) {
      wanted.ttl_s = member.value().get_int64();
    } else {
      return fail(Code::invalid,
                  "a token is asked for with subject, kind, ttl, on_behalf_of and level only");
    }
  }
  VERMILION_TRY(check(wanted));
  return wanted;
}

Result<std::unique_ptr<Issuer>> Issuer::open(std::string key_file) {
  std::unique_ptr<Issuer> issuer(new Issuer(std::move(key_file)));
  VERMILION_TRY(issuer->load());
  if (issuer->signers_.empty()) {
    VERMILION_TRY(auto signer, api::TokenSigner::generate());
    issuer->signers_.push_back(std::move(signer));
    VERMILION_TRY(issuer->save());
  }
  return issuer;
}

void Issuer::set_name(std::string issuer) {
  const std::scoped_lock lock(mutex_);
  name_ = std::move(issuer);
}

std::string Issuer::name() const {
  const std::scoped_lock lock(mutex_);
  return name_;
}

Result<boost::json::object> Issuer::token(const TokenWanted& wanted, Instant now) const {
  VERMILION_TRY(check(wanted));
  const std::scoped_lock lock(mutex_);
  api::TokenClaims claims;
  claims.subject = wanted.subject;
  claims.issuer = name_;
  claims.audience = audience;
  claims.kind = wanted.kind;
  claims.on_behalf_of = wanted.on_behalf_of;
  claims.level = wanted.level;
  claims.issued_at = now;
  claims.expires_at = now + wanted.ttl_s * microseconds_a_second;
  return boost::json::object{{"access_token", signers_.front().sign(claims)},
                             {"token_type", "Bearer"},
                             {"expires_in", wanted.ttl_s}};
}

std::string Issuer::id_token(const TokenWanted& wanted, const std::string& client,
                             const std::string& nonce, Instant now) const {
  const std::scoped_lock lock(mutex_);
  const auto& signer = signers_.front();
  const auto now_s = now.microseconds / microseconds_a_second;
  boost::json::object claims{{"iss", name_}, {"sub", wanted.subject},        {"aud", client},
                             {"iat", now_s}, {"exp", now_s + ttl_default_s}, {"auth_time", now_s}};
  if (!nonce.empty()) claims["nonce"] = nonce;
  if (wanted.level > 0) claims["acr"] = std::to_string(wanted.level);
  const boost::json::object header{{"alg", "EdDSA"}, {"typ", "JWT"}, {"kid", signer.kid()}};
  return signer.sign_parts(boost::json::serialize(header), boost::json::serialize(claims));
}

boost::json::object Issuer::key_set() const {
  const std::scoped_lock lock(mutex_);
  boost::json::array keys;
  for (const api::TokenSigner& signer : signers_) {
    const auto one = boost::json::parse(signer.jwks());
    for (const auto& key : one.at("keys").get_array()) keys.push_back(key);
  }
  return {{"keys", std::move(keys)}};
}

boost::json::object Issuer::configuration() const {
  const std::scoped_lock lock(mutex_);
  return {
      {"issuer", name_},
      {"jwks_uri", name_ + "/jwks"},
      {"authorization_endpoint", name_ + "/authorize"},
      {"token_endpoint", name_ + "/token"},
      {"response_types_supported", boost::json::array{"code"}},
      {"response_modes_supported", boost::json::array{"query"}},
      {"grant_types_supported", boost::json::array{"authorization_code", "client_credentials"}},
      {"code_challenge_methods_supported", boost::json::array{"S256"}},
      {"token_endpoint_auth_methods_supported", boost::json::array{"none", "client_secret_post"}},
      {"authorization_response_iss_parameter_supported", true},
      {"scopes_supported", boost::json::array{"openid"}},
      {"acr_values_supported", boost::json::array{"1", "2", "3", "4"}},
      {"subject_types_supported", boost::json::array{"public"}},
      {"id_token_signing_alg_values_supported", boost::json::array{"EdDSA"}}};
}

Result<std::string> Issuer::rotate() {
  VERMILION_TRY(auto signer, api::TokenSigner::generate());
  const std::scoped_lock lock(mutex_);
  std::vector<api::TokenSigner> before = signers_;
  signers_.insert(signers_.begin(), std::move(signer));
  if (signers_.size() > keys_kept) signers_.erase(signers_.begin() + keys_kept, signers_.end());
  if (auto saved = save(); !saved) {
    signers_ = std::move(before);  // what is not kept must not sign
    return saved.error();
  }
  return signers_.front().kid();
}

Result<void> Issuer::load() {
  if (key_file_.empty()) return ok();
  VERMILION_TRY(const auto text, read_whole_file(key_file_, key_file_max));
  if (!text) return ok();
  VERMILION_TRY(check_private(key_file_));
  std::string_view rest = *text;
  for (auto end = rest.find(pem_end); end != std::string_view::npos; end = rest.find(pem_end)) {
    const std::size_t size = end + pem_end.size();
    auto signer = api::TokenSigner::from_pem(rest.substr(0, size));
    if (!signer) return fail(Code::invalid, key_file_ + ": " + signer.error().detail);
    signers_.push_back(std::move(signer.value()));
    rest.remove_prefix(size);
  }
  if (signers_.empty() || signers_.size() > keys_kept || !rest.empty()) {
    return fail(Code::invalid, key_file_ +
                                   ": one to three Ed25519 private keys in PEM and nothing "
                                   "else would be right");
  }
  return ok();
}

Result<void> Issuer::save() const {
  if (key_file_.empty()) return ok();
  std::string text;
  for (const api::TokenSigner& signer : signers_) text += signer.to_pem();
  return write_durable_file(key_file_, text, Access::owner, Existing::replaced);
}

}  // namespace vermilion::sandbox
