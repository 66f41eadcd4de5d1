#include <fcntl.h>
#include <fmt/format.h>
#include <rocksdb/sst_file_reader.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "adapters/store/rocksdb/rocks_family.hpp"

namespace vermilion {
namespace {

namespace fs = std::filesystem;

// A status of the store is for the opening that follows to report; here only an end counts.
[[noreturn]] void open_all(const std::vector<std::string>& tables, int told) {
  // The assertion's own words go nowhere, and no core file is left behind.
  const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere >= 0) ::dup2(nowhere, STDERR_FILENO);
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  const auto options = rocks_options({});
  for (std::uint32_t i = 0; i < tables.size(); ++i) {
    if (::write(told, &i, sizeof i) != static_cast<ssize_t>(sizeof i)) ::_exit(1);
    rocksdb::SstFileReader reader{options};
    static_cast<void>(reader.Open(tables[i]));
  }
  ::_exit(0);
}

// The number of the last table that the child began with.
std::uint32_t last_told(int from) {
  std::uint32_t last = 0;
  std::uint32_t one = 0;
  while (::read(from, &one, sizeof one) == static_cast<ssize_t>(sizeof one)) last = one;
  return last;
}

}  // namespace

Result<void> RocksRows::probe(const std::string& directory) {
  std::vector<std::string> tables;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator{directory, ignored}) {
    if (entry.path().extension() == ".sst") tables.push_back(entry.path().string());
  }
  if (tables.empty()) return ok();
  std::sort(tables.begin(), tables.end());
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    return fail(Code::io, fmt::format("{}: pipe: {}", directory, std::strerror(errno)));
  }
  const auto child = ::fork();
  if (child == 0) open_all(tables, ends[1]);
  const auto forked = errno;
  ::close(ends[1]);
  if (child < 0) {
    ::close(ends[0]);
    return fail(Code::io, fmt::format("{}: fork: {}", directory, std::strerror(forked)));
  }
  const auto last = last_told(ends[0]);
  ::close(ends[0]);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) {
      return fail(Code::io, fmt::format("{}: waitpid: {}", directory, std::strerror(errno)));
    }
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return ok();
  return fail(
      Code::corrupt,
      fmt::format("{}: RocksDB cannot read it and ends the process ({}); rows are a cache "
                  "of the journal: take the directory away and rebuild",
                  tables[last], WIFSIGNALED(status) ? ::strsignal(WTERMSIG(status)) : "it exits"));
}

}  // namespace vermilion
