#include "engine/seal/seal.hpp"

#include <openssl/evp.h>

#include "base/check.hpp"

namespace vermilion {
namespace {

constexpr std::size_t tag_size = 16;
constexpr BytesView text_associated = "vermilion personal text";

// Fetched once and reused: half the price of a one-shot call (FEASIBILITY §7).
struct Gcm {
  EVP_CIPHER* algorithm = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  EVP_CIPHER_CTX* context = EVP_CIPHER_CTX_new();
  Gcm() { VERMILION_CHECK(algorithm != nullptr && context != nullptr); }
  Gcm(const Gcm&) = delete;
  Gcm& operator=(const Gcm&) = delete;
  ~Gcm() {
    EVP_CIPHER_CTX_free(context);
    EVP_CIPHER_free(algorithm);
  }
};

const unsigned char* in(BytesView bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* out(Bytes& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

}  // namespace

Result<Sealed> Sealer::seal(const KeyId& key, BytesView plain, BytesView associated) const {
  thread_local Gcm gcm;
  if (plain.size() > sealed_plain_max) {
    return fail(Code::invalid, "a sealed value is at most 65,536 octets");
  }
  VERMILION_TRY(const auto secret, keys_.open(key));
  Sealed sealed;
  sealed.key = key;
  random_.fill(reinterpret_cast<char*>(sealed.nonce.data()), sealed.nonce.size());
  sealed.ciphertext.resize(plain.size() + tag_size);
  int size = 0;
  int last = 0;
  const bool good =
      EVP_EncryptInit_ex2(gcm.context, gcm.algorithm, secret.data(), sealed.nonce.data(),
                          nullptr) == 1 &&
      EVP_EncryptUpdate(gcm.context, nullptr, &size, in(associated),
                        static_cast<int>(associated.size())) == 1 &&
      EVP_EncryptUpdate(gcm.context, out(sealed.ciphertext), &size, in(plain),
                        static_cast<int>(plain.size())) == 1 &&
      EVP_EncryptFinal_ex(gcm.context, out(sealed.ciphertext) + size, &last) == 1 &&
      EVP_CIPHER_CTX_ctrl(gcm.context, EVP_CTRL_GCM_GET_TAG, static_cast<int>(tag_size),
                          out(sealed.ciphertext) + plain.size()) == 1;
  VERMILION_CHECK(good, "AES-256-GCM cannot fail on sound input");
  return sealed;
}

Result<Bytes> Sealer::open(const Sealed& sealed, BytesView associated) const {
  thread_local Gcm gcm;
  if (sealed.ciphertext.size() < tag_size ||
      sealed.ciphertext.size() > sealed_plain_max + tag_size) {
    return fail(Code::corrupt, "a sealed value is 16 to 65,552 octets");
  }
  VERMILION_TRY(const auto secret, keys_.open(sealed.key));
  const auto size_plain = sealed.ciphertext.size() - tag_size;
  Bytes plain(size_plain, '\0');
  Bytes tag = sealed.ciphertext.substr(size_plain);
  int size = 0;
  int last = 0;
  const bool good = EVP_DecryptInit_ex2(gcm.context, gcm.algorithm, secret.data(),
                                        sealed.nonce.data(), nullptr) == 1 &&
                    EVP_DecryptUpdate(gcm.context, nullptr, &size, in(associated),
                                      static_cast<int>(associated.size())) == 1 &&
                    EVP_DecryptUpdate(gcm.context, out(plain), &size, in(sealed.ciphertext),
                                      static_cast<int>(size_plain)) == 1 &&
                    EVP_CIPHER_CTX_ctrl(gcm.context, EVP_CTRL_GCM_SET_TAG,
                                        static_cast<int>(tag_size), tag.data()) == 1 &&
                    EVP_DecryptFinal_ex(gcm.context, out(plain) + size, &last) == 1;
  if (!good) return fail(Code::corrupt, "a sealed value's tag does not hold");
  return plain;
}

Result<Personal<std::string>> Sealer::seal_text(const KeyId& key, std::string_view plain) const {
  VERMILION_TRY(auto sealed, seal(key, plain, text_associated));
  return Personal<std::string>{std::move(sealed)};
}

Result<std::string> Sealer::open_text(const Sealed& sealed) const {
  return open(sealed, text_associated);
}

Digest lookup_hash(const Keys& keys, std::string_view domain, std::string_view value) {
  return keyed_hash(view_of(keys.lookup_key()), {"lookup", domain, value});
}

std::string who_of(const Keys& keys, std::string_view issuer, std::string_view subject) {
  const auto digest = keyed_hash(view_of(keys.lookup_key()), {"who", issuer, subject});
  return to_hex(view_of(digest).substr(0, 16));
}

}  // namespace vermilion
