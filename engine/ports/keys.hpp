// The keys port: one AES-256 key a subject, destroyed to erase the subject; and the house's own key
// for look-ups.
//
// Keys come from a pool that was made durable before any of them is handed out, so sealing never
// waits for the disk; a key handed out but never recorded is simply lost to use. Which subject a
// key belongs to is recorded in the journal (Body::subjects) and folded into `core`. Threads: any.
#pragma once

#include "base/personal.hpp"
#include "base/result.hpp"

namespace vermilion {

class Keys {
 public:
  Keys() = default;
  Keys(const Keys&) = delete;
  Keys& operator=(const Keys&) = delete;
  virtual ~Keys() = default;

  // An unused key of the pool. Errors: full (the pool is being refilled), io.
  [[nodiscard]] virtual Result<KeyId> take() = 0;
  // The 32 octets of a key. Errors: not_found (destroyed, or never was), io.
  [[nodiscard]] virtual Result<Octets<32>> open(const KeyId& key) const = 0;
  // Overwrites the key and makes that durable before it returns. Errors: io.
  [[nodiscard]] virtual Result<void> destroy(const KeyId& key) = 0;
  // The house's key for keyed hashes (who, meaning, look-ups): 32 octets, for the house's life.
  [[nodiscard]] virtual const Octets<32>& lookup_key() const = 0;
};

}  // namespace vermilion
