#include "app/demo/day.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <thread>

#include "adapters/papers/paper.hpp"

namespace vermilion::demo {
namespace {

namespace json = boost::json;

constexpr std::chrono::milliseconds turn_pause{50};
constexpr std::int64_t a_minute = 60 * microseconds_a_second;

bool is_done(const Visit& visit, std::size_t at) {
  return at >= visit.script().steps.size();
}

}  // namespace

Day::Day(Client& client, std::vector<Script> scripts, const codes::CodeSet& divisions,
         DayOptions options)
    : client_{client},
      scripts_{std::move(scripts)},
      options_{options},
      applications_{options.seed, divisions} {
  std::size_t number = 0;
  for (const auto& script : scripts_) visits_.emplace_back(*this, script, ++number);
}

const Visit* Day::visit(const std::string& key) const {
  const auto found = std::find_if(visits_.begin(), visits_.end(),
                                  [&](const Visit& visit) { return visit.script().key == key; });
  return found == visits_.end() ? nullptr : &*found;
}

Result<std::string> Day::material(const std::string& code) {
  auto& drawn = materials_[code];
  if (drawn.empty()) {
    papers::Paper paper;
    paper.title = "样例材料 sample material";
    paper.blocks = {{papers::Block::Kind::paragraph, code}};
    paper.at = *instant_from_text("2026-01-01T00:00:00+08:00");
    VERMILION_TRY(drawn, papers::draw(paper));
  }
  return drawn;
}

void Day::note_case(const std::string& id, const std::string& office, const std::string& script) {
  opened_.push_back({id, office, script});
}

std::vector<Day::Outcome> Day::outcomes() const {
  std::vector<Outcome> all;
  for (const auto& visit : visits_) {
    all.push_back({visit.script_, visit.case_id_, visit.failure_, visit.skipped_});
  }
  return all;
}

void Day::tell(const Visit& visit) const {
  if (options_.quiet) return;
  const bool good = visit.failure_.empty();
  fmt::print("  {} {:2} {} | {}{}\n",
             !good                    ? "✗"
             : visit.skipped_.empty() ? "✓"
                                      : "–",
             visit.number_, visit.script().zh, visit.script().en,
             good ? (visit.skipped_.empty() ? "" : ": " + visit.skipped_) : ": " + visit.failure_);
  std::fflush(stdout);
}

Result<bool> Day::go_on(Visit& visit) {
  bool did = false;
  while (!is_done(visit, visit.at_)) {
    const auto& step = visit.script_->steps[visit.at_];
    auto turn = visit.step(step);
    if (!turn && turn.error().code == Code::conflict) {
      visit.failure_ = fmt::format("step {}: {}", visit.at_ + 1, turn.error().detail);
      visit.at_ = visit.script_->steps.size();
      tell(visit);
      return true;
    }
    if (!turn) return fail(turn.error().code, turn.error().detail);
    if (turn.value() != Visit::Turn::went_on) return did;
    did = true;
    visit.waits_since_.reset();
    ++visit.at_;
    if (is_done(visit, visit.at_)) tell(visit);
  }
  return did;
}

Result<void> Day::move_clock(Instant to) {
  VERMILION_TRY(const auto answer, client_.operations("/ops/clock", {{"to", to_text(to)}}));
  if (answer.status != 200) {
    return fail(Code::unavailable, fmt::format("the hall's clock was not moved to {}: HTTP {} {}",
                                               to_text(to), answer.status, answer.text));
  }
  ++clock_moves_;
  moved_to_ = to;
  if (!options_.quiet) fmt::print("  … 时钟拨至 the clock moves to {}\n", to_text(to));
  return ok();
}

Result<void> Day::run_together(const std::vector<Visit*>& visits) {
  for (;;) {
    bool did = false;
    bool waits = false;
    Instant first;
    for (auto* visit : visits) {
      visit->waits_for_ = {};
      VERMILION_TRY(const bool went_on, go_on(*visit));
      did = did || went_on;
      if (is_done(*visit, visit->at_)) continue;
      if (!visit->waits_for_.set()) {
        waits = true;
      } else if (!first.set() || visit->waits_for_ < first) {
        first = visit->waits_for_;
      }
    }
    if (did) continue;
    if (waits) {
      std::this_thread::sleep_for(turn_pause);
    } else if (first.set()) {
      VERMILION_TRY(move_clock(first + a_minute));
    } else {
      return ok();
    }
  }
}

Result<void> Day::run() {
  std::vector<Visit*> together;
  std::vector<Visit*> last;
  std::vector<Visit*> evening;
  for (auto& visit : visits_) {
    if (visit.script_->alone && visit.script_->evening) {
      last.push_back(&visit);
    } else if (visit.script_->alone) {
      VERMILION_TRY(run_together({&visit}));
    } else {
      (visit.script_->evening ? evening : together).push_back(&visit);
    }
  }
  VERMILION_TRY(run_together(together));
  for (auto* visit : last) {
    VERMILION_TRY(run_together({visit}));
  }
  return run_together(evening);
}

}  // namespace vermilion::demo
