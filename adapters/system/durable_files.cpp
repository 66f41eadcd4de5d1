#include "adapters/system/durable_files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <filesystem>
#include <system_error>

namespace vermilion {
namespace {

Error system_error(std::string_view doing, const std::string& path, int error) {
  const auto code = error == ENOSPC || error == EDQUOT ? Code::full : Code::io;
  return {code, fmt::format("{} {}: {}", doing, path, std::generic_category().message(error))};
}

class Descriptor {
 public:
  Descriptor(const std::string& path, int flags, mode_t mode = 0)
      : number_{::open(path.c_str(), flags | O_CLOEXEC, mode)} {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] bool open() const { return number_ >= 0; }
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

bool write_all(int file, std::uint64_t offset, BytesView octets) {
  while (!octets.empty()) {
    const auto written = ::pwrite(file, octets.data(), octets.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    octets.remove_prefix(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
  return true;
}

std::string parent_of(const std::string& path) {
  const auto parent = std::filesystem::path{path}.parent_path().string();
  return parent.empty() ? "." : parent;
}

Result<void> sync_directory(const std::string& path) {
  const Descriptor directory{path, O_RDONLY | O_DIRECTORY};
  if (!directory.open() || ::fsync(directory.number()) != 0) {
    return system_error("sync the directory", path, errno);
  }
  return ok();
}

Result<void> write_new(const std::string& path, BytesView octets, mode_t mode) {
  const Descriptor file{path, O_WRONLY | O_CREAT | O_EXCL, mode};
  if (!file.open()) return system_error("make", path, errno);
  if (!write_all(file.number(), 0, octets)) return system_error("write", path, errno);
  if (::fsync(file.number()) != 0) return system_error("sync", path, errno);
  return ok();
}

Result<void> give_name(const std::string& unfinished, const std::string& path, Existing existing) {
  if (existing == Existing::replaced) {
    if (::rename(unfinished.c_str(), path.c_str()) != 0) return system_error("name", path, errno);
    return ok();
  }
  if (::link(unfinished.c_str(), path.c_str()) != 0) {  // unlike rename, it never replaces
    if (errno == EEXIST) return fail(Code::conflict, path + " is there already");
    return system_error("name", path, errno);
  }
  ::unlink(unfinished.c_str());
  return ok();
}

}  // namespace

Result<void> make_durable_directory(const std::string& path, Access access) {
  if (::mkdir(path.c_str(), access == Access::owner ? 0700 : 0755) != 0) {
    const auto error = errno;
    std::error_code ignored;
    if (error == EEXIST && std::filesystem::is_directory(path, ignored)) return ok();
    return system_error("make the directory", path, error);
  }
  return sync_directory(parent_of(path));
}

Result<void> write_durable_file(const std::string& path, BytesView octets, Access access,
                                Existing existing) {
  static std::atomic<std::uint64_t> count{0};
  const auto unfinished =
      fmt::format("{}.{}-{}{}", path, ::getpid(), ++count, unfinished_name_suffix);
  auto written = write_new(unfinished, octets, access == Access::owner ? 0600 : 0644);
  if (written) written = give_name(unfinished, path, existing);
  if (!written) {
    ::unlink(unfinished.c_str());
    return written;
  }
  return sync_directory(parent_of(path));
}

Result<void> sync_file_and_name(const std::string& path) {
  {
    const Descriptor file{path, O_RDONLY};
    if (!file.open() || ::fsync(file.number()) != 0) return system_error("sync", path, errno);
  }
  return sync_directory(parent_of(path));
}

Result<void> overwrite_durably(const std::string& path, std::uint64_t offset, BytesView octets) {
  const Descriptor file{path, O_WRONLY};
  if (!file.open()) return system_error("open", path, errno);
  if (!write_all(file.number(), offset, octets)) return system_error("overwrite", path, errno);
  if (::fdatasync(file.number()) != 0) return system_error("sync", path, errno);
  return ok();
}

Result<std::optional<Bytes>> read_whole_file(const std::string& path, std::size_t max) {
  const Descriptor file{path, O_RDONLY};
  if (!file.open()) {
    if (errno == ENOENT) return std::optional<Bytes>{};
    return system_error("open", path, errno);
  }
  struct stat about{};
  if (::fstat(file.number(), &about) != 0) return system_error("read", path, errno);
  if (!S_ISREG(about.st_mode) || static_cast<std::uint64_t>(about.st_size) > max) {
    return fail(Code::corrupt, fmt::format("{}: not a file of at most {} octets", path, max));
  }
  Bytes octets(static_cast<std::size_t>(about.st_size), '\0');
  std::size_t have = 0;
  while (have < octets.size()) {
    const auto got = ::pread(file.number(), octets.data() + have, octets.size() - have,
                             static_cast<off_t>(have));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_error("read", path, errno);
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  octets.resize(have);
  return std::optional<Bytes>{std::move(octets)};
}

Result<void> check_private(const std::string& path) {
  struct stat about{};
  if (::stat(path.c_str(), &about) != 0) return system_error("look at", path, errno);
  if ((about.st_mode & 077U) != 0) {
    return fail(Code::invalid, fmt::format("{} holds keys and may be used by others (mode {:o}): "
                                           "chmod 600 it, and think of who has read it",
                                           path, about.st_mode & 0777U));
  }
  return ok();
}

Result<std::vector<std::string>> names_in(const std::string& directory) {
  std::error_code error;
  std::filesystem::directory_iterator entry{directory, error};
  std::vector<std::string> names;
  for (; !error && entry != std::filesystem::directory_iterator{}; entry.increment(error)) {
    names.push_back(entry->path().filename().string());
  }
  if (error == std::errc::no_such_file_or_directory) {
    return fail(Code::not_found, directory + ": there is no such directory");
  }
  if (error) return system_error("list", directory, error.value());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace vermilion
