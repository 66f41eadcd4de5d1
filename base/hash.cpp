#include "base/hash.hpp"

#include <nmmintrin.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <array>
#include <cstring>

#include "base/check.hpp"

namespace vermilion {
namespace {

struct Sha256 {
  EVP_MD* algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  Sha256() { VERMILION_CHECK(algorithm != nullptr && context != nullptr); }
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  ~Sha256() {
    EVP_MD_CTX_free(context);
    EVP_MD_free(algorithm);
  }
};

// Keeps the last key's state: setting a key costs as much as hashing a kilobyte, and nearly every
// hash of a house is under its one look-up key.
struct Hmac {
  EVP_MAC* algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  EVP_MAC_CTX* context = EVP_MAC_CTX_new(algorithm);
  Bytes key;
  Hmac() { VERMILION_CHECK(algorithm != nullptr && context != nullptr); }
  [[nodiscard]] bool begin(BytesView with) {
    if (with == key) return EVP_MAC_init(context, nullptr, 0, nullptr) == 1;
    char name[] = "SHA256";
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string("digest", name, 0),
                                     OSSL_PARAM_construct_end()};
    const auto* octets = reinterpret_cast<const unsigned char*>(with.data());
    if (EVP_MAC_init(context, octets, with.size(), parameters) != 1) return false;
    key = with;
    return true;
  }
  Hmac(const Hmac&) = delete;
  Hmac& operator=(const Hmac&) = delete;
  ~Hmac() {
    OPENSSL_cleanse(key.data(), key.size());
    EVP_MAC_CTX_free(context);
    EVP_MAC_free(algorithm);
  }
};

constexpr std::size_t stretch = 256;  // octets; most records are three to four of them

std::uint64_t word_at(const char* at) noexcept {
  std::uint64_t word = 0;
  std::memcpy(&word, at, 8);
  return word;
}

// What a CRC becomes by a stretch of zeros. That is linear in its bits, so one table for each of
// its octets gives it.
class AfterStretch {
 public:
  AfterStretch() noexcept {
    for (std::size_t octet = 0; octet < 4; ++octet) {
      for (std::size_t value = 0; value < 256; ++value) {
        std::uint64_t crc = value << (8 * octet);
        for (std::size_t i = 0; i < stretch; i += 8) crc = _mm_crc32_u64(crc, 0);
        table_[octet][value] = static_cast<std::uint32_t>(crc);
      }
    }
  }
  std::uint64_t operator()(std::uint64_t crc) const noexcept {
    return table_[0][crc & 0xFFU] ^ table_[1][crc >> 8U & 0xFFU] ^ table_[2][crc >> 16U & 0xFFU] ^
           table_[3][crc >> 24U & 0xFFU];
  }

 private:
  std::array<std::array<std::uint32_t, 256>, 4> table_{};
};

const unsigned char* data_of(BytesView bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

Digest sha256(BytesView bytes) {
  return sha256({bytes});
}

Digest sha256(std::initializer_list<BytesView> pieces) {
  thread_local Sha256 hasher;
  Digest digest{};
  unsigned size = 0;
  bool good = EVP_DigestInit_ex2(hasher.context, hasher.algorithm, nullptr) == 1;
  for (const auto piece : pieces) {
    good = good && EVP_DigestUpdate(hasher.context, piece.data(), piece.size()) == 1;
  }
  good = good && EVP_DigestFinal_ex(hasher.context, digest.data(), &size) == 1;
  VERMILION_CHECK(good && size == digest.size());
  return digest;
}

Digest keyed_hash(BytesView key, std::initializer_list<BytesView> pieces) {
  thread_local Hmac hasher;
  VERMILION_CHECK(key.size() >= 16, "a keyed hash needs a key of 16 octets or more");
  Digest digest{};
  std::size_t size = 0;
  bool good = hasher.begin(key);
  for (const auto piece : pieces) {
    char length[8];
    put_little<std::uint64_t>(length, piece.size());
    good = good && EVP_MAC_update(hasher.context, data_of({length, sizeof length}), 8) == 1 &&
           EVP_MAC_update(hasher.context, data_of(piece), piece.size()) == 1;
  }
  good = good && EVP_MAC_final(hasher.context, digest.data(), &size, digest.size()) == 1;
  VERMILION_CHECK(good && size == digest.size());
  return digest;
}

std::uint32_t crc32c(BytesView bytes, std::uint32_t before) noexcept {
  std::uint64_t crc = before ^ 0xFFFFFFFFU;
  const char* at = bytes.data();
  std::size_t left = bytes.size();
  // The instruction's answer comes three cycles late: three stretches side by side hide that.
  if (left >= 3 * stretch) {
    static const AfterStretch after;
    for (; left >= 3 * stretch; left -= 3 * stretch, at += 3 * stretch) {
      std::uint64_t second = 0;
      std::uint64_t third = 0;
      for (std::size_t i = 0; i < stretch; i += 8) {
        crc = _mm_crc32_u64(crc, word_at(at + i));
        second = _mm_crc32_u64(second, word_at(at + stretch + i));
        third = _mm_crc32_u64(third, word_at(at + 2 * stretch + i));
      }
      crc = after(after(crc) ^ second) ^ third;
    }
  }
  for (; left >= 8; left -= 8, at += 8) crc = _mm_crc32_u64(crc, word_at(at));
  auto narrow = static_cast<std::uint32_t>(crc);
  for (; left > 0; --left, ++at) {
    narrow = _mm_crc32_u8(narrow, static_cast<unsigned char>(*at));
  }
  return narrow ^ 0xFFFFFFFFU;
}

void fill_random(char* at, std::size_t size) {
  VERMILION_CHECK(RAND_bytes(reinterpret_cast<unsigned char*>(at), static_cast<int>(size)) == 1);
}

}  // namespace vermilion
