// The recognitions of a HouseBook: on notice, objected to, taken up again, recognised or withdrawn.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "events/facts/all.hpp"

namespace vermilion::test {

template <class Kept>
class NoticeBook {
 public:
  // Each time somebody comes to be on notice, and an earlier one goes one step on.
  template <class Book>
  void next(Book& book) {
    auto& made = *cases_.emplace_back(std::make_unique<Kept>());
    const auto number = cases_.size();
    made.id = {octets_of<16>(view_of(sha256("recognition " + std::to_string(number))))};
    made.scope = {"accounting", 1, "/330000/330100/330106"};
    made.item = number % 3 == 0 ? "outstanding" : "exemption";
    Submitted applied;
    applied.item = made.item;
    applied.people.emplace_back();
    add(book, made, applied, "applicant", "ORIGINALS");
    if (number % 6 == 0) return add(book, made, NotAccepted{"x", ""}, "window", "NOT_ACCEPTED");
    add(book, made, OriginalsSeen{"x"}, "window", "NOTICE", true);
    auto& earlier = *cases_[number / 2];
    const auto state = earlier.states.empty() ? "" : earlier.states.front();
    if (state == "NOTICE" && number % 2 == 0) {
      add(book, earlier, ObjectionRaised{"x"}, "objector", "INVESTIGATING");
    } else if (state == "NOTICE") {
      add(book, earlier, NoticeEnded{}, "timer", "AT_PROVINCE");
      add(book, earlier, LevelConfirmed{"x"}, "province_reviewer", "RECOGNISED");
    } else if (state == "INVESTIGATING" && number % 4 == 0) {
      add(book, earlier, ObjectionDismissed{"x"}, "handler", "NOTICE", true);
    } else if (state == "INVESTIGATING") {
      add(book, earlier, Withdrawn{}, "applicant", "WITHDRAWN");
    }
  }

 private:
  template <class Book, class F>
  static void add(Book& book, Kept& kase, const F& fact, const std::string& role, const char* state,
                  bool on_notice = false) {
    std::vector<Duty> duties;
    if (on_notice) {
      duties.push_back({DutyKind::deadline, "notice", "timer", Instant{1}, true, "NoticeEnded"});
    }
    const auto who = role == "applicant" || role == "objector" ? Book::person("applicant-4")
                     : role == "timer"                         ? Book::system(role)
                                                               : Book::staff("clerk", role);
    book.add(kase, fact, who, {state}, std::move(duties), {}, {}, "recognition");
  }
  std::vector<std::unique_ptr<Kept>> cases_;
};

}  // namespace vermilion::test
