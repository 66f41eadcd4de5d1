// SystemRandom: cryptographically random octets from OpenSSL's generator, which the system seeds.
//
// Small requests are served from a buffer of the thread, because one call of the generator costs as
// much as sealing a short field; octets are wiped as they are handed out, and a child process after
// fork starts with an empty buffer, so no two requests ever share octets (a nonce used twice under
// one key breaks AES-GCM). Threads: any.
#pragma once

#include "engine/ports/random.hpp"

namespace vermilion {

class SystemRandom final : public Random {
 public:
  void fill(char* at, std::size_t size) override;
};

}  // namespace vermilion
