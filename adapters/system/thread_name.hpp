// A name for the calling thread, as `top -H`, `perf` and core dumps show it.
//
// Linux keeps 15 octets of it. Threads: names the one that calls.
#pragma once

#include <pthread.h>

namespace vermilion {

inline void name_this_thread(const char* name) {
  static_cast<void>(pthread_setname_np(pthread_self(), name));
}

}  // namespace vermilion
