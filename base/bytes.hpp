// Bytes: octets that are stored or sent, and the little-endian and hexadecimal forms of them.
//
// Octets travel as std::string / std::string_view because every library at the edge (RocksDB,
// OpenSSL, Beast) takes those without a copy. Fixed-size octets (ids, digests, keys) are arrays.
// Threads: free functions without state.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace vermilion {

using Bytes = std::string;
using BytesView = std::string_view;

template <std::size_t N>
using Octets = std::array<std::uint8_t, N>;

template <std::size_t N>
[[nodiscard]] BytesView view_of(const Octets<N>& octets) noexcept {
  return {reinterpret_cast<const char*>(octets.data()), N};
}

// The first N octets of `bytes`, which must hold at least N.
template <std::size_t N>
[[nodiscard]] Octets<N> octets_of(BytesView bytes) noexcept {
  Octets<N> octets{};
  std::memcpy(octets.data(), bytes.data(), N);
  return octets;
}

// Little-endian integers at a place of a buffer: the record's and frame's fixed headers.
template <class Integer>
void put_little(char* at, Integer value) noexcept {
  for (std::size_t i = 0; i < sizeof(Integer); ++i) {
    at[i] = static_cast<char>(static_cast<unsigned char>(value >> (8 * i)));
  }
}
template <class Integer>
[[nodiscard]] Integer get_little(const char* at) noexcept {
  Integer value = 0;
  for (std::size_t i = 0; i < sizeof(Integer); ++i) {
    value = static_cast<Integer>(
        value |
        static_cast<Integer>(static_cast<Integer>(static_cast<unsigned char>(at[i])) << (8 * i)));
  }
  return value;
}

// Big-endian integers in keys, so that byte order is number order.
template <class Integer>
void append_big(Bytes& key, Integer value) {
  for (std::size_t i = sizeof(Integer); i-- > 0;) {
    key.push_back(static_cast<char>(static_cast<unsigned char>(value >> (8 * i))));
  }
}
template <class Integer>
[[nodiscard]] Integer get_big(const char* at) noexcept {
  Integer value = 0;
  for (std::size_t i = 0; i < sizeof(Integer); ++i) {
    value = static_cast<Integer>(static_cast<Integer>(value << 8U) |
                                 static_cast<Integer>(static_cast<unsigned char>(at[i])));
  }
  return value;
}

// Lower-case hexadecimal, two digits an octet.
[[nodiscard]] std::string to_hex(BytesView bytes);
// Octets of a hexadecimal text of even length, either case; nothing when it is not one.
[[nodiscard]] std::optional<Bytes> from_hex(std::string_view text);

// Base64url without padding (RFC 4648 §5), as JWS (RFC 7515) uses it.
[[nodiscard]] std::string to_base64url(BytesView bytes);
// Strict: no padding, no other alphabet, no stray bits; nothing otherwise.
[[nodiscard]] std::optional<Bytes> from_base64url(std::string_view text);

}  // namespace vermilion
