// VERMILION_CHECK: a condition that only a bug can break.
//
// Always on, in release builds too. In decide and encode a failed check ends the process before
// anything was appended; a fold that fails on a record already read must not use it, but return an
// Error, because one poisoned record stops its partition and never the hall (DESIGN §9).
// Threads: any.
#pragma once

#include <string_view>

namespace vermilion {

// Prints file, line, the condition and `what` to standard error and aborts.
[[noreturn]] void check_failed(const char* file, int line, const char* condition,
                               std::string_view what = {});

}  // namespace vermilion

#define VERMILION_CHECK(condition, ...) \
  (static_cast<bool>(condition)         \
       ? static_cast<void>(0)           \
       : ::vermilion::check_failed(__FILE__, __LINE__, #condition __VA_OPT__(, ) __VA_ARGS__))
