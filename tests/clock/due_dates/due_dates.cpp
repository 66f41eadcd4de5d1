// Prints seeded limits and the due dates that the engine gives them, for due_dates.py to judge:
// one "<received, µs UTC> <working days> <due, RFC 3339> <certain|provisional>" a line.
// Usage: due_dates SEED COUNT
#include <cstdio>
#include <cstdlib>
#include <random>

#include "engine/clock/limit.hpp"
#include "tests/clock/reference_calendar.hpp"

int main(int argc, char** argv) {
  using namespace vermilion;
  if (argc != 3) {
    std::fprintf(stderr, "usage: due_dates SEED COUNT\n");
    return 2;
  }
  std::mt19937_64 random(std::strtoull(argv[1], nullptr, 10));
  const long count = std::strtol(argv[2], nullptr, 10);
  for (long i = 0; i < count; ++i) {
    const bool autumn = random() % 2 == 0;
    const Instant begin = start_of(day(autumn ? "2026-09-20" : "2026-01-28"));
    const Instant end = end_of(day(autumn ? "2026-10-15" : "2026-03-02"));
    const auto span = static_cast<std::uint64_t>(end.microseconds - begin.microseconds) + 1;
    const Instant from = begin + static_cast<std::int64_t>(random() % span);
    const int amount = static_cast<int>(random() % 60) + 1;
    const auto due = clock::due_of({amount, clock::Unit::working_days, "行政许可法 82"}, from,
                                   reference_calendar());
    if (!due) {
      std::fprintf(stderr, "%s\n", due.error().text().c_str());
      return 1;
    }
    std::printf("%lld %d %s %s\n", static_cast<long long>(from.microseconds), amount,
                to_text(due.value().due).c_str(),
                due.value().provisional ? "provisional" : "certain");
  }
  return 0;
}
