// The journal port: where records are kept, in order, for ever.
//
// A partition has at most one frame outstanding; the next one forms meanwhile. `append` answers
// *done* only when the frame is durable **and** known valid (it was read back, or nobody else can
// write). On *unknown* the owner drops what it built on the frame, claims again, reads to its
// claim, and answers what was in doubt from what it finds. Contract:
// tests/contract/journal_contract.hpp, which includes two rival owners; every implementation passes
// it. Threads: `claim` and `append` of one partition from one thread; reads from any.
#pragma once

#include <functional>

#include "events/record.hpp"

namespace vermilion {

enum class Appended : std::uint8_t {
  done,      // durable and valid
  not_done,  // no effect now or later: refused before writing, or void because another owner reigns
  unknown,   // may or may not be there: claim again and read
};

// The partition's state at the moment one's claim became valid.
struct Reigning {
  Epoch epoch = 0;
  Sequence sequence = 0;  // the last valid record before the claim
  Digest head{};
};

// Whose claim is in force, as far as a reader has come.
struct Claimed {
  Epoch epoch = 0;   // 0: nobody's yet
  std::string node;  // as the claim says
};

// A record as a reader meets it.
struct Entry {
  Header header;
  BytesView record;  // whole octets; valid during the call only
  bool valid = true;
  std::uint64_t offset = 0;  // where it stands in its carrier, for the side file and for people
  const char* why = "";      // for void records: which rule
  // The record decoded, when whoever reads has done so beside; the visitor may swap it away.
  Body* body = nullptr;
};
// Return an error to end the walk; it is handed on.
using EntryVisitor = std::function<Result<void>(const Entry&)>;

class Journal {
 public:
  Journal() = default;
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;
  virtual ~Journal() = default;

  [[nodiscard]] virtual HouseId house() const = 0;
  // The house record's octets (events/facts/house.hpp: HouseFounded); its hash is `prev` of seq 1.
  [[nodiscard]] virtual Bytes house_record() const = 0;

  // Takes the partition: writes a claim with this nonce and reads to it.
  // Errors: conflict (another claim took that epoch: read on and try again), unavailable, io,
  // diverged, corrupt.
  [[nodiscard]] virtual Result<Reigning> claim(PartitionNumber partition, const Claim& claim) = 0;

  // Appends one frame (engine/journal/frame.hpp). After a failed sync the partition answers
  // not_done or unknown for ever and that file is never synced again; reads go on.
  [[nodiscard]] virtual Appended append(PartitionNumber partition, BytesView frame) = 0;

  // Valid records from `from` to the last one known durable, in order.
  // Errors: corrupt, diverged (named), io, and what the visitor returns.
  [[nodiscard]] virtual Result<void> read(PartitionNumber partition, Sequence from,
                                          const EntryVisitor& each) = 0;
  // Everything in log order, claims and void records too.
  [[nodiscard]] virtual Result<void> read_all(PartitionNumber partition,
                                              const EntryVisitor& each) = 0;
  // One valid record's octets. Errors: not_found, io, corrupt.
  [[nodiscard]] virtual Result<Bytes> read_one(PartitionNumber partition, Sequence sequence) = 0;

  // The last valid seq that is durable and known; what reads see.
  [[nodiscard]] virtual Sequence last(PartitionNumber partition) const = 0;
};

}  // namespace vermilion
