// The access log: who read whose personal data, and why, in a journal of its own beside the
// house's.
//
// Same format, another chain: DIRECTORY is a house of segment files with the id of the hall's
// house, so `vermilion journal list --data DIR/access` reads it. It is founded at the first read.
// `record` returns when the record is durable; what cannot be recorded is not read: whoever asks
// answers 503 (it fails closed). Records of callers who come at the same time share a sync. Each
// node keeps a log of what was read through it. Source: DESIGN §4, 个人信息保护法 51. Threads: any;
// `record` blocks.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "adapters/store/segments/segment_journal.hpp"
#include "engine/journal/frame.hpp"
#include "engine/ports/random.hpp"
#include "events/facts/access.hpp"

namespace vermilion {

struct AccessEntry {
  Principal reader;
  Scope scope;  // of the case
  PersonalDataRead read;
  Instant at;  // the real clock's
};

class AccessLog {
 public:
  AccessLog(FilePort& files, std::string directory, Journal& house, Random& random)
      : files_{files}, directory_{std::move(directory)}, house_{house}, random_{random} {}
  ~AccessLog();
  AccessLog(const AccessLog&) = delete;
  AccessLog& operator=(const AccessLog&) = delete;

  // Errors: unavailable (it takes nothing more, and why), those of opening a journal.
  [[nodiscard]] Result<void> record(const AccessEntry& entry);

 private:
  [[nodiscard]] Result<void> open();
  [[nodiscard]] Result<void> add(RecordKind kind, Body body);
  [[nodiscard]] Result<void> write(std::unique_lock<std::mutex>& lock);

  static constexpr PartitionNumber partition = 0;
  FilePort& files_;
  const std::string directory_;
  Journal& house_;
  Random& random_;

  std::mutex mutex_;
  std::condition_variable written_;
  std::unique_ptr<SegmentJournal> journal_;
  std::optional<FrameBuilder> forming_;
  Epoch epoch_ = 0;
  Sequence last_ = 0;     // of what forms
  Sequence durable_ = 0;  // of what is written
  Digest head_{};
  Instant recorded_at_;
  bool writing_ = false;
  std::string broken_;  // why it takes nothing more
};

}  // namespace vermilion
