// HouseJournal: where a house's journal lies, and who may write it.
//
// On one machine it is segment files, whose lock admits one writer. With Kafka it is a topic that
// several nodes follow, and segments that each of them keeps; who is asked to write is settled by a
// group, that only one can is settled by claims (docs/decisions/0012). Threads: open, join, leave
// and close from one; what `join` puts into the loop's parts from the engine thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <chrono>
#include <optional>
#include "adapters/kafka/journal/kafka_journal.hpp"
#include "adapters/store/segments/segment_journal.hpp"

#include "app/hall/engine_loop.hpp"

namespace vermilion {

// What the journal held, wherever it was written, at a moment of the steady clock.
struct Heard {
  std::chrono::steady_clock::time_point at;
  Sequence last = 0;
};

class HouseJournal {
 public:
  HouseJournal() = default;
  HouseJournal(const HouseJournal&) = delete;
  HouseJournal& operator=(const HouseJournal&) = delete;
  virtual ~HouseJournal() = default;

  [[nodiscard]] virtual Journal& journal() = 0;
  // What was met when it was opened, one line each.
  [[nodiscard]] virtual std::vector<std::string> notices() const = 0;
  // Gives the engine loop what this journal needs of it, and lets this node be asked to reign.
  // Errors: invalid, unavailable.
  [[nodiscard]] virtual Result<void> join(EngineLoop::Parts& parts) = 0;
  // The newest news of what others may have written; nothing where nobody else writes. Any thread.
  [[nodiscard]] virtual std::optional<Heard> heard() const { return std::nullopt; }
  // This node is not to be asked any more, and another may be at once.
  virtual void leave() {}
  // Nothing is read or written any more.
  virtual void close() {}
};

// Makes the house record when there is no house yet.
using MakeHouse = std::function<Bytes()>;

// Errors: those of SegmentJournal::found and open.
[[nodiscard]] Result<std::unique_ptr<HouseJournal>> open_segments(FilePort& files,
                                                                  const std::string& directory,
                                                                  const SegmentOptions& options,
                                                                  const MakeHouse& make);
// `node` is what claims bear: this node's address, as the others reach it.
// Errors: those of KafkaJournal::found and open.
[[nodiscard]] Result<std::unique_ptr<HouseJournal>> open_kafka(FilePort& files,
                                                               const std::string& directory,
                                                               const KafkaOptions& options,
                                                               const std::string& node,
                                                               const MakeHouse& make);

}  // namespace vermilion
