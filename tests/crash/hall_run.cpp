#include "tests/crash/hall_run.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "tests/contract/chain_writer.hpp"

namespace vermilion::test {
namespace {

constexpr const char* directory = "/house";
constexpr std::size_t waves = 5;  // of ten cases, a good month apart
constexpr std::size_t proposals_a_frame = 4;

SegmentOptions small_segments() {
  SegmentOptions options;
  options.background = false;
  options.octets_ahead = 16 * 1024;
  options.octets_at_first = 4 * 1024;
  options.octets_a_step = 16 * 1024;
  options.octets_a_block = 8 * 1024;
  options.blocks_cached = 2;
  return options;
}

template <class Make>
Step act(const Principal& who, const Make& make) {
  return [who, make](const Case& kase, const std::string& key) -> std::optional<Proposal> {
    return proposal_of(who, kase.id, key, make(kase));
  };
}
template <Fact F>
Step says(const std::string& account, const F& fact) {
  return act(staff(account), [fact](const Case&) { return fact; });
}
// Waits until the timer of this deadline was recorded.
Step once_over(const std::string& deadline, const Step& step) {
  return [deadline, step](const Case& kase, const std::string& key) -> std::optional<Proposal> {
    for (const auto& passed : kase.passed) {
      if (passed.name == deadline) return step(kase, key);
    }
    return std::nullopt;
  };
}
DutyId duty_id(const Case& kase, std::string_view name) {
  const auto* duty = kase.duty_named(name);
  VERMILION_CHECK(duty != nullptr, name);
  return duty->id;
}

const Proposed approves{true, "符合条件"};
const RefusedToGrant refuses{"不符合条件", "可申请行政复议"};

void and_then(std::vector<Step>& steps, const std::vector<Step>& more) {
  steps.insert(steps.end(), more.begin(), more.end());
}

std::vector<Step> delivered() {
  return {says("m1", CertificateMade{"DLJZ330106000001"}), says("w1", HandedOver{"窗口领取"})};
}
Step checked() {
  return act(public_security(), [](const Case& kase) {
    return CheckPassed{duty_id(kase, "check"), "ps", sha256("answer")};
  });
}
Step supplied(const std::string& who) {
  return act(applicant(who),
             [](const Case&) { return Supplemented{{{"rules", sha256("supplied"), "C", 1, ""}}}; });
}

// Ten ways through the table; `first` numbers the persons of this wave.
std::vector<Step> script(std::size_t way, const std::string& who, std::uint32_t first) {
  const auto opens = [&](const char* item, std::uint32_t person) {
    const auto fact = application(item, {person, person + 1, person + 2});
    return Step{[who, fact](const Case&, const std::string& key) -> std::optional<Proposal> {
      return submission(applicant(who), key, fact);
    }};
  };
  const SupplementRequested list{{{"rules", "缺少页"}}};
  std::vector<Step> steps;
  switch (way) {
    case 0:  // a licence, all the way
      steps = {opens("licence", first), checked(), says("w1", Accepted{}), says("h1", approves),
               says("p1", Approved{})};
      and_then(steps, delivered());
      return steps;
    case 1:  // the same persons again: their posts are held
      return {opens("licence", first), says("w1", NotAccepted{"人员已在其他机构专职", ""})};
    case 2:  // once supplemented, once sent back
      steps = {opens("permit", 0),
               says("w1", list),
               supplied(who),
               says("h1", approves),
               says("p1", SentBack{"再核"}),
               says("h2", approves),
               says("p1", Approved{})};
      and_then(steps, delivered());
      return steps;
    case 3:
      return {opens("permit", 0), says("w1", Accepted{}), says("h1", approves),
              says("p2", refuses)};
    case 4:  // accepted by rule, one link
      steps = {opens("quick", 0), says("p1", Approved{})};
      and_then(steps, delivered());
      return steps;
    case 5:
      return {opens("permit", 0), says("w1", Accepted{}),
              act(applicant(who), [](const Case&) { return Withdrawn{}; })};
    case 6:  // accepted by silence, decided too late
      return {opens("permit", 0), once_over("accept", says("h1", approves)),
              once_over("decide", says("p1", Approved{}))};
    case 7:  // refusals are records, too
      return {opens("permit", 0),   says("p1", Accepted{}), says("x1", Accepted{}),
              says("x2", approves), says("x2", Approved{}), says("x3", Approved{})};
    case 8: {  // through the worklist
      const auto claim = [](const char* task) {
        return [task](const Case& kase) { return TaskClaimed{duty_id(kase, task)}; };
      };
      return {
          opens("permit", 0),
          act(staff("w1"), claim("precheck")),
          says("w1", Accepted{}),
          act(staff("s1"),
              [](const Case& kase) { return TaskAssigned{duty_id(kase, "handle"), "h2"}; }),
          says("h1", approves),
          says("h2", approves),
          act(staff("p1"), claim("review")),
          act(staff("p1"), [](const Case& kase) { return TaskReleased{duty_id(kase, "review")}; }),
          says("p2", refuses)};
    }
    default:  // never supplied
      return {opens("permit", 0), says("w2", list)};
  }
}

}  // namespace

World::World() {
  for (std::size_t wave = 0; wave < waves; ++wave) {
    const auto begins = rounds.size();
    const auto from = at("2026-03-02 09:00") + static_cast<std::int64_t>(wave) * 35 * day;
    for (int hours = 0; hours < 10; ++hours) rounds.push_back(from + hours * hour / 2);
    for (const int days : {9, 10, 24, 31}) rounds.push_back(from + days * day);
    for (std::size_t way = 0; way < 10; ++way) {
      const auto number = wave * 10 + way;
      Applicant one;
      one.who = "a" + std::to_string(number);
      one.id = case_of(one.who, one.who + " 0");
      one.begins = begins;
      one.steps = script(way, one.who, static_cast<std::uint32_t>(wave * 100 + 1));
      applicants.push_back(std::move(one));
    }
  }
}

Result<void> Process::start(RowFamily& core) {
  if (!world_.founded) {
    const auto founded = SegmentJournal::found(files_, directory, sample_house_record());
    // A crash may have come after the house was there, and before anybody knew.
    if (!founded && founded.error().code != Code::conflict) return founded;
  }
  VERMILION_TRY(journal_, SegmentJournal::open(files_, directory, small_segments()));
  world_.founded = true;
  now_ = world_.rounds[std::min(world_.round, world_.rounds.size() - 1)];
  const auto claim = sample_claim(++world_.claims);
  VERMILION_TRY(const auto reigning, journal_->claim(0, claim));
  Owner::Parts parts;
  parts.house = journal_->house();
  parts.editions = &editions();
  parts.loader = &reference_loader();
  parts.journal = journal_.get();
  parts.core = &core;
  parts.settle_rows = 64;
  owner_ = std::make_unique<Owner>(parts);
  owner_->set_pace(now_);
  VERMILION_TRY(owner_->begin(reigning, claim, now_));
  for (const auto& adopted : in_force()) {
    VERMILION_TRY(owner_->adopt(adopted, now_));
  }
  if (!write_all()) return fail(Code::io, "the first records of the reign");
  return ok();
}

bool Process::run(const std::function<void()>& after_round) {
  for (; !world_.over(); ++world_.round) {
    now_ = world_.rounds[world_.round];
    owner_->set_pace(now_);
    const auto fired = owner_->fire_deadlines(now_);
    VERMILION_CHECK(fired.has_value() && owner_->stuck().empty());
    if (!write_all()) return false;
    const auto settled = owner_->settle();
    VERMILION_CHECK(settled.has_value());
    for (std::size_t i = 0; i < world_.applicants.size(); i += proposals_a_frame) {
      if (!send(i, proposals_a_frame)) return false;
    }
    if (!write_all()) return false;
    if (world_.round % 5 == 4 && journal_->silence(0) != Appended::done) return false;
    if (after_round) after_round();
  }
  return true;
}

// Everybody of this group says what comes next, or says again what was never answered.
bool Process::send(std::size_t from, std::size_t count) {
  const auto to = std::min(from + count, world_.applicants.size());
  for (auto i = from; i < to; ++i) {
    auto& one = world_.applicants[i];
    if (one.begins > world_.round || one.step == one.steps.size()) continue;
    if (!one.sent) {
      const auto kase = core::load_case(owner_->core(), one.id);
      VERMILION_CHECK(kase.has_value());
      const auto key = one.who + " " + std::to_string(one.step);
      one.sent = one.steps[one.step](kase.value().value_or(Case{}), key);
      if (!one.sent) continue;
    }
    auto proposal = *one.sent;
    proposal.ticket = i;
    proposal.received_at = now_;
    owner_->take(std::move(proposal), now_);
  }
  for (const auto& decided : owner_->ready()) answer(decided);
  return write_one();
}

// Writes the frame in flight, if there is one, and forms the next.
bool Process::write_one() {
  if (formed_) {
    for (const auto& written : formed_->written) {
      world_.formed.insert(written.hash);
      const auto& body = *written.body;
      if (flaw_ != Flaw::answers_before_sync || body.proposal_id.empty()) continue;
      for (const auto& one : world_.applicants) {
        if (!one.sent || one.sent->proposal_id != body.proposal_id) continue;
        world_.promises.push_back({*one.sent, written.header.sequence, written.header.kind});
      }
    }
    if (journal_->append(0, formed_->frame) != Appended::done) return false;
    const auto outcomes = owner_->committed();
    VERMILION_CHECK(outcomes.has_value());
    for (const auto& decided : outcomes.value()) answer(decided);
    const bool seals = formed_->seals;
    formed_.reset();
    // A sealing that fails leaves the live file to go on with; a roll that fails stops.
    if (seals) {
      if (!journal_->roll(0)) return false;
      if (!journal_->seal_rolled(0) && files_.crashed()) return false;
    }
  }
  auto formed = owner_->form(now_);
  VERMILION_CHECK(formed.has_value());
  formed_ = std::move(formed.value());
  return true;
}

bool Process::write_all() {
  do {
    if (!write_one()) return false;
  } while (formed_);
  return true;
}

void Process::answer(const Decided& decided) {
  if (decided.ticket >= world_.applicants.size()) {
    answers_.push_back(decided);
    return;
  }
  auto& one = world_.applicants[decided.ticket];
  const bool verdict = decided.outcome == Outcome::recorded || decided.outcome == Outcome::repeated;
  VERMILION_CHECK(verdict && one.sent, decided.detail);
  Promise promise{*one.sent, decided.position.sequence, {}};
  if (decided.outcome == Outcome::recorded) promise.kind = decided.kind;
  world_.promises.push_back(std::move(promise));
  one.sent.reset();
  ++one.step;
}

std::vector<Decided> Process::propose(std::vector<Proposal> proposals) {
  answers_.clear();
  auto ticket = world_.applicants.size();
  for (auto& proposal : proposals) {
    proposal.ticket = ticket++;
    proposal.received_at = now_;
    if (!owner_->has_room()) VERMILION_CHECK(write_all());
    owner_->take(std::move(proposal), now_);
    for (const auto& decided : owner_->ready()) answer(decided);
  }
  VERMILION_CHECK(write_all());
  std::sort(answers_.begin(), answers_.end(),
            [](const Decided& a, const Decided& b) { return a.ticket < b.ticket; });
  return std::move(answers_);
}

}  // namespace vermilion::test
