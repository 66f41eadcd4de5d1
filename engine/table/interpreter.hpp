// The plain interpreter: the same rows, run without Boost.MSM.
//
// MSM stops at the first row that holds, so two rows that both hold stay invisible to it. This
// walks all rows and says which hold; it serves three times: as proof that rows exclude one another
// (`ambiguous`), as the other side of the differential test against the machine, and as the model
// check's successor function. Threads: pure functions.
#pragma once

#include "engine/table/table.hpp"

namespace vermilion::table {

template <class W, class Context>
class Interpreter {
 public:
  template <class F>
  static Verdict judge(std::span<const std::string> at, const F& fact, const Context& context) {
    Verdict verdict;
    bool any_row = false;
    int held = 0;
    std::uint16_t number = 0;
    mp::mp_for_each<mp::mp_transform<mp::mp_identity, typename W::table>>([&](auto identity) {
      using R = typename decltype(identity)::type;
      const auto row = number++;
      if constexpr (std::is_same_v<typename R::fact, F>) {
        if (std::find(at.begin(), at.end(), R::from::info.name) == at.end()) return;
        any_row = true;
        const int failed = first_failure<R>(fact, context, verdict.finding);
        if (failed == none_failed) {
          ++held;
          verdict.row = held == 1 ? row : verdict.row;
        } else if (verdict.tried.size() < tried_max) {
          verdict.tried.push_back({row, static_cast<std::int16_t>(failed)});
        }
      }
    });
    verdict.answer = held > 1    ? Answer::ambiguous
                     : held == 1 ? Answer::recorded
                     : any_row   ? Answer::refused
                                 : Answer::not_here;
    return verdict;
  }

 private:
  static constexpr int none_failed = -2;

  // −1: the role; 0 and on: that rule; none_failed: the row holds.
  template <class R, class F>
  static int first_failure(const F& fact, const Context& context, Finding& finding) {
    if (!context.may(R::who::info)) return -1;
    int number = 0;
    int failed = none_failed;
    mp::mp_for_each<mp::mp_transform<mp::mp_identity, typename R::when::rules>>([&](auto rule) {
      if (failed == none_failed &&
          !rule_holds<typename decltype(rule)::type>(fact, context, finding)) {
        failed = number;
      }
      ++number;
    });
    return failed;
  }
};

}  // namespace vermilion::table
