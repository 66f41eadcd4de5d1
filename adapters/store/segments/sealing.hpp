// Sealing: a finished live file becomes a sealed segment, and is there in one form or the other.
//
// The frames are compressed into an unfinished file, synced, read back in full (every checksum, the
// chain, the Merkle root), renamed, the directory synced; only then may the live file go. A crash
// at any point leaves the live file, or both, of which the sealed one then counts. Threads: any,
// while nobody appends to `live`.
#pragma once

#include "adapters/store/segments/live_segment.hpp"
#include "adapters/store/segments/sealed_segment.hpp"

namespace vermilion {

// `live` holds one record or more and is no longer appended to; `after` is the tip it must end at.
// Errors: corrupt, diverged (what was read is not what was written), io.
[[nodiscard]] Result<std::shared_ptr<SealedSegment>> seal(FilePort& files, BlockCache& cache,
                                                          const LiveSegment& live, const Tip& after,
                                                          std::size_t block_octets);

}  // namespace vermilion
