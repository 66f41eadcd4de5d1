#include "tests/sim/walk.hpp"

#include <fmt/format.h>

#include <array>
#include <deque>

#include "tests/contract/chain_writer.hpp"
#include "tests/sim/people.hpp"
#include "tests/support/node.hpp"

namespace vermilion::sim {
namespace {

using test::day;
using test::hour;
using test::Node;
using test::second;

class NoEpochCheck final : public Behaviour {
  [[nodiscard]] bool checks_epoch() const override { return false; }
};
class AnswersEarly final : public Behaviour {
  [[nodiscard]] bool waits_until_durable() const override { return false; }
};
class JudgesNothingFirst final : public Owner {
  using Owner::Owner;
  [[nodiscard]] bool judges_due_first() const override { return false; }
};

class Walk {
 public:
  Walk(std::uint64_t seed, Flaw flaw) : dice_{seed}, flaw_{flaw}, people_{dice_} {
    static constexpr std::array chances{0U, 3U, 12U, 30U};
    fault_percent_ = chances[dice_.below(chances.size())];
    for (const auto fate : all_fates) {
      if (dice_.percent(50)) fates_.push_back(fate);
    }
    const bool by_sequence = flaw == Flaw::sequence_used_again || dice_.percent(50);
    for (int i = 0; i < 2; ++i) hosts_.push_back(std::make_unique<Host>(*this, i, by_sequence));
  }

  Walked run() {
    const int steps = 40 + static_cast<int>(dice_.below(21));
    for (walked_.step = 1; walked_.step <= steps && sound(); ++walked_.step) {
      step();
      check();
    }
    if (sound()) end();
    walked_.violation = checker_.violation();
    walked_.records = checker_.last();
    walked_.void_records = checker_.void_records();
    walked_.claims = checker_.claims();
    walked_.facts = checker_.counted();
    walked_.rows = checker_.rows_taken();
    return std::move(walked_);
  }

 private:
  static constexpr std::array all_fates{Fate::refused, Fate::lost,         Fate::late,
                                        Fate::doubled, Fate::unheard,      Fate::sync_error,
                                        Fate::torn,    Fate::crash_before, Fate::crash_after};

  struct Host {
    Host(Walk& walk, int number, bool by_sequence)
        : name{"node " + std::to_string(number)},
          node{{.name = name,
                .log = walk.log_,
                .faults = [&walk](const Attempt&) { return walk.fate(); },
                .behaviour = walk.behaviour(),
                .make = walk.maker(),
                .claims_after_doubt = walk.flaw_ != Flaw::sequence_used_again,
                .records_refusals = walk.flaw_ != Flaw::refused_without_record,
                .knows_own_by_sequence = by_sequence}} {}
    std::string name;
    Node node;
    std::deque<Proposal> inbox;
    std::set<std::uint64_t> waiting;  // tickets that this process owes an answer
    std::int64_t skew = 0;            // of its clock, within the two seconds that are allowed
    bool remembered = false;
  };
  struct Request {
    Proposal proposal;
    bool answered = false;
    Decided answer;
  };

  [[nodiscard]] bool sound() const { return checker_.violation().empty(); }

  Fault fate() {
    if (calm_ || fates_.empty() || !dice_.percent(fault_percent_)) return {};
    return {dice_.one_of(fates_), static_cast<std::uint32_t>(1 + dice_.below(3)),
            dice_.percent(50)};
  }
  const Behaviour* behaviour() {
    if (flaw_ == Flaw::epoch_not_checked) return &no_epoch_check_;
    if (flaw_ == Flaw::answered_before_sync) return &answers_early_;
    return nullptr;
  }
  Node::MakeOwner maker() {
    if (flaw_ != Flaw::act_before_a_due_deadline) return {};
    return [](const Owner::Parts& parts) { return std::make_unique<JudgesNothingFirst>(parts); };
  }
  [[nodiscard]] Instant now(const Host& host) const { return now_ + host.skew; }

  // ---- steps

  void step() {
    auto& host = *hosts_[dice_.percent(70) ? favourite_ : 1 - favourite_];
    const auto roll = dice_.below(100);
    if (roll < 46) {
      send(host, remember(people_.next(checker_)));
      if (dice_.percent(60)) pump(host);
    } else if (roll < 55) {
      retry(host);
    } else if (roll < 72) {
      pump_a_little(host);
    } else if (roll < 81) {
      jump();
    } else if (roll < 88) {
      fire(host);
    } else if (roll < 91) {
      favourite_ = 1 - favourite_;
    } else if (roll < 94) {
      (void)reign(host);  // while the other may reign too
    } else if (roll < 96) {
      adopt(host);
    } else if (roll < 98) {
      restart(host);
    } else if (dice_.percent(50)) {
      log_->land_all(0);
    } else {
      host.node.remember_core();
      host.remembered = true;
    }
  }

  std::size_t remember(Proposal proposal) {
    requests_.push_back({std::move(proposal), false, {}});
    return requests_.size() - 1;
  }

  // The node stamps what it receives, judges it later, and may die before.
  void send(Host& host, std::size_t request) {
    auto proposal = requests_[request].proposal;
    proposal.ticket = attempts_.size();
    proposal.received_at = now(host);
    attempts_.push_back({{proposal, checker_.answered(proposal.case_id)}, request});
    host.waiting.insert(proposal.ticket);
    host.inbox.push_back(std::move(proposal));
  }

  void retry(Host& host) {
    if (requests_.empty()) return;
    const auto which = dice_.below(requests_.size());
    if (dice_.percent(15)) {
      send(host, remember(people_.with_other_meaning(requests_[which].proposal)));
    } else {
      send(host, which);
    }
    if (dice_.percent(60)) pump(host);
  }

  void jump() {
    switch (dice_.below(6)) {
      case 0:
        now_ = now_ + static_cast<std::int64_t>(1 + dice_.below(8)) * day;
        break;
      case 1:
        now_ = now_ + 30 * day;
        break;
      case 2:  // to just before or after the next deadline
        if (hosts_[favourite_]->node.reigns()) {
          const auto due = hosts_[favourite_]->node.owner().next_deadline();
          if (due > now_) now_ = due + (dice_.percent(50) ? -second : second);
        }
        break;
      default:
        now_ = now_ + static_cast<std::int64_t>(1 + dice_.below(5)) * hour;
    }
    for (auto& host : hosts_) {
      host->skew = static_cast<std::int64_t>(dice_.below(4)) * second / 2 - second;
    }
  }

  void fire(Host& host) {
    if (!host.node.reigns()) return;
    const auto fired = host.node.owner().fire_deadlines(now(host));
    if (!fired) return checker_.violated("deadlines: " + fired.error().text());
    if (!host.node.owner().stuck().empty()) {
      checker_.violated("stuck: " + host.node.owner().stuck().begin()->second);
    }
    host.node.owner().set_pace(now_);
    const auto ticked = host.node.owner().tick(now(host));
    if (!ticked) checker_.violated("tick: " + ticked.error().text());
    if (dice_.percent(70)) pump(host);
  }

  void adopt(Host& host) {
    if (!host.node.reigns()) return;
    const auto adopted =
        host.node.owner().adopt(test::grants_of_version(dice_.percent(50) ? "1" : "2"), now(host));
    if (!adopted) checker_.violated("adopt: " + adopted.error().text());
  }

  void restart(Host& host) {
    ++walked_.restarts;
    host.inbox.clear();
    host.waiting.clear();
    const auto core = dice_.below(3);
    host.node.restart(core == 0                      ? Node::Core::kept
                      : core == 1 && host.remembered ? Node::Core::lagging
                                                     : Node::Core::lost);
    host.remembered = host.remembered && core == 1;
  }

  // Claims until it reigns; a claim may be lost, or another's.
  bool reign(Host& host) {
    for (int attempt = 0; attempt < 3; ++attempt) {
      if (host.node.journal().crashed()) restart(host);
      const auto begun = host.node.reign(now(host));
      collect(host);
      if (begun) {
        host.node.owner().set_pace(now_);
        return true;
      }
      switch (begun.error().code) {
        case Code::conflict:
        case Code::unavailable:
          break;
        case Code::io:
          restart(host);
          break;
        default:
          checker_.violated("a claim cannot begin: " + begun.error().text());
          return false;
      }
    }
    return false;
  }

  void take(Host& host) {
    if (host.inbox.empty() || !host.node.owner().has_room()) return;
    auto proposal = std::move(host.inbox.front());
    host.inbox.pop_front();
    host.node.take(std::move(proposal), now(host));
  }
  void form(Host& host) {
    const auto formed = host.node.form(now(host));
    if (!formed) checker_.violated("form: " + formed.error().text());
  }
  void append(Host& host) {
    if (!host.node.in_flight()) return;
    const auto appended = host.node.append();
    if (!appended) checker_.violated("append: " + appended.error().text());
    if (host.node.journal().crashed()) {
      restart(host);
    } else {
      collect(host);
    }
  }

  // One of the three parts of an owner's turn, so that frames are in flight while others form.
  void pump_a_little(Host& host) {
    if (!host.node.reigns() && !reign(host)) return;
    for (int i = 0; i < 3 && host.node.reigns() && sound(); ++i) {
      switch (dice_.below(3)) {
        case 0:
          take(host);
          break;
        case 1:
          form(host);
          break;
        default:
          append(host);
      }
      collect(host);
    }
  }

  // Until nothing waits, or the reign is lost as often as patience lasts.
  bool pump(Host& host) {
    for (int turn = 0; turn < 40 && sound(); ++turn) {
      if (!host.node.reigns()) {
        if (turn > 0 && host.inbox.empty() && host.node.in_doubt() == 0) return true;
        if (!reign(host)) {
          if (!calm_) return false;
          continue;
        }
      }
      while (!host.inbox.empty() && host.node.owner().has_room()) take(host);
      if (!host.node.in_flight()) form(host);
      if (!host.node.in_flight()) {
        collect(host);
        return true;
      }
      append(host);
    }
    return false;
  }

  void collect(Host& host) {
    for (auto& decided : host.node.answers()) {
      const auto& [attempt, request] = attempts_[decided.ticket];
      if (host.waiting.erase(decided.ticket) == 0) checker_.violated("answered twice");
      checker_.check_answer(attempt, decided);
      walked_.repeated += decided.outcome == Outcome::repeated ? 1 : 0;
      requests_[request].answered = true;
      requests_[request].answer = std::move(decided);
    }
  }

  void check() {
    checker_.read_on();
    for (const auto& host : hosts_) checker_.check_core(host->name, host->node.core());
  }

  // Faults stop. Whoever has no answer asks again, and everybody asks once more after that, at
  // either node: the duel must end, and the answers must be the same.
  void end() {
    calm_ = true;
    log_->land_all(0);
    for (auto& host : hosts_) {
      (void)pump(*host);  // whoever is broken is started anew, and forgets what waited
      if (!host->waiting.empty()) {
        checker_.violated("I13: a process that lives has lost a proposal");
      }
    }
    for (int round = 0; round < 2; ++round) {
      const auto count = requests_.size();
      for (std::size_t which = 0; which < count && sound(); ++which) {
        auto& host = *hosts_[dice_.below(2)];
        const auto before = requests_[which];
        requests_[which].answered = false;
        send(host, which);
        if (!pump(host) || !requests_[which].answered) {
          if (sound()) checker_.violated("I13: a repeated proposal is not answered");
          break;
        }
        const bool verdict = before.answered && (before.answer.outcome == Outcome::recorded ||
                                                 before.answer.outcome == Outcome::repeated);
        const auto& after = requests_[which].answer;
        // An owner that does not know of its rival yet answers what needs no record as of an older
        // position, and says so (RELIABILITY §1.8: such answers want a barrier of their own where
        // a journal has rivals).
        const bool older = after.position.sequence < before.answer.position.sequence;
        // To `w1` the case is not there while version 2 of the grants is in force.
        const bool revoked =
            after.outcome == Outcome::not_found && before.proposal.principal.who == "w1";
        walked_.stale += verdict && older ? 1 : 0;
        if (verdict && after.outcome != Outcome::repeated && !older && !revoked) {
          checker_.violated(fmt::format(
              "I13: a {} of {} was answered {} at seq {}, and when repeated {} at {}: {}",
              before.proposal.fact, before.proposal.principal.who,
              static_cast<int>(before.answer.outcome), before.answer.position.sequence,
              static_cast<int>(after.outcome), after.position.sequence, after.detail));
        }
        check();
      }
    }
    checker_.check_end();
  }

  Dice dice_;
  Flaw flaw_;
  NoEpochCheck no_epoch_check_;
  AnswersEarly answers_early_;
  std::shared_ptr<SharedLog> log_ = std::make_shared<SharedLog>(test::sample_house_record());
  Checker checker_{log_};
  People people_;
  std::size_t fault_percent_ = 0;
  std::vector<Fate> fates_;
  bool calm_ = false;
  Instant now_ = test::at("2026-03-02 09:00");
  std::size_t favourite_ = 0;
  std::vector<Request> requests_;
  std::vector<std::pair<Attempted, std::size_t>> attempts_;  // ticket → attempt, request
  std::vector<std::unique_ptr<Host>> hosts_;
  Walked walked_;
};

}  // namespace

Walked walk(std::uint64_t seed, Flaw flaw) {
  return Walk{seed, flaw}.run();
}

}  // namespace vermilion::sim
