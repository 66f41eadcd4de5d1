#include "engine/seal/seal.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "base/check.hpp"

namespace vermilion {
namespace {

constexpr std::size_t tag_octets = 16;

// One direction's context: fetched and initialised once a thread, afterwards only key and nonce
// change (a fetched and reused context is half the price, FEASIBILITY §7).
struct Cipher {
  explicit Cipher(bool encrypts) {
    EVP_CIPHER* algorithm = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    VERMILION_CHECK(
        context != nullptr && algorithm != nullptr &&
        EVP_CipherInit_ex2(context, algorithm, nullptr, nullptr, encrypts ? 1 : 0, nullptr) == 1);
    EVP_CIPHER_free(algorithm);
  }
  Cipher(const Cipher&) = delete;
  Cipher& operator=(const Cipher&) = delete;
  ~Cipher() { EVP_CIPHER_CTX_free(context); }
  EVP_CIPHER_CTX* context = EVP_CIPHER_CTX_new();
};

// A copy of a key that is wiped when it is done with.
struct Borrowed {
  explicit Borrowed(const Octets<32>& octets) : key{octets} {}
  Borrowed(const Borrowed&) = delete;
  Borrowed& operator=(const Borrowed&) = delete;
  ~Borrowed() { OPENSSL_cleanse(key.data(), key.size()); }
  Octets<32> key;
};

const unsigned char* data_of(BytesView bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* data_of(Bytes& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

bool begin(EVP_CIPHER_CTX* context, const Octets<32>& key, const Octets<12>& nonce,
           BytesView associated) {
  int size = 0;
  return EVP_CipherInit_ex2(context, nullptr, key.data(), nonce.data(), -1, nullptr) == 1 &&
         (associated.empty() || EVP_CipherUpdate(context, nullptr, &size, data_of(associated),
                                                 static_cast<int>(associated.size())) == 1);
}

}  // namespace

Result<Octets<32>> Sealer::key_of(const KeyId& key) const {
  auto octets = keys_.open(key);
  if (!octets && octets.error().code == Code::not_found) {
    return fail(Code::not_found,
                fmt::format("the subject was erased: nothing opens what its key sealed ({})",
                            octets.error().detail));
  }
  return octets;
}

Result<Sealed> Sealer::seal(const KeyId& key, BytesView plain, BytesView associated) const {
  if (plain.size() > sealed_plain_max) {
    return fail(Code::invalid, fmt::format("a personal field of {} octets; at most {} are sealed",
                                           plain.size(), sealed_plain_max));
  }
  VERMILION_TRY(auto octets, key_of(key));
  const Borrowed borrowed{octets};
  OPENSSL_cleanse(octets.data(), octets.size());
  thread_local const Cipher cipher{true};
  Sealed sealed{key, {}, Bytes(plain.size() + tag_octets, '\0')};
  random_.fill(reinterpret_cast<char*>(sealed.nonce.data()), sealed.nonce.size());
  auto* out = data_of(sealed.ciphertext);
  int size = 0;
  int rest = 0;
  const bool good = begin(cipher.context, borrowed.key, sealed.nonce, associated) &&
                    (plain.empty() || EVP_CipherUpdate(cipher.context, out, &size, data_of(plain),
                                                       static_cast<int>(plain.size())) == 1) &&
                    EVP_CipherFinal_ex(cipher.context, out + size, &rest) == 1 &&
                    EVP_CIPHER_CTX_ctrl(cipher.context, EVP_CTRL_AEAD_GET_TAG, tag_octets,
                                        out + plain.size()) == 1;
  VERMILION_CHECK(good, "AES-256-GCM of a bounded field cannot fail");
  return sealed;
}

Result<Bytes> Sealer::open(const Sealed& sealed, BytesView associated) const {
  const auto& cipher_text = sealed.ciphertext;
  if (cipher_text.size() < tag_octets || cipher_text.size() > sealed_plain_max + tag_octets) {
    return fail(Code::corrupt, fmt::format("a sealed field of {} octets: it has 16 to {}",
                                           cipher_text.size(), sealed_plain_max + tag_octets));
  }
  if (const auto why = closed_ != nullptr ? closed_->find(sealed.key) : std::nullopt) {
    if (*why == ClosedKeys::Why::erased) return fail(Code::not_found, "the subject was erased");
    return fail(Code::conflict, "the subject's data are restricted: stored, and not used");
  }
  VERMILION_TRY(auto octets, key_of(sealed.key));
  const Borrowed borrowed{octets};
  OPENSSL_cleanse(octets.data(), octets.size());
  thread_local const Cipher cipher{false};
  Bytes plain(cipher_text.size() - tag_octets, '\0');
  auto tag = octets_of<tag_octets>(BytesView{cipher_text}.substr(plain.size()));
  int size = 0;
  int rest = 0;
  const bool good =
      begin(cipher.context, borrowed.key, sealed.nonce, associated) &&
      (plain.empty() ||
       EVP_CipherUpdate(cipher.context, data_of(plain), &size, data_of(BytesView{cipher_text}),
                        static_cast<int>(plain.size())) == 1) &&
      EVP_CIPHER_CTX_ctrl(cipher.context, EVP_CTRL_AEAD_SET_TAG, tag_octets, tag.data()) == 1 &&
      EVP_CipherFinal_ex(cipher.context, data_of(plain) + size, &rest) == 1;
  if (!good) {
    OPENSSL_cleanse(plain.data(), plain.size());  // not authentic: nobody may look at it
    return fail(Code::corrupt, fmt::format("a field sealed under key {} does not open: its octets, "
                                           "or what it was bound to, were changed",
                                           to_hex(view_of(sealed.key.octets))));
  }
  return plain;
}

Result<Personal<std::string>> Sealer::seal_text(const KeyId& key, std::string_view plain,
                                                BytesView associated) const {
  VERMILION_TRY(auto sealed, seal(key, plain, associated));
  return Personal<std::string>{std::move(sealed)};
}

Result<std::string> Sealer::open_text(const Personal<std::string>& field,
                                      BytesView associated) const {
  return open(field.sealed(), associated);
}

Digest lookup_hash(const Keys& keys, std::string_view domain, std::string_view value) {
  return keyed_hash(view_of(keys.lookup_key()), {"look-up", domain, value});
}

std::string who_of(const Keys& keys, std::string_view issuer, std::string_view subject) {
  const auto hash = keyed_hash(view_of(keys.lookup_key()), {"who", issuer, subject});
  return to_hex(view_of(hash).substr(0, 16));
}

}  // namespace vermilion
