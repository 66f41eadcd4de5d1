#include "engine/journal/frame_ruling.hpp"

#include <fmt/format.h>

namespace vermilion {

Result<FrameRuling> rule_frame(Arbiter& arbiter, const FrameHeader& header, BytesView frame) {
  FrameRuling ruling;
  Arbiter after = arbiter;
  VERMILION_TRY(
      each_record(header, frame, [&](const Header& record, BytesView octets) -> Result<void> {
        if (record.epoch != header.epoch) {
          return fail(Code::corrupt, fmt::format("a frame of epoch {} holds a record of epoch {}",
                                                 header.epoch, record.epoch));
        }
        ruling.last = octets;
        const auto answer = after.rule(record, octets);
        if (answer.ruling == Ruling::diverged) {
          return fail(Code::diverged,
                      fmt::format("partition {} at seq {}, epoch {}: {}", record.partition,
                                  record.sequence, record.epoch, answer.why));
        }
        if (answer.ruling == Ruling::void_record && ruling.valid) {
          ruling.valid = false;
          ruling.why = answer.why;
        }
        return ok();
      }));
  if (header.count == 0 && header.epoch != arbiter.tip().epoch) {
    ruling.valid = false;
    ruling.why = "written under an epoch that has ended";
  }
  if (ruling.valid) arbiter = after;
  return ruling;
}

}  // namespace vermilion
