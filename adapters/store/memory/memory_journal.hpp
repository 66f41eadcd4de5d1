// MemoryJournal: one client of a SharedLog, with its own reader, and faults on request.
//
// `append` answers *done* only after reading back to its own frame and hearing from the arbiter
// that its records are valid, exactly as a client of a replicated log must: another owner may have
// claimed meanwhile. Before a frame or claim is written the caller's hook is asked for its fate, so
// a test decides, from its seed, what is lost, late, doubled, unheard or torn, and when the disk or
// the process dies. `Behaviour` lets a simulator plant a bug and prove that it would be found.
// Contract: tests/contract/journal_contract.hpp. Threads: one mutex a client; visitors run outside.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "adapters/store/memory/shared_log.hpp"
#include "engine/journal/arbiter.hpp"
#include "engine/ports/journal.hpp"

namespace vermilion {

enum class Fate : std::uint8_t {
  lands,         // and is read back
  refused,       // not written, and the client knows: not_done
  lost,          // not written, and the client does not know: unknown
  late,          // lands after `after` further frames: unknown
  doubled,       // lands, and once more: at once, or after `after` further frames
  unheard,       // lands, but the answer is lost: unknown
  sync_error,    // lands iff `kept`: unknown, and the partition takes nothing more from this client
  torn,          // a part of it lands and the process dies
  crash_before,  // the process dies before it was written
  crash_after,   // the process dies after it landed
};

struct Fault {
  Fate fate = Fate::lands;
  std::uint32_t after = 1;
  bool kept = false;
};

// What is about to be written.
struct Attempt {
  PartitionNumber partition = 0;
  FrameHeader frame;
};
using FaultHook = std::function<Fault(const Attempt&)>;

// For simulators only: each answer that is not the default is a bug they must find.
class Behaviour {
 public:
  Behaviour() = default;
  Behaviour(const Behaviour&) = delete;
  Behaviour& operator=(const Behaviour&) = delete;
  virtual ~Behaviour() = default;
  [[nodiscard]] virtual bool checks_epoch() const { return true; }
  [[nodiscard]] virtual bool reads_back() const { return true; }
  [[nodiscard]] virtual bool waits_until_durable() const { return true; }
};

class MemoryJournal final : public Journal {
 public:
  // `behaviour`, when given, outlives the journal.
  explicit MemoryJournal(std::shared_ptr<SharedLog> log, FaultHook faults = {},
                         const Behaviour* behaviour = nullptr);

  [[nodiscard]] HouseId house() const override { return log_->house(); }
  [[nodiscard]] Bytes house_record() const override { return log_->house_record(); }
  [[nodiscard]] Result<Reigning> claim(PartitionNumber partition, const Claim& claim) override;
  [[nodiscard]] Appended append(PartitionNumber partition, BytesView frame) override;
  // Both first follow the log to its end.
  [[nodiscard]] Result<void> read(PartitionNumber partition, Sequence from,
                                  const EntryVisitor& each) override;
  [[nodiscard]] Result<void> read_all(PartitionNumber partition, const EntryVisitor& each) override;
  [[nodiscard]] Result<Bytes> read_one(PartitionNumber partition, Sequence sequence) override;
  [[nodiscard]] Sequence last(PartitionNumber partition) const override;

  // The process dies: this client answers nothing more. A restart is a new client of the same log.
  void crash();
  [[nodiscard]] bool crashed() const;
  // Epoch, seq and head that this client's reader has come to.
  [[nodiscard]] Tip tip(PartitionNumber partition) const;
  // Frames cut because only a part of them had landed.
  [[nodiscard]] std::uint64_t torn(PartitionNumber partition) const;

 private:
  struct Seen {
    SharedLog::Piece piece;
    std::size_t at = 0;  // of the record in its frame
    Header header;
    std::uint64_t offset = 0;
    const char* why = "";
    bool valid = true;
  };
  struct Reader {
    explicit Reader(const SharedLog& log, PartitionNumber partition);
    Arbiter arbiter;
    std::size_t next = 0;      // index of the first frame not yet read
    std::uint64_t offset = 0;  // octets before it
    std::vector<Seen> seen;
    std::vector<std::size_t> valid;  // seq − 1 → index in `seen`
    std::vector<bool> frames;        // frame index → all its records valid
    std::uint64_t torn = 0;
    std::optional<Error> stopped;  // diverged or corrupt
    std::map<Octets<16>, std::pair<bool, Reigning>> claims;
  };

  Fault fate_of(PartitionNumber partition, const FrameHeader& frame) const;
  Reader& reader(PartitionNumber partition) const;
  void follow(PartitionNumber partition, Reader& reader) const;
  Result<void> follow_piece(Reader& reader, const SharedLog::Piece& piece) const;
  // Writes as fated; the index at which the frame landed, if it is known to have.
  std::optional<std::size_t> write(PartitionNumber partition, BytesView frame, const Fault& fault);
  Result<void> visit(PartitionNumber partition, Sequence from, bool all, const EntryVisitor& each);

  std::shared_ptr<SharedLog> log_;
  FaultHook faults_;
  const Behaviour* behaviour_;
  mutable std::mutex mutex_;
  mutable std::map<PartitionNumber, Reader> readers_;
  std::map<PartitionNumber, bool> broken_;
  bool crashed_ = false;
};

}  // namespace vermilion
