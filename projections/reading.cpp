#include "projections/reading.hpp"

namespace vermilion::projections {

Result<DecodedRecord> decoded(const Entry& entry) {
  auto body = read_body(entry.record);
  if (!body) {
    return fail(body.error().code,
                fmt::format("record {} of partition {} at offset {}: {}", entry.header.sequence,
                            entry.header.partition, entry.offset, body.error().detail));
  }
  return DecodedRecord{entry.header, std::move(body.value()), hash_of_record(entry.record)};
}

Result<void> DecodedRecords::add(const Entry& entry) {
  if (entry.header.kind == RecordKind::claim) return ok();
  VERMILION_TRY(auto record, decoded(entry));
  records_.push_back(std::move(record));
  return ok();
}

std::span<const RecordInHand> DecodedRecords::in_hand() {
  in_hand_.clear();
  for (const auto& record : records_) {
    in_hand_.push_back({&record.header, &record.body, &record.hash});
  }
  return in_hand_;
}

void DecodedRecords::clear() {
  records_.clear();
  in_hand_.clear();
}

}  // namespace vermilion::projections
