#include "tests/sim/checker.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/store/memory/memory_journal.hpp"
#include "tests/support/house.hpp"

namespace vermilion::sim {
namespace {

// The print of a family is the sum of its rows' prints, so that one change moves it in O(1).
std::uint64_t print_of(BytesView key, BytesView value) {
  const auto a = std::hash<BytesView>{}(key);
  const auto b = std::hash<BytesView>{}(value);
  return (a * 0x9E3779B97F4A7C15ULL) ^ (b + (a << 7U) + (a >> 3U));
}

std::uint64_t print_of(const RowReader& rows) {
  std::uint64_t sum = 0;
  (void)rows.scan({}, {}, [&](BytesView key, BytesView value) {
    sum += print_of(key, value);
    return true;
  });
  return sum;
}

bool is_worklist(const Body& body) {
  return body.basis.edition.name == "worklist";
}

}  // namespace

Checker::Checker(std::shared_ptr<const SharedLog> log)
    : log_{std::move(log)}, head_{hash_of_record(log_->house_record())} {
  core_ = rows_.family("core").value();
}

void Checker::violated(const std::string& what) {
  if (violation_.empty()) violation_ = what;
}

void Checker::read_on() {
  for (const auto& piece : log_->pieces(0, next_)) {
    ++next_;
    if (violation_.empty()) read_frame_of(*piece);
  }
}

void Checker::read_frame_of(const Bytes& octets) {
  if (!read_frame(octets)) return;  // torn: it ends the life of its writer
  const auto walked =
      each_record(octets, [&](const Header& header, BytesView record) -> Result<void> {
        take(header, record);
        return ok();
      });
  if (!walked) violated("a whole frame does not read: " + walked.error().text());
}

// DESIGN §4, "one rule for every reader", written down a second time.
void Checker::take(const Header& header, BytesView record) {
  const bool is_claim = header.kind == RecordKind::claim;
  const bool counts = is_claim ? header.epoch == epoch_ + 1
                               : header.epoch == epoch_ && header.sequence == valid_.size() + 1;
  verdicts_.push_back(counts);
  if (header.epoch > epoch_ + (is_claim ? 1U : 0U)) {
    return violated(fmt::format("I2: epoch {} was never claimed", header.epoch));
  }
  if (!counts) {
    ++void_;
    return;
  }
  if (is_claim) {
    ++epoch_;
    return;
  }
  if (header.previous != head_) {
    return violated(fmt::format("I4: record {} does not follow its chain", header.sequence));
  }
  head_ = hash_of_record(record);
  auto body = read_body(record);
  if (!body) return violated("a valid record does not decode: " + body.error().text());
  valid_.push_back({header.kind, std::move(body.value())});
  const auto& kept = valid_.back().body;
  if (kept.recorded_at < recorded_at_) {
    violated(fmt::format("I11: recorded_at goes back at {}", header.sequence));
  }
  recorded_at_ = kept.recorded_at;
  ++counted_[kept.fact + (header.kind == RecordKind::refused ? "!" : "")];
  if (header.kind != RecordKind::house) check_case(header, kept);
  fold(header, kept, head_);
}

void Checker::check_case(const Header& header, const Body& body) {
  auto& known = known_[body.case_id];
  if (known.version == 0) {
    known.first = header.sequence;
    known.applicant = body.principal.who;
    known.states = body.from;
    if (body.basis.edition.name != "register") cases_.push_back(body.case_id);
  }
  if (body.case_version != ++known.version) {
    violated(fmt::format("I5: record {} has version {} of its case, not {}", header.sequence,
                         body.case_version, known.version));
  }
  known.material.emplace_back(header.sequence, body.material_version);
  if (!body.proposal_id.empty()) {
    const Key key{body.case_id, body.principal.who, body.proposal_id};
    if (!proposals_.emplace(key, header.sequence).second) {
      violated(fmt::format("I5: record {} answers a proposal a second time", header.sequence));
    }
  }
  check_time(header, body, known);
  if (!is_worklist(body)) {
    if (body.from != known.states) {
      violated(fmt::format("record {} leaves states that the case is not in", header.sequence));
    }
    if (header.kind == RecordKind::refused && body.to != body.from) {
      violated(fmt::format("refusal {} moves its case", header.sequence));
    }
    known.states = body.to;
  }
  if (header.kind != RecordKind::accepted) return;
  check_duties(header, body, known);
  if (body.basis.edition.name == "approval" && body.row) rows_taken_.insert(*body.row);
  std::erase_if(known.deadlines, [&](const Deadline& open) {
    return std::find(body.met.begin(), body.met.end(), open.id) != body.met.end();
  });
  const auto decision = name_of_decision(header, body);
  for (std::size_t i = 0; i < body.duties.size(); ++i) {
    const auto& duty = body.duties[i];
    if (duty.kind != DutyKind::deadline || duty.provisional) continue;
    known.deadlines.push_back({duty_of(decision, i), duty.due});
  }
}

// Due first: what somebody proposed is judged after every deadline that was due when it was
// received, and deadlines are judged in order of due.
void Checker::check_time(const Header& header, const Body& body, Known& known) {
  const Deadline* own = nullptr;
  for (const auto& open : known.deadlines) {
    if (body.cause == open.id) own = &open;
  }
  for (const auto& open : known.deadlines) {
    if (!body.proposal_id.empty() && open.due <= body.received_at) {
      violated(fmt::format("due first: record {}, a {}, came before a deadline due at {}",
                           header.sequence, body.fact, to_text(open.due)));
    }
    if (own != nullptr && open.due < own->due) {
      violated(fmt::format("due first: deadline record {} is out of order", header.sequence));
    }
  }
  if (own != nullptr && (body.effective_at != own->due || body.recorded_at < own->due)) {
    violated(fmt::format("deadline record {} is not of its due instant", header.sequence));
  }
  if (body.received_at > body.recorded_at) {
    violated(fmt::format("record {} was received after it was recorded", header.sequence));
  }
}

void Checker::check_duties(const Header& header, const Body& body, Known& known) {
  const bool second = body.principal.who.ends_with("-second");
  const auto person =
      second ? body.principal.who.substr(0, body.principal.who.find('-')) : body.principal.who;
  if (body.principal.kind == PrincipalKind::staff) {
    const bool decides = body.fact == Approved::name || body.fact == RefusedToGrant::name;
    const auto did = [&](std::string_view fact) {
      return known.did.contains({person, std::string{fact}});
    };
    const bool two = test::item(body.basis.item.name).links == 2;
    if (decides && (did(Proposed::name) || (two && did(Accepted::name)))) {
      violated(fmt::format("separation of duties: {} decides at {}", person, header.sequence));
    }
    known.did.emplace(person, body.fact);
  }
  if (body.fact == PlaceTaken::name) {
    known.holders.insert(decode<PlaceTaken>(body.payload)->holder);
    if (known.holders.size() > 1) {
      violated(fmt::format("a full-time post has two holders at {}", header.sequence));
    }
  }
  if (body.fact == PlaceReturned::name) {
    known.holders.erase(decode<PlaceReturned>(body.payload)->holder);
  }
}

void Checker::fold(const Header& header, const Body& body, const Digest& hash) {
  Overlay overlay{core_};
  const auto folded =
      core::fold(overlay, test::editions(), header, body, hash, name_of_decision(header, body));
  if (!folded) return violated("a valid record does not fold: " + folded.error().text());
  auto print = prints_.back();
  const auto changes = overlay.take();
  for (const auto& change : changes) {
    const auto old = core_->get(change.key);
    if (old && old.value()) print -= print_of(change.key, *old.value());
    if (change.value) print += print_of(change.key, *change.value);
  }
  prints_.push_back(print);
  (void)core_->write(changes, 0, header.sequence);
}

void Checker::check_answer(const Attempted& attempt, const Decided& decided) {
  read_on();
  const auto said = fmt::format("{} of {} answered {} at seq {}", attempt.proposal.fact,
                                attempt.proposal.principal.who, static_cast<int>(decided.outcome),
                                decided.position.sequence);
  if (decided.position.sequence > last()) return violated("I6: not in the log: " + said);
  if (decided.outcome == Outcome::recorded || decided.outcome == Outcome::repeated) {
    return check_recorded(attempt, decided);
  }
  check_unrecorded(attempt, decided);
}

void Checker::check_recorded(const Attempted& attempt, const Decided& decided) {
  const auto& proposal = attempt.proposal;
  const auto at = decided.position.sequence;
  const bool recorded = decided.outcome == Outcome::recorded;
  if (at == 0) return violated("I7: a verdict without a record");
  const auto& record = valid_[at - 1];
  if (recorded && (*decided.body != record.body || record.kind != decided.kind)) {
    return violated(fmt::format("I7: the verdict on a {} is not the record {}", proposal.fact, at));
  }
  const auto& body = record.body;
  if (body.case_id != proposal.case_id || body.principal.who != proposal.principal.who ||
      body.proposal_id != proposal.proposal_id || body.meaning != proposal.meaning) {
    return violated(fmt::format("I7: record {} is not of the proposal it answers", at));
  }
  const Key key{proposal.case_id, proposal.principal.who, proposal.proposal_id};
  const auto [told, first] = told_.emplace(key, at);
  if (!first && told->second != at) {
    return violated(
        fmt::format("I5: one proposal was told of records {} and {}", told->second, at));
  }
  auto& known = known_[proposal.case_id];
  if (recorded && at <= attempt.floor) {
    return violated(fmt::format("I9: record {} answers what was sent after the answer of {}", at,
                                attempt.floor));
  }
  known.answered = std::max(known.answered, at);
}

void Checker::check_unrecorded(const Attempted& attempt, const Decided& decided) {
  const auto& proposal = attempt.proposal;
  const auto at = decided.position.sequence;
  const auto found = known_.find(proposal.case_id);
  const bool there =
      found != known_.end() && found->second.version > 0 && found->second.first <= at;
  const auto wrong = [&](const std::string& why) {
    violated(fmt::format("an answer is not true as of {}: {} {}", at, why, decided.detail));
  };
  switch (decided.outcome) {
    case Outcome::not_found:
      if (there && found->second.applicant == proposal.principal.who && !proposal.task) {
        wrong("the applicant's case is there");
      }
      return;
    case Outcome::version_conflict: {
      std::uint64_t version = 0;
      if (there) {
        for (const auto& [sequence, material] : found->second.material) {
          if (sequence <= at) version = material;
        }
      }
      if (version != decided.current_version || proposal.expected == version) {
        wrong(fmt::format("its material version is {}, not {}", version, decided.current_version));
      }
      return;
    }
    case Outcome::other_meaning: {
      const auto before =
          proposals_.find(Key{proposal.case_id, proposal.principal.who, proposal.proposal_id});
      if (before == proposals_.end() || before->second > at ||
          valid_[before->second - 1].body.meaning == proposal.meaning) {
        wrong("the id was used for nothing else");
      }
      return;
    }
    case Outcome::invalid:
      if (proposal.office == test::office) wrong("item and office are in force");
      return;
    case Outcome::too_many_refusals:
      return;
    default:
      violated(fmt::format("outcome {} of a {}: {}", static_cast<int>(decided.outcome),
                           proposal.fact, decided.detail));
  }
}

void Checker::check_core(const std::string& whose, const RowFamily& core) {
  read_on();
  const auto position = core.position(0);
  if (position > last()) {
    return violated(
        fmt::format("I10: core of {} is at {}, the log at {}", whose, position, last()));
  }
  if (print_of(core) != prints_[position]) {
    violated(fmt::format("I10: core of {} at {} is not the fold of the log", whose, position));
  }
}

void Checker::check_end() {
  read_on();
  if (!violation_.empty()) return;
  for (const auto& [id, known] : known_) {
    for (const auto& holder : known.holders) {
      const auto& state = known_[holder].states.front();
      if (state == "NOT_ACCEPTED" || state == "REFUSED" || state == "WITHDRAWN" ||
          state == "TERMINATED") {
        violated(fmt::format("case {} is {} and still holds a post", holder.text(), state));
      }
    }
  }
  MemoryJournal reader{std::const_pointer_cast<SharedLog>(log_)};
  std::vector<bool> verdicts;
  MemoryRows rows;
  auto* core = rows.family("core").value();
  Overlay overlay{core};
  const auto read = reader.read_all(0, [&](const Entry& entry) -> Result<void> {
    verdicts.push_back(entry.valid);
    if (!entry.valid || entry.header.kind == RecordKind::claim) return ok();
    VERMILION_TRY(const auto body, read_body(entry.record));
    return core::fold(overlay, test::editions(), entry.header, body, hash_of_record(entry.record),
                      name_of_decision(entry.header, body));
  });
  if (!read) return violated("I1: another reader stops: " + read.error().text());
  if (verdicts != verdicts_) violated("I1: two readers of the log do not agree");
  (void)core->write(overlay.take(), 0, last());
  check_core("a fresh fold", *core);
}

std::optional<Case> Checker::load(const CaseId& id) const {
  auto kase = core::load_case(*core_, id);
  return kase ? std::move(kase.value()) : std::nullopt;
}

Sequence Checker::answered(const CaseId& id) const {
  const auto found = known_.find(id);
  return found == known_.end() ? 0 : found->second.answered;
}

}  // namespace vermilion::sim
