#include "app/hall/rows_taken.hpp"

namespace vermilion {

RowsTaken::RowsTaken(const Editions& editions) {
  for (const auto& [name, edition] : editions.all()) {
    taken_[name].resize(edition->info().rows.size());
  }
}

Result<void> RowsTaken::take_all(Journal& journal, PartitionNumber partition) {
  return journal.read(partition, 1, [this](const Entry& entry) -> Result<void> {
    if (entry.header.kind != RecordKind::accepted) return ok();
    VERMILION_TRY(const auto body, read_body(entry.record));
    if (!body.row) return ok();
    const auto& basis = body.basis.edition;
    const auto rows = taken_.find(basis.name + "/" + basis.version);
    if (rows != taken_.end() && *body.row < rows->second.size()) ++rows->second[*body.row];
    return ok();
  });
}

}  // namespace vermilion
