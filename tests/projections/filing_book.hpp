// The filings of a HouseBook: who files, files late, is put on the watch list, is struck off.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "events/facts/all.hpp"

namespace vermilion::test {

template <class Kept>
class FilingBook {
 public:
  // Each time somebody files anew, and an earlier filing goes one step on.
  template <class Book>
  void next(Book& book) {
    auto& made = *filings_.emplace_back(std::make_unique<Kept>());
    const auto number = std::to_string(filings_.size());
    made.id = {octets_of<16>(view_of(sha256("filing " + number)))};
    made.scope = {"accounting", 1, "/330000/330100/330106"};
    made.item = "bookkeeping-agency";
    FilingLodged lodged;
    lodged.item = made.item;
    lodged.office = "330106";
    lodged.unit = {"公司 " + number, "unit-" + std::to_string(filings_.size() % 5)};
    add(book, made, lodged, "applicant", "LODGING", "NO_PERIOD");
    if (filings_.size() % 5 == 0) {
      add(book, made, PlaceRefused{}, "register", "DUPLICATE", "NO_PERIOD");
      return;
    }
    add(book, made, PlaceGranted{}, "register", "FILED", "NO_PERIOD");
    add(book, made, PeriodBegun{}, "rule", "FILED", "UP_TO_DATE");
    auto& earlier = *filings_[filings_.size() / 2];
    if (earlier.states.size() != 2 || earlier.states[0] != "FILED") return;
    if (earlier.states[1] == "UP_TO_DATE") {
      add(book, earlier, PeriodOverdue{}, "timer", "FILED", "PERIOD_OVERDUE");
      add(book, earlier, WatchListed{}, "timer", "FILED", "WATCH_LISTED");
    } else if (filings_.size() % 2 == 0) {
      add(book, earlier, PeriodFiled{2027, {}}, "applicant", "FILED", "UP_TO_DATE",
          {{DutyKind::notice, "tell_late", "filed_late", {}, false, {}}});
      add(book, earlier, EventFiled{"change", Instant{1}, {}}, "applicant", "FILED", "UP_TO_DATE");
    } else {
      add(book, earlier, StruckOff{"x", "y"}, "approver", "STRUCK_OFF", "WATCH_LISTED");
    }
  }

 private:
  template <class Book, class F>
  static void add(Book& book, Kept& kase, const F& fact, const std::string& role, const char* state,
                  const char* standing, std::vector<Duty> duties = {}) {
    const auto who = role == "applicant"  ? Book::person("applicant-4")
                     : role == "approver" ? Book::staff("approver", role)
                                          : Book::system(role);
    book.add(kase, fact, who, {state, standing}, std::move(duties), {}, {}, "filing");
  }
  std::vector<std::unique_ptr<Kept>> filings_;
};

}  // namespace vermilion::test
