// The void file of a partition: frames that were met and do not count, each with its offset.
//
// Grammar: entry*; entry = u32 magic "VMV1", u32 length of the frame, u64 offset at which it stood
// (or would have stood), u16 length of the reason, u16 zero, u32 CRC-32C of offset, reason and
// frame; then reason and frame. It is for people and auditors: nothing is decided from it, it is
// not synced frame by frame, and reading stops at the first bad entry. Bounded to 64 MiB: what
// comes after is counted and not kept. Threads: one writer, one reader at a time (its owner locks).
#pragma once

#include <functional>
#include <optional>

#include "adapters/store/segments/files.hpp"

namespace vermilion {

using VoidVisitor =
    std::function<Result<void>(std::uint64_t offset, const char* why, BytesView frame)>;

class VoidFile {
 public:
  VoidFile(FilePort& files, std::string path) : files_{files}, path_{std::move(path)} {}
  // Appends one entry behind the last good one; answers false when the bound was reached.
  // Errors: io.
  [[nodiscard]] Result<bool> keep(std::uint64_t offset, BytesView why, BytesView frame);
  // A missing file holds nothing. Errors: io, the visitor's.
  [[nodiscard]] Result<void> each(const VoidVisitor& each) const;

 private:
  [[nodiscard]] Result<std::uint64_t> walk(const VoidVisitor& each) const;

  FilePort& files_;
  std::string path_;
  std::optional<std::uint64_t> end_;  // behind the last good entry, once known
};

}  // namespace vermilion
