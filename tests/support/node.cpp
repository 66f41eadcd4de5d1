#include "tests/support/node.hpp"

#include <iterator>

#include "base/check.hpp"

namespace vermilion::test {

Node::Node(Parts parts) : parts_{std::move(parts)} {
  journal_ = std::make_unique<MemoryJournal>(parts_.log, parts_.faults, parts_.behaviour);
  fresh_core();
}

void Node::fresh_core() {
  rows_ = std::make_unique<MemoryRows>();
  core_ = rows_->family("core").value();
}

Result<void> Node::reign(Instant now) {
  if (owner_) end_reign();
  Reigning reigning;
  Claim claim;
  if (!parts_.claims_after_doubt && last_claim_ && last_appended_ == Appended::unknown) {
    const auto tip = journal_->tip(0);  // before the frame in doubt, whose seqs it uses again
    claim = *last_claim_;
    reigning = {tip.epoch, tip.sequence, tip.head};
  } else {
    const auto digest = sha256(parts_.name + " " + std::to_string(++claims_));
    std::copy_n(digest.begin(), 16, claim.nonce.begin());
    claim.node = parts_.name;
    claim.at = now;
    VERMILION_TRY(reigning, journal_->claim(0, claim));
    last_claim_ = claim;
  }
  Owner::Parts parts;
  parts.house = parts_.log->house();
  parts.editions = &editions();
  parts.loader = &reference_loader();
  parts.journal = journal_.get();
  parts.core = core_;
  auto owner = parts_.make ? parts_.make(parts) : std::make_unique<Owner>(parts);
  VERMILION_TRY(owner->begin(reigning, claim, now));
  for (const auto& adopted : references_) {
    VERMILION_TRY(owner->adopt(adopted, now));
  }
  owner_ = std::move(owner);
  while (!again_.empty() && owner_->has_room()) {
    auto proposal = std::move(again_.front());
    again_.pop_front();
    take(std::move(proposal), now);
  }
  return ok();
}

void Node::take(Proposal proposal, Instant now) {
  if (!parts_.records_refusals) {
    auto decided = owner_->rehearse(proposal, now);
    if (decided.outcome == Outcome::recorded && decided.kind == RecordKind::refused) {
      answers_.push_back(std::move(decided));
      return;
    }
  }
  owner_->take(std::move(proposal), now);
  for (auto& decided : owner_->ready()) answers_.push_back(std::move(decided));
}

Result<bool> Node::form(Instant now) {
  VERMILION_TRY(auto formed, owner_->form(now));
  if (!formed) return false;
  VERMILION_CHECK(!formed_);
  formed_ = std::move(formed);
  return true;
}

Result<Appended> Node::append() {
  auto appended = journal_->append(0, formed_->frame);
  last_appended_ = appended;
  if (appended == Appended::not_done && parts_.knows_own_by_sequence && stands_by_sequence()) {
    appended = Appended::done;
  }
  if (appended != Appended::done) {
    end_reign();
    return appended;
  }
  formed_.reset();
  VERMILION_TRY(auto outcomes, owner_->committed());
  std::move(outcomes.begin(), outcomes.end(), std::back_inserter(answers_));
  return appended;
}

bool Node::stands_by_sequence() const {
  const auto own = read_frame(formed_->frame);
  const auto record = journal_->read_one(0, own.value().first);
  return record && read_header(record.value()).value().epoch == own.value().epoch;
}

void Node::end_reign() {
  formed_.reset();
  for (auto& decided : owner_->ready()) answers_.push_back(std::move(decided));
  auto in_doubt = owner_->abandon();
  std::move(in_doubt.begin(), in_doubt.end(), std::back_inserter(again_));
  owner_.reset();
}

std::vector<Decided> Node::answers() {
  return std::exchange(answers_, {});
}

void Node::restart(Core core) {
  owner_.reset();
  formed_.reset();
  again_.clear();
  answers_.clear();
  last_claim_.reset();
  last_appended_.reset();
  parts_.name += "'";
  journal_ = std::make_unique<MemoryJournal>(parts_.log, parts_.faults, parts_.behaviour);
  if (core == Core::kept) return;
  fresh_core();
  if (core == Core::lagging) {
    const auto written = core_->write(remembered_, 0, remembered_position_);
    VERMILION_CHECK(written.has_value());
  }
}

void Node::remember_core() {
  remembered_.clear();
  const auto scanned = core_->scan({}, {}, [&](BytesView key, BytesView value) {
    remembered_.push_back({Bytes{key}, Bytes{value}});
    return true;
  });
  VERMILION_CHECK(scanned.has_value());
  remembered_position_ = core_->position(0);
}

}  // namespace vermilion::test
