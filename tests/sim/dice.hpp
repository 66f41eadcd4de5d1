// Chance from a seed, the same on every machine (no std distribution, whose results are not).
#pragma once

#include <cstdint>
#include <random>

namespace vermilion::sim {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_{seed * 0x9E3779B97F4A7C15ULL + 1} {}
  // 0 … sides − 1.
  std::size_t below(std::size_t sides) { return static_cast<std::size_t>(engine_() % sides); }
  bool percent(std::size_t chance) { return below(100) < chance; }
  template <class List>
  const auto& one_of(const List& list) {
    return *(std::begin(list) + static_cast<std::ptrdiff_t>(below(std::size(list))));
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace vermilion::sim
