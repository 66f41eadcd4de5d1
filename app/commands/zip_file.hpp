// A ZIP file, written entry by entry, whatever its size; what is stored is stored as it is, since
// papers are compressed already. It has its name only when it is whole.
//
// Threads: one.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

struct archive;

namespace vermilion::commands {

class ZipFile {
 public:
  // Errors: io.
  [[nodiscard]] static Result<std::unique_ptr<ZipFile>> make(const std::string& path);
  ~ZipFile();
  ZipFile(const ZipFile&) = delete;
  ZipFile& operator=(const ZipFile&) = delete;

  // Errors: io (the disk is full, …).
  [[nodiscard]] Result<void> add(const std::string& name, std::string_view octets);
  [[nodiscard]] Result<void> close();

 private:
  ZipFile(std::string path, ::archive* archive) : path_{std::move(path)}, archive_{archive} {}
  [[nodiscard]] Result<void> done(int code);

  const std::string path_;
  ::archive* archive_;
};

}  // namespace vermilion::commands
