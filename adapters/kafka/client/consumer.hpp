// Consumer: reads one partition from an offset on, by assignment, outside any group.
//
// Offsets are the caller's business: nothing is committed, and an offset that is not there is an
// error, never a jump (auto.offset.reset=error). Never paused, never sought. Source:
// RELIABILITY §1.2. Threads: one.
#pragma once

#include <chrono>
#include <optional>

#include "adapters/kafka/client/handle.hpp"
#include "base/bytes.hpp"

namespace vermilion::kafka {

class Consumer {
 public:
  enum class Sees : std::uint8_t { everything, committed };  // of transactions
  // Errors: invalid.
  [[nodiscard]] static Result<std::unique_ptr<Consumer>> open(const Cluster& cluster,
                                                              std::string topic,
                                                              std::int32_t partition,
                                                              Sees sees = Sees::everything);
  // From here on `next` reads. Once. Errors: invalid.
  [[nodiscard]] Result<void> begin(std::int64_t offset);

  struct Read {
    Message message;
    [[nodiscard]] std::int64_t offset() const noexcept { return message->offset; }
    [[nodiscard]] BytesView octets() const noexcept {
      return {static_cast<const char*>(message->payload), message->len};
    }
  };
  // The next message; nothing when none came in time. A broken connection is no error: it is
  // mended. Errors: corrupt (the offset is not there: the log is shorter or its head was deleted),
  // invalid (not allowed, no such topic).
  [[nodiscard]] Result<std::optional<Read>> next(std::chrono::milliseconds patience);
  // Whether the last `next` gave nothing because the partition has nothing more to be seen.
  [[nodiscard]] bool at_end() const noexcept { return at_end_; }
  // Where that end is.
  [[nodiscard]] std::int64_t end() const noexcept { return end_; }

 private:
  Consumer(std::string topic, std::int32_t partition)
      : topic_{std::move(topic)}, partition_{partition} {}

  std::string topic_;
  std::int32_t partition_;
  bool at_end_ = false;
  std::int64_t end_ = 0;
  Mentioned mentioned_;
  Handle client_;
};

}  // namespace vermilion::kafka
