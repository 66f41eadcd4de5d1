// A house read from its data directory while no hall runs on it: what the auditor's tools share.
//
// Opening takes the directory's lock as a reader, so that a running hall refuses it and is refused
// while it lasts; nothing is changed. What recovery would mend (a torn last frame) is left as it is
// and said in `notices`. Threads: one.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "adapters/store/segments/posix_files.hpp"
#include "adapters/store/segments/segment_journal.hpp"
#include "app/hall/house_record.hpp"

namespace vermilion::commands {

class OfflineHouse {
 public:
  // Errors: not_found (no house there), conflict (a hall is running on it), corrupt, diverged,
  // unsupported, io.
  [[nodiscard]] static Result<std::unique_ptr<OfflineHouse>> open(const std::string& directory);

  [[nodiscard]] const std::string& directory() const noexcept { return directory_; }
  [[nodiscard]] SegmentJournal& journal() noexcept { return *journal_; }
  [[nodiscard]] const HouseFounded& founded() const noexcept { return founded_; }
  [[nodiscard]] std::string in(const char* name) const { return directory_ + "/" + name; }
  [[nodiscard]] std::vector<std::string> notices() const { return journal_->report().lines(); }
  // Valid records of all partitions.
  [[nodiscard]] std::uint64_t records() const;

 private:
  OfflineHouse() = default;
  std::string directory_;
  PosixFiles files_;
  std::unique_ptr<SegmentJournal> journal_;
  HouseFounded founded_;
};

// "verify: 40,960 of 65,536 records, 210,000/s", over and over on one line of a terminal; silent
// where standard error is none.
class Progress {
 public:
  Progress(std::string what, std::uint64_t all);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void at(std::uint64_t records);
  // Since it was made.
  [[nodiscard]] double seconds() const;

 private:
  std::string what_;
  std::uint64_t all_;
  std::int64_t started_;  // microseconds of the monotonic clock
  std::int64_t said_ = 0;
  bool terminal_;
};

}  // namespace vermilion::commands
