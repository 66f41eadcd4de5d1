// Sealing: AES-256-GCM under a subject's key, before anything is encoded or hashed; and the keyed
// hashes by which sealed things are looked up.
//
// Only API, notices and offices open (DESIGN §8); that no rule or view can is kept by the rooms:
// they never get a Sealer. The associated data bind a text to what it is ("person"), not to its
// place, because a sealed field is copied unopened from records to views. Errors: not_found (the
// subject's key was destroyed: the subject was erased), corrupt (the tag does not hold), invalid
// (longer than 64 KiB). Source: PIPL 47, 51; NIST SP 800-38D (96-bit random nonces, at most 2^32 a
// key). Threads: any.
#pragma once

#include <string>

#include "base/hash.hpp"
#include "engine/ports/keys.hpp"
#include "engine/ports/random.hpp"

namespace vermilion {

class Sealer {
 public:
  // Both outlive the sealer.
  Sealer(const Keys& keys, Random& random) : keys_{keys}, random_{random} {}

  [[nodiscard]] Result<Sealed> seal(const KeyId& key, BytesView plain, BytesView associated) const;
  [[nodiscard]] Result<Bytes> open(const Sealed& sealed, BytesView associated) const;

  [[nodiscard]] Result<Personal<std::string>> seal_text(const KeyId& key,
                                                        std::string_view plain) const;
  [[nodiscard]] Result<std::string> open_text(const Sealed& sealed) const;

 private:
  const Keys& keys_;
  Random& random_;
};

// Look-up key of a value that is itself personal: the house's keyed hash, apart by domain.
[[nodiscard]] Digest lookup_hash(const Keys& keys, std::string_view domain, std::string_view value);
// Principal::who of a person or agent: 32 hexadecimal digits.
[[nodiscard]] std::string who_of(const Keys& keys, std::string_view issuer,
                                 std::string_view subject);

}  // namespace vermilion
