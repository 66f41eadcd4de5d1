// An examination to its end, and a course where one chooses before one pays: who sits, fails to
// come or cheats, what is marked and published, holds and limits that run out, money that comes
// late.
#include "app/demo/examination.hpp"

namespace vermilion::demo {
namespace {

constexpr auto a_minute = 60 * microseconds_a_second;

// Chosen first, paid while the seat is held.
class Course : ExaminationParts {
 public:
  explicit Course(Visit& visit)
      : ExaminationParts{visit, "continuing-education-course", "professional"} {}

  Result<void> before_the_holds_end() {
    VERMILION_TRY(open(4, 20 * microseconds_a_day, 10 * microseconds_a_day));
    for (int number = 0; number < 5; ++number) {
      VERMILION_TRY(cases_.emplace_back(), enrol(number));
    }
    VERMILION_TRY(cancel(1, cases_[1]));  // nothing was paid
    for (const int number : {0, 2, 3, 4}) {
      VERMILION_TRY(choose(number, at(number)));
    }
    VERMILION_TRY(pay(0, at(0), "SEAT_CONFIRMED"));
    VERMILION_TRY(late_, order_of(2, at(2)));
    return cancel(2, at(2));  // its order is open still
  }
  Result<void> after() {
    for (const int number : {3, 4}) {
      VERMILION_TRY(becomes(number, at(number), "CHOOSING"));
    }
    VERMILION_TRY(const auto order, order_of(4, at(4)));
    VERMILION_TRY(pay(3, at(3), "CHOOSING"));
    VERMILION_TRY(is_paid(3, at(3)));  // which counts for the next seat
    VERMILION_TRY(cancel(4, at(4)));   // while its order is open
    for (const auto& late : {late_, order}) {
      VERMILION_TRY(pay_order(late));
    }
    VERMILION_TRY(cancel(3, at(3)));
    for (const int number : {2, 3, 4}) {
      VERMILION_TRY(becomes(number, at(number), "REFUNDED"));
    }
    const auto path = "/v1/sessions/" + item_ + "/" + session_;
    VERMILION_TRY(expect(steward_, path + "/seats", {{"seats", 3}}, 200));
    VERMILION_TRY(expect(steward_, path + "/close", {}, 200));
    VERMILION_TRY(cancel(0, at(0)));  // the seat comes back to a session that is closed
    return becomes(0, at(0), "REFUNDED");
  }

 private:
  const std::string& at(int number) const { return cases_[static_cast<std::size_t>(number)]; }
  std::vector<std::string> cases_;
  std::string late_;
};

class Results : ExaminationParts {
 public:
  explicit Results(Visit& visit) : ExaminationParts{visit, "accounting-title-exam", "practice"} {}

  Result<void> before_the_holds_end() {
    VERMILION_TRY(open(8, 10 * microseconds_a_day, 9 * microseconds_a_day));
    for (int number = 0; number < 7; ++number) {
      VERMILION_TRY(cases_.emplace_back(), enrol(number));
      VERMILION_TRY(pay(number, cases_.back(), "CHOOSING"));
    }
    for (int number = 0; number < 6; ++number) {
      VERMILION_TRY(choose(number, at(number)));
    }
    for (int number = 0; number < 4; ++number) {
      VERMILION_TRY(confirm(number, at(number)));
    }
    VERMILION_TRY(cancel(4, at(4)));  // who holds a seat
    VERMILION_TRY(cancel(6, at(6)));  // who has none yet
    VERMILION_TRY(const auto again, enrol(5));
    VERMILION_TRY(becomes(5, again, "DUPLICATE"));
    for (const int number : {7, 8}) {
      VERMILION_TRY(cases_.emplace_back(), enrol(number));
    }
    VERMILION_TRY(const auto late, order_of(7, at(7)));
    VERMILION_TRY(cancel(7, at(7)));  // and pays all the same
    VERMILION_TRY(pay_order(late));
    return becomes(7, at(7), "REFUNDED");
  }
  Result<void> after() {
    VERMILION_TRY(becomes(5, at(5), "CHOOSING"));
    VERMILION_TRY(cancel(5, at(5)));
    return becomes(5, at(5), "REFUNDED");
  }
  // Who is not known to have paid a day later. His bank says that he did, in time (the sandbox's
  // clock goes on from when the order came), so he goes on; and changes his mind.
  Result<void> lapses() {
    VERMILION_TRY(const auto order, order_of(8, at(8)));
    VERMILION_TRY(becomes(8, at(8), "LAPSED"));
    VERMILION_TRY(pay_order(order));
    VERMILION_TRY(becomes(8, at(8), "CHOOSING"));
    VERMILION_TRY(cancel(8, at(8)));
    return becomes(8, at(8), "REFUNDED");
  }
  [[nodiscard]] Instant starts() const { return starts_; }

  Result<void> sits() {
    VERMILION_TRY(attends(0, "sat"));
    VERMILION_TRY(attends(1, "sat"));
    VERMILION_TRY(attends(2, "absent"));
    VERMILION_TRY(attends(3, "violation"));
    VERMILION_TRY(record(marker_, at(0), "Scored", {{"score", 80}}));
    VERMILION_TRY(record(marker_, at(0), "Scored", {{"score", 81}}));
    VERMILION_TRY(record(marker_, at(1), "Scored", {{"score", 41}}));
    VERMILION_TRY(record(steward_, at(0), "ResultPublished"));
    VERMILION_TRY(record(steward_, at(1), "ResultPublished"));
    VERMILION_TRY(becomes(0, at(0), "PASSED"));
    return becomes(1, at(1), "FAILED");
  }

 private:
  const std::string& at(int number) const { return cases_[static_cast<std::size_t>(number)]; }
  Result<void> attends(int number, const char* how) {
    return record(invigilator_, at(number), "AttendanceRecorded",
                  {{"attendance", how}, {"remark", "样例"}});
  }
  std::vector<std::string> cases_;
  const Identity invigilator_{"invigilator.sample", true, {}, {}};
  const Identity marker_{"marker.sample", true, {}, {}};
};

Result<void> bring_to_results(Visit& visit) {
  Results exam{visit};
  Course course{visit};
  VERMILION_TRY(exam.before_the_holds_end());
  VERMILION_TRY(course.before_the_holds_end());
  auto& day = visit.day();
  if (!day.may_move_clock()) return ok();
  VERMILION_TRY(const auto now, day.client().house_time());
  VERMILION_TRY(day.move_clock(now + 31 * a_minute));
  VERMILION_TRY(exam.after());
  VERMILION_TRY(course.after());
  VERMILION_TRY(day.move_clock(now + microseconds_a_day + a_minute));
  VERMILION_TRY(exam.lapses());
  VERMILION_TRY(day.move_clock(exam.starts() + a_minute));
  return exam.sits();
}

}  // namespace

Step brings_to_results() {
  return special("applicant", "ResultPublished", bring_to_results);
}

}  // namespace vermilion::demo
