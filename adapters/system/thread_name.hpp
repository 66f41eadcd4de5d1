// A name for the calling thread, as `top -H`, `perf` and core dumps show it (15 octets of it), and
// standing back: work that may lag leaves the processor to work that somebody waits for.
//
// Threads: both are about the one that calls. Linux keeps a nice value a thread.
#pragma once

#include <pthread.h>
#include <sys/resource.h>

namespace vermilion {

inline void name_this_thread(const char* name) {
  static_cast<void>(pthread_setname_np(pthread_self(), name));
}

inline void stand_back() {
  static_cast<void>(setpriority(PRIO_PROCESS, 0, 5));
}

}  // namespace vermilion
