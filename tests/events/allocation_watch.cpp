#include "tests/events/allocation_watch.hpp"

#include <algorithm>
#include <cstdlib>
#include <new>

namespace {

std::size_t largest = 0;

}  // namespace

void* operator new(std::size_t size) {
  largest = std::max(largest, size);
  if (void* at = std::malloc(size)) return at;
  throw std::bad_alloc{};
}
void operator delete(void* at) noexcept {
  std::free(at);
}
void operator delete(void* at, std::size_t) noexcept {
  std::free(at);
}

namespace vermilion::test {

void forget_allocations() {
  largest = 0;
}
std::size_t largest_allocation() {
  return largest;
}

}  // namespace vermilion::test
