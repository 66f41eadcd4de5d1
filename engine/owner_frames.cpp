// The owner's frames: forming, sealing, committing, giving up; and how often one may be refused.
#include <utility>

#include "base/check.hpp"
#include "engine/owner.hpp"

namespace vermilion {
namespace {

// Records that one frame can hold at most: 921,600 octets of records of at least 150.
constexpr std::uint64_t frame_records_margin = 6'144;
constexpr std::int64_t minute = 60 * microseconds_a_second;
constexpr std::size_t refusing_principals_max = 65'536;

}  // namespace

Result<void> Owner::seal_if_due(Instant now) {
  if (!segment_since_.set()) segment_since_ = std::max(now, tip_.recorded_at);
  const auto records = tip_.sequence + 1 - segment_first_;
  const auto since = date_of(china_day(segment_since_));
  const auto today = date_of(china_day(std::max(now, tip_.recorded_at)));
  const bool month_over = since.year != today.year || since.month != today.month;
  // A frame holds fewer records than the margin, so a segment never passes its bound.
  if (records + frame_records_margin < segment_records_max && !month_over) return ok();
  VERMILION_TRY(record_house_fact(SegmentSealed::name, SegmentSealed::schema,
                                  encode(SegmentSealed{segment_first_}), now));
  seals_ = true;
  segment_first_ = tip_.sequence + 1;
  segment_since_ = tip_.recorded_at;
  return ok();
}

bool Owner::refused_too_often(const std::string& who) const {
  const auto found = refusals_.find(who);
  if (found == refusals_.end()) return false;
  const auto& refusals = found->second;
  const bool over = pace_.microseconds - refusals.since.microseconds >= minute;
  // With some left unjudged the minute ends when `tick` has recorded how many.
  if (over && refusals.suppressed == 0) return false;
  return refusals.counted >= refusals_a_minute_max;
}

Result<void> Owner::tick(Instant now) {
  for (auto at = refusals_.begin(); at != refusals_.end();) {
    const auto& [who, refusals] = *at;
    if (pace_.microseconds - refusals.since.microseconds < minute || !has_room()) {
      ++at;
      continue;
    }
    if (refusals.suppressed > 0) {
      const RefusalsCounted counted{who, refusals.suppressed, refusals.first_at};
      VERMILION_TRY(
          record_house_fact(RefusalsCounted::name, RefusalsCounted::schema, encode(counted), now));
    }
    at = refusals_.erase(at);
  }
  return ok();
}

void Owner::count_refusal(const Proposal& proposal, const Decided& decided, Instant now) {
  const auto& who = proposal.principal.who;
  if (decided.outcome == Outcome::too_many_refusals) {
    ++refusals_[who].suppressed;
    return;
  }
  if (decided.outcome != Outcome::recorded || decided.kind != RecordKind::refused) return;
  if (proposal.principal.kind == PrincipalKind::system) return;
  if (refusals_.size() >= refusing_principals_max) refusals_.clear();
  auto& refusals = refusals_[who];
  const bool over = pace_.microseconds - refusals.since.microseconds >= minute;
  if (refusals.counted == 0 || (over && refusals.suppressed == 0)) refusals = {pace_, now, 0, 0};
  ++refusals.counted;
}

Result<std::optional<Formed>> Owner::form(Instant now) {
  if (in_flight() || builder_.empty()) return std::optional<Formed>{};
  VERMILION_TRY(seal_if_due(now));
  Formed formed;
  formed.records = builder_.count();
  formed.written = std::exchange(forming_written_, {});
  formed.last = tip_.sequence;
  formed.seals = seals_;
  formed.frame = builder_.finish();
  in_flight_count_ = formed.records;
  in_flight_last_ = formed.last;
  forming_.move_into(in_flight_);
  in_flight_waiting_ = std::move(forming_waiting_);
  forming_waiting_.clear();
  forming_proposals_ = 0;
  seals_ = false;
  return std::optional<Formed>{std::move(formed)};
}

Result<std::vector<Decided>> Owner::committed() {
  VERMILION_CHECK(in_flight());
  in_flight_.move_into(settling_);
  settling_last_ = in_flight_last_;
  if (settling_.size() > parts_.settle_rows) {
    VERMILION_TRY(settle());
  }
  in_flight_count_ = 0;
  std::vector<Decided> outcomes;
  outcomes.reserve(in_flight_waiting_.size());
  for (auto& waiting : in_flight_waiting_) outcomes.push_back(std::move(waiting.decided));
  in_flight_waiting_.clear();
  return outcomes;
}

std::vector<Decided> Owner::ready() {
  return std::exchange(ready_, {});
}

Result<void> Owner::settle() {
  if (settling_.empty()) return ok();
  return parts_.core->write(settling_.take(), parts_.partition, settling_last_);
}

std::vector<Proposal> Owner::abandon() {
  std::vector<Proposal> proposals;
  for (auto* waiting : {&in_flight_waiting_, &forming_waiting_}) {
    for (auto& one : *waiting) proposals.push_back(std::move(one.proposal));
    waiting->clear();
  }
  in_flight_.clear();
  forming_.clear();
  forming_written_.clear();
  in_flight_count_ = 0;
  return proposals;
}

}  // namespace vermilion
