// The random port: octets nobody can predict, for nonces and claims. The engine has no device of
// its own (DESIGN §2), so a simulator can hand in a seeded one.
//
// Threads: any.
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
