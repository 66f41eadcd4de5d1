// The examination of the day: a session with three seats and four candidates, who pay at the
// sandbox's bank, choose, and sit where their tickets say; one changes his mind and is paid back.
#include "app/demo/examination.hpp"

namespace vermilion::demo {
namespace {

constexpr int seats = 3;
constexpr int candidates = 4;

class Examination : ExaminationParts {
 public:
  explicit Examination(Visit& visit)
      : ExaminationParts{visit, "accounting-title-exam", "practice"} {}

  Result<void> run() {
    VERMILION_TRY(open(seats, 30 * microseconds_a_day, 15 * microseconds_a_day));
    std::vector<std::string> cases;
    for (int number = 0; number < candidates; ++number) {
      VERMILION_TRY(cases.emplace_back(), enrol(number));
      VERMILION_TRY(pay(number, cases.back(), "CHOOSING"));
    }
    for (int number = 0; number < seats; ++number) {
      VERMILION_TRY(choose(number, cases[static_cast<std::size_t>(number)]));
      VERMILION_TRY(confirm(number, cases[static_cast<std::size_t>(number)]));
    }
    return change_of_mind(cases);
  }

 private:
  // The session is full for the fourth, until the first gives his seat back.
  Result<void> change_of_mind(const std::vector<std::string>& cases) {
    const int last = candidates - 1;
    VERMILION_TRY(choose(last, cases.back()));
    VERMILION_TRY(const auto told, see(last, cases.back()));
    const auto* refused = told.body.if_contains("refused");
    if (refused == nullptr || !refused->is_object()) return unexpected("it is full", told);
    VERMILION_TRY(cancel(0, cases.front()));
    VERMILION_TRY(choose(last, cases.back()));
    VERMILION_TRY(confirm(last, cases.back()));
    return becomes(0, cases.front(), "REFUNDED");
  }
};

Result<void> hold_examination(Visit& visit) {
  return Examination{visit}.run();
}

}  // namespace

Step holds_examination() {
  return special("applicant", "Enrolled", hold_examination);
}

}  // namespace vermilion::demo
