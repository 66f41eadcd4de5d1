#include "base/sm2.hpp"

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>

#include "base/check.hpp"

namespace vermilion {
namespace {

constexpr std::string_view distinguishing_id = "1234567812345678";

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(BIO* bio) const { BIO_free(bio); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

const unsigned char* octets_at(BytesView bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

Owned<EVP_PKEY> key_of(const Sm2PublicKey& point) {
  const Owned<EVP_PKEY_CTX> context{EVP_PKEY_CTX_new_from_name(nullptr, "SM2", nullptr)};
  char group[] = "SM2";
  auto octets = point;
  OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, octets.data(), octets.size()),
      OSSL_PARAM_construct_end()};
  EVP_PKEY* key = nullptr;
  if (!context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters) != 1) {
    return nullptr;
  }
  return Owned<EVP_PKEY>{key};
}

// A digest context that signs or verifies under the distinguishing id; it does not own the key's.
struct Context {
  Owned<EVP_PKEY_CTX> key;
  Owned<EVP_MD_CTX> digest;
  bool good = false;
};

Context context_of(EVP_PKEY* key, bool signs) {
  Context made{Owned<EVP_PKEY_CTX>{EVP_PKEY_CTX_new(key, nullptr)},
               Owned<EVP_MD_CTX>{EVP_MD_CTX_new()}};
  if (!made.key || !made.digest ||
      EVP_PKEY_CTX_set1_id(made.key.get(), distinguishing_id.data(), distinguishing_id.size()) !=
          1) {
    return made;
  }
  EVP_MD_CTX_set_pkey_ctx(made.digest.get(), made.key.get());
  const auto begin = signs ? EVP_DigestSignInit : EVP_DigestVerifyInit;
  made.good = begin(made.digest.get(), nullptr, EVP_sm3(), nullptr, key) == 1;
  return made;
}

Result<std::string> text_of(BIO* bio) {
  char* text = nullptr;
  const auto size = BIO_get_mem_data(bio, &text);
  if (size <= 0) return fail(Code::io, "openssl wrote no PEM");
  return std::string{text, static_cast<std::size_t>(size)};
}

Result<Sm2PublicKey> point_of(EVP_PKEY* key) {
  Sm2PublicKey point;
  std::size_t size = 0;
  unsigned char octets[128];
  if (EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, octets, sizeof octets, &size) !=
          1 ||
      size != point.size() || octets[0] != 4) {
    return fail(Code::invalid, "the key's public half is no uncompressed point");
  }
  std::copy_n(octets, size, point.begin());
  return point;
}

}  // namespace

Digest sm3(BytesView bytes) {
  Digest digest;
  unsigned int size = 0;
  const auto done =
      EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sm3(), nullptr);
  VERMILION_CHECK(done == 1 && size == digest.size(), "OpenSSL has SM3");
  return digest;
}

bool sm2_verifies(const Sm2PublicKey& key, BytesView text, BytesView signature) {
  if (signature.empty() || signature.size() > sm2_signature_max) return false;
  const auto of_key = key_of(key);
  if (!of_key) return false;
  const auto context = context_of(of_key.get(), false);
  return context.good && EVP_DigestVerify(context.digest.get(), octets_at(signature),
                                          signature.size(), octets_at(text), text.size()) == 1;
}

Result<std::string> sm2_pem(const Sm2PublicKey& key) {
  const auto of_key = key_of(key);
  const Owned<BIO> bio{BIO_new(BIO_s_mem())};
  if (!of_key || !bio || PEM_write_bio_PUBKEY(bio.get(), of_key.get()) != 1) {
    return fail(Code::invalid, "no point of the SM2 curve");
  }
  return text_of(bio.get());
}

Result<Sm2Key> Sm2Key::generate() {
  const Owned<EVP_PKEY_CTX> context{EVP_PKEY_CTX_new_from_name(nullptr, "SM2", nullptr)};
  EVP_PKEY* made = nullptr;
  if (!context || EVP_PKEY_keygen_init(context.get()) != 1 ||
      EVP_PKEY_generate(context.get(), &made) != 1) {
    return fail(Code::io, "openssl made no SM2 key");
  }
  std::shared_ptr<void> key{made, [](void* at) { EVP_PKEY_free(static_cast<EVP_PKEY*>(at)); }};
  VERMILION_TRY(const auto point, point_of(made));
  return Sm2Key{std::move(key), point};
}

Result<Sm2Key> Sm2Key::from_pem(std::string_view pem) {
  const Owned<BIO> bio{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
  EVP_PKEY* read = bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr) : nullptr;
  if (read == nullptr) return fail(Code::invalid, "no private key in PEM");
  std::shared_ptr<void> key{read, [](void* at) { EVP_PKEY_free(static_cast<EVP_PKEY*>(at)); }};
  if (EVP_PKEY_is_a(read, "SM2") != 1) return fail(Code::invalid, "the private key is not SM2");
  VERMILION_TRY(const auto point, point_of(read));
  return Sm2Key{std::move(key), point};
}

Result<std::string> Sm2Key::pem() const {
  const Owned<BIO> bio{BIO_new(BIO_s_mem())};
  if (!bio || PEM_write_bio_PrivateKey(bio.get(), static_cast<EVP_PKEY*>(key_.get()), nullptr,
                                       nullptr, 0, nullptr, nullptr) != 1) {
    return fail(Code::io, "openssl wrote no PEM");
  }
  return text_of(bio.get());
}

Result<Bytes> Sm2Key::sign(BytesView text) const {
  const auto context = context_of(static_cast<EVP_PKEY*>(key_.get()), true);
  std::size_t size = sm2_signature_max;
  Bytes signature(size, '\0');
  if (!context.good ||
      EVP_DigestSign(context.digest.get(), reinterpret_cast<unsigned char*>(signature.data()),
                     &size, octets_at(text), text.size()) != 1) {
    return fail(Code::io, "openssl made no SM2 signature");
  }
  signature.resize(size);
  return signature;
}

}  // namespace vermilion
