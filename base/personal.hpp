// Personal<T>: a value about a person, which exists in two forms only.
//
// Sealed: key id, nonce and AES-256-GCM ciphertext; this is what facts, records, views and frames
// hold, and what is hashed. Open: T in memory, only in the hands of the API, notices and offices,
// which get it from engine/seal with a purpose. There is no conversion, comparison, printing or
// hashing of a Personal<T>; rules never see one (DESIGN §3), and what leaves the house publicly
// cannot hold one: `no_personal<T>` is checked when the public schema of a type is made.
// Source: PIPL (个人信息保护法) art. 51; DESIGN §8. Threads: values.
#pragma once

#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "base/bytes.hpp"

namespace vermilion {

// The name of one subject's key in the key store; destroying that key erases the subject.
struct KeyId {
  Octets<16> octets{};
  auto operator<=>(const KeyId&) const = default;
};

// AES-256-GCM output: `ciphertext` ends with the 16-octet tag. Bound: 64 KiB of plain text.
struct Sealed {
  KeyId key;
  Octets<12> nonce{};
  Bytes ciphertext;
  bool operator==(const Sealed&) const = default;
  [[nodiscard]] bool empty() const noexcept { return ciphertext.empty(); }
};
inline constexpr std::size_t sealed_plain_max = 64 * 1024;

template <class T>
class Personal {
 public:
  Personal() = default;
  explicit Personal(Sealed sealed) : sealed_{std::move(sealed)} {}
  [[nodiscard]] const Sealed& sealed() const noexcept { return sealed_; }
  [[nodiscard]] Sealed& sealed() noexcept { return sealed_; }
  // The sealed octets are equal; says nothing of the plain text (nonces differ).
  bool operator==(const Personal&) const = default;

 private:
  Sealed sealed_;
};

template <class T>
struct is_personal : std::false_type {};
template <class T>
struct is_personal<Personal<T>> : std::true_type {};
template <class T>
struct is_personal<std::vector<T>> : is_personal<T> {};

}  // namespace vermilion
