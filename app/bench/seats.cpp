// Seats in process: five candidates a seat, 64 of them at once; each enrols and chooses the one
// session, until it is full and long after. Two commands a candidate, six records, all views.
#include "app/bench/lanes.hpp"
#include "app/bench/profile.hpp"
#include "events/sessions.hpp"

namespace vermilion::bench {
namespace {

constexpr auto exam = "bench-exam";
constexpr auto session = "rush";
constexpr std::size_t lanes = 64;
constexpr std::size_t candidates_a_seat = 5;
constexpr double candidates_a_second = 4'000;

void at_once(const std::function<void()>& answers) {
  answers();
}

class SeatsRun : public Lanes {
 public:
  SeatsRun(Hall& hall, std::size_t candidates) : Lanes{hall}, candidates_{candidates} {}

  Result<void> set_up() {
    SessionOpened opened;
    opened.item = exam;
    opened.session = session;
    opened.subject = "law";
    opened.tree = "accounting";
    opened.office = office_node;
    opened.starts = hall_.clock().now() + 2 * microseconds_a_day;
    opened.ends = opened.starts + microseconds_a_day;
    opened.choose_until = opened.starts;
    opened.seats = static_cast<std::uint32_t>(candidates_ / candidates_a_seat);
    return record(staff_with("exam_steward"), case_of_session(exam, session), opened);
  }
  void run() {
    begin_lanes(lanes);
    for (std::size_t i = 0; i < lanes; ++i) begin();
    wait();
  }

 private:
  void begin() {
    const auto number = next_++;
    if (number >= candidates_) return end();
    Principal candidate;
    candidate.kind = PrincipalKind::person;
    candidate.who = candidate.person = fmt::format("{:032x}", number + 1);
    Enrolled fact;
    fact.item = exam;
    fact.office = office_node;
    fact.subject = "law";
    fact.id_number.lookup = sha256(candidate.who);
    fact.id_number.check_holds = true;
    fact.pledged = true;
    const auto id = case_for(candidate.who);
    step(candidate, id, fact, true, [this, candidate, id](const Decided&) {
      step(candidate, id, SeatChosen{session}, false, [this](const Decided&) { begin(); });
    });
  }

  const std::size_t candidates_;
  std::atomic<std::size_t> next_{0};
};

}  // namespace

Result<Run> run_seats(const BenchOptions& options) {
  const TemporaryFolder folder{options.under, "seats"};
  VERMILION_TRY(const auto hall, open_hall(folder.path(), at_once));
  const auto wanted = static_cast<std::size_t>(candidates_a_second * options.seconds);
  const auto candidates =
      std::clamp<std::size_t>(wanted, candidates_a_seat, candidates_a_seat * seats_max);
  SeatsRun seats{*hall, candidates};
  VERMILION_TRY(seats.set_up());
  const auto cpu = cpu_of_process();
  const auto started = steady_now();
  seats.run();
  drain(*hall);
  const auto seconds = seconds_since(started);
  const auto cpu_us = (cpu_of_process() - cpu) * 1e6 / static_cast<double>(candidates);
  hall->stop();
  Run run;
  run.commands_a_second = 2 * static_cast<double>(candidates) / seconds;
  run.figures = {{"candidates", candidates},
                 {"seats", candidates / candidates_a_seat},
                 {"candidates_a_second", rounded(static_cast<double>(candidates) / seconds, 1)},
                 {"commands_a_second", rounded(run.commands_a_second, 1)},
                 {"failures", seats.failures()},
                 {"cpu_us_a_candidate", rounded(cpu_us, 1)}};
  return run;
}

}  // namespace vermilion::bench
