// What the arbiter makes of a whole frame: it lands whole or not at all, so it counts whole or not
// at all. If one of its records is void, all of them are; an empty frame counts while its writer's
// epoch lasts. Source: docs/journal.md §8. Pure. Threads: free function.
#pragma once

#include "engine/journal/arbiter.hpp"
#include "engine/journal/frame.hpp"

namespace vermilion {

struct FrameRuling {
  bool valid = true;
  const char* why = "";  // static text, empty when valid
  BytesView last;        // the frame's last record; empty when it holds none
};

// Rules on the frame that comes next, whose header was read already, and, when it is valid, moves
// `arbiter` on behind it; otherwise `arbiter` stays where it was.
// Errors: diverged (with the seq), corrupt, unsupported.
[[nodiscard]] Result<FrameRuling> rule_frame(Arbiter& arbiter, const FrameHeader& header,
                                             BytesView frame);

}  // namespace vermilion
