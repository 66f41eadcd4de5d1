// FilePort: the few file operations that a journal in files needs, so that a test can stand in.
//
// Promises: `write_at` writes all or answers an error, after which any part may be there; `sync`
// makes a file's octets durable (fdatasync), `sync_directory` its names (fsync); a rename is
// atomic. What is not synced may be lost, in part, in any order, at a crash; after a *failed* sync
// it may seem to be there and be lost all the same, so a file whose sync failed is never synced
// again. `Cache::past` reads what the device holds, not what the system remembers. Errors: io (with
// the path and the system's word), not_found, conflict (a lock is held). Threads: a FilePort any; a
// File one writer, any readers.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace vermilion {

enum class Cache : std::uint8_t { through, past };

class File {
 public:
  File() = default;
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  virtual ~File() = default;

  [[nodiscard]] virtual Result<void> write_at(std::uint64_t offset, BytesView octets) = 0;
  // Up to `size` octets: fewer only at the end of the file.
  [[nodiscard]] virtual Result<Bytes> read_at(std::uint64_t offset, std::size_t size,
                                              Cache cache) const = 0;
  [[nodiscard]] virtual Result<void> sync() = 0;
  [[nodiscard]] virtual Result<std::uint64_t> size() const = 0;
};

// Held until destroyed.
class DirectoryLock {
 public:
  DirectoryLock() = default;
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;
  virtual ~DirectoryLock() = default;
};

enum class Opening : std::uint8_t {
  to_read,   // must exist
  to_write,  // must exist; read and write
  fresh,     // created, or emptied if it exists; read and write
  kept,      // created if missing; read and write
};
enum class Locking : std::uint8_t { exclusive, shared };

class FilePort {
 public:
  FilePort() = default;
  FilePort(const FilePort&) = delete;
  FilePort& operator=(const FilePort&) = delete;
  virtual ~FilePort() = default;

  [[nodiscard]] virtual Result<std::unique_ptr<File>> open(const std::string& path,
                                                           Opening opening) = 0;
  [[nodiscard]] virtual Result<bool> exists(const std::string& path) = 0;
  // Names in a directory, sorted, without "." and "..".
  [[nodiscard]] virtual Result<std::vector<std::string>> list(const std::string& directory) = 0;
  // Does nothing when it exists; its parent must.
  [[nodiscard]] virtual Result<void> make_directory(const std::string& path) = 0;
  [[nodiscard]] virtual Result<void> sync_directory(const std::string& path) = 0;
  [[nodiscard]] virtual Result<void> rename(const std::string& from, const std::string& to) = 0;
  [[nodiscard]] virtual Result<void> remove(const std::string& path) = 0;
  // Locks DIRECTORY/lock for this process; conflict names who holds it.
  [[nodiscard]] virtual Result<std::unique_ptr<DirectoryLock>> lock(const std::string& directory,
                                                                    Locking locking) = 0;
};

// A file under its final name, whole and durable, or not there at all: written beside it, synced,
// renamed, the directory synced.
[[nodiscard]] Result<void> write_whole(FilePort& files, const std::string& directory,
                                       const std::string& name, BytesView octets);
// Zeros are really written (a hole would need a block, and so metadata, at the first sync over it).
[[nodiscard]] Result<void> write_zeros(File& file, std::uint64_t from, std::uint64_t size);

inline constexpr const char* unfinished_suffix = ".new";  // removed at the next open

}  // namespace vermilion
