#include "engine/owner.hpp"

#include <fmt/format.h>

#include <iterator>
#include <utility>

#include "base/check.hpp"
#include "engine/judging.hpp"
#include "events/facts/all.hpp"

namespace vermilion {
namespace {

// At least as many octets as the body's record will have: beyond the bound it is not encoded.
std::size_t size_at_most(const Body& body) {
  constexpr std::size_t fixed = 4'096;  // header, ids, principal, scope, basis, states
  constexpr std::size_t each = 64;      // fixed part of a list's element
  std::size_t size = fixed + body.payload.size() + body.proposal_id.size();
  size += each * (body.met.size() + body.subjects.size());
  for (const auto& duty : body.duties) {
    size += each + duty.name.size() + duty.to.size() + duty.detail.size();
  }
  if (body.refusal) {
    size += body.refusal->place.size() + body.refusal->found.size();
    for (const auto& tried : body.refusal->tried) {
      size += each + tried.rule.size() + tried.law.size() + tried.article.size();
    }
  }
  return size;
}

}  // namespace

Owner::Owner(const Parts& parts)
    : parts_{parts},
      settling_{parts.core},
      in_flight_{&settling_},
      forming_{&in_flight_},
      drafted_{&forming_},
      builder_{parts.house, parts.partition, 0} {}

bool Owner::has_room() const noexcept {
  return forming_proposals_ < frame_proposals_max && !seals_ && builder_.fits(record_size_max);
}

Result<void> Owner::begin(const Reigning& reigning, const Claim& claim, Instant now) {
  VERMILION_TRY(core::replay(*parts_.journal, parts_.partition, *parts_.editions, *parts_.core,
                             reigning.sequence, parts_.replaying));
  VERMILION_TRY(const auto row, core::load<core::PartitionRow>(
                                    *parts_.core, core::partition_key(parts_.partition)));
  if (row && (row->sequence != reigning.sequence || row->head != reigning.head)) {
    return fail(Code::diverged,
                fmt::format("core's head at seq {} is not the journal's", row->sequence));
  }
  tip_ = Tip{reigning.epoch, reigning.sequence, reigning.head, row ? row->recorded_at : Instant{}};
  builder_ = FrameBuilder{parts_.house, parts_.partition, reigning.epoch};
  if (row) {
    VERMILION_TRY(references_, core::references_of(*row, *parts_.loader));
    if (references_.calendar) review_all_dues();
    segment_first_ = row->segment_first;
    segment_since_ = row->segment_since;
  }
  const Reign reign{reigning.epoch, claim.node, level_of_this_program, claim.nonce};
  VERMILION_TRY(record_house_fact(Reign::name, Reign::schema, encode(reign), now));
  if (!row || row->active == 0) {
    VERMILION_TRY(record_house_fact(Placed::name, Placed::schema, encode(Placed{}), now));
  }
  return ok();
}

Result<void> Owner::adopt(const Adopted& adopted, Instant now) {
  VERMILION_TRY(const auto row,
                core::load<core::PartitionRow>(forming_, core::partition_key(parts_.partition)));
  if (row) {
    for (const auto& in_force : row->adopted) {
      if (in_force.what == adopted.what && in_force.digest == adopted.digest) return ok();
    }
  }
  VERMILION_TRY(parts_.loader->load(adopted.what, adopted.version, adopted.digest, references_));
  VERMILION_TRY(record_house_fact(Adopted::name, Adopted::schema, encode(adopted), now));
  if (adopted.what == "grants") references_.grants_position = tip_.sequence;
  if (adopted.what == "calendar") review_all_dues();
  return ok();
}

Result<void> Owner::record_house_fact(std::string_view fact, std::uint16_t schema, Bytes payload,
                                      Instant now) {
  Draft made{drafted_, tip_};
  auto body = std::make_shared<Body>();
  body->principal = system_principal("house");
  body->fact = fact;
  body->schema = schema;
  body->payload = std::move(payload);
  body->received_at = now;
  body->effective_at = now;
  VERMILION_TRY(write(made, RecordKind::house, std::move(body), now));
  return join(made);
}

Result<Written> Owner::write(Draft& draft, RecordKind kind, std::shared_ptr<Body> body,
                             Instant now) {
  auto& tip = draft.tip;
  if (size_at_most(*body) > record_size_max) {
    return fail(Code::full,
                fmt::format("the record of a {} would pass 524,288 octets", body->fact));
  }
  body->recorded_at = std::max(now, tip.recorded_at);
  Header header;
  header.kind = kind;
  header.house = parts_.house;
  header.partition = parts_.partition;
  header.level = level_of_this_program;
  header.epoch = tip.epoch;
  header.sequence = tip.sequence + 1;
  header.previous = tip.head;
  auto record = encode_record(header, *body);
  const auto hash = hash_of_record(record);
  const auto decision = name_of_decision(header, *body);
  // A record that cannot be folded is never written (DESIGN §4).
  VERMILION_TRY(core::fold(draft.rows, *parts_.editions, header, *body, hash, decision));
  for (const auto& duty : body->duties) {
    if (duty.kind != DutyKind::deadline || duty.provisional) continue;
    if (!next_deadline_.set() || duty.due < next_deadline_) next_deadline_ = duty.due;
  }
  ++tip.sequence;
  tip.head = hash;
  tip.recorded_at = body->recorded_at;
  draft.records.push_back(std::move(record));
  draft.written.push_back({header, std::move(body), hash, decision});
  return draft.written.back();
}

Result<void> Owner::join(Draft& draft) {
  std::size_t size = 0;
  for (const auto& record : draft.records) size += record.size();
  if (!builder_.fits(size)) {
    return fail(Code::full, "one proposal's records do not fit a frame of 921,600 octets");
  }
  for (const auto& record : draft.records) builder_.add(record);
  draft.rows.move_into(forming_);
  std::move(draft.written.begin(), draft.written.end(), std::back_inserter(forming_written_));
  tip_ = draft.tip;
  return ok();
}

Result<Written> Owner::judge(Draft& draft, const Case& kase, std::shared_ptr<Body> body,
                             Instant now, const Asked& asked) {
  const Question question{*parts_.editions, references_, kase, asked,
                          std::max(now, draft.tip.recorded_at)};
  VERMILION_TRY(const auto kind, judge_body(question, *body));
  return write(draft, kind, std::move(body), now);
}

Result<Written> Owner::judge_deadline(Draft& draft, const Case& kase, const OpenDuty& deadline,
                                      Instant now) {
  VERMILION_TRY(auto proposed, proposed_by(deadline));
  auto body = std::make_shared<Body>(std::move(proposed));
  return judge(draft, kase, std::move(body), now, {.roles = {{"timer", {}}}});
}

Result<void> Owner::judge_due(Draft& draft, CaseInHand& kase, Instant received, Instant now) {
  for (int fired = 0; fired < static_cast<int>(open_duties_max); ++fired) {
    const auto* first = first_due(*kase, received);
    if (first == nullptr) return ok();
    const auto deadline = *first;
    VERMILION_TRY(const auto written, judge_deadline(draft, *kase, deadline, now));
    if (written.header.kind != RecordKind::accepted) {
      return fail(Code::corrupt, fmt::format("deadline {} of case {} has no row in its state",
                                             deadline.name, kase->id.text()));
    }
    VERMILION_TRY(perform(draft, written, now, 1));
    VERMILION_TRY(kase, core::find_case(draft.rows, kase->id));
    VERMILION_CHECK(kase != nullptr);
  }
  return fail(Code::full, "a case has more due deadlines than duties");
}

Result<void> Owner::perform_take(Draft& draft, const Written& owed, const Duty& duty,
                                 const DutyId& id, Instant now, int depth) {
  const auto& asker = owed.body->case_id;
  VERMILION_TRY(const auto kase, register_case(draft.rows, *parts_.editions, duty));
  VERMILION_TRY(const auto places, places_of(draft.rows, duty, asker));
  const bool takes = duty.kind == DutyKind::take;
  if (!takes && !places.held_by_asker) return ok();
  VERMILION_TRY(auto proposed, proposed_by(duty, id, *owed.body));
  auto body = std::make_shared<Body>(std::move(proposed));
  VERMILION_TRY(const auto answer, judge(draft, kase, std::move(body), now,
                                         {.roles = {{"register", {}}}, .places = places}));
  if (!takes) return ok();
  // The register's answer goes back to the case that asked.
  VERMILION_TRY(const auto asking, core::find_case(draft.rows, asker));
  VERMILION_CHECK(asking != nullptr);
  const bool granted = answer.header.kind == RecordKind::accepted;
  auto reply = std::make_shared<Body>(answer_of_register(duty, id, *owed.body, granted, places));
  VERMILION_TRY(const auto written,
                judge(draft, *asking, std::move(reply), now, {.roles = {{"register", {}}}}));
  return perform(draft, written, now, depth + 1);
}

Result<void> Owner::perform(Draft& draft, const Written& written, Instant now, int depth) {
  if (written.header.kind != RecordKind::accepted) return ok();
  const auto& body = *written.body;
  if (is_of_clock(body)) {
    VERMILION_TRY(auto kase, core::find_case(draft.rows, body.case_id));
    VERMILION_CHECK(kase != nullptr);
    VERMILION_TRY(record_moves(draft, kase, now));
  }
  for (std::size_t i = 0; i < body.duties.size(); ++i) {
    const auto& duty = body.duties[i];
    if (!is_at_once(duty.kind)) continue;
    if (depth > judgement_depth_max) {
      return fail(Code::full, fmt::format("judgements of case {} chain deeper than {}",
                                          body.case_id.text(), judgement_depth_max));
    }
    const auto id = duty_of(written.decision, i);
    const bool tells = duty.kind == DutyKind::tell;
    if (!tells && duty.kind != DutyKind::judgement) {
      VERMILION_TRY(perform_take(draft, written, duty, id, now, depth));
      continue;
    }
    VERMILION_TRY(const auto kase,
                  core::find_case(draft.rows, tells ? told_by(duty) : body.case_id));
    if (tells && kase == nullptr) continue;  // nobody is there to be told
    VERMILION_CHECK(kase != nullptr);
    VERMILION_TRY(auto proposed, proposed_by(duty, id, body));
    auto next = std::make_shared<Body>(std::move(proposed));
    VERMILION_TRY(const auto chained,
                  judge(draft, *kase, std::move(next), now, {.roles = {{"rule", {}}}}));
    VERMILION_TRY(perform(draft, chained, now, depth + 1));
  }
  return ok();
}

Result<OpeningCase> Owner::opening(const Case* before, const Proposal& proposal,
                                   Instant received) const {
  if (opens_without_item(proposal.fact)) {
    return opening_account(*parts_.editions, references_, before, proposal.case_id, proposal.fact,
                           proposal.schema, proposal.payload);
  }
  return opening_of(*parts_.editions, references_, proposal.case_id, proposal.principal.who,
                    proposal.item, proposal.office, received);
}

// How surely whoever applies must be known; staff and systems are not asked here.
std::uint32_t Owner::level_needed(const Proposal& proposal, const Case& kase) const {
  const bool applies = proposal.principal.kind == PrincipalKind::person ||
                       proposal.principal.kind == PrincipalKind::agent;
  if (!applies || !references_.catalogue) return 0;
  const auto* item = references_.catalogue->find(kase.item, kase.item_version);
  return item != nullptr ? item->assurance : 0;
}

Result<Decided> Owner::decide(Draft& draft, const Proposal& proposal, Instant now) {
  Decided decided;
  decided.ticket = proposal.ticket;
  decided.position = {parts_.partition, tip_.sequence};
  if (proposal.proposal_id.empty() || proposal.proposal_id.size() > proposal_id_size_max) {
    decided.outcome = Outcome::invalid;
    decided.detail = fmt::format("a proposal's id is 1 to {} octets", proposal_id_size_max);
    return decided;
  }
  if (proposal.payload.size() > payload_size_max) {
    decided.outcome = Outcome::invalid;
    decided.detail = fmt::format("a fact is at most {} octets", payload_size_max);
    return decided;
  }
  const auto received = std::min(proposal.received_at, std::max(now, tip_.recorded_at));
  VERMILION_TRY(auto kase, core::find_case(forming_, proposal.case_id));
  if (!kase && !proposal.opens) {
    decided.outcome = Outcome::not_found;
    return decided;
  }
  const bool known = kase != nullptr;
  if (!known || (proposal.opens && is_opened_anew(*kase, proposal.fact))) {
    if (!references_.complete()) {
      return fail(Code::unavailable, "the partition has not adopted its reference data yet");
    }
    VERMILION_TRY(auto opened, opening(kase.get(), proposal, received));
    if (!opened.place.empty()) {
      decided.outcome = Outcome::invalid;
      decided.place = std::move(opened.place);
      decided.detail = std::move(opened.detail);
      return decided;
    }
    kase = std::make_shared<const Case>(std::move(opened.kase));
  }
  VERMILION_TRY(auto asked, asked_by(forming_, references_, proposal.principal, *kase, received));
  if (asked.roles.empty()) {
    decided.outcome = asked.lacks_mandate ? Outcome::no_mandate : Outcome::not_found;
    return decided;
  }
  if (const auto needed = level_needed(proposal, *kase); needed > proposal.level) {
    decided.outcome = Outcome::too_little_known;
    decided.needed = needed;
    return decided;
  }
  if (known) {
    VERMILION_TRY(const auto before,
                  core::answer_to(forming_, *kase, proposal.principal.who, proposal.proposal_id));
    if (before) {
      decided.outcome =
          before->meaning == proposal.meaning ? Outcome::repeated : Outcome::other_meaning;
      decided.position.sequence = before->sequence;
      return decided;
    }
    if (!references_.complete()) {
      return fail(Code::unavailable, "the partition has not adopted its reference data yet");
    }
    VERMILION_TRY(move_dues(draft, kase, now));
    if (judges_due_first()) {
      VERMILION_TRY(judge_due(draft, kase, received, now));
    }
  } else {
    draft.rows.remember_absent(core::case_key(proposal.case_id));
  }
  if (proposal.expected && *proposal.expected != kase->material_version) {
    decided.outcome = Outcome::version_conflict;
    decided.current_version = kase->material_version;
    return decided;
  }
  if (kase->version >= case_records_max || kase->acts.size() >= acts_max) {
    decided.outcome = Outcome::full;
    return decided;
  }
  if (refused_too_often(proposal.principal.who)) {
    decided.outcome = Outcome::too_many_refusals;
    return decided;
  }
  auto body = std::make_shared<Body>();
  body->proposal_id = proposal.proposal_id;
  body->meaning = proposal.meaning;
  body->principal = proposal.principal;
  body->principal.person = asked.person;
  body->received_at = received;
  body->effective_at = received;
  body->fact = proposal.fact;
  body->schema = proposal.schema;
  body->payload = proposal.payload;
  body->cause = proposal.cause;
  body->subjects = proposal.subjects;
  if (is_task_fact(body->fact)) {
    VERMILION_TRY(const bool is_open, look_at_task(forming_, references_, *body, *kase, asked));
    if (!is_open) {
      decided.outcome = Outcome::not_found;
      return decided;
    }
  }
  VERMILION_TRY(look_into_directory(forming_, references_, *body, *kase, asked));
  VERMILION_TRY(look_into_registers(forming_, references_, *body, *kase, asked));
  VERMILION_TRY(const auto written, judge(draft, *kase, std::move(body), now, asked));
  VERMILION_TRY(perform(draft, written, now, 1));
  decided.outcome = Outcome::recorded;
  decided.position.sequence = written.header.sequence;
  decided.kind = written.header.kind;
  decided.body = written.body;
  decided.decision = written.decision;
  return decided;
}

void Owner::take(Proposal proposal, Instant now) {
  Draft made{drafted_, tip_};
  auto result = decide(made, proposal, now);
  if (result) {
    // A draft may hold records although the proposal itself has none: deadlines judged first.
    const auto joined = join(made);
    if (!joined) result = fail(joined.error().code, joined.error().detail);
  }
  Decided decided;
  if (result) {
    decided = std::move(result.value());
  } else {
    decided.ticket = proposal.ticket;
    decided.outcome = Outcome::failed;
    decided.detail = result.error().text();
    decided.position = {parts_.partition, tip_.sequence};
  }
  count_refusal(proposal, decided, now);
  settle(std::move(proposal), std::move(decided));
}

Decided Owner::rehearse(const Proposal& proposal, Instant now) {
  Draft made{drafted_, tip_};
  auto result = decide(made, proposal, now);
  if (result) return std::move(result.value());
  Decided decided;
  decided.ticket = proposal.ticket;
  decided.outcome = Outcome::failed;
  decided.detail = result.error().text();
  decided.position = {parts_.partition, tip_.sequence};
  return decided;
}

void Owner::settle(Proposal&& proposal, Decided&& decided) {
  // What needed no record is answered as of all that was taken before it.
  const bool without_record =
      decided.outcome != Outcome::recorded && decided.outcome != Outcome::repeated;
  if (without_record) decided.position = {parts_.partition, tip_.sequence};
  if (!builder_.empty()) {
    ++forming_proposals_;  // what waits for no record of this frame takes no room in it
    forming_waiting_.push_back({std::move(proposal), std::move(decided)});
  } else if (in_flight()) {
    in_flight_waiting_.push_back({std::move(proposal), std::move(decided)});
  } else {
    ready_.push_back(std::move(decided));
  }
}

Result<std::size_t> Owner::fire_deadlines(Instant now) {
  std::vector<CaseId> due;
  Bytes from{"D"};
  append_big(from, parts_.partition);
  auto to = from;
  append_big(to, static_cast<std::uint64_t>(now.microseconds) + 1);
  VERMILION_TRY(forming_.scan(from, to, [&](BytesView, BytesView value) {
    const CaseId id{octets_of<16>(value)};
    if ((due.empty() || due.back() != id) && !stuck_.contains(id)) due.push_back(id);
    return due.size() < frame_proposals_max;
  }));
  std::size_t fired = 0;
  for (const auto& id : due) {
    if (!has_room()) break;
    Draft made{drafted_, tip_};
    VERMILION_TRY(auto kase, core::find_case(made.rows, id));
    VERMILION_CHECK(kase != nullptr);
    auto judged = move_dues(made, kase, now);
    if (judged) judged = judge_due(made, kase, now, now);
    if (judged) judged = join(made);
    if (!judged) {
      stuck_.emplace(id, judged.error().text());
      continue;
    }
    fired += made.records.size();
    if (!made.records.empty()) ++forming_proposals_;
  }
  VERMILION_TRY(find_next_deadline());
  return fired;
}

Result<void> Owner::find_next_deadline() {
  Bytes from{"D"};
  append_big(from, parts_.partition);
  next_deadline_ = Instant{};
  return forming_.scan(from, after_prefix(from), [&](BytesView key, BytesView value) {
    if (stuck_.contains(CaseId{octets_of<16>(value)})) return true;
    next_deadline_.microseconds = static_cast<std::int64_t>(get_big<std::uint64_t>(key.data() + 3));
    return false;
  });
}

}  // namespace vermilion
