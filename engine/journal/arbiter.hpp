// The arbiter: the one rule by which every reader knows which records of a partition count.
//
// It keeps (epoch, seq, head) and rules on each record in log order:
//   1. A claim is valid iff its epoch is epoch + 1; epoch grows by one, seq and head stay.
//   2. Any other record is valid iff it bears epoch and seq + 1; then seq grows and head is its
//   hash.
//   3. If rule 2 holds but `prev` is not head, or a record or claim bears an epoch whose claim was
//      not seen, the partition has *diverged*: the reader stops and names the seq.
//   4. All else is void: counted, kept aside with its offset, without effect.
// Validity depends only on what stands before, so what was once acknowledged stays valid, and two
// readers of one prefix agree (RELIABILITY §1.8, I1–I4). Proposal ids and case versions are no part
// of it. Pure: no input, no output. Threads: one arbiter, one thread.
#pragma once

#include "events/record.hpp"

namespace vermilion {

enum class Ruling : std::uint8_t { valid, void_record, diverged };

// How far a reader has come.
struct Tip {
  Epoch epoch = 0;
  Sequence sequence = 0;
  Digest head{};  // hash of the last valid record; of the house record before the first
  bool operator==(const Tip&) const = default;
};

class Arbiter {
 public:
  // `house_hash` is the SHA-256 of the house record, the `prev` of seq 1.
  Arbiter(HouseId house, PartitionNumber partition, const Digest& house_hash);
  // Goes on from a known tip (a sealed segment's end, a view's position).
  Arbiter(HouseId house, PartitionNumber partition, const Tip& tip);

  struct Answer {
    Ruling ruling = Ruling::valid;
    const char* why = "";  // static text, empty when valid
  };
  // Rules on the next record of the log and, when it is valid, moves on to it.
  Answer rule(const Header& header, BytesView record);

  [[nodiscard]] const Tip& tip() const noexcept { return tip_; }
  [[nodiscard]] std::uint64_t void_count() const noexcept { return void_count_; }

 private:
  HouseId house_;
  PartitionNumber partition_;
  Tip tip_;
  std::uint64_t void_count_ = 0;
};

}  // namespace vermilion
