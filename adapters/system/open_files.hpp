// How many files and sockets this process may have open at once.
//
// Debian starts a process with 1,024, which is less than the connections that a hall takes before
// it answers 503; up to the hard limit a process may help itself. (No select(2) here, which would
// be the reason for the low one.) Threads: before any other is started.
#pragma once

#include <sys/resource.h>

namespace vermilion {

// As many as the hard limit allows. Nothing is said when that fails: the limit then stays.
inline void open_many_files() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
  limit.rlim_cur = limit.rlim_max;
  static_cast<void>(setrlimit(RLIMIT_NOFILE, &limit));
}

}  // namespace vermilion
