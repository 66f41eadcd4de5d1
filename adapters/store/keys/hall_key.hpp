// The hall key (本厅主密钥): wraps every key of the store, so that the store's files alone open
// nothing.
//
// It stands in a file of its own, away from the store and from its backups; a token behind PKCS#11
// would stand in this class's place. Wrapping is AES-256 key wrap (RFC 3394, NIST SP 800-38F KW):
// 32 octets become 40, and a wrong or altered one does not unwrap. File: "VERMHALL", 32 octets,
// crc32c of the first 40 u32 little-endian; mode 0600. Threads: immutable once made; any.
#pragma once

#include <memory>
#include <string>

#include "base/hash.hpp"
#include "base/result.hpp"

namespace vermilion {

class HallKey {
 public:
  static constexpr std::size_t wrapped_octets = 40;
  using Id = Octets<8>;  // tells which hall key wrapped a file; says nothing of the key

  // Errors: not_found (and `make` was not asked for), corrupt, invalid (others may read it), io.
  [[nodiscard]] static Result<HallKey> open(const std::string& path, bool make);
  ~HallKey();
  HallKey(HallKey&&) noexcept;
  HallKey& operator=(HallKey&&) noexcept;
  HallKey(const HallKey&) = delete;
  HallKey& operator=(const HallKey&) = delete;

  [[nodiscard]] const Id& id() const noexcept { return id_; }
  [[nodiscard]] Octets<wrapped_octets> wrap(const Octets<32>& key) const;
  // Errors: corrupt (not wrapped by this key, or altered).
  [[nodiscard]] Result<Octets<32>> unwrap(BytesView wrapped) const;

 private:
  explicit HallKey(const Octets<32>& key);
  Octets<32> key_{};
  Id id_{};
};

}  // namespace vermilion
