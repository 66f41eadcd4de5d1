// Digests: SHA-256, HMAC-SHA-256 and CRC-32C.
//
// SHA-256 chains the records; HMAC stands wherever a digest is over something a person could be
// recognised by (DESIGN §8: a plain hash of an ID number falls to guessing in seconds); CRC-32C
// (Castagnoli, reflected, as in RFC 3720) guards frames and records against torn and rotten bytes.
// Threads: any; contexts are per thread and reused, because a fetched and reused context is half
// the price of a one-shot call (FEASIBILITY §7).
#pragma once

#include <cstdint>
#include <initializer_list>

#include "base/bytes.hpp"

namespace vermilion {

using Digest = Octets<32>;

[[nodiscard]] Digest sha256(BytesView bytes);
// The digest of the pieces one after the other, without joining them.
[[nodiscard]] Digest sha256(std::initializer_list<BytesView> pieces);

// Keyed hash: `key` is at least 16 octets. Each piece is preceded by its 64-bit little-endian
// length, so that ("ab","c") and ("a","bc") differ.
[[nodiscard]] Digest keyed_hash(BytesView key, std::initializer_list<BytesView> pieces);

// CRC-32C of `bytes`, continued from `before` (0 to start).
[[nodiscard]] std::uint32_t crc32c(BytesView bytes, std::uint32_t before = 0) noexcept;

// Cryptographically random octets from the operating system's generator; only adapters and app call
// it (engine/ports/random.hpp is the engine's way).
void fill_random(char* at, std::size_t size);

}  // namespace vermilion
