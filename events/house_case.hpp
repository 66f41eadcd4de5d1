// Cases that have a name of their own: accounts, mandates, registers, numbers, signers, sessions.
//
// Their id follows from kind and natural key, so that everybody who means the same asks the same
// case; they live in partition 0 for ever (DESIGN §4). Threads: pure.
#pragma once

#include <initializer_list>

#include "base/hash.hpp"
#include "base/ids.hpp"

namespace vermilion {

// SHA-256 of the parts, a zero octet between each two; its first 15 octets.
[[nodiscard]] CaseId house_case(std::initializer_list<BytesView> kind_and_key);

}  // namespace vermilion
