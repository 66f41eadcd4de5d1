// The raw log: what the same parser and the same journal do with nothing in between.
//
// One record a command, chained, framed, written and synced by the journal code of the hall; no
// token, no JSON, no engine, no views. It exists only in the server that `bench` starts on an empty
// directory of its own. Threads: `submit` from any; two threads of its own, as the engine loop has.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "adapters/kafka/journal/kafka_journal.hpp"
#include "adapters/store/segments/posix_files.hpp"
#include "adapters/store/segments/segment_journal.hpp"
#include "engine/journal/frame.hpp"

namespace vermilion::bench {

class RawLoop {
 public:
  using Done = std::function<void()>;

  // Founds a house in `directory`, which must be empty or absent; with `kafka` in that topic.
  [[nodiscard]] static Result<std::unique_ptr<RawLoop>> start(
      const std::string& directory, std::function<void(const std::function<void()>&)> batch,
      const std::optional<KafkaOptions>& kafka);
  ~RawLoop();
  RawLoop(const RawLoop&) = delete;
  RawLoop& operator=(const RawLoop&) = delete;

  void submit(Bytes payload, Done done);
  void stop();
  [[nodiscard]] std::uint64_t frames() const noexcept { return frames_; }

 private:
  struct Item {
    Bytes payload;
    Done done;
  };
  RawLoop() = default;
  void run_forming();
  void run_journal();

  PosixFiles files_;
  std::unique_ptr<Journal> journal_;
  SegmentJournal* segments_ = nullptr;  // which are rolled by who writes them
  Reigning tip_;
  std::function<void(const std::function<void()>&)> batch_;
  std::mutex mutex_;
  std::condition_variable forming_wakes_;
  std::condition_variable journal_wakes_;
  std::vector<Item> inbox_;
  Bytes to_write_;
  bool written_ = false;
  bool writing_ = false;
  bool stopping_ = false;
  bool forming_ended_ = false;
  std::uint64_t frames_ = 0;
  std::thread forming_;
  std::thread writer_;
};

}  // namespace vermilion::bench
