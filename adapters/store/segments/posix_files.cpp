#include "adapters/store/segments/posix_files.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace vermilion {
namespace {

constexpr std::size_t direct_alignment = 4096;
constexpr std::size_t direct_piece = 1024 * 1024;

// errno's word for what went wrong with a path.
auto failed(const char* what, const std::string& path) {
  const int number = errno;
  const auto code = number == ENOENT ? Code::not_found : Code::io;
  return fail(code, fmt::format("{} {}: {}", what, path, std::strerror(number)));
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_{number} {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int number() const noexcept { return number_; }
  [[nodiscard]] bool open() const noexcept { return number_ >= 0; }

 private:
  int number_;
};

// pread until `size` octets or the end of the file.
Result<std::size_t> read_fully(int descriptor, char* into, std::size_t size, std::uint64_t offset,
                               const std::string& path) {
  std::size_t got = 0;
  while (got < size) {
    const auto part = ::pread(descriptor, into + got, size - got, static_cast<off_t>(offset + got));
    if (part < 0 && errno == EINTR) continue;
    if (part < 0) return failed("reading", path);
    if (part == 0) break;
    got += static_cast<std::size_t>(part);
  }
  return got;
}

class PosixFile final : public File {
 public:
  PosixFile(int descriptor, std::string path) : descriptor_{descriptor}, path_{std::move(path)} {}

  Result<void> write_at(std::uint64_t offset, BytesView octets) override {
    while (!octets.empty()) {
      const auto part =
          ::pwrite(descriptor_.number(), octets.data(), octets.size(), static_cast<off_t>(offset));
      if (part < 0 && errno == EINTR) continue;
      if (part < 0) return failed("writing", path_);
      octets.remove_prefix(static_cast<std::size_t>(part));
      offset += static_cast<std::uint64_t>(part);
    }
    return ok();
  }

  Result<Bytes> read_at(std::uint64_t offset, std::size_t size, Cache cache) const override {
    if (cache == Cache::past) return read_past_cache(offset, size);
    Bytes octets(size, '\0');
    VERMILION_TRY(const auto got,
                  read_fully(descriptor_.number(), octets.data(), size, offset, path_));
    octets.resize(got);
    return octets;
  }

  Result<void> sync() override {
    if (::fdatasync(descriptor_.number()) != 0) return failed("syncing", path_);
    return ok();
  }

  Result<std::uint64_t> size() const override {
    struct stat status{};
    if (::fstat(descriptor_.number(), &status) != 0) return failed("measuring", path_);
    return static_cast<std::uint64_t>(status.st_size);
  }

 private:
  Result<Bytes> read_past_cache(std::uint64_t offset, std::size_t size) const {
    const Descriptor direct{::open(path_.c_str(), O_RDONLY | O_DIRECT | O_CLOEXEC)};
    const std::unique_ptr<char, decltype(&std::free)> buffer{
        static_cast<char*>(std::aligned_alloc(direct_alignment, direct_piece)), &std::free};
    if (!direct.open() || buffer == nullptr) {
      ::posix_fadvise(descriptor_.number(), 0, 0, POSIX_FADV_DONTNEED);
      return read_at(offset, size, Cache::through);
    }
    Bytes octets;
    octets.reserve(size);
    auto at = offset / direct_alignment * direct_alignment;
    auto skip = static_cast<std::size_t>(offset - at);
    while (octets.size() < size) {
      const auto got = ::pread(direct.number(), buffer.get(), direct_piece, static_cast<off_t>(at));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return failed("reading past the cache", path_);
      const auto held = static_cast<std::size_t>(got);
      if (held <= skip) break;
      octets.append(buffer.get() + skip, std::min(held - skip, size - octets.size()));
      if (held < direct_piece) break;
      at += held;
      skip = 0;
    }
    return octets;
  }

  Descriptor descriptor_;
  std::string path_;
};

class PosixLock final : public DirectoryLock {
 public:
  explicit PosixLock(int descriptor) : descriptor_{descriptor} {}

 private:
  Descriptor descriptor_;  // closing it gives the lock back
};

}  // namespace

Result<std::unique_ptr<File>> PosixFiles::open(const std::string& path, Opening opening) {
  int flags = O_CLOEXEC;
  switch (opening) {
    case Opening::to_read:
      flags |= O_RDONLY;
      break;
    case Opening::to_write:
      flags |= O_RDWR;
      break;
    case Opening::fresh:
      flags |= O_RDWR | O_CREAT | O_TRUNC;
      break;
    case Opening::kept:
      flags |= O_RDWR | O_CREAT;
      break;
  }
  const int descriptor = ::open(path.c_str(), flags, 0600);
  if (descriptor < 0) return failed("opening", path);
  return std::unique_ptr<File>{std::make_unique<PosixFile>(descriptor, path)};
}

Result<bool> PosixFiles::exists(const std::string& path) {
  if (::access(path.c_str(), F_OK) == 0) return true;
  if (errno == ENOENT) return false;
  return failed("looking for", path);
}

Result<std::vector<std::string>> PosixFiles::list(const std::string& directory) {
  struct Close {
    void operator()(DIR* open) const { ::closedir(open); }
  };
  const std::unique_ptr<DIR, Close> open{::opendir(directory.c_str())};
  if (open == nullptr) return failed("listing", directory);
  std::vector<std::string> names;
  errno = 0;
  while (const auto* entry = ::readdir(open.get())) {
    const std::string name{entry->d_name};
    if (name != "." && name != "..") names.push_back(name);
  }
  if (errno != 0) return failed("listing", directory);
  std::sort(names.begin(), names.end());
  return names;
}

Result<void> PosixFiles::make_directory(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return failed("making", path);
  return ok();
}

Result<void> PosixFiles::sync_directory(const std::string& path) {
  const Descriptor directory{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!directory.open()) return failed("opening", path);
  if (::fsync(directory.number()) != 0) return failed("syncing", path);
  return ok();
}

Result<void> PosixFiles::rename(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return failed("renaming", from);
  return ok();
}

Result<void> PosixFiles::remove(const std::string& path) {
  if (::unlink(path.c_str()) != 0) return failed("removing", path);
  return ok();
}

Result<std::unique_ptr<DirectoryLock>> PosixFiles::lock(const std::string& directory,
                                                        Locking locking) {
  const auto path = directory + "/lock";
  const bool shared = locking == Locking::shared;
  const int flags = shared ? O_RDONLY | O_CLOEXEC : O_RDWR | O_CREAT | O_CLOEXEC;
  const int descriptor = ::open(path.c_str(), flags, 0600);
  if (descriptor < 0) return failed("opening", path);
  auto lock = std::make_unique<PosixLock>(descriptor);
  if (::flock(descriptor, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return failed("locking", path);
    char holder[32] = {};
    const auto size = ::pread(descriptor, holder, sizeof holder - 1, 0);
    return fail(Code::conflict,
                fmt::format("{} is in use by process {}; stop it first", directory,
                            size > 0 ? std::string(holder, static_cast<std::size_t>(size))
                                     : std::string{"unknown"}));
  }
  if (!shared) {
    // For the message above only; the lock itself is the kernel's.
    const auto own = std::to_string(::getpid());
    if (::ftruncate(descriptor, 0) != 0 ||
        ::pwrite(descriptor, own.data(), own.size(), 0) != static_cast<ssize_t>(own.size())) {
      return failed("writing", path);
    }
  }
  return std::unique_ptr<DirectoryLock>{std::move(lock)};
}

}  // namespace vermilion
