#include "base/check.hpp"

#include <fmt/core.h>

#include <cstdio>
#include <cstdlib>

namespace vermilion {

void check_failed(const char* file, int line, const char* condition, std::string_view what) {
  fmt::print(stderr, "CHECK failed at {}:{}: {} {}\n", file, line, condition, what);
  std::fflush(stderr);
  std::abort();
}

}  // namespace vermilion
