// The operating system's generator. Threads: any.
#pragma once

#include "base/hash.hpp"
#include "engine/ports/random.hpp"

namespace vermilion {

class SystemRandom final : public Random {
 public:
  void fill(char* at, std::size_t size) override { fill_random(at, size); }
};

}  // namespace vermilion
