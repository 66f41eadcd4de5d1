#include "app/api/token_keys.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include <boost/json/value.hpp>

#include "app/api/json.hpp"
#include "base/bytes.hpp"
#include "base/check.hpp"

namespace vermilion::api {
namespace {

template <auto release>
struct Free {
  template <class T>
  void operator()(T* pointer) const noexcept {
    release(pointer);
  }
};
using Context = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, Free<BN_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Free<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Free<OSSL_PARAM_free>>;
using EcdsaSignature = std::unique_ptr<ECDSA_SIG, Free<ECDSA_SIG_free>>;

constexpr std::size_t keys_max = 64;
constexpr int rsa_bits_min = 2048;
constexpr int rsa_bits_max = 8192;  // more is a way to keep us busy

const unsigned char* octets(std::string_view text) noexcept {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Number number_of(std::string_view bytes) {
  return Number(BN_bin2bn(octets(bytes), static_cast<int>(bytes.size()), nullptr));
}

std::optional<std::string_view> text_member(const boost::json::object& object,
                                            std::string_view name) {
  const boost::json::value* value = object.if_contains({name.data(), name.size()});
  if (value == nullptr || !value->is_string()) return std::nullopt;
  const auto& text = value->get_string();
  return std::string_view(text.data(), text.size());
}

std::optional<Bytes> octet_member(const boost::json::object& object, std::string_view name) {
  const auto text = text_member(object, name);
  return text ? from_base64url(*text) : std::nullopt;
}

KeyHandle from_parameters(const char* type, OSSL_PARAM_BLD* builder) {
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) <= 0 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) <= 0) {
    return nullptr;
  }
  KeyHandle handle = own(key);
  const KeyContext check(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  return check && EVP_PKEY_public_check(check.get()) == 1 ? handle : nullptr;
}

KeyHandle ed25519_key(const boost::json::object& jwk) {
  const auto x = octet_member(jwk, "x");
  if (!x || x->size() != 32) return nullptr;
  return own(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, octets(*x), x->size()));
}

KeyHandle p256_key(const boost::json::object& jwk) {
  const auto x = octet_member(jwk, "x");
  const auto y = octet_member(jwk, "y");
  if (!x || !y || x->size() != 32 || y->size() != 32) return nullptr;
  const Bytes point = "\x04" + *x + *y;  // uncompressed, SEC 1 §2.3.3
  const Builder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                   point.size());
  return from_parameters("EC", builder.get());
}

KeyHandle rsa_key(const boost::json::object& jwk) {
  const auto n = octet_member(jwk, "n");
  const auto e = octet_member(jwk, "e");
  if (!n || !e || n->size() > rsa_bits_max / 8 || e->empty() || e->size() > 4) return nullptr;
  const Number modulus = number_of(*n);
  const Number exponent = number_of(*e);
  if (BN_num_bits(modulus.get()) < rsa_bits_min || !BN_is_odd(modulus.get()) ||
      !BN_is_odd(exponent.get()) || BN_is_one(exponent.get())) {
    return nullptr;
  }
  const Builder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
  return from_parameters("RSA", builder.get());
}

// The key of one JWK; no handle when it is of a type or for a use that is not ours.
Result<KeySet::Key> key_of(const boost::json::object& jwk) {
  const std::string_view type = text_member(jwk, "kty").value_or("");
  const std::string_view curve = text_member(jwk, "crv").value_or("");
  const auto named = text_member(jwk, "alg");
  for (const char* secret : {"d", "p", "q", "k"}) {
    if (jwk.contains(secret)) {
      return fail(Code::invalid, "the key set holds private or symmetric keys; pin public ones");
    }
  }
  const auto use = text_member(jwk, "use");
  if (use && *use != "sig") return KeySet::Key{};
  std::optional<Algorithm> algorithm;
  if (type == "OKP" && curve == "Ed25519") algorithm = Algorithm::eddsa;
  if (type == "EC" && curve == "P-256") algorithm = Algorithm::es256;
  if (type == "RSA") {
    algorithm = named ? algorithm_of(*named) : std::nullopt;
    if (!named) return fail(Code::invalid, "an RSA key must say alg RS256 or PS256");
    if (algorithm != Algorithm::rs256 && algorithm != Algorithm::ps256) return KeySet::Key{};
  }
  if (!algorithm) return KeySet::Key{};
  if (named && *named != name_of(*algorithm)) {
    return fail(Code::invalid, "a key's alg does not fit its type");
  }
  KeyHandle handle = type == "RSA" ? rsa_key(jwk) : type == "EC" ? p256_key(jwk) : ed25519_key(jwk);
  if (!handle) return fail(Code::invalid, "a key's members are no valid key of enough strength");
  return KeySet::Key{*algorithm, std::move(handle)};
}

// r ‖ s as DER, which is what EVP verifies; nothing when it has another size.
std::optional<Bytes> ecdsa_der(std::string_view raw) {
  if (raw.size() != 64) return std::nullopt;
  const EcdsaSignature pair(ECDSA_SIG_new());
  Number r = number_of(raw.substr(0, 32));
  Number s = number_of(raw.substr(32));
  if (ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1) return std::nullopt;
  (void)r.release();
  (void)s.release();
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &der);
  if (size <= 0) return std::nullopt;
  Bytes bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return bytes;
}

}  // namespace

KeyHandle own(evp_pkey_st* key) {
  return key == nullptr ? nullptr : KeyHandle(key, EVP_PKEY_free);
}

std::string_view name_of(Algorithm algorithm) noexcept {
  switch (algorithm) {
    case Algorithm::eddsa:
      return "EdDSA";
    case Algorithm::es256:
      return "ES256";
    case Algorithm::rs256:
      return "RS256";
    case Algorithm::ps256:
      return "PS256";
  }
  return "";
}

std::optional<Algorithm> algorithm_of(std::string_view name) noexcept {
  for (const Algorithm one :
       {Algorithm::eddsa, Algorithm::es256, Algorithm::rs256, Algorithm::ps256}) {
    if (name == name_of(one)) return one;
  }
  return std::nullopt;
}

Result<KeySet> KeySet::from_jwks(std::string_view text) {
  const JsonReading reading =
      read_json(text, {}, JsonLimits{.bytes_max = 256 * 1024, .depth_max = 8});
  if (!reading.good) return fail(Code::invalid, "the key set: " + reading.fault.text());
  const auto* set = reading.value.if_object();
  const auto* list = set == nullptr ? nullptr : set->if_contains("keys");
  if (list == nullptr || !list->is_array() || list->get_array().size() > keys_max) {
    return fail(Code::invalid, "the key set must be an object with at most 64 keys in `keys`");
  }
  KeySet keys;
  for (const auto& element : list->get_array()) {
    const auto* jwk = element.if_object();
    if (jwk == nullptr) return fail(Code::invalid, "a key of the key set is no object");
    VERMILION_TRY(Key key, key_of(*jwk));
    if (!key.handle) continue;
    const auto kid = text_member(*jwk, "kid");
    if (!kid || kid->empty()) return fail(Code::invalid, "a key of the key set has no kid");
    if (!keys.keys_.emplace(std::string(*kid), std::move(key)).second) {
      return fail(Code::invalid, "a kid occurs twice in the key set");
    }
  }
  if (keys.keys_.empty()) return fail(Code::invalid, "the key set has no key that we can use");
  return keys;
}

const KeySet::Key* KeySet::find(std::string_view kid) const noexcept {
  const auto at = keys_.find(kid);
  return at == keys_.end() ? nullptr : &at->second;
}

bool signature_holds(const KeySet::Key& key, std::string_view text, std::string_view signature) {
  std::optional<Bytes> der;
  if (key.algorithm == Algorithm::es256) {
    der = ecdsa_der(signature);
    if (!der) return false;
    signature = *der;
  }
  const Context context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* options = nullptr;  // owned by the context
  const char* digest = key.algorithm == Algorithm::eddsa ? nullptr : "SHA256";
  if (!context || EVP_DigestVerifyInit_ex(context.get(), &options, digest, nullptr, nullptr,
                                          key.handle.get(), nullptr) != 1) {
    return false;
  }
  if (key.algorithm == Algorithm::ps256 &&
      (EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) <= 0 ||
       EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) <= 0)) {
    return false;
  }
  return EVP_DigestVerify(context.get(), octets(signature), signature.size(), octets(text),
                          text.size()) == 1;
}

std::string sign_ed25519(const KeyHandle& key, std::string_view text) {
  const Context context(EVP_MD_CTX_new());
  std::string signature(64, '\0');
  std::size_t size = signature.size();
  const bool signed_well =
      EVP_DigestSignInit_ex(context.get(), nullptr, nullptr, nullptr, nullptr, key.get(),
                            nullptr) == 1 &&
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                     octets(text), text.size()) == 1;
  VERMILION_CHECK(signed_well && size == 64, "Ed25519 signs anything with a key of its own");
  return signature;
}

}  // namespace vermilion::api
