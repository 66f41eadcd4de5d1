#include "projections/reading.hpp"

namespace vermilion::projections {

Result<void> decode_into(const Entry& entry, DecodedRecord& record) {
  const auto read = read_body_into(entry.record, record.body);
  if (!read) {
    return fail(read.error().code,
                fmt::format("record {} of partition {} at offset {}: {}", entry.header.sequence,
                            entry.header.partition, entry.offset, read.error().detail));
  }
  record.header = entry.header;
  record.decision = name_of_decision(record.header, record.body);
  return ok();
}

Result<DecodedRecord> decoded(const Entry& entry) {
  DecodedRecord record;
  VERMILION_TRY(decode_into(entry, record));
  return record;
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
    in_hand_.push_back({&record.header, &record.body, &record.decision});
  }
  return in_hand_;
}

void DecodedRecords::clear() {
  records_.clear();
  in_hand_.clear();
}

}  // namespace vermilion::projections
