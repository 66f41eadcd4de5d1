// SM2 signatures and the SM3 digest (GB/T 32918.2-2016, GB/T 32905-2016), by OpenSSL.
//
// A signature is over SM3(Z ‖ text), Z made with the distinguishing id 1234567812345678, the one
// that GM/T 0009-2012 §10 sets where parties agree on none. Octets are ASN.1 DER (GM/T 0009-2012
// §7.3), a public key is the uncompressed point 04 ‖ x ‖ y. Any openssl verifies them:
//   openssl pkeyutl -verify -pubin -inkey key.pem -rawin -digest sm3
//     -pkeyopt distid:1234567812345678 -in text -sigfile signature
// Verifying is pure; it costs about a quarter of a millisecond. Threads: any; a key is immutable.
#pragma once

#include <memory>
#include <string>

#include "base/hash.hpp"
#include "base/result.hpp"

namespace vermilion {

using Sm2PublicKey = Octets<65>;
inline constexpr std::size_t sm2_signature_max = 80;

[[nodiscard]] Digest sm3(BytesView bytes);

// Whether `signature` is one of `text` by `key`; false, too, for octets that are no key or no
// signature.
[[nodiscard]] bool sm2_verifies(const Sm2PublicKey& key, BytesView text, BytesView signature);
// The key as a PEM SubjectPublicKeyInfo. Errors: invalid (no point of the curve).
[[nodiscard]] Result<std::string> sm2_pem(const Sm2PublicKey& key);

class Sm2Key {
 public:
  // Errors: io (the system's generator).
  [[nodiscard]] static Result<Sm2Key> generate();
  // PEM, PKCS #8. Errors: invalid (no SM2 private key).
  [[nodiscard]] static Result<Sm2Key> from_pem(std::string_view pem);
  [[nodiscard]] Result<std::string> pem() const;
  [[nodiscard]] const Sm2PublicKey& public_key() const noexcept { return public_; }
  // Errors: io.
  [[nodiscard]] Result<Bytes> sign(BytesView text) const;

 private:
  Sm2Key(std::shared_ptr<void> key, const Sm2PublicKey& public_key)
      : key_{std::move(key)}, public_{public_key} {}
  std::shared_ptr<void> key_;  // EVP_PKEY
  Sm2PublicKey public_{};
};

}  // namespace vermilion
