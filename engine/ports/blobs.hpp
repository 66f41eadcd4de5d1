// The blobs port: octets stored under their SHA-256: reference data by digest, later materials.
//
// Adopted reference data must be readable as long as the records judged by it (30 years), so a blob
// is durable before the record that names it is appended. Threads: any.
#pragma once

#include "base/hash.hpp"
#include "base/result.hpp"

namespace vermilion {

class Blobs {
 public:
  Blobs() = default;
  Blobs(const Blobs&) = delete;
  Blobs& operator=(const Blobs&) = delete;
  virtual ~Blobs() = default;
  // Durable when it returns; the same octets again are no error. Errors: io, full.
  [[nodiscard]] virtual Result<Digest> put(BytesView bytes) = 0;
  // Errors: not_found, corrupt (the digest does not hold), io.
  [[nodiscard]] virtual Result<Bytes> get(const Digest& digest) const = 0;
};

}  // namespace vermilion
