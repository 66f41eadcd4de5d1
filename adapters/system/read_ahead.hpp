// Reading a journal ahead of its visitor, on a thread of its own, and work beside the caller's.
//
// Reading checks octets, walks frames and decodes bodies, which costs about as much as the visitor
// does with them. The visitor is called on the caller's thread, in order, with what Journal::read
// would have called it, and is given the decoded body. What does not decode is left to it, so that
// every error comes at its record, in its place. Bounded: four batches of 256 records or 512 KiB.
// Threads: one more while the call lasts, or until the end is waited for.
#pragma once

#include "engine/ports/journal.hpp"

namespace vermilion {

// Errors: as Journal::read.
[[nodiscard]] Result<void> read_ahead(Journal& journal, PartitionNumber partition, Sequence from,
                                      const EntryVisitor& each);

// Does the work on a thread of its own; call what it answers, once, to wait for the end.
[[nodiscard]] std::function<void()> beside(std::function<void()> work);

}  // namespace vermilion
