#include "engine/journal/arbiter.hpp"

namespace vermilion {

Arbiter::Arbiter(HouseId house, PartitionNumber partition, const Digest& house_hash)
    : Arbiter{house, partition, Tip{0, 0, house_hash}} {}

Arbiter::Arbiter(HouseId house, PartitionNumber partition, const Tip& tip)
    : house_{house}, partition_{partition}, tip_{tip} {}

Arbiter::Answer Arbiter::rule(const Header& header, BytesView record) {
  if (header.house != house_) return {Ruling::diverged, "a record of another house"};
  if (header.partition != partition_) return {Ruling::diverged, "a record of another partition"};
  if (header.kind == RecordKind::claim) {
    if (header.epoch == tip_.epoch + 1) {
      ++tip_.epoch;
      return {};
    }
    if (header.epoch > tip_.epoch + 1) {
      return {Ruling::diverged, "a claim whose predecessor was not seen"};
    }
    ++void_count_;
    return {Ruling::void_record, "a claim of an epoch that is taken"};
  }
  if (header.epoch > tip_.epoch) return {Ruling::diverged, "an epoch whose claim was not seen"};
  if (header.epoch < tip_.epoch) {
    ++void_count_;
    return {Ruling::void_record, "written under an epoch that has ended"};
  }
  if (header.sequence != tip_.sequence + 1) {
    ++void_count_;
    return {Ruling::void_record,
            header.sequence <= tip_.sequence ? "its seq is taken" : "it leaves a hole before it"};
  }
  if (header.previous != tip_.head) {
    return {Ruling::diverged, "prev is not the hash of the record before"};
  }
  ++tip_.sequence;
  tip_.head = hash_of_record(record);
  return {};
}

}  // namespace vermilion
