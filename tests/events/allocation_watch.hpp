// AllocationWatch: the largest single allocation of this program since it was last forgotten.
//
// Linking allocation_watch.cpp replaces operator new for the whole test program; a translation unit
// of its own, so that the compiler does not pair inlined halves of new and delete.
// Threads: for tests with one.
#pragma once

#include <cstddef>

namespace vermilion::test {

void forget_allocations();
[[nodiscard]] std::size_t largest_allocation();

}  // namespace vermilion::test
