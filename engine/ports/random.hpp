// The random port: where unpredictable octets come from (nonces of sealed fields).
//
// `fill` never fails: a machine without randomness cannot run a hall, and the adapter ends the
// process. What a rule decides never depends on it. Implementations: adapters/system
// (SystemRandom); tests bring a seeded one. Threads: any.
#pragma once

#include <cstddef>

namespace vermilion {

class Random {
 public:
  Random() = default;
  Random(const Random&) = delete;
  Random& operator=(const Random&) = delete;
  virtual ~Random() = default;
  virtual void fill(char* at, std::size_t size) = 0;
};

}  // namespace vermilion
