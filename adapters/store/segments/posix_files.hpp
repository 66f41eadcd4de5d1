// PosixFiles: FilePort on a POSIX file system (Linux: fdatasync, flock, O_DIRECT).
//
// Reading past the page cache opens the file once more with O_DIRECT; a file system without it
// (tmpfs) is told to drop the file's clean pages instead. Files are made with mode 0600,
// directories 0700. Threads: any.
#pragma once

#include "adapters/store/segments/files.hpp"

namespace vermilion {

class PosixFiles final : public FilePort {
 public:
  [[nodiscard]] Result<std::unique_ptr<File>> open(const std::string& path,
                                                   Opening opening) override;
  [[nodiscard]] Result<bool> exists(const std::string& path) override;
  [[nodiscard]] Result<std::vector<std::string>> list(const std::string& directory) override;
  [[nodiscard]] Result<void> make_directory(const std::string& path) override;
  [[nodiscard]] Result<void> sync_directory(const std::string& path) override;
  [[nodiscard]] Result<void> rename(const std::string& from, const std::string& to) override;
  [[nodiscard]] Result<void> remove(const std::string& path) override;
  [[nodiscard]] Result<std::unique_ptr<DirectoryLock>> lock(const std::string& directory,
                                                            Locking locking) override;
};

}  // namespace vermilion
