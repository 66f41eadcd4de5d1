#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <array>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "app/api/token.hpp"
#include "app/api/token_keys.hpp"
#include "base/bytes.hpp"
#include "base/check.hpp"

namespace vermilion::api {
namespace {

namespace json = boost::json;

std::string sha256(std::string_view text) {
  std::array<unsigned char, 32> digest{};
  unsigned size = 0;
  const bool good =
      EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) == 1;
  VERMILION_CHECK(good && size == digest.size(), "SHA-256 takes anything");
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace

TokenSigner::TokenSigner(KeyHandle key) : key_(std::move(key)) {
  std::array<unsigned char, 32> raw{};
  std::size_t size = raw.size();
  const bool good = EVP_PKEY_get_raw_public_key(key_.get(), raw.data(), &size) == 1;
  VERMILION_CHECK(good && size == raw.size(), "an Ed25519 key has a public half of 32 octets");
  public_x_ = to_base64url({reinterpret_cast<const char*>(raw.data()), raw.size()});
  // RFC 7638 §3: the required members in order of their names.
  kid_ = to_base64url(sha256(R"({"crv":"Ed25519","kty":"OKP","x":")" + public_x_ + "\"}"));
}

Result<TokenSigner> TokenSigner::generate() {
  KeyHandle key = own(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  if (!key) return fail(Code::unavailable, "OpenSSL could not make an Ed25519 key");
  return TokenSigner(std::move(key));
}

Result<TokenSigner> TokenSigner::from_pem(std::string_view pem) {
  const std::unique_ptr<BIO, int (*)(BIO*)> source(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  KeyHandle key = own(PEM_read_bio_PrivateKey(source.get(), nullptr, nullptr, nullptr));
  if (!key || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_ED25519) {
    return fail(Code::invalid, "the text is no Ed25519 private key in PEM");
  }
  return TokenSigner(std::move(key));
}

std::string TokenSigner::to_pem() const {
  const std::unique_ptr<BIO, int (*)(BIO*)> sink(BIO_new(BIO_s_secmem()), BIO_free);
  const bool good = PEM_write_bio_PKCS8PrivateKey(sink.get(), key_.get(), nullptr, nullptr, 0,
                                                  nullptr, nullptr) == 1;
  VERMILION_CHECK(good, "a key that we hold can be written");
  char* data = nullptr;
  const long size = BIO_get_mem_data(sink.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string TokenSigner::jwks() const {
  json::object key{{"kty", "OKP"}, {"crv", "Ed25519"}, {"x", public_x_},
                   {"use", "sig"}, {"alg", "EdDSA"},   {"kid", kid_}};
  json::object set;
  set["keys"] = json::array{std::move(key)};
  return json::serialize(set);
}

std::string TokenSigner::sign(const TokenClaims& claims) const {
  const json::object header{{"alg", "EdDSA"}, {"typ", "at+jwt"}, {"kid", kid_}};
  json::object payload{{"iss", claims.issuer},
                       {"sub", claims.subject},
                       {"aud", claims.audience},
                       {"iat", claims.issued_at.microseconds / microseconds_a_second},
                       {"nbf", claims.issued_at.microseconds / microseconds_a_second},
                       {"exp", claims.expires_at.microseconds / microseconds_a_second}};
  const std::string_view kind = name_of(claims.kind);
  payload["kind"] = json::string_view(kind.data(), kind.size());
  if (!claims.name.empty()) payload["name"] = claims.name;
  if (!claims.on_behalf_of.empty()) payload["on_behalf_of"] = claims.on_behalf_of;
  if (claims.level > 0) payload["acr"] = std::to_string(claims.level);
  return sign_parts(json::serialize(header), json::serialize(payload));
}

std::string TokenSigner::sign_parts(std::string_view header, std::string_view payload) const {
  std::string text = to_base64url(header) + "." + to_base64url(payload);
  const std::string signature = sign_ed25519(key_, text);
  return text.append(".").append(to_base64url(signature));
}

}  // namespace vermilion::api
