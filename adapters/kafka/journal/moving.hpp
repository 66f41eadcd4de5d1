// Moving house: a journal from segment files into a topic, and the comparison of the two.
//
// `move_in` puts what one journal holds of a partition behind what the topic holds of it, which
// must be a beginning of the same: so an interrupted move is taken up where it ended, and a topic
// that has become another history is refused. Claims go along, because the epochs of the records
// rest on them; frames are cut anew, since only records are chained. Nobody may write the house
// meanwhile (a claim in between makes what follows void, and the comparison says so). The other
// direction is KafkaJournal::open on an empty directory. Threads: one.
#pragma once

#include <functional>

#include "adapters/kafka/journal/kafka_journal.hpp"

namespace vermilion {

struct Moved {
  std::uint64_t records = 0;  // put there now
  std::uint64_t claims = 0;
  std::uint64_t frames = 0;
  std::uint64_t there_before = 0;  // records that the topic held
};
struct Compared {
  std::uint64_t records = 0;  // the same on both sides, octet for octet
  std::uint64_t more = 0;     // that only the topic holds, behind them
};
using MovingProgress = std::function<void(std::uint64_t records)>;

// Partitions of the topic that hold anything. Errors: unavailable, not_found, invalid.
[[nodiscard]] Result<std::vector<PartitionNumber>> partitions_in(const KafkaOptions& options);

// Errors: conflict (the topic holds something else), corrupt, diverged, unavailable, and `from`'s.
[[nodiscard]] Result<Moved> move_in(Journal& from, PartitionNumber partition,
                                    const KafkaOptions& options, const MovingProgress& progress);

// Reads the topic from its first message to the end that it has now, applies the rule, and compares
// each record that counts. Errors: corrupt (names the first seq that differs or is missing there),
// diverged, unavailable, and `kept`'s.
[[nodiscard]] Result<Compared> compare_with_topic(Journal& kept, PartitionNumber partition,
                                                  const KafkaOptions& options,
                                                  const MovingProgress& progress);

}  // namespace vermilion
