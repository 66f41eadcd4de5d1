// Keys and signatures of tokens over OpenSSL 3's EVP: what token.cpp and token_keys.cpp share.
// Threads: free functions; an EVP_PKEY may be used by many threads once it is made.
#pragma once

#include <string>
#include <string_view>

#include "app/api/token.hpp"

namespace vermilion::api {

// Wraps a key that OpenSSL gave us to own; empty for null.
[[nodiscard]] KeyHandle own(evp_pkey_st* key);

// Whether `signature` (in JWS form: ES256 is r ‖ s, RFC 7518 §3.4) is the key's over `text`.
[[nodiscard]] bool signature_holds(const KeySet::Key& key, std::string_view text,
                                   std::string_view signature);

// Ed25519 only: 64 octets.
[[nodiscard]] std::string sign_ed25519(const KeyHandle& key, std::string_view text);

}  // namespace vermilion::api
