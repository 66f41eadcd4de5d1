// The owner and a newly adopted calendar: which open deadlines end otherwise, record by record.
#include "base/check.hpp"
#include "engine/judging.hpp"
#include "engine/owner.hpp"

namespace vermilion {

void Owner::review_all_dues() {
  review_from_ = core::deadline_key(parts_.partition, Instant{}, DutyId{}).substr(0, 3);
}

Result<void> Owner::move_dues(Draft& draft, CaseInHand& kase, Instant now) {
  if (!reviews_dues()) return ok();
  return record_moves(draft, kase, now);
}

Result<void> Owner::record_moves(Draft& draft, CaseInHand& kase, Instant now) {
  if (kase->open.empty()) return ok();
  for (std::size_t moved = 0; moved < open_duties_max; ++moved) {
    VERMILION_TRY(const auto moves, dues_moved(*parts_.editions, references_, *kase));
    if (moves.empty()) return ok();
    VERMILION_TRY(auto body, moved_by_calendar(*parts_.editions, references_, *kase, moves.front(),
                                               std::max(now, draft.tip.recorded_at)));
    VERMILION_TRY(write(draft, RecordKind::accepted, std::make_shared<Body>(std::move(body)), now));
    // Where it was due before is looked at in vain; where it is due now must not be missed.
    const auto to = moves.front().to;
    if (!next_deadline_.set() || to < next_deadline_) next_deadline_ = to;
    VERMILION_TRY(kase, core::find_case(draft.rows, kase->id));
    VERMILION_CHECK(kase != nullptr);
  }
  return fail(Code::full, "a case has more deadlines to be moved than duties");
}

Result<std::size_t> Owner::review_dues(Instant now) {
  std::size_t recorded = 0;
  if (!reviews_dues()) return recorded;
  // First the certain dates, then the provisional ones; one that becomes certain lies behind us.
  std::vector<std::pair<Bytes, CaseId>> next;
  const bool certain = review_from_->front() == 'D';
  VERMILION_TRY(forming_.scan(*review_from_, after_prefix(review_from_->substr(0, 3)),
                              [&](BytesView key, BytesView value) {
                                next.emplace_back(key, CaseId{octets_of<16>(value)});
                                return next.size() < dues_reviewed_max;
                              }));
  for (const auto& [key, id] : next) {
    review_from_ = key;
    if (!has_room()) return recorded;
    Draft made{drafted_, tip_};
    VERMILION_TRY(auto kase, core::find_case(made.rows, id));
    VERMILION_CHECK(kase != nullptr);
    auto moved = move_dues(made, kase, now);
    if (moved) moved = join(made);
    if (!moved) {
      stuck_.emplace(id, moved.error().text());
    } else if (!made.records.empty()) {
      recorded += made.records.size();
      ++forming_proposals_;
    }
    *review_from_ += '\0';  // the next key there can be
  }
  if (next.size() == dues_reviewed_max) return recorded;
  if (certain) {
    review_from_ = core::provisional_key(parts_.partition, Instant{}, DutyId{}).substr(0, 3);
  } else {
    review_from_.reset();
  }
  return recorded;
}

}  // namespace vermilion
