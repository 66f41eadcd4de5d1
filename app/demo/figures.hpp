// The page of figures at the day's end, in Chinese and English, and the same as JSON.
//
// Everything is read back from the hall (cases, timelines, table), not remembered from what was
// sent. Threads: values.
#pragma once

#include <map>

#include "app/demo/coverage.hpp"
#include "app/demo/day.hpp"
#include "app/demo/papers.hpp"
#include "app/demo/staff.hpp"

namespace vermilion::demo {

struct CaseAtEnd {
  OpenedCase opened;
  std::string item;
  std::string state;  // of the case
  std::string state_zh;
  bool final = false;
  bool rests = false;          // an entry or a filing, of which this house asks nothing
  boost::json::array waiting;  // as the hall lists it, when it is not final
};

struct Figures {
  std::size_t scripts = 0;
  std::size_t failed = 0;
  std::size_t skipped = 0;
  std::size_t refused_at_door = 0;
  std::size_t clock_moves = 0;
  std::vector<CaseAtEnd> cases;
  std::size_t records = 0;
  std::size_t accepted = 0;
  std::size_t refused = 0;
  std::size_t checks_asked = 0;
  std::size_t checks_answered = 0;
  std::size_t checks_unavailable = 0;
  std::size_t deadlines_passed = 0;
  std::size_t steps = 0;
  std::int64_t median_us = 0;
  std::int64_t high_us = 0;  // 95th of a hundred
  Coverage coverage;
  PapersSeen papers;
  StaffSeen staff;

  // A case that is neither over nor says for whom it waits.
  [[nodiscard]] std::vector<const CaseAtEnd*> lost() const;
  [[nodiscard]] bool good() const;
};

// Errors: the client's; corrupt (an answer that is not as the API describes it).
[[nodiscard]] Result<Figures> figures_of(Day& day, bool clock_moved);

void print_page(const Figures& figures);
[[nodiscard]] boost::json::object as_json(const Figures& figures);

}  // namespace vermilion::demo
