// Sealing: a person's fields become AES-256-GCM ciphertext under the subject's key before anything
// is hashed or written, and are opened only for the API, notices and offices.
//
// Each sealing takes a fresh random nonce of 96 bits; one key seals far fewer than the 2^32 fields
// up to which random nonces are safe (NIST SP 800-38D §8.3). `associated` octets are authenticated,
// not kept: opening needs the same ones. Once its key is destroyed a field cannot be opened: the
// subject was erased, and not_found says so.
// The keyed hashes here stand wherever a plain hash of a person's number or account would fall to
// guessing (DESIGN §8). Source: PIPL (个人信息保护法) arts. 47, 51. Threads: any; cipher contexts
// are per thread and hold the schedule of the key last used there.
#pragma once

#include <optional>
#include <string>

#include "base/hash.hpp"
#include "base/personal.hpp"
#include "base/result.hpp"
#include "engine/ports/keys.hpp"
#include "engine/ports/random.hpp"

namespace vermilion {

// Keys that open nothing: of subjects whose data are stored and not used (个人信息保护法 47(2)),
// and of erased ones, whose key another node may still hold. Threads: any.
class ClosedKeys {
 public:
  enum class Why : std::uint8_t { restricted, erased };
  ClosedKeys() = default;
  ClosedKeys(const ClosedKeys&) = delete;
  ClosedKeys& operator=(const ClosedKeys&) = delete;
  virtual ~ClosedKeys() = default;
  [[nodiscard]] virtual std::optional<Why> find(const KeyId& key) const = 0;
};

class Sealer {
 public:
  // All outlive it; `closed` may be null.
  Sealer(const Keys& keys, Random& random, const ClosedKeys* closed = nullptr)
      : keys_{keys}, random_{random}, closed_{closed} {}

  // Errors: invalid (more than sealed_plain_max octets), not_found (the subject was erased), io.
  [[nodiscard]] Result<Sealed> seal(const KeyId& key, BytesView plain,
                                    BytesView associated = {}) const;
  // Errors: not_found (the subject was erased), conflict (its data are restricted), corrupt (the
  // field, its key or `associated` is not what was sealed), io.
  [[nodiscard]] Result<Bytes> open(const Sealed& sealed, BytesView associated = {}) const;

  [[nodiscard]] Result<Personal<std::string>> seal_text(const KeyId& key, std::string_view plain,
                                                        BytesView associated = {}) const;
  [[nodiscard]] Result<std::string> open_text(const Personal<std::string>& field,
                                              BytesView associated = {}) const;

 private:
  [[nodiscard]] Result<Octets<32>> key_of(const KeyId& key) const;

  const Keys& keys_;
  Random& random_;
  const ClosedKeys* closed_;
};

// What a value is found by without being readable: equal values of one domain give equal hashes.
[[nodiscard]] Digest lookup_hash(const Keys& keys, std::string_view domain, std::string_view value);
// The principal's name in records: 32 hexadecimal digits that only this house can compute.
[[nodiscard]] std::string who_of(const Keys& keys, std::string_view issuer,
                                 std::string_view subject);

}  // namespace vermilion
