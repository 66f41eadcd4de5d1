// A file sealed under its subject's key, in chunks, so that a part of it can be written or read.
//
//   at  size  head, little-endian
//    0     4  magic "VMM1"
//    4     2  format = 1
//    6     2  zero
//    8     4  CRC-32C of octets 12–175
//   12     4  zero
//   16     8  size of the plain file
//   24     8  made at, microseconds since 1970
//   32    16  key id
//   48    16  random: no two files have one head
//   64    16  owner: `who` of the principal that handed it in, as octets
//   80    32  keyed digest of the plain file, as it was declared
//  112    64  media type: length, then the text
//  176        chunks of 65,536 plain octets (the last: what is left), each nonce 12 ‖ AES-256-GCM
//
// A chunk is bound to the head, its number and whether it is the last: none can be moved, left out
// or added unnoticed. A whole file is named by the SHA-256 of these octets (DESIGN §8).
// Errors: corrupt (what differs), not_found (the subject was erased). Threads: any.
#pragma once

#include "base/time.hpp"
#include "engine/seal/seal.hpp"

namespace vermilion::materials {

inline constexpr std::size_t head_octets = 176;
inline constexpr std::size_t chunk_plain = 65'536;
inline constexpr std::size_t chunk_octets = chunk_plain + 12 + 16;
inline constexpr std::size_t media_type_max = 63;

struct Head {
  std::uint64_t size = 0;
  Instant made_at;
  KeyId key;
  Octets<16> salt{};
  Octets<16> owner{};
  Digest told{};
  std::string media_type;
};

[[nodiscard]] Bytes encode_head(const Head& head);
// `octets` begin with a head.
[[nodiscard]] Result<Head> read_head(BytesView octets);

[[nodiscard]] constexpr std::uint64_t chunks_of(std::uint64_t size) noexcept {
  return (size + chunk_plain - 1) / chunk_plain;
}
// Octets of the whole sealed file.
[[nodiscard]] constexpr std::uint64_t sealed_size(std::uint64_t size) noexcept {
  return head_octets + size + chunks_of(size) * (chunk_octets - chunk_plain);
}
// Where a chunk begins in the sealed file.
[[nodiscard]] constexpr std::uint64_t chunk_at(std::uint64_t number) noexcept {
  return head_octets + number * chunk_octets;
}

// Seals and opens the chunks of one file.
class Chunks {
 public:
  Chunks(const Sealer& sealer, const Head& head) : sealer_{sealer}, head_{head} {}
  [[nodiscard]] Result<Bytes> seal(std::uint64_t number, BytesView plain) const;
  [[nodiscard]] Result<Bytes> open(std::uint64_t number, BytesView octets) const;
  // Plain octets that the chunk of this number has.
  [[nodiscard]] std::size_t plain_of(std::uint64_t number) const noexcept;

 private:
  [[nodiscard]] Bytes bound_to(std::uint64_t number) const;
  const Sealer& sealer_;
  const Head& head_;
};

// A whole file at once.
[[nodiscard]] Result<Bytes> seal_file(const Sealer& sealer, const Head& head, BytesView plain);
[[nodiscard]] Result<Bytes> open_file(const Sealer& sealer, BytesView octets);

}  // namespace vermilion::materials
