#include "engine/core/replay.hpp"

#include <fmt/format.h>

namespace vermilion::core {
namespace {

constexpr std::size_t batch_records = 4'096;

}  // namespace

Result<void> replay(Journal& journal, PartitionNumber partition, const Editions& editions,
                    RowFamily& core, Sequence until) {
  const auto folded = core.position(partition);
  if (folded > until) {
    return fail(Code::diverged,
                fmt::format("core is folded to seq {} of partition {}, the journal ends at {}: it "
                            "was cut or replaced",
                            folded, partition, until));
  }
  Overlay rows{&core};
  std::size_t pending = 0;
  Sequence last = folded;
  VERMILION_TRY(journal.read(partition, folded + 1, [&](const Entry& entry) -> Result<void> {
    if (entry.header.sequence > until) return ok();
    VERMILION_TRY(const auto body, read_body(entry.record));
    VERMILION_TRY(fold(rows, editions, entry.header, body, hash_of_record(entry.record)));
    last = entry.header.sequence;
    if (++pending < batch_records) return ok();
    pending = 0;
    return core.write(rows.take(), partition, last);
  }));
  if (pending == 0) return ok();
  return core.write(rows.take(), partition, last);
}

}  // namespace vermilion::core
