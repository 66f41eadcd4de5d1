// The examination of the day: a session with three seats and four candidates, who pay at the
// sandbox's bank, choose, and sit where their tickets say; one changes his mind and is paid back.
#include <boost/json/array.hpp>
#include <thread>

#include "app/demo/asking.hpp"
#include "base/identifiers.hpp"

namespace vermilion::demo {
namespace {

namespace json = boost::json;

constexpr auto exam = "accounting-title-exam";
constexpr int seats = 3;
constexpr int candidates = 4;
constexpr int looks_max = 1'500;
constexpr std::chrono::milliseconds looks_every{20};

class Examination : Asking {
 public:
  explicit Examination(Visit& visit)
      : Asking{visit},
        mark_{to_hex(view_of(sha256(visit.submit_key()))).substr(0, 8)},
        session_{"sample-" + mark_} {}

  Result<void> run() {
    VERMILION_TRY(open());
    std::vector<std::string> cases;
    for (int number = 0; number < candidates; ++number) {
      VERMILION_TRY(cases.emplace_back(), enrol(number));
      visit_.day().note_case(cases.back(), visit_.script().wish.office, visit_.script().key);
      VERMILION_TRY(pay(candidate(number), cases.back()));
    }
    for (int number = 0; number < seats; ++number) {
      const auto who = candidate(number);
      VERMILION_TRY(record(who, cases[at(number)], "SeatChosen", {{"session", session_}}));
      VERMILION_TRY(record(who, cases[at(number)], "SeatConfirmed"));
    }
    return change_of_mind(cases);
  }

 private:
  static std::size_t at(int number) { return static_cast<std::size_t>(number); }

  Identity candidate(int number) const {
    return {fmt::format("{}-candidate-{}", visit_.submit_key(), number), false, {}, {}};
  }
  Result<void> open() {
    VERMILION_TRY(const auto now, client_.house_time());
    const auto day = 30 * microseconds_a_day;
    return expect(steward_, "/v1/sessions",
                  {{"item", exam},
                   {"session", session_},
                   {"subject", "practice"},
                   {"tree", "accounting"},
                   {"office", visit_.script().wish.office},
                   {"venue", "样例考点"},
                   {"address", "样例路 1 号"},
                   {"starts", to_text(now + day)},
                   {"ends", to_text(now + day + 7'200 * microseconds_a_second)},
                   {"choose_until", to_text(now + day / 2)},
                   {"seats", seats}},
                  201);
  }
  Result<std::string> enrol(int number) {
    // Another person in every day: a person enrols once.
    const auto born =
        day_of({1960, 1, 1}) + static_cast<int>(std::stoul(mark_, nullptr, 16) % 9'000);
    VERMILION_TRY(const auto answer,
                  post(candidate(number), "/v1/cases",
                       {{"item", exam},
                        {"office", visit_.script().wish.office},
                        {"subject", "practice"},
                        {"candidate", "样例考生"},
                        {"id_number", identifiers::synthetic_resident_number(born, number + 1)},
                        {"pledged", true}}));
    if (answer.status != 201) return unexpected("a candidate enrols", answer);
    return text_at(answer.body, "case");
  }
  Result<Answer> see(const Identity& who, const std::string& id) {
    return client_.get(who, "/v1/cases/" + id + "/enrolment");
  }
  Result<void> becomes(const Identity& who, const std::string& id, const char* state) {
    VERMILION_TRY(auto seen, see(who, id));
    for (int i = 0; i < looks_max && text_at(seen.body, "state") != state; ++i) {
      std::this_thread::sleep_for(looks_every);
      VERMILION_TRY(seen, see(who, id));
    }
    if (text_at(seen.body, "state") != state) return unexpected(state, seen);
    return ok();
  }
  // At the payer's bank, which knows the order as soon as the hall has placed it.
  Result<void> pay(const Identity& who, const std::string& id) {
    VERMILION_TRY(const auto seen, see(who, id));
    const auto* order = seen.body.if_contains("order");
    if (order == nullptr || !order->is_object()) return unexpected("an order is open", seen);
    const auto path = "/v1/payment-orders/" + text_at(order->get_object(), "request") + "/payments";
    VERMILION_TRY(auto paid, client_.sandbox(path, {}));
    for (int i = 0; i < looks_max && paid.status == 404; ++i) {
      std::this_thread::sleep_for(looks_every);
      VERMILION_TRY(paid, client_.sandbox(path, {}));
    }
    if (paid.status != 200) return unexpected("the bank pays", paid);
    return becomes(who, id, "CHOOSING");
  }
  // The session is full for the fourth, until the first gives his seat back.
  Result<void> change_of_mind(const std::vector<std::string>& cases) {
    const auto first = candidate(0);
    const auto last = candidate(candidates - 1);
    VERMILION_TRY(record(last, cases.back(), "SeatChosen", {{"session", session_}}));
    VERMILION_TRY(const auto told, see(last, cases.back()));
    const auto* refused = told.body.if_contains("refused");
    if (refused == nullptr || !refused->is_object()) return unexpected("it is full", told);
    VERMILION_TRY(record(first, cases.front(), "EnrolmentCancelled", {{"reason", "改期"}}));
    VERMILION_TRY(record(last, cases.back(), "SeatChosen", {{"session", session_}}));
    VERMILION_TRY(record(last, cases.back(), "SeatConfirmed"));
    return becomes(first, cases.front(), "REFUNDED");
  }

  const std::string mark_;
  const std::string session_;
  const Identity steward_{"exams.sample", true, {}, {}};
};

Result<void> hold_examination(Visit& visit) {
  return Examination{visit}.run();
}

}  // namespace

Step holds_examination() {
  Step step;
  step.kind = Step::Kind::special;
  step.who = "applicant";
  step.name = "Enrolled";
  step.special = hold_examination;
  return step;
}

}  // namespace vermilion::demo
